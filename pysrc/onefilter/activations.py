"""The nonlinearities between layers, and their derivatives."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, shape
from onefilter.erf import erf


def relu(x: ArrayLike) -> Array:
    r"""Keep what is positive, :math:`\max(0, x)`.

    Parameters
    ----------
    x : array_like
        Numbers of any shape.

    Returns
    -------
    ndarray
        Shaped like ``x``; NaN stays NaN.

    References
    ----------
    Nair and Hinton, *Rectified linear units improve restricted Boltzmann machines*, 2010.

    Examples
    --------
    >>> relu([-1.0, 2.0])
    array([0., 2.])
    """
    x = array("x", x, "...")
    positive: Array = np.maximum(x, 0)
    return positive


def relu_backward(grad_output: ArrayLike, x: ArrayLike) -> Array:
    """Carry a gradient back through `relu`: it passes where the input was positive.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss with respect to the output.
    x : array_like of the same shape
        The input of the forward pass.

    Returns
    -------
    ndarray
        Gradient with respect to ``x``; at exactly 0 it is 0, as in PyTorch.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> relu_backward([5.0, 5.0], [-1.0, 2.0])
    array([0., 5.])
    """
    grad, x = _matching(grad_output, "x", x)
    return grad * (x > 0)


def gelu(x: ArrayLike) -> Array:
    r"""Gaussian error linear unit, in its exact form :math:`x\,\Phi(x)`.

    .. math:: \Phi(x) = \tfrac12\left(1 + \operatorname{erf}\frac{x}{\sqrt2}\right)

    Parameters
    ----------
    x : array_like
        Numbers of any shape.

    Returns
    -------
    ndarray
        Shaped like ``x``.

    References
    ----------
    Hendrycks and Gimpel, *Gaussian error linear units*, 2016.

    Examples
    --------
    >>> gelu([-1.0, 0.0, 1.0]).round(4)
    array([-0.1587,  0.    ,  0.8413])
    """
    x = array("x", x, "...")
    return x * _normal_cdf(x)


def gelu_backward(grad_output: ArrayLike, x: ArrayLike) -> Array:
    r"""Carry a gradient back through `gelu`, whose derivative is :math:`\Phi(x) + x\,\varphi(x)`.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss with respect to the output.
    x : array_like of the same shape
        The input of the forward pass.

    Returns
    -------
    ndarray
        Gradient with respect to ``x``.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> gelu_backward([1.0], [0.0])
    array([0.5])
    """
    grad, x = _matching(grad_output, "x", x)
    density = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return grad * (_normal_cdf(x) + x * density)


def sigmoid(x: ArrayLike) -> Array:
    """Squash to between 0 and 1, :math:`1 / (1 + e^{-x})`.

    Parameters
    ----------
    x : array_like
        Numbers of any shape.

    Returns
    -------
    ndarray
        Shaped like ``x``; no input overflows.

    Examples
    --------
    >>> sigmoid([-1000.0, 0.0, 1000.0])
    array([0. , 0.5, 1. ])
    """
    x = array("x", x, "...")
    small = np.exp(-np.abs(x))
    share: Array = np.where(x < 0, small, 1) / (1 + small)
    return share


def sigmoid_backward(grad_output: ArrayLike, y: ArrayLike) -> Array:
    """Carry a gradient back through `sigmoid`, whose derivative is :math:`y (1 - y)`.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss with respect to the output.
    y : array_like of the same shape
        The output of the forward pass.

    Returns
    -------
    ndarray
        Gradient with respect to the input.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> sigmoid_backward([1.0], [0.5])
    array([0.25])
    """
    grad, y = _matching(grad_output, "y", y)
    return grad * y * (1 - y)


def _normal_cdf(x: Array) -> Array:
    """Share of a standard normal distribution below ``x``."""
    return 0.5 * (1 + erf(x / math.sqrt(2)))


def _matching(grad_output: ArrayLike, name: str, value: ArrayLike) -> tuple[Array, Array]:
    grad, other = array("grad_output", grad_output, "..."), array(name, value, "...")
    return shape("grad_output", grad, other.shape, f"to match {name}"), other
