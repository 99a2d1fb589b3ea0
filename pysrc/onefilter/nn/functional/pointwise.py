"""Activations, the dense layer and attention on the tape."""

from __future__ import annotations

from collections.abc import Callable

from onefilter import activations, attention
from onefilter import linear as dense
from onefilter import softmax as shares
from onefilter.checks import Array
from onefilter.nn.functional.optional import numbers, record_present
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record
from onefilter.nn.watching import multiplied


def linear(x: Operand, weight: Operand, bias: Operand | None = None) -> Tensor:
    r"""Multiply by a matrix, :math:`y = x W^\top + b`: see `onefilter.linear.linear`.

    Parameters
    ----------
    x : Tensor or array_like of shape (..., in_features)
        Input.
    weight : Tensor or array_like of shape (out_features, in_features)
        The matrix.
    bias : Tensor or array_like of shape (out_features,), optional
        Added to each output.

    Returns
    -------
    Tensor
        Of shape ``(..., out_features)``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> from onefilter.nn import Tensor
    >>> linear([[1.0, 2.0]], Tensor([[3.0, 4.0]])).numpy()
    array([[11.]])
    """
    x, matrix = as_tensor(x), as_tensor(weight)
    y = dense.linear(x.data, matrix.data, numbers(bias))
    multiplied(y.size * x.shape[-1])
    return record_present(
        y, (x, matrix, bias), lambda grad: dense.linear_backward(grad, x.data, matrix.data)
    )


def relu(x: Operand) -> Tensor:
    r"""Keep what is positive: see `onefilter.activations.relu`.

    .. math:: y = \max(0, x)

    Parameters
    ----------
    x : Tensor or array_like
        Of any shape.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Examples
    --------
    >>> from onefilter.nn import Tensor
    >>> x = Tensor([-1.0, 2.0], requires_grad=True)
    >>> relu(x).sum().backward()
    >>> x.grad
    array([0., 1.])
    """
    return _by_input(x, activations.relu, activations.relu_backward)


def gelu(x: Operand) -> Tensor:
    r"""Gate by the normal distribution: see `onefilter.activations.gelu`.

    .. math:: y = x\,\Phi(x)

    Parameters
    ----------
    x : Tensor or array_like
        Of any shape.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Examples
    --------
    >>> gelu([-1.0, 0.0, 1.0]).numpy().round(3)
    array([-0.159,  0.   ,  0.841])
    """
    return _by_input(x, activations.gelu, activations.gelu_backward)


def sigmoid(x: Operand) -> Tensor:
    r"""Squash to between 0 and 1: see `onefilter.activations.sigmoid`.

    .. math:: y = \frac{1}{1 + e^{-x}}

    Parameters
    ----------
    x : Tensor or array_like
        Of any shape.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Examples
    --------
    >>> sigmoid([-1.0, 0.0, 1.0]).numpy().round(3)
    array([0.269, 0.5  , 0.731])
    """
    x = as_tensor(x)
    y = activations.sigmoid(x.data)
    return record(y, (x,), lambda grad: (activations.sigmoid_backward(grad, y),))


def softmax(x: Operand, dim: int = -1) -> Tensor:
    r"""Turn scores into shares: see `onefilter.softmax.softmax`.

    .. math:: y_i = \frac{e^{x_i}}{\sum_j e^{x_j}}

    Parameters
    ----------
    x : Tensor or array_like
        Scores.
    dim : int
        The axis along which the shares add up to 1.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Raises
    ------
    ValueError
        If there is no such axis.

    Examples
    --------
    >>> import numpy as np
    >>> softmax([0.0, np.log(3.0)]).numpy().round(2)
    array([0.25, 0.75])
    """
    x = as_tensor(x)
    y = shares.softmax(x.data, dim)
    return record(y, (x,), lambda grad: (shares.softmax_backward(grad, y, dim),))


def scaled_dot_product_attention(query: Operand, key: Operand, value: Operand) -> Tensor:
    r"""Mix values by attention: see `onefilter.attention.scaled_dot_product_attention`.

    .. math:: Y = \operatorname{softmax}\!\left( \frac{Q K^\top}{\sqrt d} \right) V

    Parameters
    ----------
    query : Tensor or array_like of shape (N, T, d)
        What each position asks.
    key : Tensor or array_like of shape (N, S, d)
        What each position offers.
    value : Tensor or array_like of shape (N, S, e)
        What is mixed.

    Returns
    -------
    Tensor
        Of shape ``(N, T, e)``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> import numpy as np
    >>> query, key, value = np.zeros((1, 1, 2)), np.ones((1, 2, 2)), [[[1.0], [3.0]]]
    >>> scaled_dot_product_attention(query, key, value).numpy()
    array([[[2.]]])
    """
    inputs = (as_tensor(query), as_tensor(key), as_tensor(value))
    numbers = [tensor.data for tensor in inputs]
    mixed = attention.scaled_dot_product_attention(*numbers)
    n, asking, width = numbers[0].shape
    offered, made = numbers[2].shape[1:]
    # The scores, and the mixture by them.
    multiplied(n * asking * offered * (width + made))
    return record(
        mixed,
        inputs,
        lambda grad: attention.scaled_dot_product_attention_backward(grad, *numbers),
    )


def _by_input(
    x: Operand, forward: Callable[[Array], Array], backward: Callable[[Array, Array], Array]
) -> Tensor:
    x = as_tensor(x)
    return record(forward(x.data), (x,), lambda grad: (backward(grad, x.data),))
