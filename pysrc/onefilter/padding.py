"""Borders: what a sliding operation meets outside the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onefilter.checks import Array, array, choice, real
from onefilter.grid import Ends, padding_ends

__all__ = ["pad2d", "pad2d_backward"]

PaddingMode: TypeAlias = Literal["zeros", "reflect", "replicate", "circular"]

_NUMPY_MODES: dict[str, Literal["reflect", "edge", "wrap"]] = {
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
PADDING_MODES = ("zeros", *_NUMPY_MODES)


def pad2d(
    x: ArrayLike,
    padding: int | Sequence[Any],
    *,
    mode: PaddingMode = "zeros",
    value: float = 0.0,
) -> Array:
    r"""Add a border to the last two axes.

    .. math::
        y_{r,s} = x_{f(r - p_\text{top}),\,f(s - p_\text{left})}, \qquad
        f(i) = \begin{cases}
        i \bmod n & \text{circular} \\
        \min(\max(i, 0), n - 1) & \text{replicate} \\
        n - 1 - \lvert n - 1 - \lvert i \rvert \rvert & \text{reflect}
        \end{cases}

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        The maps.
    padding : int or sequence
        Pixels to add: one number, ``(rows, columns)`` or ``((top, bottom), (left, right))``.
    mode : {"zeros", "reflect", "replicate", "circular"}
        What to fill the border with: a constant, the mirror image, the nearest pixel, or the
        opposite side.
    value : float
        The constant of ``"zeros"``, which may be infinite.

    Returns
    -------
    ndarray of shape (N, C, H + top + bottom, W + left + right)
        A new array, of the type of ``x``.

    Raises
    ------
    TypeError
        If ``value`` is not a number.
    ValueError
        If the rank or the mode is wrong, or a border of ``"reflect"`` or ``"circular"`` is wider
        than the image can fill.

    References
    ----------
    Islam, Jia and Bruce, *How much position information do convolutional neural networks encode?*,
    2020, on what zero padding tells a network.

    Examples
    --------
    >>> pad2d(np.ones((1, 1, 1, 1)), 1)[0, 0]
    array([[0., 0., 0.],
           [0., 1., 0.],
           [0., 0., 0.]])
    """
    x = array("x", x, "N C H W")
    ends = padding_ends(padding, (1, 1))
    if choice("mode", mode, PADDING_MODES) == "zeros":
        return pad_constant(x, ends, real("value", value))
    rows, columns = _border_sources((x.shape[2], x.shape[3]), ends, mode)
    return x[:, :, rows[:, None], columns]


def pad2d_backward(
    grad_output: ArrayLike, padding: int | Sequence[Any], *, mode: PaddingMode = "zeros"
) -> Array:
    """Carry a gradient back through `pad2d`: every pixel collects from its copies in the border.

    Parameters
    ----------
    grad_output : array_like of shape (N, C, H + top + bottom, W + left + right)
        Gradient of the loss with respect to the padded maps.
    padding, mode
        As in the forward pass.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Gradient with respect to the maps.

    Raises
    ------
    ValueError
        If the rank or the mode is wrong, or nothing is left inside the border.

    Examples
    --------
    >>> pad2d_backward(np.ones((1, 1, 1, 5)), (0, 1), mode="replicate")
    array([[[[2., 1., 2.]]]])
    """
    grad = array("grad_output", grad_output, "N C H W")
    ends = padding_ends(padding, (1, 1))
    size = (grad.shape[2] - sum(ends[0]), grad.shape[3] - sum(ends[1]))
    if min(size) < 1:
        raise ValueError(
            f"padding={padding} leaves nothing of grad_output with shape {grad.shape}; "
            f"give the padding of the forward pass"
        )
    if choice("mode", mode, PADDING_MODES) == "zeros":
        return crop(grad, ends).copy()
    rows, columns = _border_sources(size, ends, mode)
    by_rows = np.zeros((*grad.shape[:2], size[0], grad.shape[3]), grad.dtype)
    np.add.at(by_rows.swapaxes(0, 2), rows, grad.swapaxes(0, 2))
    total = np.zeros((*grad.shape[:2], *size), grad.dtype)
    np.add.at(total.swapaxes(0, 3), columns, by_rows.swapaxes(0, 3))
    return total


def _border_sources(
    size: tuple[int, int], ends: Ends, mode: PaddingMode
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Row and column that each padded row and column is copied from."""
    sources = []
    for axis, name in enumerate(("rows", "columns")):
        most = size[axis] - (mode == "reflect")
        if max(ends[axis]) > most and mode != "replicate":
            raise ValueError(
                f"padding={ends[axis]} of {name} is too wide for mode={mode!r} on {size[axis]} "
                f"{name}; use at most {most}"
            )
        sources.append(np.pad(np.arange(size[axis]), ends[axis], mode=_NUMPY_MODES[mode]))
    return sources[0], sources[1]


def pad_constant(x: Array, ends: Ends, value: float = 0.0) -> Array:
    """Pad with one value; return ``x`` itself when there is nothing to add."""
    (top, bottom), (left, right) = ends
    if not (top or bottom or left or right):
        return x
    *planes, height, width = x.shape
    padded = np.full((*planes, height + top + bottom, width + left + right), value, dtype=x.dtype)
    padded[..., top : top + height, left : left + width] = x
    return padded


def crop(x: Array, ends: Ends) -> Array:
    """Take the border off again: the adjoint of zero padding, as a view."""
    (top, bottom), (left, right) = ends
    return x[..., top : x.shape[-2] - bottom, left : x.shape[-1] - right]
