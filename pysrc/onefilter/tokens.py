"""Patches as tokens: the step from a map to the sequence that attention works on."""

from __future__ import annotations

from numpy.typing import ArrayLike

from onefilter.checks import Array, array, integer, pair


def to_patches(x: ArrayLike, patch_size: int) -> Array:
    r"""Cut maps into square patches and lay each out as one row of numbers.

    .. math:: t_{n,\,u W/P + v,\,(c P + i) P + j} = x_{n,c,\,u P + i,\,v P + j}

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        The maps; H and W must be multiples of the patch.
    patch_size : int
        Pixels along a side of a patch.

    Returns
    -------
    ndarray of shape (N, patches, C * patch_size**2)
        Patches in reading order, each flattened channel by channel.

    Raises
    ------
    ValueError
        If the patches do not tile the map.

    References
    ----------
    Dosovitskiy et al., *An image is worth 16×16 words*, 2021.

    Examples
    --------
    >>> import numpy as np
    >>> to_patches(np.arange(8.0).reshape(1, 1, 2, 4), 2)
    array([[[0., 1., 4., 5.],
            [2., 3., 6., 7.]]])
    """
    x = array("x", x, "N C H W")
    n, c, height, width = x.shape
    if height % integer("patch_size", patch_size) or width % patch_size:
        raise ValueError(
            f"patch_size={patch_size} does not tile maps of {height}×{width}; use a divisor of both"
        )
    tiles = x.reshape(n, c, height // patch_size, patch_size, width // patch_size, patch_size)
    return tiles.transpose(0, 2, 4, 1, 3, 5).reshape(n, -1, c * patch_size**2)


def from_patches(patches: ArrayLike, size: tuple[int, int], patch_size: int) -> Array:
    """Put patches back in their places: the inverse of `to_patches`, and its gradient.

    Parameters
    ----------
    patches : array_like of shape (N, patches, C * patch_size**2)
        Patches in reading order.
    size : pair of int
        Size ``(H, W)`` of the maps.
    patch_size : int
        Pixels along a side of a patch.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        The maps.

    Raises
    ------
    ValueError
        If the patches do not make up such maps.

    Examples
    --------
    >>> from_patches([[[0, 1, 4, 5], [2, 3, 6, 7]]], (2, 4), 2)[0, 0]
    array([[0., 1., 2., 3.],
           [4., 5., 6., 7.]])
    """
    patches = array("patches", patches, "N patches features")
    size = pair("size", size)
    rows, columns = (side // integer("patch_size", patch_size) for side in size)
    n, count, features = patches.shape
    whole = (rows * patch_size, columns * patch_size) == size
    if not whole or count != rows * columns or features % patch_size**2:
        raise ValueError(
            f"patches has shape {patches.shape}, which is not what to_patches makes of maps of "
            f"{size[0]}×{size[1]} with patch_size={patch_size}"
        )
    tiles = patches.reshape(n, rows, columns, -1, patch_size, patch_size)
    return tiles.transpose(0, 3, 1, 4, 2, 5).reshape(n, -1, *size)
