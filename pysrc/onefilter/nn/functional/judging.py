"""Losses on the tape."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from onefilter import losses
from onefilter.checks import Array, Indices
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record


def mse_loss(x: Operand, target: Operand) -> Tensor:
    r"""Mean squared error: see `onefilter.losses.mse_loss`.

    .. math:: L = \frac{1}{M} \sum_i (x_i - t_i)^2

    Parameters
    ----------
    x, target : Tensor or array_like of one shape
        What came out, and what should have.

    Returns
    -------
    Tensor
        A single number.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> mse_loss([1.0, 2.0], [1.0, 4.0]).item()
    2.0
    """
    x, wanted = as_tensor(x), as_tensor(target)

    def pull(grad: Array) -> Sequence[Array | None]:
        slope = grad * losses.mse_loss_backward(x.data, wanted.data)
        return slope, -slope

    loss = losses.mse_loss(x.data, wanted.data)
    return record(np.asarray(loss, x.dtype), (x, wanted), pull)


def cross_entropy(x: Operand, target: ArrayLike | Indices) -> Tensor:
    r"""Mean surprise at the true classes: see `onefilter.losses.cross_entropy`.

    .. math:: L = -\frac{1}{N} \sum_n \log \frac{e^{x_{n,t_n}}}{\sum_c e^{x_{n,c}}}

    Parameters
    ----------
    x : Tensor or array_like of shape (N, classes)
        Scores.
    target : array_like of int, of shape (N,)
        The true classes.

    Returns
    -------
    Tensor
        A single number.

    Raises
    ------
    ValueError
        If a class does not exist, or the lengths differ.

    Examples
    --------
    >>> round(cross_entropy([[0.0, 0.0]], [1]).item(), 4)
    0.6931
    """
    x = as_tensor(x)
    return record(
        np.asarray(losses.cross_entropy(x.data, target), x.dtype),
        (x,),
        lambda grad: (grad * losses.cross_entropy_backward(x.data, target),),
    )
