"""Losses: one number that says how wrong a prediction is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, Indices, array, shape
from onefilter.softmax import log_softmax, softmax


def mse_loss(prediction: ArrayLike, target: ArrayLike) -> float:
    r"""Mean squared error.

    .. math:: L = \frac{1}{M} \sum_{i=1}^{M} (\hat y_i - y_i)^2

    Parameters
    ----------
    prediction, target : array_like of one shape
        What came out, and what should have.

    Returns
    -------
    float
        The mean over all :math:`M` numbers.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> mse_loss([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    error = _difference(prediction, target)
    return float(np.mean(error * error))


def mse_loss_backward(prediction: ArrayLike, target: ArrayLike) -> Array:
    r"""Gradient of `mse_loss` with respect to the prediction, :math:`2(\hat y - y)/M`.

    Parameters
    ----------
    prediction, target : array_like of one shape
        What came out, and what should have.

    Returns
    -------
    ndarray
        Shaped like ``prediction``.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> mse_loss_backward([1.0, 2.0], [1.0, 4.0])
    array([ 0., -2.])
    """
    error = _difference(prediction, target)
    return 2 * error / error.size


def cross_entropy(logits: ArrayLike, target: ArrayLike) -> float:
    r"""Mean surprise at the true classes, from scores.

    .. math:: L = -\frac{1}{N} \sum_{n=1}^{N} \log \operatorname{softmax}(z_n)_{t_n}

    Parameters
    ----------
    logits : array_like of shape (N, classes)
        Scores, before any softmax.
    target : array_like of int, of shape (N,)
        The true classes, from 0.

    Returns
    -------
    float
        The mean over the batch, in nats.

    Raises
    ------
    TypeError
        If the classes are not whole numbers.
    ValueError
        If the shapes do not fit, or a class does not exist.

    References
    ----------
    Bridle, *Training stochastic model recognition algorithms as networks*, 1990.

    Examples
    --------
    >>> round(cross_entropy([[0.0, 0.0]], [1]), 6)
    0.693147
    """
    scores, classes = _classified(logits, target)
    logs = log_softmax(scores, dim=1)
    return -float(logs[np.arange(classes.size), classes].mean())


def cross_entropy_backward(logits: ArrayLike, target: ArrayLike) -> Array:
    r"""Gradient of `cross_entropy` with respect to the scores: share minus truth, over N.

    Parameters
    ----------
    logits : array_like of shape (N, classes)
        Scores.
    target : array_like of int, of shape (N,)
        The true classes.

    Returns
    -------
    ndarray of shape (N, classes)
        The gradient.

    Raises
    ------
    TypeError
        If the classes are not whole numbers.
    ValueError
        If the shapes do not fit, or a class does not exist.

    Examples
    --------
    >>> cross_entropy_backward([[0.0, 0.0]], [1])
    array([[ 0.5, -0.5]])
    """
    scores, classes = _classified(logits, target)
    gradient = softmax(scores, dim=1)
    gradient[np.arange(classes.size), classes] -= 1
    return gradient / classes.size


def _classified(logits: ArrayLike, target: ArrayLike) -> tuple[Array, Indices]:
    scores, classes = array("logits", logits, "N classes"), np.asarray(target)
    if classes.dtype.kind not in "iu":
        raise TypeError(f"target has dtype {classes.dtype}; give whole numbers, one an example")
    if classes.shape != scores.shape[:1]:
        raise ValueError(
            f"target has shape {classes.shape}; it must be {scores.shape[:1]} to match logits"
        )
    if classes.min() < 0 or classes.max() >= scores.shape[1]:
        raise ValueError(
            f"target reaches from {classes.min()} to {classes.max()}, but logits has the classes "
            f"0 to {scores.shape[1] - 1}"
        )
    return scores, classes


def _difference(prediction: ArrayLike, target: ArrayLike) -> Array:
    predicted, wanted = array("prediction", prediction, "..."), array("target", target, "...")
    return predicted - shape("target", wanted, predicted.shape, "to match prediction")
