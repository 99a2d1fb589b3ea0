"""A forward and a backward pass, drawn: each part of the layer above its gradient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from onefilter.demos._backward import Focus, Layer, Matrix, Part, Pass
from onefilter.images import SIDE
from onefilter.scene.grids import cells, fair_limit, outline
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.numbers import short
from onefilter.scene.place import placed

CELL = 5
DOWN = SIDE + 5
KERNEL, MAP = SIDE + 6, SIDE + 6 + 3 * CELL + 6
KERNEL_TOP = (SIDE - 3 * CELL) / 2
WIDTH, HEIGHT = MAP + SIDE, DOWN + SIDE
BOTH = (0, DOWN)


@dataclass(frozen=True, eq=False)
class Board:
    """What of the forward pass does not depend on what is lit."""

    layer: Layer
    label: str

    @cached_property
    def top(self) -> int:
        """Where the map starts: it stands in the middle of its place."""
        return (SIDE - len(self.layer.feature_map)) // 2

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The input, the filter and the map, with headings for both passes."""
        layer = self.layer
        return (
            Image(layer.pixels, 0, 0, SIDE, SIDE, "gray"),
            *kernel(layer.weights, 0),
            *self.map(layer.feature_map, 0),
            *_words(),
            *_ways_back(),
        )

    def map(self, values: Matrix, down: int) -> Iterator[Mark]:
        """Draw a map of the output's size."""
        rows, columns = values.shape
        left, top = MAP + self.top, down + self.top
        yield Image(values, left, top, columns, rows, "signed", fair_limit(values))
        yield Rect(left, top, columns, rows, "muted", 0.06)


def kernel(weights: Matrix, down: int) -> tuple[Mark, ...]:
    """Draw nine numbers."""
    return placed(cells(weights, fair_limit(weights)), KERNEL, down + KERNEL_TOP, CELL)


def focus_at(board: Board, row: int, column: int) -> Focus:
    """Find the number that is pointed at, in either pass."""
    row = row - DOWN if row >= DOWN - 2 else row
    if column >= MAP - 3:
        rows, columns = board.layer.feature_map.shape
        return _within("cell", row - board.top, column - MAP - board.top, rows, columns)
    if column >= KERNEL - 3:
        row, column = int((row - KERNEL_TOP) // CELL), (column - KERNEL) // CELL
        return _within("weight", row, column, 3, 3)
    return _within("pixel", row, column, SIDE, SIDE)


def draw_passes(board: Board, back: Pass, focus: Focus) -> Scene:
    """Draw both passes, and light a number with all those that its slope comes from."""
    gradient = back.grad_input
    backward = (
        Image(gradient, 0, DOWN, SIDE, SIDE, "signed", fair_limit(gradient)),
        Rect(0, DOWN, SIDE, SIDE, "muted", 0.06),
        *kernel(back.grad_filter, DOWN),
        *board.map(back.grad_output, DOWN),
    )
    lit = [mark for down in BOTH for mark in _lit(board, back, focus, down)]
    return Scene(
        WIDTH + 3,
        HEIGHT + 5.5,
        (*board.marks, *backward, *lit),
        f"{board.label}, the filter and the map, and below each its gradient. The gradient of the "
        f"filter, row by row: {'; '.join(', '.join(map(short, r)) for r in back.grad_filter)}. "
        f"Lit is the {focus.part} in row {focus.row}, column {focus.column}, with a slope of "
        f"{short(back.slope(focus))}.",
        -1.5,
        -3.5,
        HEIGHT,
        WIDTH,
    )


def _lit(board: Board, back: Pass, focus: Focus, down: int) -> Iterator[Mark]:
    layer, left, top = board.layer, MAP + board.top, down + board.top
    row, column = focus.place
    if focus.part == "cell":
        y, x = layer.seen(row, column)
        yield from outline(down + y, x, 3, 3, 0.25)
        yield from outline(top + row, left + column, stroke=0.25)
    elif focus.part == "pixel":
        rows, columns = layer.seers(row, column)
        yield from outline(down + row, column, stroke=0.25)
        if rows and columns:
            yield from outline(top + rows[0], left + columns[0], len(rows), len(columns), 0.25)
    else:
        y, x = layer.seen(*back.cell) if back.loss == "cell" else layer.seen(0, 0)
        one = back.loss == "cell"
        height, width = (1, 1) if one else (_span(n, layer) for n in layer.feature_map.shape)
        yield from outline(down + y + row, x + column, height, width, 0.25)
        yield from outline(down + KERNEL_TOP + row * CELL, KERNEL + column * CELL, CELL, CELL, 0.4)
        if one:
            yield from outline(top + back.cell[0], left + back.cell[1], stroke=0.25)


def _span(cells_along: int, layer: Layer) -> int:
    """Pixels from the first to the last that one weight lies on."""
    return (cells_along - 1) * layer.stride + 1


def _words() -> Iterator[Text]:
    middles = (SIDE / 2, KERNEL + 1.5 * CELL, MAP + SIDE / 2)
    for name, middle in zip(("Input", "Filter", "Feature map"), middles, strict=True):
        yield Text(middle, -1.6, name, "muted", 1.9, "middle")
        yield Text(middle, DOWN - 1.6, "Its gradient", "muted", 1.9, "middle")
    yield Text(KERNEL - 3, SIDE / 2, "×", "ink", 3, "middle")
    yield Text(MAP - 3, SIDE / 2, "=", "ink", 3, "middle")


def _ways_back() -> Iterator[Mark]:
    """The gradient goes two ways: with the input to the filter, and by the filter to the input."""
    middle, low = DOWN + SIDE / 2, DOWN + SIDE - 2
    yield Text(MAP - 3, middle, "←", "ink", 3, "middle")
    yield Text(KERNEL + 1.5 * CELL, DOWN + 2.8, "with the input", "muted", 1.5, "middle")
    yield Line(((MAP - 1.5, low), (SIDE + 2, low)), "ink", 0.22)
    yield Line(((SIDE + 3, low - 0.8), (SIDE + 2, low), (SIDE + 3, low + 0.8)), "ink", 0.22)
    yield Text(KERNEL + 1.5 * CELL, low - 1.2, "by the filter", "muted", 1.5, "middle")


def _within(part: Part, row: int, column: int, rows: int, columns: int) -> Focus:
    return Focus(part, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1))
