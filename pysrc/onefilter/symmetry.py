"""Shifts, turns and mirror images, and how far an operation commutes with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, choice, integer, shape

Border = Literal["zeros", "circular"]
Transformation = Callable[[Array], Array]

# Shifts and turns may be negative, without a limit that anybody would meet.
_FAR = 2**31


def shift(x: ArrayLike, rows: int, columns: int, *, border: Border = "zeros") -> Array:
    """Move maps down and to the right.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        The maps.
    rows, columns : int
        Pixels to move, as many as you like; negative moves up and to the left.
    border : {"zeros", "circular"}
        What comes in: zeros, or what left on the other side.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        The moved maps.

    Raises
    ------
    ValueError
        If the rank is wrong or the border is unknown.

    Examples
    --------
    >>> shift([[[[1, 2, 3]]]], 0, 1)
    array([[[[0., 1., 2.]]]])
    >>> shift([[[[1, 2, 3]]]], 0, 1, border="circular")
    array([[[[3., 1., 2.]]]])
    """
    x = array("x", x, "N C H W")
    steps = integer("rows", rows, minimum=-_FAR), integer("columns", columns, minimum=-_FAR)
    moved = np.roll(x, steps, axis=(2, 3))
    if choice("border", border, ("zeros", "circular")) == "zeros":
        for axis, step in enumerate(steps, start=2):
            entering = slice(0, step) if step > 0 else slice(max(0, x.shape[axis] + step), None)
            moved.swapaxes(0, axis)[entering] = 0
    return moved


def rotate(x: ArrayLike, quarter_turns: int = 1) -> Array:
    """Turn maps counter-clockwise by right angles.

    Parameters
    ----------
    x : array_like of shape (..., H, W)
        The maps.
    quarter_turns : int
        Number of right angles; negative turns clockwise.

    Returns
    -------
    ndarray
        The turned maps; odd turns swap H and W.

    Raises
    ------
    TypeError
        If ``quarter_turns`` is not a whole number.
    ValueError
        If ``x`` has fewer than two axes.

    Examples
    --------
    >>> rotate([[1, 2], [3, 4]])
    array([[2., 4.],
           [1., 3.]])
    """
    turns = integer("quarter_turns", quarter_turns, minimum=-_FAR)
    return np.rot90(array("x", x, "... H W"), turns, axes=(-2, -1))


def flip(x: ArrayLike, axis: Literal["rows", "columns"] = "columns") -> Array:
    """Mirror maps.

    Parameters
    ----------
    x : array_like of shape (..., H, W)
        The maps.
    axis : {"columns", "rows"}
        Which order to reverse: ``"columns"`` swaps left and right, ``"rows"`` top and bottom.

    Returns
    -------
    ndarray
        The mirror images.

    Raises
    ------
    ValueError
        If the axis is unknown or ``x`` has fewer than two axes.

    Examples
    --------
    >>> flip([[1, 2], [3, 4]])
    array([[2., 1.],
           [4., 3.]])
    """
    x = array("x", x, "... H W")
    return np.flip(x, -1 if choice("axis", axis, ("rows", "columns")) == "columns" else -2)


def equivariance_error(
    operation: Callable[[Array], Array],
    transformation: Transformation,
    x: ArrayLike,
    *,
    after: Transformation | None = None,
) -> Array:
    r"""Where an operation and a transformation do not commute.

    .. math:: \left| f(T x) - T f(x) \right|

    Zero everywhere means that ``operation`` is equivariant to ``transformation`` on this input.

    Parameters
    ----------
    operation : callable
        Maps to maps, such as a convolution.
    transformation : callable
        What is done to the input, such as a shift.
    x : array_like of shape (N, C, H, W)
        The input.
    after : callable, optional
        What the transformation becomes on the output, where that is something else: shifting by 2
        before a stride of 2 is shifting by 1 after it.

    Returns
    -------
    ndarray of shape (N, C_out, H_out, W_out)
        Size of the difference at every output.

    Raises
    ------
    ValueError
        If the two orders give maps of different shapes.

    References
    ----------
    Cohen and Welling, *Group equivariant convolutional networks*, 2016.

    Examples
    --------
    >>> equivariance_error(lambda x: 2 * x, rotate, [[[[1, 2], [3, 4]]]]).max().item()
    0.0
    """
    x = array("x", x, "N C H W")
    first = operation(transformation(x))
    second = (after or transformation)(operation(x))
    shape("operation(transformation(x))", first, second.shape, "as in the other order")
    error: Array = np.abs(first - second)
    return error
