"""Arrays drawn cell by cell, with the outline that shows where a window lies."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.numbers import short

Matrix = NDArray[np.floating[Any]]
# Magnitudes below this are rounding, and no picture is scaled up to show them.
DUST = 1e-9
# Around a grid, as a share of its size: half the thickness of an outline's halo.
MARGIN = 0.0125


def fair_limit(*arrays: Matrix) -> float:
    """Find the largest magnitude in some arrays, so that they share one scale of colours.

    Parameters
    ----------
    *arrays : ndarray
        What will be drawn.

    Returns
    -------
    float
        Above zero: 1 where there is nothing but rounding.
    """
    most = max(float(np.abs(array).max()) for array in arrays)
    return most if most > DUST else 1.0


def picture(values: Matrix, *, margin: int = 0) -> Image:
    """Draw brightness in 0…1 with a cell a unit; a margin moves the array up and left.

    Parameters
    ----------
    values : ndarray of shape (H, W)
        The brightness, margin included.
    margin : int
        Rows and columns of `values` before cell (0, 0).

    Returns
    -------
    Image
        In grey.
    """
    rows, columns = values.shape
    return Image(values, -margin, -margin, columns, rows, "gray")


def signed_map(values: Matrix, limit: float) -> Image:
    """Draw a map of signed numbers with a cell a unit.

    Parameters
    ----------
    values : ndarray of shape (H, W)
        The numbers.
    limit : float
        The magnitude that gets the full colour.

    Returns
    -------
    Image
        Indigo above zero, orange below.
    """
    rows, columns = values.shape
    return Image(values, 0, 0, columns, rows, "signed", limit)


def frame(rows: float, columns: float) -> Rect:
    """Draw the border of a map, without which cells near zero would have no edge.

    Parameters
    ----------
    rows, columns : float
        The map's size.

    Returns
    -------
    Rect
        A thin outline.
    """
    return Rect(0, 0, columns, rows, "muted", max(rows, columns) / 300)


def sheet(
    rows: int, columns: int, marks: tuple[Mark, ...], text: str, *, padding: int = 0
) -> Scene:
    """Put marks on a scene whose cells can be pointed at.

    Parameters
    ----------
    rows, columns : int
        The cells.
    marks : tuple of Mark
        What is on them.
    text : str
        The picture in words.
    padding : int
        Cells around the grid that cannot be pointed at.

    Returns
    -------
    Scene
        With a margin, so that the outline of a cell at the edge is whole.
    """
    margin = max(rows, columns) * MARGIN + padding
    return Scene(
        columns + 2 * margin, rows + 2 * margin, marks, text, -margin, -margin, rows, columns
    )


def outline(
    row: float, column: float, rows: float = 1, columns: float = 1, stroke: float = 0.24
) -> tuple[Rect, Rect]:
    """Light some cells: an outline with a halo, so that it is seen on black and white alike.

    Parameters
    ----------
    row, column : float
        The first cell.
    rows, columns : float
        How many cells.
    stroke : float
        The outline's thickness.

    Returns
    -------
    pair of Rect
        The halo, then the outline.
    """
    return (
        Rect(column, row, columns, rows, "paper", 2 * stroke),
        Rect(column, row, columns, rows, "accent", stroke),
    )


def dot(row: float, column: float) -> tuple[Rect, Rect]:
    """Mark the middle of a cell.

    Parameters
    ----------
    row, column : float
        The cell.

    Returns
    -------
    pair of Rect
        The halo, then the mark.
    """
    return (
        Rect(column + 0.2, row + 0.2, 0.6, 0.6, "paper"),
        Rect(column + 0.29, row + 0.29, 0.42, 0.42, "accent"),
    )


def cells(values: Matrix, limit: float, *, zeros: bool = True) -> tuple[Mark, ...]:
    """Draw a small matrix with its numbers written on its colours.

    Parameters
    ----------
    values : ndarray of shape (H, W)
        The numbers.
    limit : float
        The magnitude that gets the strongest colour.
    zeros : bool
        Whether zeros are written too.

    Returns
    -------
    tuple of Mark
        Colours, grid lines and numbers.
    """
    rows, columns = values.shape
    words = [[short(value) for value in row] for row in values.tolist()]
    size = fitting(max((word for row in words for word in row), key=len))
    numbers = tuple(
        Text(column + 0.5, row + 0.5, word, "ink", size, "middle")
        for row, line in enumerate(words)
        for column, word in enumerate(line)
        if zeros or word != "0"
    )
    # Ink stays legible on colours of half their strength, on light and dark paper alike.
    return (signed_map(np.clip(values, -limit, limit), 2 * limit), *rules(rows, columns), *numbers)


def rules(rows: int, columns: int) -> tuple[Mark, ...]:
    """Draw lines between the cells of a small matrix, and around it.

    Parameters
    ----------
    rows, columns : int
        The matrix's size.

    Returns
    -------
    tuple of Mark
        Thin lines and a frame.
    """
    across = [Line(((0, row), (columns, row)), "grid", 0.015) for row in range(1, rows)]
    down = [Line(((column, 0), (column, rows)), "grid", 0.015) for column in range(1, columns)]
    return (*across, *down, frame(rows, columns))


def lattice(rows: int, columns: int) -> tuple[Line, Line]:
    """Draw the lines between the cells of a large map in two strokes, which costs little.

    Parameters
    ----------
    rows, columns : int
        The map's size.

    Returns
    -------
    pair of Line
        One runs along the rows to and fro, one along the columns; they turn on the map's border.
    """
    across = [(x, row) for row in range(rows + 1) for x in _turning(columns, row)]
    down = [(column, y) for column in range(columns + 1) for y in _turning(rows, column)]
    return Line(tuple(across), "grid", 0.03), Line(tuple(down), "grid", 0.03)


def _turning(length: int, number: int) -> tuple[int, int]:
    return (length, 0) if number % 2 else (0, length)


def fitting(words: str, room: float = 0.84, most: float = 0.36) -> float:
    """Choose a size at which words fit into a cell: a character is about 0.6 as wide as high.

    Parameters
    ----------
    words : str
        What will be written.
    room : float
        The width there is.
    most : float
        The size for short words.

    Returns
    -------
    float
        A text size in scene units.
    """
    return min(most, room / (0.6 * max(len(words), 1)))
