"""A picture beside its six halves, and one row of both as a curve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from onefilter.demos._sampling import HALF, METHODS, SIDE, Matrix, Sampling
from onefilter.scene.axes import Scale
from onefilter.scene.grids import outline
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.numbers import short

ACROSS, DOWN, GAP = 3, 33, 4
FIRST = SIDE + GAP
STEP = HALF + GAP
WIDTH, HEIGHT = FIRST + ACROSS * STEP - GAP, DOWN + HALF
TOP = (HEIGHT - SIDE) // 2
CURVE = 12


@dataclass(frozen=True, eq=False)
class Board:
    """What of the picture and its halves does not depend on what is lit."""

    sampling: Sampling
    label: str

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The picture, and the small ones with their names."""
        picture = Image(self.sampling.pixels, 0, TOP, SIDE, SIDE, "gray")
        return picture, *(mark for number in range(len(METHODS)) for mark in self._small(number))

    def _small(self, number: int) -> Iterator[Mark]:
        name, label = tuple(METHODS.items())[number]
        left, top = corner(number)
        change = short(self.sampling.changes[name])
        yield Image(self.sampling.halved[name], left, top, HALF, HALF, "gray")
        yield Text(left, top + HALF + 2, label, "ink", 2.2)
        yield Text(left, top + HALF + 4.8, f"changes by {change}", "muted", 2.2)


def corner(number: int) -> tuple[int, int]:
    """Find where a small picture starts: its column and its row."""
    row, column = divmod(number, ACROSS)
    return FIRST + column * STEP, row * DOWN


def place_at(row: int, column: int, method: str) -> tuple[str, int, int]:
    """Find the number that is pointed at; on the large picture, one of the method as it is."""
    if column < FIRST - GAP // 2:
        return method, *_inside((row - TOP) // 2, column // 2)
    number = ACROSS * (row >= DOWN - GAP) + min((column - FIRST + GAP // 2) // STEP, ACROSS - 1)
    left, top = corner(number)
    return tuple(METHODS)[number], *_inside(row - top, column - left)


def draw_board(board: Board, method: str, cell: tuple[int, int]) -> Scene:
    """Draw all pictures, and light one number with the pixels that it is made of."""
    sampling, (row, column) = board.sampling, cell
    (y, height), (x, width) = sampling.window(method, row), sampling.window(method, column)
    left, top = corner(tuple(METHODS).index(method))
    lit = (
        *outline(TOP + y, x, height, width, 0.4),
        *outline(top + row, left + column, stroke=0.4),
        Rect(left, top - 0.9, HALF, 0.6, "accent"),
    )
    changes = ", ".join(f"{METHODS[n]} {short(c)}" for n, c in sampling.changes.items())
    return Scene(
        WIDTH + 3,
        HEIGHT + 8,
        (*board.marks, *lit),
        f"{board.label}, {SIDE} by {SIDE} pixels, and six ways to make it {HALF} by {HALF}. When "
        f"the picture moves by one more pixel, their numbers change on average by: {changes}.",
        -1,
        -1.5,
        HEIGHT,
        WIDTH,
    )


def draw_row(sampling: Sampling, method: str, row: int) -> Scene:
    """Draw one row of the picture as a curve, and on it what a method makes of it."""
    (first, size), y = sampling.window(method, row), Scale(0, 1, CURVE, 0)
    line = first + size // 2
    before = [(x + 0.5, y(v)) for x, v in enumerate(sampling.pixels[line].tolist())]
    # A number stands above the middle of its pixels.
    offset = 0.5 if method.startswith("strided") else 1.0
    small = sampling.halved[method][row].tolist()
    after = [(2 * x + offset, y(value)) for x, value in enumerate(small)]
    dots = [Rect(x - 0.3, v - 0.3, 0.6, 0.6, "accent") for x, v in after]
    return Scene(
        SIDE + 5,
        CURVE + 3.4,
        (
            *(Line(((0, y(v)), (SIDE, y(v))), "grid", 0.08) for v in (0, 0.5, 1)),
            *(Text(-0.7, y(v), short(v), "muted", 1.1, "end") for v in (0, 0.5, 1)),
            Line(tuple(before), "muted", 0.12),
            Line(tuple(after), "accent", 0.25),
            *dots,
            Text(0, CURVE + 1.7, f"Row {line} of the picture", "muted", 1.2),
            Text(SIDE, CURVE + 1.7, METHODS[method], "accent", 1.2, "end"),
        ),
        f"Brightness along row {line} of the picture, from {_range(sampling.pixels[line])}, and "
        f"what is left of it by “{METHODS[method]}”: from {_range(sampling.halved[method][row])}.",
        -4,
        -1,
    )


def _inside(row: int, column: int) -> tuple[int, int]:
    return min(max(row, 0), HALF - 1), min(max(column, 0), HALF - 1)


def _range(values: Matrix) -> str:
    return f"{short(float(values.min()))} to {short(float(values.max()))}"
