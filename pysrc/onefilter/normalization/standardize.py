"""What every normalisation shares: standardising over some axes, scaling, and the way back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, positive, shape


class NormGradients(NamedTuple):
    """Gradients of a loss with respect to what a normalisation was given.

    Attributes
    ----------
    x, weight, bias : ndarray
        Shaped like the arguments.

    Examples
    --------
    >>> from onefilter.normalization import layer_norm_backward
    >>> gradients = layer_norm_backward(np.ones((2, 3)), [[1, 2, 3], [4, 5, 6]], 3)
    >>> gradients.bias
    array([2., 2., 2.])
    """

    x: Array
    weight: Array
    bias: Array


def normalize(x: Array, axes: tuple[int, ...], eps: float) -> tuple[Array, Array]:
    """Return the normalised array and the inverse deviation it was multiplied by."""
    centred = x - x.mean(axis=axes, keepdims=True)
    variance = (centred * centred).mean(axis=axes, keepdims=True)
    inverse = 1 / np.sqrt(variance + positive("eps", eps))
    return centred * inverse, inverse


def scale_channels(x: Array, weight: ArrayLike | None, bias: ArrayLike | None = None) -> Array:
    """Scale and shift the channels of maps (N, C, H, W), checking one number for each."""
    return scale(x, weight, bias, (x.shape[1],), (x.shape[1], 1, 1))


def scale(
    x: Array,
    weight: ArrayLike | None,
    bias: ArrayLike | None,
    expected: tuple[int, ...],
    layout: tuple[int, ...],
) -> Array:
    """Multiply by the weight and add the bias, of shape ``expected``, broadcast as ``layout``."""
    because = "to match what is normalized"
    if weight is not None:
        x = x * shape("weight", array("weight", weight, "..."), expected, because).reshape(layout)
    if bias is not None:
        x = x + shape("bias", array("bias", bias, "..."), expected, because).reshape(layout)
    return x


def centre_gradient(grad: Array, normalized: Array, axes: tuple[int, ...]) -> Array:
    """Take out of a gradient the parts that mean and variance swallow."""
    mean = grad.mean(axis=axes, keepdims=True)
    along = (grad * normalized).mean(axis=axes, keepdims=True)
    centred: Array = grad - mean - normalized * along
    return centred
