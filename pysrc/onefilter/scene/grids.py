"""Arrays drawn cell by cell, with the outline that shows where a window lies."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.marks import Image, Line, Mark, Rect, Text
from onefilter.scene.numbers import short

Matrix = NDArray[np.floating[Any]]
# Magnitudes below this are rounding, and no picture is scaled up to show them.
DUST = 1e-9


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


def cells(values: Matrix, limit: float, *, decimals: int = 2) -> tuple[Mark, ...]:
    """Draw a small matrix with its numbers written on its colours.

    Parameters
    ----------
    values : ndarray of shape (H, W)
        The numbers.
    limit : float
        The magnitude that gets the strongest colour.
    decimals : int
        The most decimals to write.

    Returns
    -------
    tuple of Mark
        Colours, grid lines and numbers.
    """
    rows, columns = values.shape
    # Ink stays legible on colours of half their strength, on light and dark paper alike.
    marks: list[Mark] = [signed_map(values, 2 * limit), *rules(rows, columns)]
    for row in range(rows):
        for column in range(columns):
            words = short(float(values[row, column]), decimals)
            marks.append(Text(column + 0.5, row + 0.5, words, "ink", fitting(words), "middle"))
    return tuple(marks)


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
