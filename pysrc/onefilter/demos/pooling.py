"""Pooling keeps one number of every 2×2 block: the largest, or the mean.

Point at a cell on either side to see the four numbers behind it. Then shift the picture by one
pixel. The map moves along as it is, but many pooled cells change. Pooling lets small shifts pass,
but not all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos import _picture, _weights
from onefilter.demos._controls import Choice, Hidden, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._filtering import Filtering
from onefilter.demos._picture import Source
from onefilter.pooling import avg_pool2d, max_pool2d
from onefilter.scene.grids import dot, fair_limit, frame, outline, sheet, signed_map
from onefilter.scene.marks import Image, Scene
from onefilter.scene.numbers import plain, short
from onefilter.speech import listed, mark, say

Matrix = NDArray[np.floating[Any]]

BLOCK = 2
FIRST_CELL = (5, 7)
WORDS = {"max": mark("largest"), "mean": mark("mean")}


@dataclass(frozen=True, eq=False)
class Pooled:
    """A feature map and what pooling leaves of it."""

    filtering: Filtering
    mode: str

    @cached_property
    def pooled(self) -> Matrix:
        """One number a block."""
        maps = self.filtering.feature_map[None, None]
        result = max_pool2d(maps, BLOCK) if self.mode == "max" else avg_pool2d(maps, BLOCK)
        return np.asarray(result[0, 0])

    @cached_property
    def limit(self) -> float:
        """The magnitude of full colour, shared by both maps."""
        return fair_limit(self.filtering.feature_map)

    @cached_property
    def map_mark(self) -> Image:
        """The feature map."""
        return signed_map(self.filtering.feature_map, self.limit)

    @cached_property
    def pooled_mark(self) -> Image:
        """The pooled map."""
        return signed_map(self.pooled, self.limit)


@dataclass(frozen=True, eq=False)
class State:
    """The values, what follows from them, and the lit cell of the pooled map."""

    values: Values
    source: Source
    pooled: Pooled
    changed: float
    cell: tuple[int, int] = FIRST_CELL
    step: int = 0

    @cached_property
    def block(self) -> Matrix:
        """The four numbers behind the lit cell."""
        row, column = (BLOCK * index for index in self.cell)
        return self.pooled.filtering.feature_map[row : row + BLOCK, column : column + BLOCK]

    @property
    def result(self) -> float:
        """The lit cell's value."""
        return float(self.pooled.pooled[self.cell])

    @property
    def winner(self) -> tuple[int, int] | None:
        """The cell of the feature map that the maximum comes from; a tie goes to the first."""
        if self.values["mode"] != "max":
            return None
        down, right = divmod(int(self.block.argmax()), BLOCK)
        return BLOCK * self.cell[0] + down, BLOCK * self.cell[1] + right


def start(values: Values) -> State:
    """Filter and pool."""
    values = _weights.settled(values)
    source = _picture.source(values)
    weights, mode = _weights.matrix(values), values["mode"]
    still, moved = (Pooled(Filtering(_shifted(source.pixels, n), weights), mode) for n in (0, 1))
    changed = float(np.mean(np.abs(still.pooled - moved.pooled) > still.limit / 100))
    return State(values, source, moved if values["shift"] else still, changed)


def update(state: State, changes: Values) -> State:
    """Take new values; the same cell stays lit."""
    changes = _weights.follow(_picture.follow(state.values, changes))
    return replace(start({**state.values, **changes}), cell=state.cell)


def point(state: State, view: str, row: int, column: int) -> State:
    """Light a block and its cell, from either side."""
    cell = (row // BLOCK, column // BLOCK) if view == "feature-map" else (row, column)
    return state if cell == state.cell else replace(state, cell=cell)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw both maps."""
    return {"feature-map": _draw_map(state), "pooled": _draw_pooled(state)}


def readouts(state: State) -> Mapping[str, str]:
    """Write the lit block's numbers, and how much a shift changes."""
    row, column = state.cell
    winner = say("all four count alike") if state.winner is None else _place(*state.winner)
    return {
        "cell": _place(row, column),
        "block": listed(plain(value) for value in state.block.ravel().tolist()),
        "result": plain(state.result),
        "winner": winner,
        "changed": say("{share:.0%} of the cells", share=state.changed),
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the numbers on show."""
    return {"feature_map": state.pooled.filtering.feature_map, "pooled": state.pooled.pooled}


def _place(row: int, column: int) -> str:
    return say("row {row}, column {column}", row=row, column=column)


def _shifted(pixels: Matrix, by: int) -> Matrix:
    """Move a picture to the right; its left edge fills the gap, so that no new edge appears."""
    return np.concatenate([pixels[:, :1]] * by + [pixels[:, : pixels.shape[1] - by]], axis=1)


def _draw_map(state: State) -> Scene:
    filtering, (row, column) = state.pooled.filtering, state.cell
    rows, columns = filtering.feature_map.shape
    top, left = BLOCK * row, BLOCK * column
    return sheet(
        rows,
        columns,
        (
            state.pooled.map_mark,
            frame(rows, columns),
            *outline(top, left, BLOCK, BLOCK, stroke=0.18),
            *([] if state.winner is None else dot(*state.winner)),
        ),
        say(
            "Feature map of {label}, {words}. The block at rows {top} and {bottom}, columns {left} "
            "and {right} holds {block}.",
            label=say(state.source.label),
            words=filtering.map_words,
            top=top,
            bottom=top + 1,
            left=left,
            right=left + 1,
            block=listed(map(short, state.block.ravel().tolist())),
        ),
    )


def _draw_pooled(state: State) -> Scene:
    (rows, columns), (row, column) = state.pooled.pooled.shape, state.cell
    kind = WORDS[state.pooled.mode]
    return sheet(
        rows,
        columns,
        (state.pooled.pooled_mark, frame(rows, columns), *outline(row, column, stroke=0.12)),
        say(
            "Pooled map, {rows} by {columns} numbers. The cell in row {row}, column {column} is "
            "the {kind} of its block: {result}.",
            rows=rows,
            columns=columns,
            row=row,
            column=column,
            kind=say(kind),
            result=short(state.result),
        ),
    )


DEMO = Demo(
    name="pooling",
    title="Pooling",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        _weights.filter_choice(),
        *_weights.weight_controls(Hidden),
        Choice("mode", "Keep", (("max", "The largest"), ("mean", "The mean")), "max"),
        Choice("shift", "Shift the picture", ((0, "Not at all"), (1, "One pixel right")), 0),
    ),
    views=(View("feature-map", "Feature map"), View("pooled", "Pooled")),
    outputs=(
        Readout("cell", "Cell, counted from 0", live=True),
        Readout("block", "Block"),
        Readout("result", "Pooled value", live=True),
        Readout("winner", "Taken from"),
        Readout("changed", "Changed by a shift of one pixel"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="mode",
    update=update,
    implied=_weights.implied,
    point=point,
    lit=Lit.cell(lambda _: FIRST_CELL, lambda s: s.pooled.pooled.shape),
    borrows=(*_picture.BORROWED, "filter", *_weights.NAMES),
    code=(max_pool2d, avg_pool2d),
)
