"""One position of the filter, drawn: the window, its nine products, and the cell they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._filtering import Filtering
from onefilter.scene.grids import (
    cells,
    fair_limit,
    fitting,
    frame,
    outline,
    rules,
    sheet,
    signed_map,
)
from onefilter.scene.marks import Line, Scene, Text
from onefilter.scene.numbers import short

Matrix = NDArray[np.floating[Any]]
SIDE = 3


@dataclass(frozen=True, eq=False)
class Window:
    """The filter at rest over one window.

    Parameters
    ----------
    filtering : Filtering
        The picture and the filter.
    row, column : int
        The cell of the feature map that this window makes.
    """

    filtering: Filtering
    row: int
    column: int

    @property
    def corner(self) -> tuple[int, int]:
        """The window's upper left pixel; -1 lies in the padding."""
        return self.row - self.filtering.padding, self.column - self.filtering.padding

    @cached_property
    def patch(self) -> Matrix:
        """The nine pixels under the filter."""
        rows, columns = slice(self.row, self.row + SIDE), slice(self.column, self.column + SIDE)
        return self.filtering.padded[rows, columns]

    @cached_property
    def products(self) -> Matrix:
        """Each pixel times the weight that lies on it."""
        products: Matrix = self.patch * self.filtering.applied
        return products

    @property
    def total(self) -> float:
        """The cell's value: the sum of the products."""
        return float(self.filtering.feature_map[self.row, self.column])


def draw_input(window: Window, label: str) -> Scene:
    """Draw the picture with the window on it, and its padding, if any, around it."""
    filtering, (top, left) = window.filtering, window.corner
    rows, columns = filtering.pixels.shape
    border = ((0, 0), (columns, 0), (columns, rows), (0, rows), (0, 0))
    edge = Line(border, "muted", 0.12, dashed=True) if filtering.padding else frame(rows, columns)
    inside = " inside a border of zeros" if filtering.padding else ""
    return sheet(
        rows,
        columns,
        (filtering.picture_mark, edge, *outline(top, left, SIDE, SIDE)),
        f"{label}, {rows} by {columns} pixels{inside}. The window lies on rows {top} to {top + 2} "
        f"and columns {left} to {left + 2}.",
        padding=filtering.padding,
    )


def draw_map(window: Window) -> Scene:
    """Draw the feature map with the window's cell on it."""
    filtering = window.filtering
    rows, columns = filtering.feature_map.shape
    return sheet(
        rows,
        columns,
        (filtering.map_mark, frame(rows, columns), *outline(window.row, window.column)),
        f"Feature map, {filtering.map_words}: indigo above zero, orange below. The window makes "
        f"the cell in row {window.row}, column {window.column}: {short(window.total)}.",
    )


def draw_weights(weights: Matrix, name: str, limit: float | None = None) -> Scene:
    """Draw a filter with its weights written on it."""
    words = "; ".join(", ".join(map(short, row)) for row in weights.tolist())
    marks = cells(weights, limit or fair_limit(weights))
    return sheet(SIDE, SIDE, marks, f"{name}, row by row: {words}.")


def draw_products(window: Window) -> Scene:
    """Draw the nine products, each above the pixel and the weight that make it, and their sum."""
    applied = window.filtering.applied
    products, patch = window.products.ravel().tolist(), window.patch.ravel().tolist()
    results = [short(product) for product in products]
    factors = [
        f"{short(pixel)} × {short(weight)}"
        for pixel, weight in zip(patch, applied.ravel().tolist(), strict=True)
    ]
    total = f"sum = {short(window.total)}"
    words = ", ".join(f"{f} = {result}" for f, result in zip(factors, results, strict=True))
    marks = (
        signed_map(window.products, 2 * fair_limit(applied)),
        *rules(SIDE, SIDE),
        *_written(results, 0.4, 0.3),
        *_written(factors, 0.76, 0.17),
        Text(SIDE / 2, SIDE + 0.36, total, "ink", 0.36, "middle"),
    )
    text = f"Pixel times weight, row by row: {words}. The sum is {short(window.total)}."
    return Scene(SIDE + 0.74, SIDE + 0.74, marks, text, -0.37, -0.04, SIDE, SIDE)


def _written(words: Sequence[str], down: float, size: float) -> list[Text]:
    """Nine words, one a cell, all in the size that the longest fits in."""
    size = fitting(max(words, key=len), most=size)
    return [
        Text(number % SIDE + 0.5, number // SIDE + down, word, "ink", size, "middle")
        for number, word in enumerate(words)
    ]
