"""Group normalisation, and instance normalisation as its finest case."""

from __future__ import annotations

from numpy.typing import ArrayLike

from onefilter.checks import Array, array, integer, shape
from onefilter.normalization.standardize import (
    NormGradients,
    centre_gradient,
    normalize,
    scale_channels,
)


def group_norm(
    x: ArrayLike,
    num_groups: int,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    eps: float = 1e-5,
) -> Array:
    r"""Normalise each image over blocks of channels and the plane.

    .. math:: y = \frac{x - \mu_{n,g}}{\sqrt{\sigma_{n,g}^2 + \varepsilon}}\,w_c + b_c

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    num_groups : int
        Number of blocks, a divisor of C: 1 pools all channels, C none (instance norm).
    weight, bias : array_like of shape (C,), optional
        Scale and shift of every channel.
    eps : float
        Added to the variance.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        The normalised maps.

    Raises
    ------
    ValueError
        If the blocks do not divide the channels, or a shape does not fit.

    References
    ----------
    Wu and He, *Group normalization*, 2018.

    Examples
    --------
    >>> group_norm([[[[1]], [[3]]]], 1, eps=1e-12).round(6).ravel()
    array([-1.,  1.])
    """
    x, blocks = _blocks(x, num_groups)
    normalized, _ = normalize(blocks, (2, 3, 4), eps)
    return scale_channels(normalized.reshape(x.shape), weight, bias)


def group_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    num_groups: int,
    weight: ArrayLike | None = None,
    eps: float = 1e-5,
) -> NormGradients:
    """Carry a gradient back through `group_norm`.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H, W)
        Gradient of the loss with respect to the output.
    x, num_groups, weight, eps
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
    >>> group_norm_backward([[[[1]], [[0]]]], [[[[1]], [[3]]]], 1).x.sum().round(9).item()
    0.0
    """
    x, blocks = _blocks(x, num_groups)
    grad = shape("grad_output", array("grad_output", grad_output, "N C H W"), x.shape, "as x")
    axes = (2, 3, 4)
    normalized, inverse = normalize(blocks, axes, eps)
    scaled = scale_channels(grad, weight).reshape(blocks.shape)
    grad_x = centre_gradient(scaled, normalized, axes) * inverse
    by_weight = (grad * normalized.reshape(x.shape)).sum(axis=(0, 2, 3))
    return NormGradients(grad_x.reshape(x.shape), by_weight, grad.sum(axis=(0, 2, 3)))


def instance_norm(
    x: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    eps: float = 1e-5,
) -> Array:
    """Normalise every map of every image by itself: `group_norm` with one channel a group.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        Input maps.
    weight, bias : array_like of shape (C,), optional
        Scale and shift of every channel.
    eps : float
        Added to the variance.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        The normalised maps; `group_norm_backward` carries gradients back.

    Raises
    ------
    ValueError
        If a shape does not fit.

    References
    ----------
    Ulyanov, Vedaldi and Lempitsky, *Instance normalization*, 2016.

    Examples
    --------
    >>> instance_norm([[[[1, 3]], [[10, 30]]]], eps=1e-12).round(6).ravel()
    array([-1.,  1., -1.,  1.])
    """
    x = array("x", x, "N C H W")
    return group_norm(x, x.shape[1], weight, bias, eps)


def _blocks(x: ArrayLike, num_groups: int) -> tuple[Array, Array]:
    maps = array("x", x, "N C H W")
    n, c, height, width = maps.shape
    if c % integer("num_groups", num_groups):
        raise ValueError(f"num_groups={num_groups} does not divide the {c} channels of x")
    return maps, maps.reshape(n, num_groups, c // num_groups, height, width)
