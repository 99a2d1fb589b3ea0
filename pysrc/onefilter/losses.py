"""Losses: one number that says how wrong a prediction is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, shape


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


def _difference(prediction: ArrayLike, target: ArrayLike) -> Array:
    predicted, wanted = np.asarray(prediction), np.asarray(target)
    shape("target", wanted, predicted.shape, "to match prediction")
    difference: Array = np.subtract(predicted, wanted)
    return difference
