"""Average pooling: the mean of every window."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onefilter.checks import Array, Size, array, integer, pair, shape
from onefilter.grid import Grid
from onefilter.padding import crop, pad_constant
from onefilter.pooling.place import pooling_grid, reach


def avg_pool2d(
    x: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    r"""Take the mean of every window.

    .. math:: y_{n,c,r,s} = \frac{1}{k_h k_w} \sum_{i,j} x_{n,c,\,r\,s_h+i,\,s\,s_w+j}

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
    place = pooling_grid((x.shape[2], x.shape[3]), kernel_size, stride, padding, 1, ceil_mode)
    padded = pad_constant(x, reach(place))
    taps = [place.tap(i, j) for i, j in np.ndindex(place.kernel_size)]
    total = padded[:, :, *taps[0]].copy()
    for tap in taps[1:]:
        total += padded[:, :, *tap]
    total /= _divisor(place, count_include_pad, divisor_override).astype(total.dtype)
    return total


def avg_pool2d_backward(
    grad_output: ArrayLike,
    input_size: Size,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Carry a gradient back through `avg_pool2d`: every pixel of a window gets an equal share.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H_out, W_out)
        Gradient of the loss with respect to the output.
    input_size : int or pair of int
        Size ``(H, W)`` of the input maps.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in the forward pass.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Gradient with respect to the input.

    Raises
    ------
    ValueError
        If ``grad_output`` does not have the output's size, or the geometry does not fit.

    Examples
    --------
    >>> avg_pool2d_backward([[[[8.0]]]], 2, 2)
    array([[[[2., 2.],
             [2., 2.]]]])
    """
    grad = array("grad_output", grad_output, "N C H_out W_out")
    size = pair("input_size", input_size)
    place = pooling_grid(size, kernel_size, stride, padding, 1, ceil_mode)
    shape("grad_output", grad, (*grad.shape[:2], *place.output), "to match the output")
    share = grad / _divisor(place, count_include_pad, divisor_override).astype(grad.dtype)
    ends = reach(place)
    plane = pad_constant(np.zeros((*grad.shape[:2], *size), grad.dtype), ends)
    for i, j in np.ndindex(place.kernel_size):
        plane[:, :, *place.tap(i, j)] += share
    return crop(plane, ends)


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
    divisor: NDArray[np.int64] = np.multiply.outer(*counts)
    return divisor
