"""Squeeze-and-excitation: attention over channels."""

from __future__ import annotations

from typing import NamedTuple

from numpy.typing import ArrayLike

from onefilter.activations import relu, sigmoid
from onefilter.checks import Array, array, shape


class GateGradients(NamedTuple):
    """Gradients of a loss with respect to what `squeeze_excitation` was given.

    Attributes
    ----------
    x, squeeze, excite : ndarray
        Shaped like the arguments.

    Examples
    --------
    >>> import numpy as np
    >>> maps = np.ones((1, 2, 3, 3))
    >>> squeeze_excitation_backward(maps, maps, np.ones((1, 2)), np.ones((2, 1))).excite.shape
    (2, 1)
    """

    x: Array
    squeeze: Array
    excite: Array


def squeeze_excitation(x: ArrayLike, squeeze: ArrayLike, excite: ArrayLike) -> Array:
    r"""Gate whole channels by what the image shows: squeeze-and-excitation, without biases.

    .. math:: y_c = x_c \cdot \sigma\big(W_2 \max(0, W_1 \bar x)\big)_c

    with :math:`\bar x` the mean of each map.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    squeeze : array_like of shape (R, C)
        Weights :math:`W_1` from C channels to fewer.
    excite : array_like of shape (C, R)
        Weights :math:`W_2` back to C gates.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        The gated maps.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    References
    ----------
    Hu, Shen and Sun, *Squeeze-and-excitation networks*, 2018.

    Examples
    --------
    >>> squeeze_excitation([[[[2.0, 4.0]]]], [[0.0]], [[0.0]])
    array([[[[1., 2.]]]])
    """
    x, squeeze, excite = _gate_arguments(x, squeeze, excite)
    gate = sigmoid(relu(x.mean(axis=(2, 3)) @ squeeze.T) @ excite.T)
    return x * gate[:, :, None, None]


def squeeze_excitation_backward(
    grad_output: ArrayLike, x: ArrayLike, squeeze: ArrayLike, excite: ArrayLike
) -> GateGradients:
    """Carry a gradient back through `squeeze_excitation`.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H, W)
        Gradient of the loss with respect to the output.
    x, squeeze, excite : array_like
        What the forward pass was given.

    Returns
    -------
    GateGradients
        ``(x, squeeze, excite)``, shaped like the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> squeeze_excitation_backward([[[[1.0, 1.0]]]], [[[[2.0, 4.0]]]], [[0.0]], [[0.0]]).x
    array([[[[0.5, 0.5]]]])
    """
    x, squeeze, excite = _gate_arguments(x, squeeze, excite)
    grad = shape("grad_output", array("grad_output", grad_output, "N C H W"), x.shape, "as x")
    mean = x.mean(axis=(2, 3))
    hidden = relu(mean @ squeeze.T)
    gate = sigmoid(hidden @ excite.T)
    by_score = (grad * x).sum(axis=(2, 3)) * gate * (1 - gate)
    by_hidden = (by_score @ excite) * (hidden > 0)
    by_mean = by_hidden @ squeeze / (x.shape[2] * x.shape[3])
    return GateGradients(
        grad * gate[:, :, None, None] + by_mean[:, :, None, None],
        by_hidden.T @ mean,
        by_score.T @ hidden,
    )


def _gate_arguments(
    x: ArrayLike, squeeze: ArrayLike, excite: ArrayLike
) -> tuple[Array, Array, Array]:
    x, squeeze = array("x", x, "N C H W"), array("squeeze", squeeze, "R C")
    excite = array("excite", excite, "C R")
    shape("squeeze", squeeze, (squeeze.shape[0], x.shape[1]), "to take the channels of x")
    shape("excite", excite, (x.shape[1], squeeze.shape[0]), "to lead back to the channels of x")
    return x, squeeze, excite
