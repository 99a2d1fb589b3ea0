"""Batch normalisation: statistics of a channel over the batch."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, number, positive, shape
from onefilter.normalization.standardize import NormGradients, centre_gradient, scale_channels


def batch_norm(
    x: ArrayLike,
    running_mean: Array | None,
    running_var: Array | None,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array:
    r"""Normalise every channel over the batch and the plane.

    .. math:: y = \frac{x - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}}\,w_c + b_c

    In training the statistics are the batch's, with the biased variance, and the running ones move
    towards them **in place**: :math:`r \leftarrow (1 - m)\,r + m\,\text{batch}`, with the unbiased
    variance. Otherwise the running ones are used, so that an image's result does not depend on its
    company.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    running_mean, running_var : ndarray of shape (C,) or None
        Running statistics; needed unless ``training``.
    weight, bias : array_like of shape (C,), optional
        Scale and shift of every channel.
    training : bool
        Whether to use and record the batch's statistics.
    momentum : float
        Share :math:`m` of the newest batch in the running statistics.
    eps : float
        Added to the variance.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        The normalised maps.

    Raises
    ------
    TypeError
        If a statistic is not an array of floats.
    ValueError
        If the shapes do not fit, a variance is negative, statistics are missing, or there is one
        value a channel to train.

    References
    ----------
    Ioffe and Szegedy, *Batch normalization*, 2015.

    Examples
    --------
    >>> batch_norm([[[[1, 3]]]], None, None, training=True, eps=1e-12).round(6)
    array([[[[-1.,  1.]]]])
    """
    x = array("x", x, "N C H W")
    mean, variance = _batch_statistics(x, running_mean, running_var, training)
    count, share = x.size // x.shape[1], number("momentum", momentum)
    normalized = (x - mean[:, None, None]) / np.sqrt(variance + positive("eps", eps))[:, None, None]
    y = scale_channels(normalized, weight, bias)
    if training and running_mean is not None and running_var is not None:
        running_mean += share * (mean - running_mean)
        running_var += share * (variance * (count / (count - 1)) - running_var)
    return y


def batch_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    running_mean: Array | None,
    running_var: Array | None,
    weight: ArrayLike | None = None,
    training: bool = False,
    eps: float = 1e-5,
) -> NormGradients:
    """Carry a gradient back through `batch_norm`, in training through the statistics as well.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H, W)
        Gradient of the loss with respect to the output.
    x, running_mean, running_var, weight, training, eps
        As in the forward pass.

    Returns
    -------
    NormGradients
        ``(x, weight, bias)``, shaped like the arguments.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> batch_norm_backward([[[[1, 0, 0]]]], [[[[1, 2, 3]]]], None, None, training=True).bias
    array([1.])
    """
    x = array("x", x, "N C H W")
    grad = shape("grad_output", array("grad_output", grad_output, "N C H W"), x.shape, "as x")
    mean, variance = _batch_statistics(x, running_mean, running_var, training)
    inverse = 1 / np.sqrt(variance + positive("eps", eps))[:, None, None]
    normalized = (x - mean[:, None, None]) * inverse
    scaled = scale_channels(grad, weight)
    axes = (0, 2, 3)
    if training:
        scaled = centre_gradient(scaled, normalized, axes)
    return NormGradients(scaled * inverse, (grad * normalized).sum(axis=axes), grad.sum(axis=axes))


def _batch_statistics(
    x: Array, running_mean: Array | None, running_var: Array | None, training: bool
) -> tuple[Array, Array]:
    for name, statistic in (("running_mean", running_mean), ("running_var", running_var)):
        if statistic is not None:
            _check_statistic(name, statistic, x.shape[1])
        elif not training:
            raise ValueError(f"{name}=None, but outside training it is what x is normalized by")
    if training:
        if x.size == x.shape[1]:
            raise ValueError(
                f"x has shape {x.shape}, one value for each channel, which has no variance; "
                f"train on more images or pixels"
            )
        return x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    assert running_mean is not None
    assert running_var is not None
    if running_var.min() < 0:
        raise ValueError(
            f"running_var[{running_var.argmin()}]={running_var.min()} is no variance; give numbers "
            f"of at least 0"
        )
    return running_mean.astype(x.dtype), running_var.astype(x.dtype)


def _check_statistic(name: str, statistic: Array, channels: int) -> None:
    """Refuse what could not be moved in place."""
    if not isinstance(statistic, np.ndarray) or statistic.dtype.kind != "f":
        kind = getattr(statistic, "dtype", type(statistic).__name__)
        raise TypeError(
            f"{name} is of type {kind}; it must be an ndarray of floats, which training changes"
        )
    shape(name, statistic, (channels,), "with one number for each channel of x")
