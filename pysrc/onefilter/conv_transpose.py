"""Transposed convolution: the gradient of a convolution, used as a layer that enlarges."""

from __future__ import annotations

from dataclasses import replace

from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, integer, pair, shape
from onefilter.conv_gradients import ConvGradients
from onefilter.grid import Grid, extra_ends, grid
from onefilter.padding import crop, pad_constant
from onefilter.patches import correlate, input_gradient, weight_gradient


def conv_transpose2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> Array:
    r"""Stamp every filter onto the output, scaled by each input number, and add up the stamps.

    It is the adjoint of `onefilter.conv.conv2d` in the maps, not its inverse. The output is

    .. math:: (n - 1)\,s - 2p + d\,(k - 1) + p_\text{out} + 1

    pixels wide.

    Parameters
    ----------
    x : array_like of shape (N, C_in, H, W)
        Input maps.
    weight : array_like of shape (C_in, C_out / groups, k_h, k_w)
        Filters; note that the channels stand the other way round than in convolution.
    bias : array_like of shape (C_out,), optional
        Added to every output of a channel.
    stride : int or pair of int
        Pixels between neighbouring stamps.
    padding : int or pair of int
        Border cut off the output.
    output_padding : int or pair of int
        Pixels added at the bottom and right, below the stride or the dilation: it tells apart the
        input sizes that a strided convolution maps to one output size.
    groups : int
        Blocks of channels that do not see one another.
    dilation : int or pair of int
        Distance between neighbouring taps.

    Returns
    -------
    ndarray of shape (N, C_out, H_out, W_out)
        Output maps.

    Raises
    ------
    ValueError
        If ranks, channels or sizes do not fit one another.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016, chapter 4.
    Odena, Dumoulin and Olah, *Deconvolution and checkerboard artifacts*, 2016.

    Examples
    --------
    >>> conv_transpose2d([[[[1, 2]]]], [[[[1, 10]]]], stride=2)
    array([[[[ 1., 10.,  2., 20.]]]])
    """
    x, weight, place = _arguments(x, weight, stride, padding, output_padding, groups, dilation)
    channels = weight.shape[1] * groups
    y = crop(input_gradient(x, weight, place, groups, channels), place.padding)
    if bias is not None:
        bias = shape("bias", array("bias", bias, "C_out"), (channels,), "to match weight")
        y = y + bias[:, None, None]
    return y


def conv_transpose2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    *,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> ConvGradients:
    """Carry a gradient back through `conv_transpose2d`: an ordinary convolution.

    Parameters
    ----------
    grad_output : array_like of shape (N, C_out, H_out, W_out)
        Gradient of the loss with respect to the output.
    x, weight : array_like
        What the forward pass was given.
    stride, padding, output_padding, groups, dilation
        As in the forward pass.

    Returns
    -------
    ConvGradients
        ``(x, weight, bias)``, shaped like the arguments.

    Raises
    ------
    ValueError
        If ``grad_output`` does not have the output's shape, or the rest does not fit.

    Examples
    --------
    >>> conv_transpose2d_backward([[[[1, 1, 1, 1]]]], [[[[1, 2]]]], [[[[1, 10]]]], stride=2).x
    array([[[[11., 11.]]]])
    """
    x, weight, place = _arguments(x, weight, stride, padding, output_padding, groups, dilation)
    grad = array("grad_output", grad_output, "N C_out H_out W_out")
    expected = (x.shape[0], weight.shape[1] * groups, *place.size)
    shape("grad_output", grad, expected, "to match the output of conv_transpose2d")
    padded = pad_constant(grad, place.padding)
    return ConvGradients(
        correlate(padded, weight, place, groups),
        weight_gradient(x, padded, place, groups),
        grad.sum(axis=(0, 2, 3)),
    )


def _arguments(
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Size,
    output_padding: Size,
    groups: int,
    dilation: Size,
) -> tuple[Array, Array, Grid]:
    """Check the arguments; return them with the grid of the convolution that is transposed."""
    x = array("x", x, "N C_in H W")
    weight = array("weight", weight, "C_in C_out/groups k_h k_w")
    if x.shape[1] != weight.shape[0]:
        raise ValueError(
            f"x has {x.shape[1]} channels but weight, of shape {weight.shape}, "
            f"takes {weight.shape[0]}"
        )
    if x.shape[1] % integer("groups", groups):
        raise ValueError(f"groups={groups} does not divide the {x.shape[1]} channels of x")
    steps, gaps = pair("stride", stride), pair("dilation", dilation)
    ends = pair("padding", padding, minimum=0)
    extra = extra_ends(output_padding, stride, dilation)
    size = []
    for axis in (0, 1):
        span = gaps[axis] * (weight.shape[2 + axis] - 1) + extra[axis] + 1
        size.append((x.shape[2 + axis] - 1) * steps[axis] + span - 2 * ends[axis])
        if size[axis] < 1:
            raise ValueError(
                f"padding={padding} cuts off the whole output; use at most "
                f"{(size[axis] + 2 * ends[axis] - 1) // 2}"
            )
    place = grid((size[0], size[1]), weight.shape[2:], stride=steps, padding=ends, dilation=gaps)
    # With output_padding >= stride one more window would fit, which the input does not have.
    return x, weight, replace(place, output=(x.shape[2], x.shape[3]))
