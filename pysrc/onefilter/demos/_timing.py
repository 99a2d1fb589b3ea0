"""How long layers take here and now, on this reader's machine."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from onefilter.demos._separable_scenes import Stage
from onefilter.nn import Conv2d, Sequential, no_grad

# The first run warms caches, and the fastest of the others is what the layer takes.
RUNS = 3


def seconds(stages: Sequence[Stage], side: int) -> float:
    """Measure one image through some convolutions."""
    made = Sequential(
        *[
            Conv2d(
                stage.inputs,
                stage.outputs,
                stage.kernel_size,
                padding="same",
                groups=stage.groups,
                bias=False,
            )
            for stage in stages
        ]
    ).reset_parameters(0)
    picture = np.ones((1, stages[0].inputs, side, side), np.float32)
    times = []
    with no_grad():
        for _ in range(RUNS):
            begun = perf_counter()
            made(picture)
            times.append(perf_counter() - begun)
    return min(times)
