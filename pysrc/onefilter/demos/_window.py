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
)
from onefilter.scene.marks import Image, Line, Scene, Text
from onefilter.scene.numbers import short
from onefilter.scene.place import placed
from onefilter.speech import listed, say

Matrix = NDArray[np.floating[Any]]
SIDE = 3
# The products hold small print: a cell of theirs is as wide as so many of another picture's.
CELL = 4.0
_RULES = placed(rules(SIDE, SIDE), 0, 0, CELL)


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
    words = say("{label}, {rows} by {columns} pixels.", label=label, rows=rows, columns=columns)
    if filtering.padding:
        words = say("{picture} Around it is a border of zeros.", picture=words)
    place = say(
        "The window lies on rows {top} to {bottom} and columns {left} to {right}.",
        top=top,
        bottom=top + 2,
        left=left,
        right=left + 2,
    )
    return sheet(
        rows,
        columns,
        (filtering.picture_mark, edge, *outline(top, left, SIDE, SIDE)),
        f"{words} {place}",
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
        say(
            "Feature map, {words}: indigo above zero, orange below. The window makes the cell in "
            "row {row}, column {column}: {total}.",
            words=filtering.map_words,
            row=window.row,
            column=window.column,
            total=short(window.total),
        ),
    )


def draw_weights(weights: Matrix, name: str, limit: float | None = None) -> Scene:
    """Draw a filter with its weights written on it."""
    words = "; ".join(listed(map(short, row)) for row in weights.tolist())
    marks = cells(weights, limit or fair_limit(weights))
    return sheet(SIDE, SIDE, marks, say("{name}, row by row: {words}.", name=name, words=words))


def draw_products(window: Window) -> Scene:
    """Draw the nine products, each above the pixel and the weight that make it, and their sum."""
    applied = window.filtering.applied
    products, patch = window.products.ravel().tolist(), window.patch.ravel().tolist()
    results = [short(product) for product in products]
    factors = [
        f"{short(pixel)} × {short(weight)}"
        for pixel, weight in zip(patch, applied.ravel().tolist(), strict=True)
    ]
    words = listed(f"{f} = {result}" for f, result in zip(factors, results, strict=True))
    total, side = short(window.total), SIDE * CELL
    marks = (
        Image(window.products, 0, 0, side, side, "signed", 2 * fair_limit(applied)),
        *_RULES,
        *_written(results, 0.4, 0.3),
        *_written(factors, 0.76, 0.17),
        Text(
            side / 2,
            side + 0.37 * CELL,
            say("sum = {total}", total=total),
            "ink",
            0.36 * CELL,
            "middle",
        ),
    )
    text = say(
        "Pixel times weight, row by row: {words}. The sum is {total}.", words=words, total=total
    )
    return Scene(side + 0.74 * CELL, side + 0.74 * CELL, marks, text, -0.37 * CELL, -0.04 * CELL)


def _written(words: Sequence[str], down: float, size: float) -> list[Text]:
    """Nine words, one a cell, all in the size that the longest fits in."""
    size = fitting(max(words, key=len), most=size) * CELL
    return [
        Text((at % SIDE + 0.5) * CELL, (at // SIDE + down) * CELL, word, "ink", size, "middle")
        for at, word in enumerate(words)
    ]
