"""Layer normalisation: statistics of one position over its features."""

from __future__ import annotations

from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, integer, shape
from onefilter.normalization.standardize import NormGradients, centre_gradient, normalize, scale


def layer_norm(
    x: ArrayLike,
    normalized_shape: Size,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    eps: float = 1e-5,
) -> Array:
    r"""Normalise over the last axes, each leading position by itself.

    .. math:: y = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}\,w + b

    ConvNeXt uses it with channels last, so that each pixel is normalised over its channels; that
    is not `group_norm` with one group, which pools the plane too.

    Parameters
    ----------
    x : array_like of shape (..., *normalized_shape)
        Input.
    normalized_shape : int or sequence of int
        Sizes of the last axes.
    weight, bias : array_like of shape normalized_shape, optional
        Scale and shift.
    eps : float
        Added to the variance.

    Returns
    -------
    ndarray
        Shaped like ``x``.

    Raises
    ------
    ValueError
        If ``x`` does not end with ``normalized_shape``, or a shape does not fit.

    References
    ----------
    Ba, Kiros and Hinton, *Layer normalization*, 2016.

    Examples
    --------
    >>> layer_norm([[1, 3], [10, 30]], 2, eps=1e-12).round(6)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    x, sizes = _trailing(x, normalized_shape)
    normalized, _ = normalize(x, tuple(range(-len(sizes), 0)), eps)
    return scale(normalized, weight, bias, sizes, sizes)


def layer_norm_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    normalized_shape: Size,
    weight: ArrayLike | None = None,
    eps: float = 1e-5,
) -> NormGradients:
    """Carry a gradient back through `layer_norm`.

    Parameters
    ----------
    grad_output : array_like
        Gradient of the loss with respect to the output.
    x, normalized_shape, weight, eps
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
    >>> layer_norm_backward([[1, 0]], [[1, 3]], 2).bias
    array([1., 0.])
    """
    x, sizes = _trailing(x, normalized_shape)
    grad = shape("grad_output", array("grad_output", grad_output, "..."), x.shape, "as x")
    axes = tuple(range(-len(sizes), 0))
    normalized, inverse = normalize(x, axes, eps)
    scaled = scale(grad, weight, None, sizes, sizes)
    leading = tuple(range(x.ndim - len(sizes)))
    return NormGradients(
        centre_gradient(scaled, normalized, axes) * inverse,
        (grad * normalized).sum(axis=leading),
        grad.sum(axis=leading),
    )


def _trailing(x: ArrayLike, normalized_shape: Size) -> tuple[Array, tuple[int, ...]]:
    maps = array("x", x, "...")
    if not isinstance(normalized_shape, (tuple, list)):
        normalized_shape = (integer("normalized_shape", normalized_shape),)
    sizes = tuple(integer("normalized_shape", size) for size in normalized_shape)
    if not sizes or maps.shape[-len(sizes) :] != sizes:
        raise ValueError(f"x has shape {maps.shape}; it must end with normalized_shape={sizes}")
    return maps, sizes
