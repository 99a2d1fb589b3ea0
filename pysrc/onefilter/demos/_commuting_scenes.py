"""Two ways from a picture to a map, drawn as the two sides of a square."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from onefilter.demos._commuting import Commuting, Matrix
from onefilter.images import SIDE
from onefilter.scene.grids import outline
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.numbers import short

GAP = 7
STEP = SIDE + GAP
DOWN = SIDE + 5
WIDTH, HEIGHT = 4 * STEP - GAP, DOWN + SIDE
MIDDLE = DOWN // 2
# Where the pictures stand: (column, row) of the upper left corner.
PICTURE, MOVED = (0, 0), (0, DOWN)
MAP, LAYER_FIRST = (STEP, 0), (2 * STEP, 0)
MOVE_FIRST, ERROR = (2 * STEP, DOWN), (3 * STEP, MIDDLE)
MAPS = (MAP, LAYER_FIRST, MOVE_FIRST, ERROR)


@dataclass(frozen=True, eq=False)
class Square:
    """What of the picture does not depend on the lit cell."""

    sides: Commuting
    label: str

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """All pictures with their names, and the arrows between them."""
        return *self._pictures(), *_arrows(), *_names()

    @property
    def scale(self) -> float:
        """How large a cell is drawn; the four maps of a group share one place."""
        return SIDE / len(_tiled(self.sides.error))

    def cell_at(self, row: int, column: int) -> tuple[int, int]:
        """Find the cell that is pointed at, in whichever picture."""
        across, down = min(column // STEP, 3), row
        down -= MIDDLE if across == 3 else DOWN * (row >= DOWN - 2)
        size = self.sides.differs.shape[0]
        places = (down, column - across * STEP)
        row, column = (int(min(max(place, 0), SIDE - 1) / self.scale) for place in places)
        return row % size, column % size

    def lit(self, cell: tuple[int, int]) -> Iterator[Mark]:
        """Light a cell on every map, and in every orientation."""
        size, scale = self.sides.differs.shape[0], self.scale
        tiles = range(0, round(SIDE / scale), size)
        for left, top in MAPS:
            for down in tiles:
                for across in tiles:
                    y, x = top + (down + cell[0]) * scale, left + (across + cell[1]) * scale
                    yield from outline(y, x, scale, scale, 0.25)

    def _pictures(self) -> Iterator[Mark]:
        sides = self.sides
        yield Image(sides.pixels, *PICTURE, SIDE, SIDE, "gray")
        yield Image(sides.moved, *MOVED, SIDE, SIDE, "gray")
        # All errors are positive; drawn as negative, they stand out in orange.
        maps = (sides.feature_map, sides.layer_first, sides.move_first, -sides.error)
        for values, (x, y) in zip(maps, MAPS, strict=True):
            yield Image(_tiled(values), x, y, SIDE, SIDE, "signed", sides.limit)
            yield Rect(x, y, SIDE, SIDE, "muted", 0.1)


def draw_square(square: Square, cell: tuple[int, int]) -> Scene:
    """Draw both ways, where they differ, and the lit cell."""
    sides = square.sides
    wrong, largest = int(sides.differs.sum()), float(sides.error.max())
    return Scene(
        WIDTH + 2,
        HEIGHT + 4.5,
        (*square.marks, *square.lit(cell)),
        f"{square.label} and its map. Above, the map is moved; below, the picture is moved first. "
        f"The two differ in {wrong} of {sides.differs.size} cells, by up to {short(largest)} where "
        f"the map reaches {short(sides.limit)}. Lit is row {cell[0]}, column {cell[1]}.",
        -1,
        -3.5,
        HEIGHT,
        WIDTH,
    )


def _tiled(values: Matrix) -> Matrix:
    """Four maps as one, two by two; a single one as it is."""
    if values.ndim == 2:
        return values
    return np.block([[values[0], values[1]], [values[2], values[3]]])


def _names() -> Iterator[Text]:
    named = {
        "Picture": PICTURE,
        "Its map": MAP,
        "Map, then moved": LAYER_FIRST,
        "Picture, moved": MOVED,
        "Moved, then mapped": MOVE_FIRST,
        "Difference": ERROR,
    }
    for words, (x, y) in named.items():
        yield Text(x + SIDE / 2, y - 1.6, words, "muted", 2, "middle")


def _arrows() -> Iterator[Mark]:
    half = SIDE / 2
    for words, x, end, y in (
        ("layer", SIDE, STEP, half),
        ("move", STEP + SIDE, 2 * STEP, half),
        ("layer", SIDE, 2 * STEP, DOWN + half),
    ):
        yield Line(((x + 1, y), (end - 1, y)), "ink", 0.2)
        yield Line(((end - 2, y - 0.9), (end - 1, y), (end - 2, y + 0.9)), "ink", 0.2)
        yield Text((x + end) / 2, y - 1.7, words, "ink", 1.7, "middle")
    yield Line(((half, SIDE + 0.6), (half, DOWN - 2.8)), "ink", 0.2)
    for x, y in (LAYER_FIRST, MOVE_FIRST):
        ends = ((x + SIDE + 1, y + half), (ERROR[0] - 1, ERROR[1] + half))
        yield Line(ends, "muted", 0.2)
