"""Softmax: scores into shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, axis, shape


def softmax(x: ArrayLike, dim: int = -1) -> Array:
    r"""Turn scores into shares that add up to 1.

    .. math:: y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}

    Parameters
    ----------
    x : array_like
        Scores.
    dim : int
        Axis along which the shares add up to 1.

    Returns
    -------
    ndarray
        Shaped like ``x``; no finite input overflows.

    Raises
    ------
    TypeError
        If ``dim`` is not a whole number.
    ValueError
        If there is no such axis.

    References
    ----------
    Bridle, *Training stochastic model recognition algorithms as networks*, 1990.

    Examples
    --------
    >>> softmax([0.0, 0.0])
    array([0.5, 0.5])
    """
    return np.exp(log_softmax(x, dim))


def log_softmax(x: ArrayLike, dim: int = -1) -> Array:
    r"""Logarithm of `softmax`, exact even where a share underflows.

    .. math:: \log y_i = x_i - \log \sum_j e^{x_j}

    Parameters
    ----------
    x : array_like
        Scores.
    dim : int
        Axis along which the shares add up to 1.

    Returns
    -------
    ndarray
        Shaped like ``x``.

    Raises
    ------
    TypeError
        If ``dim`` is not a whole number.
    ValueError
        If there is no such axis.

    Examples
    --------
    >>> log_softmax([0.0, -1000.0])
    array([    0., -1000.])
    """
    x = _with_axis("x", x, dim)
    shifted = x - x.max(axis=dim, keepdims=True)
    logs: Array = shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
    return logs


def softmax_backward(grad_output: ArrayLike, y: ArrayLike, dim: int = -1) -> Array:
    r"""Carry a gradient back through `softmax`: :math:`y_i (g_i - \sum_j g_j y_j)`.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss with respect to the output.
    y : array_like of the same shape
        The output of the forward pass.
    dim : int
        As in the forward pass.

    Returns
    -------
    ndarray
        Gradient with respect to the input.

    Raises
    ------
    ValueError
        If the shapes differ or there is no such axis.

    Examples
    --------
    >>> softmax_backward([1.0, 0.0], [0.5, 0.5])
    array([ 0.25, -0.25])
    """
    y = _with_axis("y", y, dim)
    grad = shape("grad_output", array("grad_output", grad_output, "..."), y.shape, "to match y")
    gradient: Array = y * (grad - (grad * y).sum(axis=dim, keepdims=True))
    return gradient


def _with_axis(name: str, value: ArrayLike, dim: int) -> Array:
    result = array(name, value, "...")
    axis("dim", dim, name, result.shape)
    return result
