"""Blur before subsampling, so that what is too fine for the coarse grid does not alias."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, choice, integer, pair, shape
from onefilter.grid import Ends, Grid, grid
from onefilter.padding import PADDING_MODES, PaddingMode, pad2d, pad2d_backward
from onefilter.patches import correlate, input_gradient


def blur_pool2d(
    x: ArrayLike,
    kernel_size: int = 3,
    stride: Size = 2,
    padding_mode: PaddingMode = "reflect",
) -> Array:
    """Blur every map with a binomial kernel, then keep every ``stride``-th pixel.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    kernel_size : int
        Taps of the blur: 3 is ``[1, 2, 1] / 4`` along either axis.
    stride : int or pair of int
        Pixels between outputs.
    padding_mode : {"reflect", "replicate", "circular", "zeros"}
        How the border is filled, half a kernel wide.

    Returns
    -------
    ndarray of shape (N, C, ceil(H / stride), ceil(W / stride))
        The smaller maps.

    Raises
    ------
    ValueError
        If the rank is wrong, a size is not positive, or the map is too small for its border.

    References
    ----------
    Zhang, *Making convolutional networks shift-invariant again*, 2019.

    Examples
    --------
    >>> blur_pool2d(np.array([[[[0.0, 4, 0, 4, 0, 4]] * 2]]))
    array([[[[2., 2., 2.]]]])
    """
    x = array("x", x, "N C H W")
    choice("padding_mode", padding_mode, PADDING_MODES)
    weight, ends, place = _blur(x, x.shape, kernel_size, stride)
    return correlate(pad2d(x, ends, mode=padding_mode), weight, place, groups=x.shape[1])


def blur_pool2d_backward(
    grad_output: ArrayLike,
    input_size: Size,
    kernel_size: int = 3,
    stride: Size = 2,
    padding_mode: PaddingMode = "reflect",
) -> Array:
    """Carry a gradient back through `blur_pool2d`.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H_out, W_out)
        Gradient of the loss with respect to the output.
    input_size : int or pair of int
        Size ``(H, W)`` of the input maps.
    kernel_size, stride, padding_mode
        As in the forward pass.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Gradient with respect to the input.

    Raises
    ------
    ValueError
        If ``grad_output`` does not have the output's size.

    Examples
    --------
    >>> blur_pool2d_backward(np.ones((1, 1, 1, 1)), 2).sum().item()
    1.0
    """
    grad = array("grad_output", grad_output, "N C H_out W_out")
    choice("padding_mode", padding_mode, PADDING_MODES)
    n, c = grad.shape[:2]
    size = pair("input_size", input_size)
    weight, ends, place = _blur(grad, (n, c, *size), kernel_size, stride)
    shape("grad_output", grad, (n, c, *place.output), "to match the output of blur_pool2d")
    padded = input_gradient(grad, weight, place, groups=c, channels=c)
    return pad2d_backward(padded, ends, mode=padding_mode)


def _blur(
    like: Array, size: tuple[int, ...], kernel_size: int, stride: Size
) -> tuple[Array, Ends, Grid]:
    """Return the blur's weights for every channel, its border, and its place on padded maps."""
    taps = integer("kernel_size", kernel_size)
    line = np.array([comb(taps - 1, i) for i in range(taps)]) / 2 ** (taps - 1)
    weight = np.tile(np.outer(line, line), (size[1], 1, 1, 1)).astype(like.dtype)
    before, after = (taps - 1) // 2, taps // 2
    ends = ((before, after), (before, after))
    place = grid((size[2] + taps - 1, size[3] + taps - 1), taps, stride=stride)
    return weight, ends, place
