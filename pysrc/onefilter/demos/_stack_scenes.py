"""A stack of layers, drawn: the maps side by side, and a cut through them one above the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from onefilter.demos._stack import LAYERS, Region, Stack
from onefilter.images import SIDE
from onefilter.scene.grids import outline
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text

# All maps side by side: where they are smaller, they stand further apart.
WIDTH = 112
# Between two levels of the cut, as many cells as leave room for the lines.
RISE = 3
NAME_SIZE = 1.9


@dataclass(frozen=True, eq=False)
class Row:
    """All maps side by side: what of their picture does not depend on the lit cell."""

    stack: Stack

    @cached_property
    def places(self) -> tuple[tuple[int, int], ...]:
        """The upper left corner of each map, as row and column."""
        shapes = [values.shape for values in self.stack.maps]
        lefts = accumulate((columns + self.gap for _, columns in shapes), initial=0)
        return tuple(
            ((SIDE - rows) // 2, left) for (rows, _), left in zip(shapes, lefts, strict=False)
        )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The maps with their borders and names."""
        return tuple(mark for number in range(LAYERS + 1) for mark in self._map(number))

    @cached_property
    def gap(self) -> int:
        """Columns between two maps."""
        return (WIDTH - sum(int(values.shape[1]) for values in self.stack.maps)) // LAYERS

    def cell_at(self, row: int, column: int) -> tuple[int, int, int]:
        """Find the map that is pointed at, and the nearest cell of it."""
        layer = max(n for n, (_, left) in enumerate(self.places) if left <= column + self.gap // 2)
        top, left = self.places[layer]
        return layer, *inside(self.stack, layer, row - top, column - left)

    def _map(self, number: int) -> Iterator[Mark]:
        mark, (top, left) = self.stack.marks[number], self.places[number]
        columns = mark.values.shape[1]
        yield replace(mark, x=left, y=top)
        yield Rect(left, top, columns, mark.values.shape[0], "muted", 0.08)
        yield Text(left + columns / 2, SIDE + 1.6, name(number), "muted", NAME_SIZE, "middle")


def name(number: int) -> str:
    """Name a map."""
    return f"Layer {number}" if number else "Picture"


def inside(stack: Stack, layer: int, row: int, column: int) -> tuple[int, int]:
    """Find the nearest cell that there is."""
    rows, columns = stack.maps[layer].shape
    return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def place_in_cone(stack: Stack, row: int, column: int, lit_row: int) -> tuple[int, int, int]:
    """Find the cell of the cut that is pointed at."""
    layer = LAYERS - round(row / RISE)
    field = stack.fields[layer]
    return layer, *inside(stack, layer, lit_row, round((column - field.centre) / field.stride))


def draw_maps(row: Row, layer: int, cell: tuple[int, int], label: str) -> Scene:
    """Draw the maps side by side, and on each what the lit cell sees of it."""
    seen = [row.stack.region(number, layer, *cell) for number in range(layer + 1)]
    placed = [
        replace(region, row=region.row + top, column=region.column + left)
        for region, (top, left) in zip(seen, row.places, strict=False)
    ]
    rays = [line for pair in pairwise(placed) for line in _rays(*pair)]
    squares = [rect for r in placed for rect in outline(r.row, r.column, r.size, r.size, 0.3)]
    sizes = ", ".join(f"{region.size} by {region.size}" for region in reversed(seen))
    return Scene(
        WIDTH + 1,
        SIDE + 4,
        (*row.marks, *rays, *squares),
        f"{label} and the maps of {LAYERS} layers side by side. The cell in row {cell[0]}, column "
        f"{cell[1]} of layer {layer} is lit; going down from it, it sees {sizes} cells.",
        -0.5,
        -0.5,
        SIDE,
        WIDTH,
    )


def draw_cone(stack: Stack, layer: int, cell: tuple[int, int]) -> Scene:
    """Draw one row of every map above those it sees, with a line for each weight."""
    marks: list[Mark] = []
    lines: list[Mark] = []
    row, column = cell
    for number in range(LAYERS + 1):
        height = (LAYERS - number) * RISE
        at = stack.region(number, layer, row, column) if number <= layer else None
        middle = at.row + at.size // 2 if at else stack.maps[number].shape[0] // 2
        marks += _level(stack, number, middle, height)
        if at:
            first = _x(stack, number, at.column) - stack.fields[number].stride / 2
            marks += outline(height, first, 1, at.size * stack.fields[number].stride, 0.12)
        if at and number:
            lines.append(_weights(stack, number, at, height))
    rows = LAYERS * RISE + 1
    sizes = ", ".join(str(stack.region(n, layer, row, column).size) for n in range(layer, -1, -1))
    return Scene(
        SIDE + 5,
        rows + 0.5,
        (*lines, *marks),
        f"A cut along one row. From layer {layer} down to the pixels, the lit cell stands on "
        f"{sizes} cells of each level.",
        -4.6,
        -0.25,
        rows,
        SIDE,
    )


def _rays(below: Region, above: Region) -> list[Line]:
    """Lines from the corners of what is seen to those of who sees it."""
    start, end = below.column + below.size, above.column
    return [
        Line(
            ((start, below.row + down * below.size), (end, above.row + down * above.size)),
            "accent",
            0.12,
        )
        for down in (0, 1)
    ]


def _level(stack: Stack, number: int, row: int, height: int) -> list[Mark]:
    """One row of a map, its cells where they look in the picture, and its name."""
    mark, stride = stack.marks[number], stack.fields[number].stride
    values = mark.values[row : row + 1]
    width = values.shape[1] * stride
    left = _x(stack, number, 0) - stride / 2
    strip = Image(values, left, height, width, 1, mark.colormap, mark.limit)
    edge = Rect(left, height, width, 1, "muted", 0.04)
    return [strip, edge, Text(-0.4, height + 0.5, name(number), "muted", 0.75, "end")]


def _x(stack: Stack, number: int, column: int) -> float:
    """Where the middle of a cell looks, in pixels."""
    field = stack.fields[number]
    return field.centre + column * field.stride + 0.5


def _weights(stack: Stack, number: int, at: Region, height: int) -> Line:
    """One stroke to and fro between a layer's cells and those that they look at."""
    below = stack.step(number)
    points = []
    for column in range(at.column, at.column + at.size):
        top = (_x(stack, number, column), height + 1.0)
        for tap in range(below.size):
            points += [
                top,
                (_x(stack, number - 1, column * below.stride + tap), height + float(RISE)),
            ]
        points.append(top)
    return Line(tuple(points), "muted", 0.05)
