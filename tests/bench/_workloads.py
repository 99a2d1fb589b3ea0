"""What is convolved in the benchmarks: sizes from one picture to a layer of a network."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

# Maps, filters and geometry.
WORKLOADS = {
    "a": ((1, 1, 24, 24), (1, 1, 3, 3), {}),
    "b": ((1, 1, 512, 512), (1, 1, 3, 3), {}),
    "c": ((1, 3, 224, 224), (64, 3, 7, 7), {"stride": 2, "padding": 3}),
    "d": ((32, 8, 12, 12), (16, 8, 3, 3), {"padding": 1}),
    "e": ((1, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
    "f": ((1, 96, 56, 56), (96, 1, 7, 7), {"padding": 3, "groups": 96}),
    "g": ((1, 96, 56, 56), (384, 96, 1, 1), {}),
}


def arrays(name: str, dtype: str) -> tuple[Array, Array, dict[str, int]]:
    """Draw the maps and the filters of a workload."""
    size, filters, options = WORKLOADS[name]
    rng = np.random.default_rng(0)
    return rng.normal(size=size).astype(dtype), rng.normal(size=filters).astype(dtype), options
