"""The patches of an image, and what their Gram matrix says of any filter learned on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, finite, pair
from onefilter.windows import unfold


def patch_matrix(image: Array, size: tuple[int, int]) -> Array:
    """Patch matrix (M, k_h * k_w) of one image, one patch a row, in float64."""
    windows = unfold(image[None, None].astype(np.float64), size)
    return np.ascontiguousarray(windows.reshape(size[0] * size[1], -1).T)


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
    patches = patch_matrix(
        finite("image", array("image", image, "H W")), pair("kernel_size", kernel_size)
    )
    gram: Array = patches.T @ patches / patches.shape[0]
    return gram


def rate_limit(image: ArrayLike, kernel_size: Size = 3) -> float:
    r"""Largest learning rate at which `onefilter.learner.learn_filter` does not diverge.

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
        rounding of zero, by the rule of ``numpy.linalg.matrix_rank``, count as zero.

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
    patches = patch_matrix(finite("image", array("image", image, "H W")), size)
    # The triangle of QR has the same directions, and nine rows where patches are hundreds.
    _, singular, directions = np.linalg.svd(np.linalg.qr(patches, mode="r"))
    tolerance = singular[0] * max(patches.shape) * np.finfo(patches.dtype).eps
    rank = int((singular > tolerance).sum())
    return directions[rank:].reshape(-1, *size)
