"""Networks as data: what each layer makes of a shape, what it sees, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from onefilter.checks import integer, pair
from onefilter.layers import (
    AdaptivePool,
    Auxiliary,
    Block,
    Concat,
    Conv,
    Flatten,
    Layer,
    Linear,
    Norm,
    Pair,
    Pool,
    Scale,
    Sum,
)
from onefilter.receptive_field import Field, Window, extend, merge
from onefilter.shapes import output_size

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One layer of a network, worked out for one size of input.

    Attributes
    ----------
    layer : Layer
        The layer.
    input_shape, output_shape : tuple of int
        ``(C, H, W)``, or ``(features,)`` once flattened.
    parameters : int
        Learned numbers.
    macs : int
        Multiply-adds for one image; FLOPs, as most papers count them, are twice that.
    fields : tuple of Field
        What an output sees of the image, along rows and along columns.
    inference : bool
        Whether the layer runs outside training.

    Examples
    --------
    >>> (row,) = trace((Conv(64, 7, stride=2, padding=3),), (3, 224, 224))
    >>> row.output_shape, row.parameters, row.fields[0].size
    ((64, 112, 112), 9408, 7)
    """

    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameters: int
    macs: int
    fields: tuple[Field, Field]
    inference: bool = True


def trace(network: Block, input_shape: Sequence[int]) -> tuple[Row, ...]:
    """Follow a shape through a network.

    Parameters
    ----------
    network : tuple of layers
        A chain whose members may branch.
    input_shape : sequence of int
        ``(C, H, W)`` of one image.

    Returns
    -------
    tuple of Row
        One for each layer, in order; the layers of branches come before their sum.

    Raises
    ------
    ValueError
        If a layer does not fit the shape that reaches it.

    Examples
    --------
    >>> [row.output_shape for row in trace((Conv(8, 3), Pool(2, 2), Flatten()), (1, 24, 24))]
    [(8, 22, 22), (8, 11, 11), (968,)]
    """
    if len(input_shape) != 3:
        raise ValueError(f"input_shape={tuple(input_shape)} must be (C, H, W)")
    shape = tuple(integer("input_shape", size) for size in input_shape)
    return tuple(_chain(network, shape, (Field(), Field())))


def count_parameters(network: Block, input_shape: Sequence[int]) -> int:
    """Count the learned numbers of a network, auxiliary heads included.

    Parameters
    ----------
    network, input_shape
        As for `trace`.

    Returns
    -------
    int
        The sum over all layers.

    Raises
    ------
    ValueError
        If a layer does not fit the shape that reaches it.

    Examples
    --------
    >>> count_parameters((Conv(64, 3, bias=True),), (3, 224, 224))
    1792
    """
    return sum(row.parameters for row in trace(network, input_shape))


def count_macs(network: Block, input_shape: Sequence[int]) -> int:
    """Count the multiply-adds of convolutions and dense layers at inference, for one image.

    Parameters
    ----------
    network, input_shape
        As for `trace`.

    Returns
    -------
    int
        The sum over the layers that inference runs.

    Raises
    ------
    ValueError
        If a layer does not fit the shape that reaches it.

    Examples
    --------
    >>> count_macs((Conv(64, 3, padding=1),), (3, 224, 224))
    86704128
    """
    return sum(row.macs for row in trace(network, input_shape) if row.inference)


def _chain(block: Block, shape: Shape, fields: tuple[Field, Field]) -> Iterator[Row]:
    for layer in block:
        row = None
        for row in _rows(layer, shape, fields):
            yield row
        if row is not None and row.layer is layer:
            shape, fields = row.output_shape, row.fields


def _rows(layer: Layer, shape: Shape, fields: tuple[Field, Field]) -> Iterator[Row]:
    if isinstance(layer, Auxiliary):
        for row in _chain(layer.block, shape, fields):
            yield replace(row, inference=False)
    elif isinstance(layer, (Sum, Concat)):
        ends = []
        for branch in layer.branches:
            last = Row(layer, shape, shape, 0, 0, fields)
            for row in _chain(branch, shape, fields):
                yield row
                last = row
            ends.append(last)
        shapes = [end.output_shape for end in ends]
        met = merge([end.fields[0] for end in ends]), merge([end.fields[1] for end in ends])
        yield Row(layer, shape, _join(layer, shapes), 0, 0, met)
    else:
        made, parameters, macs = _cost(layer, shape)
        yield Row(layer, shape, made, parameters, macs, _seen(layer, shape, fields))


def _join(layer: Sum | Concat, shapes: list[Shape]) -> Shape:
    planes = {shape[1:] for shape in shapes}
    if len(planes) > 1 or (isinstance(layer, Sum) and len(set(shapes)) > 1):
        raise ValueError(f"branches have the shapes {shapes}, which do not join in {layer!r:.40}…")
    if isinstance(layer, Sum):
        return shapes[0]
    return sum(shape[0] for shape in shapes), *shapes[0][1:]


def _cost(layer: Layer, shape: Shape) -> tuple[Shape, int, int]:
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


def _plane(layer: Conv | Pool, dilation: Pair, shape: Shape) -> Shape:
    if len(shape) != 3:
        raise ValueError(f"{layer} needs maps (C, H, W), not the shape {shape}")
    return tuple(
        output_size(size, w.kernel_size, stride=w.stride, padding=w.padding, dilation=w.dilation)
        for size, w in zip(shape[1:], _windows(layer, dilation), strict=True)
    )


def _windows(layer: Conv | Pool, dilation: Pair) -> tuple[Window, Window]:
    sizes = (layer.kernel_size, layer.stride, layer.padding, dilation)
    names = ("kernel_size", "stride", "padding", "dilation")
    along = [pair(name, size, minimum=0) for name, size in zip(names, sizes, strict=True)]
    rows, columns = zip(*along, strict=True)
    return Window(*rows), Window(*columns)


def _seen(layer: Layer, shape: Shape, fields: tuple[Field, Field]) -> tuple[Field, Field]:
    match layer:
        case Conv() | Pool():
            windows = _windows(layer, layer.dilation if isinstance(layer, Conv) else 1)
        case AdaptivePool() if layer.size == 1:
            windows = Window(shape[1], shape[1]), Window(shape[2], shape[2])
        case Flatten():
            windows = Window(math.prod(shape[1:2])), Window(math.prod(shape[2:3]))
        case _:
            return fields
    return extend(fields[0], windows[0]), extend(fields[1], windows[1])
