"""A block in ConvNeXt's style, computed step by step on the maps of a stem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.activations import gelu
from onefilter.architecture import Row, trace
from onefilter.conv import conv2d
from onefilter.layers import Conv, Linear, Norm, Scale
from onefilter.linear import linear
from onefilter.normalization import layer_norm

Maps = NDArray[np.floating[Any]]
STEM, EXPANSION, KERNEL = 2, 4, 7
STEPS = (
    ("input", "Input of the block"),
    ("depthwise", "Depthwise 7×7"),
    ("norm", "Layer norm, per pixel"),
    ("expand", "Expand ×4 (1×1)"),
    ("gelu", "GELU"),
    ("reduce", "Reduce (1×1)"),
    ("scale", "Layer scale"),
    ("sum", "Add the input"),
)


@dataclass(frozen=True, eq=False)
class ConvNextBlock:
    """The block with random weights, on a picture of shape (H, W)."""

    pixels: Maps
    channels: int
    scale: float
    seed: int

    @cached_property
    def maps(self) -> dict[str, Maps]:
        """What each step makes, of shape (C, H, W)."""
        rng = np.random.default_rng(self.seed)
        wide = EXPANSION * self.channels

        def drawn(*sizes: int) -> Maps:
            """Weights that keep the size of what they are multiplied with."""
            weights: Maps = rng.normal(size=sizes) / np.sqrt(np.prod(sizes[1:]))
            return weights

        stem = drawn(self.channels, 1, STEM, STEM)
        x = conv2d(self.pixels[None, None] - 0.5, stem, stride=STEM)
        depthwise = drawn(self.channels, 1, KERNEL, KERNEL)
        filtered = conv2d(x, depthwise, padding=KERNEL // 2, groups=self.channels)
        # Channels last: layer norm and the dense layers act on each pixel by itself.
        normed = layer_norm(filtered.transpose(0, 2, 3, 1), self.channels)
        expanded = linear(normed, drawn(wide, self.channels))
        gated = gelu(expanded)
        reduced = linear(gated, drawn(self.channels, wide))
        scaled = self.scale * reduced
        last = [maps.transpose(0, 3, 1, 2) for maps in (normed, expanded, gated, reduced, scaled)]
        made = [x, filtered, *last, x + last[-1]]
        return {name: maps[0] for (name, _), maps in zip(STEPS, made, strict=True)}

    @cached_property
    def costs(self) -> dict[str, tuple[int, int]]:
        """Learned numbers and multiply-adds of the steps that have any."""
        wide = EXPANSION * self.channels
        layers = (
            Conv(self.channels, KERNEL, padding=KERNEL // 2, groups=0, bias=True),
            Norm(),
            Linear(wide),
            Linear(self.channels),
            Scale(),
        )
        rows: tuple[Row, ...] = trace(layers, self.maps["input"].shape)
        names = ("depthwise", "norm", "expand", "reduce", "scale")
        return {name: (row.parameters, row.macs) for name, row in zip(names, rows, strict=True)}
