"""Max pooling: the strongest response of every window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, Indices, Size, array, pair, shape
from onefilter.grid import Grid
from onefilter.padding import pad_constant
from onefilter.pooling.place import pooling_grid, reach


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
    r"""Take the largest number of every window.

    .. math:: y_{n,c,r,s} = \max_{i,j}\; x_{n,c,\,r\,s_h+i\,d_h,\,s\,s_w+j\,d_w}

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
    place = pooling_grid(
        (x.shape[2], x.shape[3]), kernel_size, stride, padding, dilation, ceil_mode
    )
    padded = pad_constant(x, reach(place), -np.inf)
    taps = [place.tap(i, j) for i, j in np.ndindex(place.kernel_size)]
    if return_indices:
        return _winners(padded, taps, place)
    best = padded[:, :, *taps[0]].copy()
    for tap in taps[1:]:
        np.maximum(best, padded[:, :, *tap], out=best)
    return best


def max_pool2d_backward(grad_output: ArrayLike, indices: Indices, input_size: Size) -> Array:
    """Carry a gradient back through `max_pool2d`: each winner gets it all.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H_out, W_out)
        Gradient of the loss with respect to the output.
    indices : ndarray of int, of the same shape
        The winners, as ``max_pool2d(..., return_indices=True)`` tells them.
    input_size : int or pair of int
        Size ``(H, W)`` of the input maps.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        A pixel that won several windows gets the sum of their gradients.

    Raises
    ------
    ValueError
        If the shapes differ, or an index lies outside the input.

    Examples
    --------
    >>> _, indices = max_pool2d([[[[1, 2, 5, 3]]]], (1, 2), return_indices=True)
    >>> max_pool2d_backward([[[[10, 20]]]], indices, (1, 4))
    array([[[[ 0., 10., 20.,  0.]]]])
    """
    grad = array("grad_output", grad_output, "N C H_out W_out")
    winners = shape("indices", np.asarray(indices), grad.shape, "to match grad_output")
    height, width = pair("input_size", input_size)
    planes, pixels = grad.shape[0] * grad.shape[1], height * width
    if winners.min() < 0 or winners.max() >= pixels:
        raise ValueError(
            f"indices reach from {winners.min()} to {winners.max()}, but input_size={input_size} "
            f"has the pixels 0 to {pixels - 1}"
        )
    places = winners.reshape(planes, -1) + np.arange(planes)[:, None] * pixels
    total = np.bincount(places.ravel(), grad.ravel(), minlength=planes * pixels)
    return total.reshape(*grad.shape[:2], height, width).astype(grad.dtype, copy=False)


def _winners(
    padded: Array, taps: Sequence[tuple[slice, slice]], place: Grid
) -> tuple[Array, Indices]:
    best = padded[:, :, *taps[0]].copy()
    winner = np.empty(best.shape, np.int16 if len(taps) < 2**15 else np.int64)
    winner[:] = _first_inside(place)
    for number, tap in enumerate(taps[1:], start=1):
        rival = padded[:, :, *tap]
        # A comparison with NaN is false, so NaN, which differs from itself, is let in by name.
        wins = (rival > best) | (rival != rival)
        np.copyto(best, rival, where=wins)
        np.copyto(winner, number, where=wins)
    return best, _pixels(winner, place)


def _first_inside(place: Grid) -> Indices:
    """Return each window's first tap inside the map: the border wins not even against -inf."""
    rows, columns = (
        -(-np.maximum(0, before - np.arange(outputs) * stride) // gap)
        for (before, _), outputs, stride, gap in zip(
            place.padding, place.output, place.stride, place.dilation, strict=True
        )
    )
    taps: Indices = np.add.outer(rows * place.kernel_size[1], columns)
    return taps


def _pixels(winner: Indices, place: Grid) -> Indices:
    """Turn the number of a tap in each window into the number of a pixel in the map."""
    width = place.size[1]
    rows, columns = (
        np.arange(place.kernel_size[axis], dtype=np.int64) * place.dilation[axis] for axis in (0, 1)
    )
    offsets = np.add.outer(rows * width, columns).ravel()
    tops, lefts = (
        np.arange(place.output[axis]) * place.stride[axis] - place.padding[axis][0]
        for axis in (0, 1)
    )
    pixel: Indices = offsets[winner] + np.add.outer(tops * width, lefts)
    return pixel
