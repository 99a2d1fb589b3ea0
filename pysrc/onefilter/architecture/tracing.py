"""Following a shape through a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onefilter.architecture.costs import Shape, cost
from onefilter.architecture.fields import seen
from onefilter.checks import integers
from onefilter.layers import Auxiliary, Block, Concat, Layer, Sum
from onefilter.layers.branching import check_block
from onefilter.receptive_field import Field, merge


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
        What an output sees of the image, along rows and along columns. Where the bins of an
        `onefilter.layers.AdaptivePool` differ, the smallest that holds each output's.
    inference : bool
        Whether the layer runs outside training.

    Examples
    --------
    >>> from onefilter.layers import Conv
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
    TypeError
        If something in the network is not a layer, or a size not a whole number.
    ValueError
        If a layer does not fit the shape that reaches it.

    Examples
    --------
    >>> from onefilter.layers import Conv, Flatten, Pool
    >>> [row.output_shape for row in trace((Conv(8, 3), Pool(2, 2), Flatten()), (1, 24, 24))]
    [(8, 22, 22), (8, 11, 11), (968,)]
    """
    check_block("network", network)
    shape = integers("input_shape", input_shape)
    if len(shape) != 3:
        raise ValueError(f"input_shape={shape} must be (C, H, W)")
    return tuple(_chain(network, shape, (Field(), Field())))


def count_parameters(network: Block, input_shape: Sequence[int]) -> int:
    r"""Count the learned numbers of a network, auxiliary heads included.

    .. math:: \sum_\text{conv} C_\text{out} \left( \frac{C_\text{in}}{g}\, k_h k_w + b \right)
        + \sum_\text{dense} f_\text{out} (f_\text{in} + b) + \sum_\text{norm} 2 C

    with :math:`b` = 1 where there is a bias, else 0.

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
    TypeError
        If something in the network is not a layer, or a size not a whole number.
    ValueError
        If a layer does not fit the shape that reaches it.

    Examples
    --------
    >>> from onefilter.layers import Conv
    >>> count_parameters((Conv(64, 3, bias=True),), (3, 224, 224))
    1792
    """
    return sum(row.parameters for row in trace(network, input_shape))


def count_macs(network: Block, input_shape: Sequence[int]) -> int:
    r"""Count the multiply-adds of convolutions and dense layers at inference, for one image.

    .. math:: \sum_\text{conv} C_\text{out} H_\text{out} W_\text{out}\,
        \frac{C_\text{in}}{g}\, k_h k_w + \sum_\text{dense} f_\text{in} f_\text{out}

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
    TypeError
        If something in the network is not a layer, or a size not a whole number.
    ValueError
        If a layer does not fit the shape that reaches it.

    Examples
    --------
    >>> from onefilter.layers import Conv
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
        made, parameters, macs = cost(layer, shape)
        yield Row(layer, shape, made, parameters, macs, seen(layer, shape, fields))


def _join(layer: Sum | Concat, shapes: list[Shape]) -> Shape:
    planes = {shape[1:] for shape in shapes}
    if len(planes) > 1 or (isinstance(layer, Sum) and len(set(shapes)) > 1):
        raise ValueError(f"branches have the shapes {shapes}, which do not join in {layer!r:.40}…")
    if isinstance(layer, Sum):
        return shapes[0]
    return sum(shape[0] for shape in shapes), *shapes[0][1:]
