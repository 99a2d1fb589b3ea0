"""How a loss at the output finds its way back to every weight and every pixel.

Point at a cell of the map: its slope reaches nine pixels, each by one weight. Point at a weight to
see every pixel that it lay on, or at a pixel to see every cell that looked at it. Each slope is
checked by a nudge: the number is raised a little, and the whole layer is computed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d_backward
from onefilter.demos import _picture, _weights
from onefilter.demos._backward import NUDGE, Cell, Focus, Layer, Part, Pass
from onefilter.demos._backward_scenes import Board, draw_passes, focus_at
from onefilter.demos._controls import Choice, Hidden, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.patches import input_gradient, weight_gradient
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short

PARTS: tuple[Part, ...] = ("cell", "weight", "pixel")


@dataclass(frozen=True, eq=False)
class State:
    """The values, both passes, and what is lit."""

    values: Values
    board: Board
    back: Pass
    focus: Focus
    step: int = 0


def start(values: Values) -> State:
    """Go forward and back, and light the cell in the middle."""
    values = _weights.settled(values)
    source = _picture.source(values)
    layer = Layer(source.pixels, _weights.matrix(values), values["stride"], values["padding"])
    row, column = (size // 2 for size in layer.feature_map.shape)
    focus = Focus("cell", row, column)
    back = Pass(layer, values["loss"], (row, column))
    return State(values, Board(layer, source.label), back, focus)


def update(state: State, changes: Values) -> State:
    """Take new values; what is lit stays lit where the map has kept its size."""
    changes = _weights.follow(_picture.follow(state.values, changes))
    started = start({**state.values, **changes})
    if started.board.layer.feature_map.shape != state.board.layer.feature_map.shape:
        return started
    return replace(started, back=_sent(started, state.back.cell), focus=state.focus)


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light a cell, a weight or a pixel, in either pass."""
    focus = focus_at(state.board, row, column)
    if focus == state.focus:
        return state
    lost = focus.part == "cell" and focus.place != state.back.cell
    back = _sent(state, focus.place) if lost else state.back
    return replace(state, focus=focus, back=back)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw both passes."""
    return {"passes": draw_passes(state.board, state.back, state.focus)}


def readouts(state: State) -> Mapping[str, str]:
    """Write the loss, the lit number's slope, what it is made of, and what a nudge measures."""
    back, focus = state.back, state.focus
    return {
        "loss": plain(round(back.value, 9)),
        "lit": f"{focus.part} in row {focus.row}, column {focus.column}",
        "slope": plain(round(back.slope(focus), 9)),
        "because": _because(state),
        "nudge": _nudge(state),
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give both passes."""
    layer, back = state.board.layer, state.back
    return {
        "input": layer.pixels,
        "filter": layer.weights,
        "feature_map": layer.feature_map,
        "grad_output": back.grad_output,
        "grad_input": back.grad_input,
        "grad_filter": back.grad_filter,
    }


def _sent(state: State, cell: Cell) -> Pass:
    """The backward pass for another lit cell; the same one where the loss means all cells."""
    if state.values["loss"] == "cell":
        return replace(state.back, cell=cell)
    return state.back


def _because(state: State) -> str:
    layer, back, focus = state.board.layer, state.back, state.focus
    if focus.part == "cell":
        return {
            "cell": "the loss is this very cell",
            "sum": "every cell counts once",
            "squares": "half a square has the slope of its root: the cell itself",
        }[back.loss]
    if focus.part == "weight":
        count = int(np.count_nonzero(back.grad_output))
        return f"sum of {count} × (gradient at the cell × pixel under this weight)"
    rows, columns = layer.seers(*focus.place)
    terms = []
    for row in rows:
        for column in columns:
            top, left = layer.seen(row, column)
            weight = float(layer.weights[focus.row - top, focus.column - left])
            terms.append(f"{short(float(back.grad_output[row, column]))} × {short(weight)}")
    return " + ".join(terms) if terms else "no cell looks at this pixel"


def _nudge(state: State) -> str:
    if state.focus.part == "cell":
        return "point at a weight or a pixel"
    told = round(state.back.slope(state.focus) * NUDGE, 9)
    found = round(state.back.nudged(state.focus), 9)
    return (
        f"{NUDGE:g} more should change the loss by {plain(told, 4)}; it does by {plain(found, 4)}"
    )


def _place(state: State) -> tuple[int, ...]:
    return (PARTS.index(state.focus.part), *state.focus.place, *state.back.cell)


def _middle(state: State) -> tuple[int, ...]:
    row, column = (size // 2 for size in state.board.layer.feature_map.shape)
    return (PARTS.index("cell"), row, column, row, column)


def _room(state: State) -> tuple[int, ...]:
    layer = state.board.layer
    return (len(PARTS), *layer.pixels.shape, *layer.feature_map.shape)


def _light(state: State, place: tuple[int, ...]) -> State:
    layer, part = state.board.layer, PARTS[place[0]]
    sizes = {"cell": layer.feature_map.shape, "weight": layer.weights.shape}
    rows, columns = sizes.get(part, layer.pixels.shape)
    focus = Focus(part, min(place[1], rows - 1), min(place[2], columns - 1))
    return replace(state, focus=focus, back=_sent(state, (place[3], place[4])))


DEMO = Demo(
    name="backprop",
    title="The way back",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        _weights.filter_choice(),
        *_weights.weight_controls(Hidden),
        Choice(
            "loss",
            "Loss",
            (
                ("cell", "One cell, the lit one"),
                ("sum", "The sum of all cells"),
                ("squares", "Half the sum of their squares"),
            ),
            "cell",
        ),
        Choice("stride", "Stride", ((1, "1"), (2, "2")), 1),
        Choice("padding", "Padding", ((0, "None"), (1, "One zero all round")), 0),
    ),
    views=(View("passes", "Forward above, backward below"),),
    outputs=(
        Readout("loss", "Loss"),
        Readout("lit", "Lit, counted from 0"),
        Readout("slope", "Its slope", live=True),
        Readout("because", "It comes from"),
        Readout("nudge", "A nudge"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="loss",
    update=update,
    implied=_weights.implied,
    point=point,
    lit=Lit(place=_place, home=_middle, room=_room, light=_light),
    borrows=(*_picture.BORROWED, "filter", *_weights.NAMES),
    code=(conv2d_backward, input_gradient, weight_gradient),
)
