"""Many small maps on one sheet, a cell apart, so that every number of each can be pointed at."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.grids import fair_limit, frame, outline, sheet, signed_map
from onefilter.scene.marks import Mark, Scene
from onefilter.scene.place import placed

Matrix = NDArray[np.floating[Any]]


class Cell(NamedTuple):
    """A number in one of the maps of a layer."""

    layer: str
    number: int
    row: int
    column: int


def draw_maps(maps: Matrix, across: int, name: str, lit: Cell | None = None) -> Scene:
    """Draw maps of shape (C, H, W) in rows of `across`, all on one scale of colours."""
    count, height, width = maps.shape
    limit = fair_limit(maps)
    marks: list[Mark] = []
    for number, one in enumerate(maps):
        marks += placed(
            (signed_map(one, limit), frame(height, width)), *_corner(maps, across, number)
        )
    down = -(-count // across)
    text = (
        f"{name}: {count} maps of {height} by {width}, the strongest number "
        f"{float(np.abs(maps).max()):.3g}."
    )
    if lit:
        x, y = _corner(maps, across, lit.number)
        stroke = 0.011 * across * (width + 1)
        marks += placed(outline(lit.row, lit.column, stroke=stroke), x, y)
        value = float(maps[lit.number, lit.row, lit.column])
        text += f" Lit is row {lit.row}, column {lit.column} of map {lit.number}: {value:.3g}."
    rows, columns = down * (height + 1) - 1, across * (width + 1) - 1
    return sheet(rows, columns, tuple(marks), text)


def cell_at(maps: Matrix, across: int, layer: str, row: int, column: int) -> Cell | None:
    """Find the cell at a place of the sheet; there is none between the maps."""
    count, height, width = maps.shape
    (down, row), (right, column) = divmod(row, height + 1), divmod(column, width + 1)
    number = down * across + right
    if number >= count or row == height or column == width:
        return None
    return Cell(layer, number, row, column)


def _corner(maps: Matrix, across: int, number: int) -> tuple[int, int]:
    down, right = divmod(number, across)
    return right * (maps.shape[2] + 1), down * (maps.shape[1] + 1)
