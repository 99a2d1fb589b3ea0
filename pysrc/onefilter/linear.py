"""The dense layer: every output sees every input, each through a weight of its own."""

from __future__ import annotations

from typing import NamedTuple

from numpy.typing import ArrayLike

from onefilter.checks import Array, array, shape


class LinearGradients(NamedTuple):
    """Gradients of a loss with respect to what `linear` was given.

    Attributes
    ----------
    x, weight, bias : ndarray
        Shaped like the arguments.

    Examples
    --------
    >>> linear_backward([[1.0, 1.0]], [[2.0]], [[3.0], [4.0]]).x
    array([[7.]])
    """

    x: Array
    weight: Array
    bias: Array


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Array:
    r"""Multiply by a matrix and add a vector, :math:`y = x W^\top + b`.

    Parameters
    ----------
    x : array_like of shape (..., in_features)
        Input, of any rank from 1.
    weight : array_like of shape (out_features, in_features)
        One row of weights for each output.
    bias : array_like of shape (out_features,), optional
        Added to every row.

    Returns
    -------
    ndarray of shape (..., out_features)
        The outputs.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> linear([[1, 2]], [[3, 4], [5, 6]], [0, 100])
    array([[ 11., 117.]])
    """
    x, weight = _arguments(x, weight)
    y: Array = x @ weight.T
    if bias is not None:
        bias = array("bias", bias, "out_features")
        y += shape("bias", bias, weight.shape[:1], "to match the rows of weight")
    return y


def linear_backward(grad_output: ArrayLike, x: ArrayLike, weight: ArrayLike) -> LinearGradients:
    """Carry a gradient back through `linear`.

    Parameters
    ----------
    grad_output : array_like of shape (..., out_features)
        Gradient of the loss with respect to the output.
    x, weight : array_like
        What the forward pass was given.

    Returns
    -------
    LinearGradients
        ``(x, weight, bias)``, shaped like the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> linear_backward([[1, 1]], [[1, 2]], [[3, 4], [5, 6]]).x
    array([[ 8., 10.]])
    """
    x, weight = _arguments(x, weight)
    axes = " ".join([f"n{i}" for i in range(x.ndim - 1)] + ["out_features"])
    grad = array("grad_output", grad_output, axes)
    shape("grad_output", grad, (*x.shape[:-1], weight.shape[0]), "to match the output of linear")
    flat_grad, flat_x = grad.reshape(-1, grad.shape[-1]), x.reshape(-1, x.shape[-1])
    return LinearGradients(grad @ weight, flat_grad.T @ flat_x, flat_grad.sum(axis=0))


def _arguments(x: ArrayLike, weight: ArrayLike) -> tuple[Array, Array]:
    x = array("x", x, "... in_features")
    weight = array("weight", weight, "out_features in_features")
    if x.shape[-1] != weight.shape[1]:
        raise ValueError(
            f"x has {x.shape[-1]} features in its last axis but weight, of shape {weight.shape}, "
            f"takes {weight.shape[1]}"
        )
    return x, weight
