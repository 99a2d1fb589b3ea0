"""Padding, and the windows that a kernel visits: every sliding operation stands on these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, choice, pair, shape
from onefilter.shapes import effective_kernel_size, output_size

Ends: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
Padding: TypeAlias = int | Sequence[Any] | Literal["same", "valid"]
PaddingMode: TypeAlias = Literal["zeros", "reflect", "replicate", "circular"]

_NUMPY_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


@dataclass(frozen=True, slots=True)
class Grid:
    """Where windows lie on a plane: all the integers of a sliding operation, checked once.

    Each field holds ``(rows, columns)``; ``padding`` holds ``(before, after)`` for either axis.
    """

    size: tuple[int, int]
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: Ends
    dilation: tuple[int, int]
    output: tuple[int, int]

    @property
    def padded(self) -> tuple[int, int]:
        """Size of the plane with its padding."""
        (top, bottom), (left, right) = self.padding
        return self.size[0] + top + bottom, self.size[1] + left + right

    def tap(self, row: int, column: int, rows: slice = slice(None)) -> tuple[slice, slice]:
        """Return the padded pixels that one tap of the kernel meets, for some output rows."""
        first, last, _ = rows.indices(self.output[0])
        top, left = row * self.dilation[0], column * self.dilation[1]
        down, right = self.stride
        return (
            slice(top + first * down, top + (last - 1) * down + 1, down),
            slice(left, left + (self.output[1] - 1) * right + 1, right),
        )


def grid(
    size: tuple[int, int],
    kernel_size: Size,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Grid:
    """Check the geometry of a sliding operation and compute its output size."""
    kernel = pair("kernel_size", kernel_size)
    steps = pair("stride", stride)
    gaps = pair("dilation", dilation)
    ends = padding_ends(padding, kernel, stride=steps, dilation=gaps)
    rows, columns = (
        output_size(
            size[axis],
            kernel[axis],
            stride=steps[axis],
            padding=ends[axis],
            dilation=gaps[axis],
            ceil_mode=ceil_mode,
        )
        for axis in (0, 1)
    )
    return Grid(size, kernel, steps, ends, gaps, (rows, columns))


def padding_ends(
    padding: Padding,
    kernel_size: tuple[int, int],
    *,
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
) -> Ends:
    """Return any accepted form of padding as ``((top, bottom), (left, right))``."""
    if isinstance(padding, str):
        if choice("padding", padding, ("same", "valid")) == "valid":
            return (0, 0), (0, 0)
        if stride != (1, 1):
            raise ValueError(f"padding='same' needs stride=1, not stride={stride}; give numbers")
        rows, columns = (
            effective_kernel_size(k, d) - 1 for k, d in zip(kernel_size, dilation, strict=True)
        )
        return (rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)
    if isinstance(padding, Sequence) and any(isinstance(end, Sequence) for end in padding):
        if len(padding) != 2:
            raise ValueError(f"padding={padding!r} must be ((top, bottom), (left, right))")
        return (
            pair("padding[0]", padding[0], minimum=0),
            pair("padding[1]", padding[1], minimum=0),
        )
    rows, columns = pair("padding", padding, minimum=0)
    return (rows, rows), (columns, columns)


def pad2d(
    x: ArrayLike,
    padding: int | Sequence[Any],
    *,
    mode: PaddingMode = "zeros",
    value: float = 0.0,
) -> Array:
    """Add a border to the last two axes.

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
    choice("mode", mode, ("zeros", *_NUMPY_MODES))
    if mode == "zeros":
        return pad_constant(x, ends, value)
    for axis, name in enumerate(("rows", "columns")):
        most = x.shape[2 + axis] - (mode == "reflect")
        if max(ends[axis]) > most and mode != "replicate":
            raise ValueError(
                f"padding={padding} with mode={mode!r} needs more {name} than x, of shape "
                f"{x.shape}, has; use at most {most}"
            )
    return np.pad(x, ((0, 0), (0, 0), *ends), mode=_NUMPY_MODES[mode])  # type: ignore[call-overload,no-any-return]


def pad_constant(x: Array, ends: Ends, value: float = 0.0) -> Array:
    """Pad with one value; return ``x`` itself when there is nothing to add."""
    (top, bottom), (left, right) = ends
    if not (top or bottom or left or right):
        return x
    *planes, height, width = x.shape
    padded = np.full((*planes, height + top + bottom, width + left + right), value, dtype=x.dtype)
    padded[..., top : top + height, left : left + width] = x
    return padded


def window_view(x: Array, place: Grid) -> Array:
    """View padded maps as windows: shape (N, C, k_h, k_w, H_out, W_out), no copy."""
    n, c, row, column = x.strides
    (down, right), (dilate_down, dilate_right) = place.stride, place.dilation
    return as_strided(
        x,
        (*x.shape[:2], *place.kernel_size, *place.output),
        (n, c, row * dilate_down, column * dilate_right, row * down, column * right),
        writeable=False,
    )


def unfold(
    x: ArrayLike,
    kernel_size: Size,
    *,
    dilation: Size = 1,
    padding: int | Sequence[Any] = 0,
    stride: Size = 1,
) -> Array:
    """Every window that a kernel visits, as a view: nothing is copied unless padding is added.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
        The maps.
    kernel_size, dilation, padding, stride : int or pair of int
        The geometry, in PyTorch's order; padding adds zeros.

    Returns
    -------
    ndarray of shape (N, C, k_h, k_w, H_out, W_out)
        Entry ``[n, c, i, j, r, s]`` is the pixel that tap ``(i, j)`` meets at output ``(r, s)``.
        ``reshape(N, C * k_h * k_w, -1)`` makes the patch matrix of `torch.nn.functional.unfold`.

    Raises
    ------
    ValueError
        If the rank is wrong, a size is not positive or the kernel does not fit.

    References
    ----------
    Chellapilla, Puri and Simard, *High performance convolutional neural networks for document
    processing*, 2006.

    Examples
    --------
    >>> unfold(np.arange(9.0).reshape(1, 1, 3, 3), 2)[0, 0, :, :, 1, 1]
    array([[4., 5.],
           [7., 8.]])
    """
    x = array("x", x, "N C H W")
    place = grid(
        (x.shape[2], x.shape[3]), kernel_size, stride=stride, padding=padding, dilation=dilation
    )
    return window_view(pad_constant(x, place.padding), place)


def fold(
    windows: ArrayLike,
    output_size: Size,
    *,
    dilation: Size = 1,
    padding: int | Sequence[Any] = 0,
    stride: Size = 1,
) -> Array:
    """Add windows back onto the plane they were cut from: the adjoint of `unfold`.

    Parameters
    ----------
    windows : array_like of shape (N, C, k_h, k_w, H_out, W_out)
        The windows, as `unfold` returns them.
    output_size : int or pair of int
        Size ``(H, W)`` of the plane.
    dilation, padding, stride : int or pair of int
        The geometry, as given to `unfold`.

    Returns
    -------
    ndarray of shape (N, C, H, W)
        Each pixel holds the sum of all window entries that lie on it.

    Raises
    ------
    ValueError
        If the windows' shape does not belong to that geometry.

    Examples
    --------
    >>> fold(unfold(np.ones((1, 1, 3, 3)), 2), 3)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    windows = array("windows", windows, "N C k_h k_w H_out W_out")
    n, c, *kernel_size = windows.shape[:4]
    place = grid(
        pair("output_size", output_size),
        kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
    )
    because = f"for output_size={output_size} under this geometry"
    shape("windows", windows, (n, c, *place.kernel_size, *place.output), because)
    plane = np.zeros((n, c, *place.padded), dtype=windows.dtype)
    fold_into(plane, windows, place)
    return crop(plane, place.padding)


def fold_into(plane: Array, windows: Array, place: Grid, rows: slice = slice(None)) -> None:
    """Add the windows of some output rows onto padded maps in place."""
    for i in range(place.kernel_size[0]):
        for j in range(place.kernel_size[1]):
            plane[:, :, *place.tap(i, j, rows)] += windows[:, :, i, j]


def crop(x: Array, ends: Ends) -> Array:
    """Take the border off again: the adjoint of zero padding, as a view."""
    (top, bottom), (left, right) = ends
    return x[..., top : x.shape[-2] - bottom, left : x.shape[-1] - right]
