"""Learning by gradient descent, one step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, finite, integer, pair, positive, shape
from onefilter.windows import unfold


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
    picture = finite("image", array("image", image, "H W"))
    target = finite("target_map", array("target_map", target_map, "H_out W_out"))
    height, width = (n - m + 1 for n, m in zip(picture.shape, target.shape, strict=True))
    if height < 1 or width < 1:
        raise ValueError(
            f"target_map has shape {target.shape}, larger than image with {picture.shape}; "
            f"it must be the map of a filter that fits into the image"
        )
    start: Array
    if initial is None:
        start = np.random.default_rng(integer("seed", seed, minimum=0)).normal(
            0.0, 0.5, (height, width)
        )
    else:
        start = finite("initial", array("initial", initial, "k_h k_w"))
        shape("initial", start, (height, width), "since image and target_map imply that filter")
    return _descend(_patches(picture, (height, width)), target, start, positive("rate", rate))


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


def gram_matrix(image: ArrayLike, kernel_size: Size = 3) -> Array:
    r"""Mean outer product of an image's patches, :math:`G = P^\top P / M`.

    It alone decides how gradient descent on the mean squared error behaves: the loss has the
    Hessian :math:`2G`, whatever the target.

    Parameters
    ----------
    image : array_like of shape (H, W)
        The picture, finite.
    kernel_size : int or pair of int
        Size of the filter, and so of the patches.

    Returns
    -------
    ndarray of shape (k_h * k_w, k_h * k_w)
        Symmetric and positive semi-definite.

    Raises
    ------
    ValueError
        If the image is not a finite matrix that holds at least one patch.

    Examples
    --------
    >>> gram_matrix(np.ones((5, 5)), 2)[0]
    array([1., 1., 1., 1.])
    """
    patches = _patches(
        finite("image", array("image", image, "H W")), pair("kernel_size", kernel_size)
    )
    gram: Array = patches.T @ patches / patches.shape[0]
    return gram


def rate_limit(image: ArrayLike, kernel_size: Size = 3) -> float:
    r"""Largest learning rate at which `learn_filter` does not diverge.

    Gradient descent on a quadratic is stable below :math:`2/\lambda_{\max}` of its Hessian, which
    for the mean squared error is :math:`2G`; hence the limit is :math:`1/\lambda_{\max}(G)`.

    Parameters
    ----------
    image : array_like of shape (H, W)
        The picture, finite.
    kernel_size : int or pair of int
        Size of the filter.

    Returns
    -------
    float
        The limit; infinite for an image of zeros, where no rate does anything.

    Raises
    ------
    ValueError
        If the image is not a finite matrix that holds at least one patch.

    References
    ----------
    LeCun, Bottou, Orr and Müller, *Efficient backprop*, 1998, section 5.

    Examples
    --------
    >>> round(rate_limit(np.ones((5, 5))), 6)
    0.111111
    """
    steepest = float(np.linalg.eigvalsh(gram_matrix(image, kernel_size))[-1])
    return 1 / steepest if steepest > 0 else float("inf")


def invisible_directions(image: ArrayLike, kernel_size: Size = 3) -> Array:
    r"""Filters that turn an image into nothing, so that no learner can find their share.

    They span the null space of the patch matrix: adding any of them to a filter leaves the
    feature map, and with it the loss, unchanged.

    Parameters
    ----------
    image : array_like of shape (H, W)
        The picture, finite.
    kernel_size : int or pair of int
        Size of the filter.

    Returns
    -------
    ndarray of shape (n, k_h, k_w)
        An orthonormal basis; ``n`` is 0 where every filter can be learned. Singular values within
        rounding of zero, by the rule of `numpy.linalg.matrix_rank`, count as zero.

    Raises
    ------
    ValueError
        If the image is not a finite matrix that holds at least one patch.

    Examples
    --------
    >>> invisible_directions(np.ones((5, 5))).shape
    (8, 3, 3)
    """
    size = pair("kernel_size", kernel_size)
    patches = _patches(finite("image", array("image", image, "H W")), size)
    # The triangle of QR has the same directions, and nine rows where patches are hundreds.
    _, singular, directions = np.linalg.svd(np.linalg.qr(patches, mode="r"))
    tolerance = singular[0] * max(patches.shape) * np.finfo(patches.dtype).eps
    rank = int((singular > tolerance).sum())
    return directions[rank:].reshape(-1, *size)


def _patches(image: Array, size: tuple[int, int]) -> Array:
    """Patch matrix (M, k_h * k_w) of one image, one patch a row, in float64."""
    windows = unfold(image[None, None].astype(np.float64), size)
    return np.ascontiguousarray(windows.reshape(size[0] * size[1], -1).T)
