"""The windows that a kernel visits: every sliding operation stands on these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, pair, shape
from onefilter.grid import Grid, grid
from onefilter.padding import crop, pad_constant

__all__ = ["fold", "unfold"]


def window_view(x: Array, place: Grid) -> Array:
    """View padded maps as windows: shape (N, C, k_h, k_w, H_out, W_out), no copy."""
    n, c, row, column = x.strides
    (down, right), (dilate_down, dilate_right) = place.stride, place.dilation
    return as_strided(
        x,
        (*x.shape[:2], *place.kernel_size, *place.output),
        (n, c, row * dilate_down, column * dilate_right, row * down, column * right),
        writeable=False,
    )


def unfold(
    x: ArrayLike,
    kernel_size: Size,
    *,
    dilation: Size = 1,
    padding: int | Sequence[Any] = 0,
    stride: Size = 1,
) -> Array:
    r"""Every window that a kernel visits, as a view: nothing is copied unless padding is added.

    .. math:: u_{n,c,i,j,r,s} = x_{n,c,\,r\,s_h + i\,d_h,\,s\,s_w + j\,d_w}

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        The maps.
    kernel_size, dilation, padding, stride : int or pair of int
        The geometry, in PyTorch's order; padding adds zeros.

    Returns
    -------
    ndarray of shape (N, C, k_h, k_w, H_out, W_out)
        Entry ``[n, c, i, j, r, s]`` is the pixel that tap ``(i, j)`` meets at output ``(r, s)``.
        ``reshape(N, C * k_h * k_w, -1)`` makes the patch matrix of ``torch.nn.functional.unfold``.

    Raises
    ------
    ValueError
        If the rank is wrong, a size is not positive or the kernel does not fit.

    References
    ----------
    Chellapilla, Puri and Simard, *High performance convolutional neural networks for document
    processing*, 2006.

    Examples
    --------
    >>> unfold(np.arange(9.0).reshape(1, 1, 3, 3), 2)[0, 0, :, :, 1, 1]
    array([[4., 5.],
           [7., 8.]])
    """
    x = array("x", x, "N C H W")
    place = grid(
        (x.shape[2], x.shape[3]), kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    return window_view(pad_constant(x, place.padding), place)


def fold(
    windows: ArrayLike,
    output_size: Size,
    *,
    dilation: Size = 1,
    padding: int | Sequence[Any] = 0,
    stride: Size = 1,
) -> Array:
    r"""Add windows back onto the plane they were cut from: the adjoint of `unfold`.

    .. math:: x_{n,c,\,r\,s_h + i\,d_h,\,s\,s_w + j\,d_w} \mathrel{+}= u_{n,c,i,j,r,s}

    Parameters
    ----------
    windows : array_like of shape (N, C, k_h, k_w, H_out, W_out)
        The windows, as `unfold` returns them.
    output_size : int or pair of int
        Size ``(H, W)`` of the plane.
    dilation, padding, stride : int or pair of int
        The geometry, as given to `unfold`.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Each pixel holds the sum of all window entries that lie on it.

    Raises
    ------
    ValueError
        If the windows' shape does not belong to that geometry.

    Examples
    --------
    >>> fold(unfold(np.ones((1, 1, 3, 3)), 2), 3)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    windows = array("windows", windows, "N C k_h k_w H_out W_out")
    n, c, *kernel_size = windows.shape[:4]
    place = grid(
        pair("output_size", output_size),
        kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
    )
    because = f"for output_size={output_size} under this geometry"
    shape("windows", windows, (n, c, *place.kernel_size, *place.output), because)
    plane = np.zeros((n, c, *place.padded), dtype=windows.dtype)
    fold_into(plane, windows, place)
    return crop(plane, place.padding)


def fold_into(
    plane: Array,
    windows: Array,
    place: Grid,
    rows: slice = slice(None),
    columns: slice = slice(None),
) -> None:
    """Add the windows of some outputs onto padded maps in place."""
    for i in range(place.kernel_size[0]):
        for j in range(place.kernel_size[1]):
            plane[:, :, *place.tap(i, j, rows, columns)] += windows[:, :, i, j]
