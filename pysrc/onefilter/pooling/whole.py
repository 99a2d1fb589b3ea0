"""Pooling to a size that is asked for: one number a map, or a coarse grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, pair, shape


def global_avg_pool2d(x: ArrayLike) -> Array:
    r"""Average each map to a single number.

    .. math:: y_{n,c} = \frac{1}{H W} \sum_{r,s} x_{n,c,r,s}

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.

    Returns
    -------
    ndarray of shape (N, C, 1, 1)
        The means.

    Raises
    ------
    ValueError
        If the rank is wrong.

    References
    ----------
    Lin, Chen and Yan, *Network in network*, 2014.

    Examples
    --------
    >>> global_avg_pool2d(np.arange(4.0).reshape(1, 1, 2, 2))
    array([[[[1.5]]]])
    """
    mean: Array = array("x", x, "N C H W").mean(axis=(2, 3), keepdims=True)
    return mean


def global_max_pool2d(x: ArrayLike) -> Array:
    """Take the largest number of each map.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.

    Returns
    -------
    ndarray of shape (N, C, 1, 1)
        The maxima; NaN wins.

    Raises
    ------
    ValueError
        If the rank is wrong.

    Examples
    --------
    >>> global_max_pool2d(np.arange(4.0).reshape(1, 1, 2, 2))
    array([[[[3.]]]])
    """
    best: Array = array("x", x, "N C H W").max(axis=(2, 3), keepdims=True)
    return best


def adaptive_avg_pool2d(x: ArrayLike, output_size: Size) -> Array:
    r"""Average over a grid of bins that covers the whole map.

    Bin :math:`i` of :math:`m` along an axis of :math:`n` pixels reaches from
    :math:`\lfloor i n / m \rfloor` up to but not including :math:`\lceil (i + 1) n / m \rceil`, so
    that neighbouring bins overlap where the sizes do not divide.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    output_size : int or pair of int
        Number of bins.

    Returns
    -------
    ndarray of shape (N, C, H_out, W_out)
        The means.

    Raises
    ------
    ValueError
        If the rank is wrong or a size is not positive.

    References
    ----------
    He, Zhang, Ren and Sun, *Spatial pyramid pooling in deep convolutional networks*, 2014.

    Examples
    --------
    >>> adaptive_avg_pool2d([[[[0, 1, 2, 3, 4]]]], (1, 2))
    array([[[[1., 3.]]]])
    """
    x = array("x", x, "N C H W")
    rows, columns = pair("output_size", output_size)
    # Bin by bin, not as a matrix product, in which a NaN would reach bins that do not hold it.
    means = [x[:, :, part].mean(axis=2) for part in _bins(x.shape[2], rows)]
    lines = np.stack(means, axis=2)
    return np.stack([lines[..., part].mean(axis=3) for part in _bins(x.shape[3], columns)], axis=3)


def adaptive_avg_pool2d_backward(grad_output: ArrayLike, input_size: Size) -> Array:
    """Carry a gradient back through `adaptive_avg_pool2d`, or `global_avg_pool2d`.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H_out, W_out)
        Gradient of the loss with respect to the output.
    input_size : int or pair of int
        Size ``(H, W)`` of the input maps.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Gradient with respect to the input.

    Raises
    ------
    ValueError
        If the rank is wrong or a size is not positive.

    Examples
    --------
    >>> adaptive_avg_pool2d_backward([[[[8.0]]]], 2)
    array([[[[2., 2.],
             [2., 2.]]]])
    """
    grad = array("grad_output", grad_output, "N C H_out W_out")
    size = pair("input_size", input_size)
    lines = np.zeros((*grad.shape[:3], size[1]), grad.dtype)
    for number, part in enumerate(_bins(size[1], grad.shape[3])):
        lines[..., part] += grad[..., number, None] / (part.stop - part.start)
    back = np.zeros((*grad.shape[:2], *size), grad.dtype)
    for number, part in enumerate(_bins(size[0], grad.shape[2])):
        back[:, :, part] += lines[:, :, number, None] / (part.stop - part.start)
    return back


def global_max_pool2d_backward(grad_output: ArrayLike, x: ArrayLike) -> Array:
    """Carry a gradient back through `global_max_pool2d`: the first largest pixel gets it all.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, 1, 1)
        Gradient of the loss with respect to the output.
    x : array_like of shape (N, C, H, W)
        The input of the forward pass.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Gradient with respect to the input.

    Raises
    ------
    ValueError
        If the shapes do not belong together.

    Examples
    --------
    >>> global_max_pool2d_backward([[[[5.0]]]], [[[[1, 3], [3, 0]]]])
    array([[[[0., 5.],
             [0., 0.]]]])
    """
    x = array("x", x, "N C H W")
    grad = array("grad_output", grad_output, "N C 1 1")
    shape("grad_output", grad, (*x.shape[:2], 1, 1), "to match x")
    flat = np.zeros((*x.shape[:2], x.shape[2] * x.shape[3]), grad.dtype)
    winner = x.reshape(flat.shape).argmax(axis=-1, keepdims=True)
    np.put_along_axis(flat, winner, grad[..., 0], axis=-1)
    return flat.reshape(x.shape)


def _bins(pixels: int, count: int) -> list[slice]:
    """Return the pixels of each bin."""
    return [
        slice(number * pixels // count, -(-(number + 1) * pixels // count))
        for number in range(count)
    ]
