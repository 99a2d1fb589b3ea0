"""Pooling: one number for each window, without weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onefilter.checks import Array, Indices, Size, array, integer
from onefilter.windows import Grid, grid, pad_constant


@overload
def max_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Array: ...


@overload
def max_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    *,
    return_indices: Literal[True],
) -> tuple[Array, Indices]: ...


def max_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Array | tuple[Array, Indices]:
    """Take the largest number of every window.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    kernel_size : int or pair of int
        Size of a window.
    stride : int or pair of int, optional
        Pixels between windows; the kernel size if left out.
    padding : int or pair of int
        Border that never wins; at most half the kernel.
    dilation : int or pair of int
        Distance between neighbouring taps.
    ceil_mode : bool
        Keep a last, incomplete window.
    return_indices : bool
        Also return where each winner stands.

    Returns
    -------
    ndarray of shape (N, C, H_out, W_out)
        The winners. NaN wins over every number.
    indices : ndarray of int64, of the same shape
        Only with ``return_indices``: the winner's place ``row * W + column`` in its input map. Of
        equals the first one wins.

    Raises
    ------
    ValueError
        If the rank is wrong, a size does not fit, or the padding exceeds half the kernel.

    References
    ----------
    Scherer, Müller and Behnke, *Evaluation of pooling operations in convolutional architectures
    for object recognition*, 2010.

    Examples
    --------
    >>> max_pool2d([[[[1, 2, 5, 3], [4, 0, 1, 1]]]], 2)
    array([[[[4., 5.]]]])
    """
    x = array("x", x, "N C H W")
    place = _pooling_grid(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = pad_constant(x, _reach(place), -np.inf)
    taps = [place.tap(i, j) for i, j in np.ndindex(place.kernel_size)]
    if return_indices:
        return _winners(padded, taps, place)
    best = padded[:, :, *taps[0]].copy()
    for tap in taps[1:]:
        np.maximum(best, padded[:, :, *tap], out=best)
    return best


def avg_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Take the mean of every window.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    kernel_size : int or pair of int
        Size of a window.
    stride : int or pair of int, optional
        Pixels between windows; the kernel size if left out.
    padding : int or pair of int
        Border of zeros; at most half the kernel.
    ceil_mode : bool
        Keep a last, incomplete window, averaged over the pixels it has.
    count_include_pad : bool
        Whether the zeros of the border count among those averaged.
    divisor_override : int, optional
        Divide every sum by this instead.

    Returns
    -------
    ndarray of shape (N, C, H_out, W_out)
        The means.

    Raises
    ------
    ValueError
        If the rank is wrong, a size does not fit, or the padding exceeds half the kernel.

    References
    ----------
    LeCun et al., *Gradient-based learning applied to document recognition*, 1998.

    Examples
    --------
    >>> avg_pool2d([[[[1, 2, 5, 3], [4, 1, 1, 1]]]], 2)
    array([[[[2. , 2.5]]]])
    """
    x = array("x", x, "N C H W")
    place = _pooling_grid(x, kernel_size, stride, padding, 1, ceil_mode)
    padded = pad_constant(x, _reach(place))
    taps = [place.tap(i, j) for i, j in np.ndindex(place.kernel_size)]
    total = padded[:, :, *taps[0]].copy()
    for tap in taps[1:]:
        total += padded[:, :, *tap]
    total /= _divisor(place, count_include_pad, divisor_override).astype(total.dtype)
    return total


def _pooling_grid(
    x: Array,
    kernel_size: Size,
    stride: Size | None,
    padding: Size,
    dilation: Size,
    ceil_mode: bool,
) -> Grid:
    place = grid(
        (x.shape[2], x.shape[3]),
        kernel_size,
        stride=kernel_size if stride is None else stride,
        padding=padding,
        dilation=dilation,
        ceil_mode=ceil_mode,
    )
    for (before, _), kernel in zip(place.padding, place.kernel_size, strict=True):
        if 2 * before > kernel:
            raise ValueError(
                f"padding={padding} exceeds half of kernel_size={kernel_size}; "
                f"use at most {kernel // 2}"
            )
    return place


def _reach(place: Grid) -> tuple[tuple[int, int], tuple[int, int]]:
    """Padding that also covers the last window of ``ceil_mode`` where it overhangs."""
    ends = []
    for axis, (before, after) in enumerate(place.padding):
        span = (place.kernel_size[axis] - 1) * place.dilation[axis] + 1
        needed = (place.output[axis] - 1) * place.stride[axis] + span
        ends.append((before, max(after, needed - place.size[axis] - before)))
    return ends[0], ends[1]


def _winners(
    padded: Array, taps: Sequence[tuple[slice, slice]], place: Grid
) -> tuple[Array, Indices]:
    best = padded[:, :, *taps[0]].copy()
    winner = np.zeros(best.shape, np.int64)
    for number, tap in enumerate(taps[1:], start=1):
        rival = padded[:, :, *tap]
        # A comparison with NaN is false, so NaN must be let in by name.
        wins = (rival > best) | np.isnan(rival)
        np.copyto(best, rival, where=wins)
        winner[wins] = number
    return best, _pixels(winner, place)


def _pixels(winner: Indices, place: Grid) -> Indices:
    """Turn the number of a tap in each window into the number of a pixel in the map."""
    row, column = np.divmod(winner, place.kernel_size[1])
    rows = np.arange(place.output[0])[:, None] * place.stride[0] - place.padding[0][0]
    columns = np.arange(place.output[1]) * place.stride[1] - place.padding[1][0]
    pixel: Indices = (rows + row * place.dilation[0]) * place.size[1] + (
        columns + column * place.dilation[1]
    )
    return pixel


def _divisor(place: Grid, count_include_pad: bool, override: int | None) -> NDArray[np.int64]:
    if override is not None:
        return np.array(integer("divisor_override", override), np.int64)
    counts = []
    for axis, (before, after) in enumerate(place.padding):
        start = np.arange(place.output[axis]) * place.stride[axis] - before
        stop = start + place.kernel_size[axis]
        low, high = (
            (-before, place.size[axis] + after)
            if count_include_pad
            else (
                0,
                place.size[axis],
            )
        )
        counts.append(np.minimum(stop, high) - np.maximum(start, low))
    return np.multiply.outer(*counts)
