"""What one layer makes of a shape, and what it costs."""

from __future__ import annotations

import math
from typing import TypeAlias

from onefilter.architecture.fields import windows
from onefilter.checks import pair
from onefilter.layers import AdaptivePool, Conv, Layer, Linear, Norm, Pair, Pool, Scale
from onefilter.shapes import output_size

Shape: TypeAlias = tuple[int, ...]


def cost(layer: Layer, shape: Shape) -> tuple[Shape, int, int]:
    """Output shape, parameters and multiply-adds of one layer."""
    channels, pixels = shape[0], math.prod(shape[1:])
    match layer:
        case Conv():
            groups = layer.groups or channels
            seen = channels // groups * math.prod(pair("kernel_size", layer.kernel_size))
            if channels % groups or layer.channels % groups:
                raise ValueError(
                    f"groups={groups} must divide the {channels} maps that come in and the "
                    f"{layer.channels} that go out"
                )
            made = (layer.channels, *_plane(layer, layer.dilation, shape))
            weights = layer.channels * seen
            return made, weights + layer.bias * layer.channels, weights * math.prod(made[1:])
        case Pool():
            return (channels, *_plane(layer, 1, shape)), 0, 0
        case AdaptivePool():
            _check_maps(layer, shape)
            return (channels, layer.size, layer.size), 0, 0
        case Norm():
            return shape, 2 * channels, 0
        case Scale():
            return shape, channels, 0
        case Linear():
            weights = layer.features * channels
            made = (layer.features, *shape[1:])
            return made, weights + layer.bias * layer.features, weights * pixels
        case _:
            return (math.prod(shape),), 0, 0


def _check_maps(layer: Layer, shape: Shape) -> None:
    if len(shape) != 3:
        raise ValueError(f"{layer} needs maps (C, H, W), not the shape {shape}")


def _plane(layer: Conv | Pool, dilation: Pair, shape: Shape) -> Shape:
    _check_maps(layer, shape)
    return tuple(
        output_size(size, w.kernel_size, stride=w.stride, padding=w.padding, dilation=w.dilation)
        for size, w in zip(shape[1:], windows(layer, dilation), strict=True)
    )
