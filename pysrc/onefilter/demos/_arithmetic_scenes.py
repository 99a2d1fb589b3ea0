"""Windows on pixels, drawn: where the kernel lies, what it leaves over, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d, conv2d_backward
from onefilter.demos._arithmetic import Axis
from onefilter.scene.grids import MARGIN, fair_limit, frame, lattice, outline, signed_map
from onefilter.scene.marks import Line, Mark, Rect, Scene

Matrix = NDArray[np.floating[Any]]
# Counts are coloured on a scale this much longer than they need, so that the window stands out.
FAINT = 1.6
# How strongly the pixels are coloured that no window looks at.
UNSEEN = 0.8


@dataclass(frozen=True, eq=False)
class Place:
    """The windows along both axes, and how often they and the pixels meet."""

    rows: Axis
    columns: Axis

    @cached_property
    def windows_per_pixel(self) -> Matrix:
        """How many windows look at each pixel."""
        windows = np.ones((1, 1, self.rows.windows, self.columns.windows))
        pixels = np.zeros((1, 1, self.rows.pixels, self.columns.pixels))
        counts: Matrix = conv2d_backward(windows, pixels, self._taps, **self._geometry).x[0, 0]
        return counts

    @cached_property
    def pixels_per_window(self) -> Matrix:
        """How many pixels each window looks at; the other taps lie on padding."""
        pixels = np.ones((1, 1, self.rows.pixels, self.columns.pixels))
        counts: Matrix = conv2d(pixels, self._taps, **self._geometry)[0, 0]
        return counts

    @property
    def _taps(self) -> Matrix:
        return np.ones((1, 1, self.rows.kernel_size, self.columns.kernel_size))

    @property
    def _geometry(self) -> dict[str, Any]:
        axes = self.rows, self.columns
        return {
            "stride": tuple(axis.stride for axis in axes),
            "padding": tuple(axis.reached for axis in axes),
            "dilation": tuple(axis.dilation for axis in axes),
        }

    @cached_property
    def pixel_marks(self) -> tuple[Mark, ...]:
        """The pixels and their padding; those that are in no window are orange."""
        counts = self.windows_per_pixel
        limit = FAINT * fair_limit(counts)
        coloured = np.where(counts == 0, -UNSEEN * limit, counts)
        return (*_around(self.rows, self.columns), *_map(coloured, limit))

    @cached_property
    def window_marks(self) -> tuple[Mark, ...]:
        """The cells, one a window."""
        limit = FAINT * self.rows.kernel_size * self.columns.kernel_size
        return _map(self.pixels_per_window, limit)

    @cached_property
    def extent(self) -> tuple[float, float]:
        """Room for the pixels with their padding, and for the cells, which are drawn as large."""
        rows, columns = (
            max(axis.windows, axis.pixels + 2 * max(axis.room))
            for axis in (self.rows, self.columns)
        )
        margin = 2 * MARGIN * max(rows, columns)
        return rows + margin, columns + margin

    @cached_property
    def left_over_words(self) -> str:
        """What no window looks at, in words."""
        rows, columns, counts = self.rows, self.columns, self.windows_per_pixel
        ends = f"{_many(rows.left_over, 'row')} and {_many(columns.left_over, 'column')} at the end"
        return f"{ends}; {int((counts == 0).sum())} of {counts.size} pixels are in no window"

    def cell_words(self, cell: tuple[int, int]) -> str:
        """Name a cell."""
        return "Row {}, column {}".format(*cell)

    def taps_words(self, cell: tuple[int, int]) -> str:
        """Name the rows and columns under a window's taps."""
        rows, columns = self.rows.taps(cell[0]), self.columns.taps(cell[1])
        return f"rows {_listed(rows)} and columns {_listed(columns)}"


def draw_pixels(place: Place, cell: tuple[int, int], is_transposed: bool = False) -> Scene:
    """Draw the pixels with one window on them: the input of a convolution."""
    rows, columns = place.rows, place.columns
    name = "Output" if is_transposed else "Input"
    verb = "writes to" if is_transposed else "looks at"
    return _centred(
        place,
        (rows.pixels, columns.pixels),
        (*place.pixel_marks, *_window(rows.taps(cell[0]), columns.taps(cell[1]))),
        f"{name}, {rows.pixels} by {columns.pixels} pixels, each coloured by how many windows lie "
        f"on it. The lit window {verb} {place.taps_words(cell)}. {place.left_over_words}.",
    )


def draw_windows(place: Place, cell: tuple[int, int], is_transposed: bool = False) -> Scene:
    """Draw the cells, one a window, with the lit one on them: the output of a convolution."""
    rows, columns = place.pixels_per_window.shape
    name, other = ("Input", "output") if is_transposed else ("Output", "input")
    return _centred(
        place,
        (rows, columns),
        (*place.window_marks, *outline(*cell, stroke=0.14)),
        f"{name}, {rows} by {columns} cells, each coloured by how many {other} pixels its window "
        f"covers. {place.cell_words(cell)} is lit: its window covers "
        f"{int(place.pixels_per_window[cell])}.",
    )


def _centred(place: Place, size: tuple[int, int], marks: tuple[Mark, ...], text: str) -> Scene:
    """Both pictures have one scale, so that a smaller map looks smaller."""
    (rows, columns), (height, width) = size, place.extent
    x, y = (columns - width) / 2, (rows - height) / 2
    return Scene(width, height, marks, text, x, y, rows, columns)


def _map(counts: Matrix, limit: float) -> tuple[Mark, ...]:
    return (signed_map(counts, limit), *lattice(*counts.shape), frame(*counts.shape))


def _around(rows: Axis, columns: Axis) -> list[Mark]:
    """The padding, and around it what the last windows hang over."""
    (top, bottom), (left, right) = rows.room, columns.room
    height, width = top + rows.pixels + bottom, left + columns.pixels + right
    if (height, width) == (rows.pixels, columns.pixels):
        return []
    x, y = -left, -top
    edge = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
    return [Rect(x, y, width, height, "muted", 0, 0.12), Line(edge, "muted", 0.06, dashed=True)]


def _window(rows: list[int], columns: list[int]) -> list[Mark]:
    """Each tap as a square, and an outline around all of them."""
    taps: list[Mark] = [
        Rect(column + 0.2, row + 0.2, 0.6, 0.6, "accent", 0, 0.9)
        for row in rows
        for column in columns
    ]
    height, width = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    return [*taps, *outline(rows[0], columns[0], height, width, 0.14)]


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _listed(places: list[int]) -> str:
    return ", ".join(map(str, places)).replace("-", "−")
