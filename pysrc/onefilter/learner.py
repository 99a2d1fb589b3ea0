"""Learning a filter by gradient descent, one step at a time or all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, finite, integer, positive, shape
from onefilter.gram import gram_matrix, invisible_directions, patch_matrix, rate_limit

__all__ = [
    "Step",
    "gram_matrix",
    "invisible_directions",
    "learn_filter",
    "learned_filters",
    "rate_limit",
]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The state of the learner after some updates.

    Attributes
    ----------
    index : int
        Updates made so far; 0 is the random start.
    filter : ndarray of shape (k_h, k_w)
        The weights.
    feature_map : ndarray of shape (H_out, W_out)
        What these weights make of the image.
    loss : float
        Mean squared error between that map and the target's.

    Examples
    --------
    >>> steps = learn_filter(np.eye(5), np.ones((3, 3)), rate=0.5)
    >>> next(steps).index, next(steps).feature_map.shape
    (0, (3, 3))
    """

    index: int
    filter: Array
    feature_map: Array
    loss: float


def learn_filter(
    image: ArrayLike,
    target_map: ArrayLike,
    *,
    rate: float,
    seed: int = 0,
    initial: ArrayLike | None = None,
) -> Iterator[Step]:
    r"""Learn, from examples alone, the filter that turns an image into a given feature map.

    The map is linear in the weights, :math:`\hat y = P w` with one patch of the image in each row
    of :math:`P`, so that each step of gradient descent on the mean squared error is

    .. math:: w \leftarrow w - \eta\,\frac{2}{M}\,P^\top (P w - y).

    Parameters
    ----------
    image : array_like of shape (H, W)
        The picture, finite.
    target_map : array_like of shape (H - k_h + 1, W - k_w + 1)
        The map to imitate, finite; its size tells the filter's.
    rate : float
        Learning rate :math:`\eta`, above 0; descent diverges above `rate_limit`.
    seed : int
        Draws the start from a normal distribution with deviation 0.5.
    initial : array_like of shape (k_h, k_w), optional
        Start here instead.

    Yields
    ------
    Step
        The start, then the state after every update, without end unless the loss overflows.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit, at the call and not at the first step.

    Examples
    --------
    >>> image = np.eye(5)
    >>> steps = learn_filter(image, 2 * image[1:-1, 1:-1], rate=1.0, seed=0)
    >>> first, second = next(steps), next(steps)
    >>> second.loss < first.loss
    True
    """
    patches, target, start = _problem(image, target_map, seed, initial)
    return _descend(patches, target, start, positive("rate", rate))


def learned_filters(
    image: ArrayLike,
    target_map: ArrayLike,
    *,
    rate: float,
    steps: int,
    seed: int = 0,
    initial: ArrayLike | None = None,
) -> Array:
    r"""Compute the filters of the first steps of `learn_filter` at once.

    With the Gram matrix :math:`G = V \Lambda V^\top` and any best filter :math:`w^*`, the error
    shrinks along each of the modes :math:`V` by a factor of its own:

    .. math:: w_t = w^* + V\,(1 - 2\eta\Lambda)^t\,V^\top (w_0 - w^*)

    Parameters
    ----------
    image, target_map, rate, seed, initial
        As for `learn_filter`.
    steps : int
        Updates to compute.

    Returns
    -------
    ndarray of shape (steps + 1, k_h, k_w)
        The start, and the filter after every update; infinite or NaN where descent overflows.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    References
    ----------
    Goh, *Why momentum really works*, 2017, on the modes of gradient descent.

    Examples
    --------
    >>> image = np.eye(5)
    >>> filters = learned_filters(image, image[1:-1, 1:-1], rate=1.0, steps=50, seed=0)
    >>> filters.shape
    (51, 3, 3)
    """
    patches, target, start = _problem(image, target_map, seed, initial)
    count, learning_rate = integer("steps", steps, minimum=0), positive("rate", rate)
    curvature, modes = np.linalg.eigh(patches.T @ patches / len(patches))
    wanted = modes.T @ (target.ravel() @ patches) / len(patches)
    # Directions without curvature are invisible: they have no best value, and stay as they are.
    visible = curvature > curvature[-1] * len(patches) * np.finfo(float).eps
    best = np.divide(wanted, curvature, out=np.zeros_like(wanted), where=visible)
    factors = np.ones((count + 1, curvature.size))
    factors[1:] = np.where(visible, 1 - 2 * learning_rate * curvature, 1)
    with np.errstate(over="ignore", invalid="ignore"):
        np.multiply.accumulate(factors, out=factors)
        filters: Array = (best + factors * (modes.T @ start.ravel() - best)) @ modes.T
    return filters.reshape(count + 1, *start.shape)


def _problem(
    image: ArrayLike, target_map: ArrayLike, seed: int, initial: ArrayLike | None
) -> tuple[Array, Array, Array]:
    """Check the arguments; return patches, target and start."""
    picture = finite("image", array("image", image, "H W"))
    target = finite("target_map", array("target_map", target_map, "H_out W_out"))
    height, width = (n - m + 1 for n, m in zip(picture.shape, target.shape, strict=True))
    if height < 1 or width < 1:
        raise ValueError(
            f"target_map has shape {target.shape}, larger than image with {picture.shape}; "
            f"it must be the map of a filter that fits into the image"
        )
    rng = np.random.default_rng(integer("seed", seed, minimum=0))
    if initial is None:
        start: Array = rng.normal(0.0, 0.5, (height, width))
    else:
        start = finite("initial", array("initial", initial, "k_h k_w"))
        shape("initial", start, (height, width), "since image and target_map imply that filter")
    return patch_matrix(picture, (height, width)), target, start


def _descend(patches: Array, target: Array, start: Array, rate: float) -> Iterator[Step]:
    weights: Array = start.ravel().astype(np.float64)
    wanted = target.ravel()
    index = 0
    while True:
        # A rate above the limit is allowed to blow up: that is a lesson, not a fault.
        with np.errstate(over="ignore", invalid="ignore"):
            predicted = patches @ weights
            error = predicted - wanted
            loss = float(error @ error) / error.size
            if not np.isfinite(loss):
                return
            gradient = (2 / error.size) * (error @ patches)
        yield Step(index, weights.reshape(start.shape), predicted.reshape(target.shape), loss)
        weights = weights - rate * gradient
        index += 1
