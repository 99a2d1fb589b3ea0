"""A layer with channels, drawn: one filter taken apart, and all filters beside one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from onefilter.demos._mixing import CHANNELS, FILTERS, Mixing
from onefilter.images import SIDE
from onefilter.scene.grids import fair_limit, fitting, lattice, outline
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.numbers import short
from onefilter.scene.place import placed

MAP = SIDE - 2
# One filter taken apart: where its columns start, and how far apart its channels lie.
APART = SIDE + 2
CHANNEL, KERNEL, PARTIAL, SUM = 30, 59, 79, 108
MIDDLE = APART
CELL = 5
WIDTH, HEIGHT = SUM + MAP, 2 * APART + SIDE
# All filters: a column each, their kernels above their maps.
STEP = MAP + 7
SMALL = 2
MAPS_TOP = 3 * SMALL + 3


@dataclass(frozen=True, eq=False)
class Diagram:
    """What of the pictures does not depend on the lit cell."""

    mixing: Mixing
    label: str

    @cached_property
    def layer_marks(self) -> tuple[Mark, ...]:
        """The picture, its channels, the kernels, what they find, and the sum."""
        mixing = self.mixing
        limit = fair_limit(mixing.partial_maps, mixing.feature_map)
        colours = np.moveaxis(mixing.pixels, 0, -1)
        parts: list[Mark] = [
            Image(colours, 0, MIDDLE, SIDE, SIDE, "rgb"),
            Image(mixing.feature_map, SUM, MIDDLE + 1, MAP, MAP, "signed", limit),
            Rect(SUM, MIDDLE + 1, MAP, MAP, "muted", 0.1),
            *_headings(),
        ]
        for channel in range(len(CHANNELS)):
            parts += self._channel(channel, limit)
        return tuple(parts)

    @cached_property
    def filter_marks(self) -> tuple[Mark, ...]:
        """Every filter's kernels and its map."""
        return tuple(mark for number in range(len(FILTERS)) for mark in self._filter(number))

    def _channel(self, channel: int, limit: float) -> Iterator[Mark]:
        top, mixing = channel * APART, self.mixing
        yield Image(mixing.pixels[channel], CHANNEL, top, SIDE, SIDE, "gray")
        yield from _kernel(mixing.weights[mixing.chosen], channel, top + (SIDE - 3 * CELL) / 2)
        yield Image(mixing.partial_maps[channel], PARTIAL, top + 1, MAP, MAP, "signed", limit)
        yield Rect(PARTIAL, top + 1, MAP, MAP, "muted", 0.1)
        middle = top + SIDE / 2
        yield Text((CHANNEL + SIDE + KERNEL) / 2, middle, "×", "ink", 3, "middle")
        yield Text((KERNEL + 3 * CELL + PARTIAL) / 2, middle, "=", "ink", 3, "middle")
        ends = ((PARTIAL + MAP + 1, middle), (SUM - 1, HEIGHT / 2))
        yield Line(ends, "muted", 0.2)

    def _filter(self, number: int) -> Iterator[Mark]:
        left, mixing = number * STEP, self.mixing
        kernels, values = mixing.weights[number], mixing.feature_maps[number]
        limit = fair_limit(kernels)
        for channel, kernel in enumerate(kernels):
            x = left + channel * (3 * SMALL + 2)
            yield Image(kernel, x, 0, 3 * SMALL, 3 * SMALL, "signed", limit)
            yield Rect(x, 0, 3 * SMALL, 3 * SMALL, "muted", 0.1)
        yield Image(values, left, MAPS_TOP, MAP, MAP, "signed", fair_limit(values))
        yield Rect(left, MAPS_TOP, MAP, MAP, "muted", 0.1)
        label, middle = tuple(FILTERS.values())[number], left + MAP / 2
        chosen = number == mixing.chosen
        yield Text(middle, MAPS_TOP + MAP + 2, label, "ink" if chosen else "muted", 2.2, "middle")
        if chosen:
            yield Rect(left + 1, MAPS_TOP + MAP + 3.4, MAP - 2, 0.4, "accent")


def channel_at(row: int, column: int) -> tuple[int, int]:
    """Find the cell that is pointed at, or the one whose window lies around a pixel."""
    left = SUM if column >= SUM - 2 else PARTIAL if column >= KERNEL else CHANNEL
    left = left if column >= CHANNEL - 3 else 0
    top = MIDDLE if left in (0, SUM) else min(max(row, 0) // APART, 2) * APART
    return _inside(row - top - 1, column - left - (left < KERNEL))


def map_at(row: int, column: int) -> tuple[int, int, int]:
    """Find the filter whose map is pointed at, and the nearest cell of it."""
    number = min(column // STEP, len(FILTERS) - 1)
    return number, *_inside(row - MAPS_TOP, column - number * STEP)


def draw_layer(diagram: Diagram, cell: tuple[int, int]) -> Scene:
    """Draw how a filter comes by its map, with one window and its numbers lit."""
    mixing, (row, column) = diagram.mixing, cell
    tops = [channel * APART for channel in range(len(CHANNELS))]
    windows = [(MIDDLE, 0), *((top, CHANNEL) for top in tops)]
    numbers = [*((top, PARTIAL) for top in tops), (MIDDLE, SUM)]
    lit = [
        *(mark for y, x in windows for mark in outline(y + row, x + column, 3, 3, 0.3)),
        *(mark for y, x in numbers for mark in outline(y + 1 + row, x + column, stroke=0.3)),
    ]
    parts = mixing.partial_maps[:, row, column].tolist()
    found = ", ".join(f"{c} {short(part)}" for c, part in zip(CHANNELS, parts, strict=True))
    return Scene(
        WIDTH + 1,
        HEIGHT + 5,
        (*diagram.layer_marks, *lit),
        f"{diagram.label}: its three channels, a kernel for each, what they find, and the sum. At "
        f"row {row}, column {column} the kernels find {found}, which makes "
        f"{short(float(mixing.feature_map[row, column]))} with a bias of {short(mixing.bias)}.",
        -0.5,
        -4.5,
        HEIGHT,
        WIDTH,
    )


def draw_filters(diagram: Diagram, cell: tuple[int, int]) -> Scene:
    """Draw all filters with their maps, and the lit cell on each."""
    row, column = cell
    lit = [
        mark
        for number in range(len(FILTERS))
        for mark in outline(MAPS_TOP + row, number * STEP + column, stroke=0.3)
    ]
    values = diagram.mixing.feature_maps[:, row, column].tolist()
    found = zip(FILTERS.values(), values, strict=True)
    width = len(FILTERS) * STEP - 7
    return Scene(
        width + 7,
        MAPS_TOP + MAP + 4.5,
        (*diagram.filter_marks, *lit),
        f"{len(FILTERS)} filters, each with its three kernels above its map. At row {row}, column "
        f"{column} they find: {', '.join(f'{name} {short(value)}' for name, value in found)}.",
        -3.5,
        -0.5,
        MAPS_TOP + MAP,
        width,
    )


def _inside(row: int, column: int) -> tuple[int, int]:
    return min(max(row, 0), MAP - 1), min(max(column, 0), MAP - 1)


def _headings() -> Iterator[Text]:
    names = ("Picture", "Channels", "Kernels", "What each finds", "Sum")
    middles = (SIDE / 2, CHANNEL + SIDE / 2, KERNEL + 1.5 * CELL, PARTIAL + MAP / 2, SUM + MAP / 2)
    for name, middle in zip(names, middles, strict=True):
        yield Text(middle, -2.5, name, "muted", 2.4, "middle")


def _kernel(weights: np.ndarray, channel: int, top: float) -> Iterator[Mark]:
    """Draw one kernel with its numbers, coloured on the scale of the whole filter."""
    limit = 2 * fair_limit(weights)
    words = [[short(weight) for weight in row] for row in weights[channel].tolist()]
    size = fitting(max((word for row in words for word in row), key=len))
    numbers = [
        Text(column + 0.5, row + 0.5, word, "ink", size, "middle")
        for row, line in enumerate(words)
        for column, word in enumerate(line)
    ]
    colours = Image(weights[channel], 0, 0, 3, 3, "signed", limit)
    yield from placed((colours, *lattice(3, 3), *numbers), KERNEL, top, CELL)
