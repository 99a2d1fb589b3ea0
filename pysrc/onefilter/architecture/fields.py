"""What one layer sees of the layer before it."""

from __future__ import annotations

import math

from onefilter.checks import pair
from onefilter.layers import AdaptivePool, Conv, Flatten, Layer, Pair, Pool
from onefilter.receptive_field import Field, Window, extend


def windows(layer: Conv | Pool, dilation: Pair) -> tuple[Window, Window]:
    """Return a layer's windows along rows and along columns."""
    sizes = (layer.kernel_size, layer.stride, layer.padding, dilation)
    names = ("kernel_size", "stride", "padding", "dilation")
    pairs = [pair(name, size, minimum=0) for name, size in zip(names, sizes, strict=True)]
    rows, columns = zip(*pairs, strict=True)
    return Window(*rows), Window(*columns)


def seen(layer: Layer, shape: tuple[int, ...], fields: tuple[Field, Field]) -> tuple[Field, Field]:
    """Return what a layer sees of the image, given what its input sees."""
    match layer:
        case Conv() | Pool():
            along = windows(layer, layer.dilation if isinstance(layer, Conv) else 1)
        case AdaptivePool():
            along = _bins(shape[1], layer.size), _bins(shape[2], layer.size)
        case Flatten():
            along = Window(math.prod(shape[1:2])), Window(math.prod(shape[2:3]))
        case _:
            return fields
    return extend(fields[0], along[0]), extend(fields[1], along[1])


def _bins(size: int, count: int) -> Window:
    """Return the window that a bin is; where bins differ, the smallest that holds each of them."""
    starts = [number * size // count for number in range(count)]
    stops = [-(-(number + 1) * size // count) for number in range(count)]

    def hull(step: int) -> Window:
        padding = max(step * number - start for number, start in enumerate(starts))
        end = max(stop - step * number for number, stop in enumerate(stops))
        return Window(padding + end, step, padding)

    least = max(1, size // count)
    return min((hull(least), hull(least + 1)), key=lambda window: window.kernel_size)
