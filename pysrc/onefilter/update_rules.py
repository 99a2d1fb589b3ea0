"""Update rules: what an optimiser does with a gradient, as plain functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onefilter.checks import Array, array, number, positive, shape


def sgd_step(value: Array, grad: Array, lr: float) -> Array:
    r"""One step of gradient descent, :math:`w - \eta\,g`.

    Parameters
    ----------
    value, grad : ndarray of one shape
        Weights and their gradient.
    lr : float
        Learning rate :math:`\eta`, above zero.

    Returns
    -------
    ndarray
        The new weights.

    Raises
    ------
    TypeError, ValueError
        If ``grad`` is not shaped like ``value``, or an argument is not of its kind.

    References
    ----------
    Robbins and Monro, *A stochastic approximation method*, 1951.

    Examples
    --------
    >>> sgd_step(np.array([1.0]), np.array([0.5]), lr=0.1)
    array([0.95])
    """
    value = array("value", value, "...")
    return value - positive("lr", lr) * _like(value, "value", grad)


def momentum_step(
    velocity: Array | None,
    grad: Array,
    momentum: float,
    dampening: float = 0.0,
    nesterov: bool = False,
) -> tuple[Array, Array]:
    r"""Smooth a gradient by its past, :math:`v \leftarrow \mu v + (1 - \tau)\,g`.

    Parameters
    ----------
    velocity : ndarray or None
        The past; None before the first step, which takes the gradient as it is.
    grad : ndarray
        The gradient.
    momentum, dampening : float
        Shares :math:`\mu` of the past and :math:`\tau` taken off the present.
    nesterov : bool
        Whether to look one step ahead.

    Returns
    -------
    velocity : ndarray
        To remember.
    direction : ndarray
        To descend along.

    Raises
    ------
    TypeError, ValueError
        If ``grad`` is not shaped like ``velocity``, ``momentum`` is below zero, or an
        argument is not of its kind.

    References
    ----------
    Sutskever, Martens, Dahl and Hinton, *On the importance of initialization and momentum in deep
    learning*, 2013.

    Examples
    --------
    >>> momentum_step(np.array([1.0]), np.array([2.0]), momentum=0.5)[1]
    array([2.5])
    """
    grad = _like(velocity, "velocity", grad)
    momentum = number("momentum", momentum, minimum=0.0)
    kept = 1 - number("dampening", dampening)
    velocity = grad if velocity is None else momentum * velocity + kept * grad
    return velocity, grad + momentum * velocity if nesterov else velocity


@dataclass(frozen=True, slots=True)
class Moments:
    """What Adam remembers of a gradient: running means of itself and of its square.

    Attributes
    ----------
    first, second : ndarray
        The means, shaped like the gradient.
    steps : int
        Gradients seen so far.

    Examples
    --------
    >>> moments, _ = adam_step(None, np.array([1.0]), (0.9, 0.999), 1e-8)
    >>> moments.steps, moments.first
    (1, array([0.1]))
    """

    first: Array
    second: Array
    steps: int


def adam_step(
    moments: Moments | None, grad: Array, betas: tuple[float, float], eps: float
) -> tuple[Moments, Array]:
    r"""Scale a smoothed gradient by its usual size.

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \qquad
        v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2, \qquad
        d = \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}

    Parameters
    ----------
    moments : Moments or None
        The past; None before the first step.
    grad : ndarray
        The gradient.
    betas : tuple of float
        Shares of the past in either mean.
    eps : float
        Keeps the quotient finite.

    Returns
    -------
    moments : Moments
        To remember.
    direction : ndarray
        To descend along.

    Raises
    ------
    TypeError, ValueError
        If ``grad`` is not shaped like the past, a share is not in [0, 1), ``eps`` is below zero, or
        an argument is not of its kind.

    References
    ----------
    Kingma and Ba, *Adam: a method for stochastic optimization*, 2015.

    Examples
    --------
    >>> adam_step(None, np.array([5.0, -0.1]), (0.9, 0.999), 0.0)[1].round(6)
    array([ 1., -1.])
    """
    grad = _like(moments.first if moments else None, "moments.first", grad)
    betas, eps = moment_shares(betas), number("eps", eps, minimum=0.0)
    if moments is None:
        moments = Moments(np.zeros_like(grad), np.zeros_like(grad), 0)
    steps = moments.steps + 1
    first = betas[0] * moments.first + (1 - betas[0]) * grad
    second = betas[1] * moments.second + (1 - betas[1]) * grad * grad
    size = np.sqrt(second / (1 - betas[1] ** steps)) + eps
    return Moments(first, second, steps), first / (1 - betas[0] ** steps) / size


def moment_shares(betas: tuple[float, float]) -> tuple[float, float]:
    """Return Adam's two shares of the past, or refuse what does not lie in [0, 1).

    Parameters
    ----------
    betas : tuple of float
        The shares.

    Returns
    -------
    tuple of float
        The same.

    Raises
    ------
    TypeError, ValueError
        If there are not two, or one does not fit.

    Examples
    --------
    >>> moment_shares((0.9, 0.999))
    (0.9, 0.999)
    """
    if not isinstance(betas, (tuple, list)) or len(betas) != 2:
        raise TypeError(f"betas={betas!r} does not fit; give a pair of floats")
    for place, beta in enumerate(betas):
        if number(f"betas[{place}]", beta, minimum=0.0) >= 1:
            raise ValueError(f"betas[{place}]={beta} must be below 1")
    return betas[0], betas[1]


def _like(known: Array | None, name: str, grad: Array) -> Array:
    """Return a gradient, or refuse it when it is not shaped like what is known already."""
    grad = array("grad", grad, "...")
    return grad if known is None else shape("grad", grad, np.shape(known), f"like {name}")
