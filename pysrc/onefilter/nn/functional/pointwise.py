"""Activations, the dense layer, attention and losses on the tape."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from onefilter import activations, attention, losses
from onefilter import linear as dense
from onefilter import softmax as shares
from onefilter.checks import Array, Indices
from onefilter.nn.functional.optional import numbers, record_present
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record


def linear(x: Operand, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Multiply by a matrix: see `onefilter.linear.linear`."""
    x = as_tensor(x)
    return record_present(
        dense.linear(x.data, weight.data, numbers(bias)),
        (x, weight, bias),
        lambda grad: dense.linear_backward(grad, x.data, weight.data),
    )


def relu(x: Operand) -> Tensor:
    """Keep what is positive: see `onefilter.activations.relu`."""
    return _by_input(x, activations.relu, activations.relu_backward)


def gelu(x: Operand) -> Tensor:
    """Gate by the normal distribution: see `onefilter.activations.gelu`."""
    return _by_input(x, activations.gelu, activations.gelu_backward)


def sigmoid(x: Operand) -> Tensor:
    """Squash to between 0 and 1: see `onefilter.activations.sigmoid`."""
    x = as_tensor(x)
    y = activations.sigmoid(x.data)
    return record(y, (x,), lambda grad: (activations.sigmoid_backward(grad, y),))


def softmax(x: Operand, dim: int = -1) -> Tensor:
    """Turn scores into shares: see `onefilter.softmax.softmax`."""
    x = as_tensor(x)
    y = shares.softmax(x.data, dim)
    return record(y, (x,), lambda grad: (shares.softmax_backward(grad, y, dim),))


def scaled_dot_product_attention(query: Operand, key: Operand, value: Operand) -> Tensor:
    """Mix values by attention: see `onefilter.attention.scaled_dot_product_attention`."""
    inputs = (as_tensor(query), as_tensor(key), as_tensor(value))
    numbers = [tensor.data for tensor in inputs]
    return record(
        attention.scaled_dot_product_attention(*numbers),
        inputs,
        lambda grad: attention.scaled_dot_product_attention_backward(grad, *numbers),
    )


def mse_loss(x: Operand, target: Operand) -> Tensor:
    """Mean squared error: see `onefilter.losses.mse_loss`."""
    x, wanted = as_tensor(x), as_tensor(target)

    def pull(grad: Array) -> Sequence[Array | None]:
        slope = grad * losses.mse_loss_backward(x.data, wanted.data)
        return slope, -slope

    loss = losses.mse_loss(x.data, wanted.data)
    return record(np.asarray(loss, x.dtype), (x, wanted), pull)


def cross_entropy(x: Operand, target: ArrayLike | Indices) -> Tensor:
    """Mean surprise at the true classes: see `onefilter.losses.cross_entropy`."""
    x = as_tensor(x)
    return record(
        np.asarray(losses.cross_entropy(x.data, target), x.dtype),
        (x,),
        lambda grad: (grad * losses.cross_entropy_backward(x.data, target),),
    )


def _by_input(
    x: Operand, forward: Callable[[Array], Array], backward: Callable[[Array, Array], Array]
) -> Tensor:
    x = as_tensor(x)
    return record(forward(x.data), (x,), lambda grad: (backward(grad, x.data),))
