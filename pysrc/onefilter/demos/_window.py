"""One position of the filter, drawn: the window, its nine products, and the cell they make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._filtering import Filtering
from onefilter.scene.grids import cells, fair_limit, fitting, frame, outline, rules, signed_map
from onefilter.scene.marks import Line, Mark, Scene, Text
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
    margin = filtering.padding
    border = ((0, 0), (columns, 0), (columns, rows), (0, rows), (0, 0))
    padding: tuple[Mark, ...] = (Line(border, "muted", 0.12, dashed=True),) if margin else ()
    words = f" inside a border of {margin} zero" if margin else ""
    return Scene(
        columns + 2 * margin,
        rows + 2 * margin,
        (filtering.picture_mark, *padding, *outline(top, left, SIDE, SIDE)),
        f"{label}, {rows} by {columns} pixels{words}. The window lies on rows {top} to {top + 2} "
        f"and columns {left} to {left + 2}.",
        -margin,
        -margin,
        rows,
        columns,
    )


def draw_map(window: Window) -> Scene:
    """Draw the feature map with the window's cell on it."""
    filtering = window.filtering
    rows, columns = filtering.feature_map.shape
    return Scene(
        columns,
        rows,
        (filtering.map_mark, frame(rows, columns), *outline(window.row, window.column)),
        f"Feature map, {filtering.map_words}: indigo above zero, orange below. The window makes "
        f"the cell in row {window.row}, column {window.column}: {short(window.total)}.",
        rows=rows,
        columns=columns,
    )


def draw_weights(weights: Matrix, name: str, limit: float | None = None) -> Scene:
    """Draw a filter with its weights written on it."""
    rows = "; ".join(", ".join(short(float(w)) for w in row) for row in weights)
    return Scene(
        SIDE,
        SIDE,
        cells(weights, limit or fair_limit(weights)),
        f"{name}, row by row: {rows}.",
        rows=SIDE,
        columns=SIDE,
    )


def draw_products(window: Window) -> Scene:
    """Draw the nine products, each above the pixel and the weight that make it, and their sum."""
    applied = window.filtering.applied
    marks: list[Mark] = [signed_map(window.products, 2 * fair_limit(applied)), *rules(SIDE, SIDE)]
    said = []
    for row in range(SIDE):
        for column in range(SIDE):
            product = short(float(window.products[row, column]))
            pixel, weight = float(window.patch[row, column]), float(applied[row, column])
            factors = f"{short(pixel)} × {short(weight)}"
            x = column + 0.5
            marks.append(Text(x, row + 0.4, product, "ink", fitting(product, most=0.3), "middle"))
            marks.append(Text(x, row + 0.76, factors, "ink", fitting(factors, most=0.17), "middle"))
            said.append(f"{factors} = {product}")
    total = f"sum = {short(window.total)}"
    marks.append(Text(SIDE / 2, SIDE + 0.36, total, "ink", 0.36, "middle"))
    text = f"Pixel times weight, row by row: {', '.join(said)}. The {total.replace('=', 'is')}."
    return Scene(SIDE + 0.7, SIDE + 0.7, tuple(marks), text, -0.35, 0, SIDE, SIDE)
