"""Filter a moved picture, or move the map of the picture: the two ought to agree.

Drag the picture. What leaves on one side comes in on the other, so the layer alone is to blame
where the two differ. Zero padding spoils the border; circular padding does not. Choose a stride of
two, and move by an odd number of pixels. Then turn the picture instead. Only the group convolution
keeps up: it carries its filter in all four ways round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.demos import _picture, _weights
from onefilter.demos._commuting import LAYERS, Commuting, Move
from onefilter.demos._commuting_scenes import Square, draw_square
from onefilter.demos._controls import Choice, Hidden, Number, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.images import SIDE
from onefilter.p4 import p4_lift
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short
from onefilter.symmetry import equivariance_error, rotate, shift

HALF = SIDE // 2


@dataclass(frozen=True, eq=False)
class State:
    """The values, both ways, the lit cell, and where the pointer is and was."""

    values: Values
    square: Square
    cell: tuple[int, int]
    at: tuple[int, int] = (0, 0)
    was: tuple[int, int] = (0, 0)
    step: int = 0

    @property
    def sides(self) -> Commuting:
        """Both ways."""
        return self.square.sides


def start(values: Values) -> State:
    """Go both ways."""
    values = _weights.settled(values)
    source = _picture.source(values)
    turned = values["transform"] == "rotation"
    move = Move(turns=values["turns"]) if turned else Move(values["dy"], values["dx"])
    weights = _weights.matrix(values)
    sides = Commuting(source.pixels, weights, values["layer"], values["padding"], move)
    return State(values, Square(sides, source.label), _middle(sides))


def update(state: State, changes: Values) -> State:
    """Take new values; the lit cell stays where the map has kept its size."""
    changes = _weights.follow(_picture.follow(state.values, changes))
    started = start({**state.values, **changes})
    same = started.sides.differs.shape == state.sides.differs.shape
    cell = state.cell if same else started.cell
    return replace(started, cell=cell, at=state.at, was=state.was)


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light a cell, and remember where the pointer was, in case it drags."""
    cell = state.square.cell_at(row, column)
    return replace(state, cell=cell, at=(row, column), was=state.at)


def paint(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Drag the picture along with the pointer."""
    down, across = state.at[0] - state.was[0], state.at[1] - state.was[1]
    if state.values["transform"] != "shift" or not (down or across):
        return state
    moved = {"dy": _around(state.values["dy"] + down), "dx": _around(state.values["dx"] + across)}
    return update(state, moved)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw both ways."""
    return {"square": draw_square(state.square, state.cell)}


def readouts(state: State) -> Mapping[str, str]:
    """Write where the two ways differ, and why."""
    sides, (row, column) = state.sides, state.cell
    wrong = sides.differs
    rows, columns = int(wrong.any(axis=1).sum()), int(wrong.any(axis=0).sum())
    first, second = (
        ", ".join(short(float(v)) for v in np.atleast_1d(maps[..., row, column]))
        for maps in (sides.layer_first, sides.move_first)
    )
    return {
        "verdict": _verdict(state),
        "error": f"{plain(_largest(state), 4)}, where the map reaches {plain(sides.limit, 4)}",
        "where": f"{int(wrong.sum())} of {wrong.size} cells, in {columns} of {wrong.shape[1]} "
        f"columns and {rows} of {wrong.shape[0]} rows",
        "cell": f"row {row}, column {column}: {first} against {second}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give both ways."""
    sides = state.sides
    return {
        "input": sides.pixels,
        "transformed": sides.moved,
        "feature_map": sides.feature_map,
        "layer_then_transform": sides.layer_first,
        "transform_then_layer": sides.move_first,
        "error": sides.error,
    }


def _largest(state: State) -> float:
    return float(state.sides.error.max()) if state.sides.differs.any() else 0.0


def _verdict(state: State) -> str:
    sides, values = state.sides, state.values
    if not sides.differs.any():
        return "The same everywhere: here the layer follows the move exactly."
    if values["transform"] == "rotation":
        blame = (
            "the grid of every second cell is not its own turn"
            if sides.is_turnable
            else "the filter is not turned along with the picture"
        )
    elif sides.steps == 2 and (values["dx"] % 2 or values["dy"] % 2):
        blame = "a map at stride two cannot move by half a cell"
    elif sides.padding == "zeros":
        blame = "at the border the filter meets zeros, and they do not move along"
    else:
        blame = "the layer does not follow"
    return f"Not the same: {blame}."


def _middle(sides: Commuting) -> tuple[int, int]:
    middle = sides.differs.shape[0] // 2
    return middle, middle


def _around(pixels: int) -> int:
    """The same shift between minus a half and a half of the picture, which has no other."""
    return (pixels + HALF) % SIDE - HALF


DEMO = Demo(
    name="equivariance",
    title="Move, then filter; filter, then move",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        _weights.filter_choice(),
        *_weights.weight_controls(Hidden),
        Choice("layer", "Layer", tuple(LAYERS.items()), "conv"),
        Choice("padding", "Padding", (("zeros", "Zeros"), ("circular", "Circular")), "zeros"),
        Choice("transform", "Move", (("shift", "Shift"), ("rotation", "Turn")), "shift"),
        Number("dx", "Shift right", -HALF, HALF, 1, 1, integer=True, slider=True),
        Number("dy", "Shift down", -HALF, HALF, 1, 0, integer=True, slider=True),
        Number("turns", "Quarter turns to the left", 0, 3, 1, 1, integer=True, slider=True),
    ),
    views=(View("square", "Two ways from the picture to a map", press="paint"),),
    outputs=(
        Readout("verdict", "In short", live=True),
        Readout("error", "Largest difference"),
        Readout("where", "They differ in"),
        Readout("cell", "Lit cell, counted from 0"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="layer",
    update=update,
    implied=_weights.implied,
    point=point,
    lit=Lit.cell(lambda s: _middle(s.sides), lambda s: s.sides.differs.shape),
    paint=paint,
    borrows=(*_picture.BORROWED, "filter", *_weights.NAMES),
    code=(equivariance_error, shift, rotate, conv2d, p4_lift),
)
