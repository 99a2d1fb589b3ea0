"""Convolution over the group p4: shifts and quarter turns, built in rather than learned."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, shape
from onefilter.conv import conv2d
from onefilter.grid import Padding, padding_ends
from onefilter.symmetry import rotate


def p4_lift(x: ArrayLike, weight: ArrayLike, *, padding: Padding = 0) -> Array:
    r"""Correlate with every filter in its four orientations: from the plane to the group p4.

    .. math:: y_{n,o,t} = x_n \star R^t w_o, \qquad t = 0, 1, 2, 3

    where :math:`R` turns a filter by a right angle and :math:`\star` is `onefilter.conv.conv2d`.

    Parameters
    ----------
    x : array_like of shape (N, C_in, H, W)
        Input maps.
    weight : array_like of shape (C_out, C_in, k, k)
        Square filters.
    padding : int, "same" or "valid"
        Zeros around the input, as many on each of its four sides.

    Returns
    -------
    ndarray of shape (N, C_out, 4, H_out, W_out)
        One map for each filter and quarter turn. Turning the input turns the maps and moves them
        on by one orientation: see `p4_rotate`.

    Raises
    ------
    ValueError
        If the shapes do not fit, the filters are not square, or the border is not the same on all
        sides, as that of ``"same"`` around filters of even size.

    References
    ----------
    Cohen and Welling, *Group equivariant convolutional networks*, 2016.

    Examples
    --------
    >>> p4_lift([[[[1, 2], [3, 4]]]], [[[[1, 0], [0, 0]]]]).ravel()
    array([1., 3., 4., 2.])
    """
    filters = _square("weight", array("weight", weight, "C_out C_in k k"))
    _check_border(padding, filters)
    maps = [conv2d(x, rotate(filters, turn), padding=padding) for turn in range(4)]
    return np.stack(maps, axis=2)


def p4_conv2d(x: ArrayLike, weight: ArrayLike, *, padding: Padding = 0) -> Array:
    r"""Convolve over the group p4: positions and the four orientations.

    .. math:: y_{n,o,t} = \sum_{u=0}^{3} x_{n,\cdot,u} \star R^t w_{o,\cdot,\,(u - t) \bmod 4}

    Parameters
    ----------
    x : array_like of shape (N, C_in, 4, H, W)
        Maps on the group, as from `p4_lift`.
    weight : array_like of shape (C_out, C_in, 4, k, k)
        Square filters, one for each relative orientation.
    padding : int, "same" or "valid"
        Zeros around the input, as many on each of its four sides.

    Returns
    -------
    ndarray of shape (N, C_out, 4, H_out, W_out)
        Maps on the group, equivariant to `p4_rotate`.

    Raises
    ------
    ValueError
        If the shapes do not fit, the filters are not square, or the border is not the same on all
        sides, as that of ``"same"`` around filters of even size.

    References
    ----------
    Cohen and Welling, *Group equivariant convolutional networks*, 2016.

    Examples
    --------
    >>> p4_conv2d(np.ones((1, 1, 4, 3, 3)), np.ones((1, 1, 4, 3, 3))).ravel()
    array([36., 36., 36., 36.])
    """
    x = array("x", x, "N C_in 4 H W")
    shape("x", x, (*x.shape[:2], 4, *x.shape[3:]), "with four orientations")
    filters = _square("weight", array("weight", weight, "C_out C_in 4 k k"))
    _check_border(padding, filters)
    expected = (filters.shape[0], x.shape[1], 4, *filters.shape[3:])
    shape("weight", filters, expected, "to match the channels of x")
    planes = x.reshape(x.shape[0], -1, *x.shape[3:])
    maps = []
    for turn in range(4):
        # A turned filter meets the orientations from its own point of view.
        turned = np.roll(rotate(filters, turn), turn, axis=2)
        flat = turned.reshape(filters.shape[0], -1, *filters.shape[3:])
        maps.append(conv2d(planes, flat, padding=padding))
    return np.stack(maps, axis=2)


def p4_rotate(x: ArrayLike, quarter_turns: int = 1) -> Array:
    r"""Turn maps on the group p4: each map turns, and the orientations move on.

    .. math:: y_{n,c,t} = R^q\, x_{n,c,\,(t - q) \bmod 4}

    Parameters
    ----------
    x : array_like of shape (N, C, 4, H, W)
        Maps on the group.
    quarter_turns : int
        Number of right angles.

    Returns
    -------
    ndarray of shape (N, C, 4, H, W)
        The turned maps.

    Raises
    ------
    ValueError
        If there are not four orientations.

    Examples
    --------
    >>> p4_rotate(np.arange(4.0).reshape(1, 1, 4, 1, 1)).ravel()
    array([3., 0., 1., 2.])
    """
    x = array("x", x, "N C 4 H W")
    shape("x", x, (*x.shape[:2], 4, *x.shape[3:]), "with four orientations")
    return np.roll(rotate(x, quarter_turns), quarter_turns, axis=2)


def _square(name: str, filters: Array) -> Array:
    if filters.shape[-1] != filters.shape[-2]:
        raise ValueError(f"{name} has filters of {filters.shape[-2:]}; they must be square to turn")
    return filters


def _check_border(padding: Padding, filters: Array) -> None:
    ends = padding_ends(padding, (filters.shape[-2], filters.shape[-1]))
    if len({width for pair in ends for width in pair}) > 1:
        raise ValueError(
            f"padding={padding!r} adds {ends} around filters of {filters.shape[-2:]}; it must be "
            f"the same on all four sides, since they turn into one another"
        )
