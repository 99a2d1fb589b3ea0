"""A small trained network reads a digit: strokes first, then parts of a shape, then ten scores.

Draw a digit of your own. Watch every layer and the scores follow. Point at a cell of any map to see
the pixels that it looks at. The deeper the layer, the more there are. Then take the training away.
The maps still look busy, but the scores mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.demos._controls import Action, Choice, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._digit import (
    BORROWED,
    DIGIT,
    DRAWN,
    HAND,
    PIXELS,
    digit_pixels,
    drawing,
    percent,
    with_dot,
)
from onefilter.demos._hierarchy import LAYERS, Matrix, Reading, field_of, trained, untrained
from onefilter.demos._map_sheets import Cell, cell_at, draw_maps
from onefilter.demos._scores import draw_scores
from onefilter.digit_network import recorded_accuracy
from onefilter.digits import SIDE
from onefilter.pooling import max_pool2d
from onefilter.scene.grids import frame, outline, picture, sheet
from onefilter.scene.marks import Scene
from onefilter.softmax import softmax

ACROSS = {"conv1": 3, "pool1": 3, "conv2": 4, "pool2": 4}
NAMES = {
    "conv1": "First filters, after ReLU",
    "pool1": "First maps, pooled",
    "conv2": "Second filters, after ReLU",
    "pool2": "Second maps, pooled",
}
FIRST = Cell("conv2", 5, 4, 4)


@dataclass(frozen=True, eq=False)
class State:
    """The values, what the network made of the picture, and the lit cell."""

    values: Values
    reading: Reading
    lit: Cell = FIRST
    step: int = 0


def start(values: Values) -> State:
    """Read the picture."""
    network = trained() if values["weights"] == "trained" else untrained()
    return State(values, Reading(digit_pixels(values), network))


def update(state: State, changes: Values) -> State:
    """Take new values; the same cell stays lit."""
    return replace(start({**state.values, **changes}), lit=state.lit)


def point(state: State, view: str, row: int, column: int) -> State:
    """Light a cell of a map."""
    if view not in LAYERS:
        return state
    lit = cell_at(state.reading.maps(view), ACROSS[view], view, row, column)
    return state if lit in (None, state.lit) else replace(state, lit=lit)


def paint(state: State, view: str, row: int, column: int) -> State:
    """Set down the pen; on a digit of the set, that makes it a drawing."""
    if view != "input":
        return state
    return _drawn(state, with_dot(state.reading.pixels, row, column))


def act(state: State, action: str) -> State:  # noqa: ARG001
    """Clear the drawing."""
    return _drawn(state, np.zeros((SIDE, SIDE)))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the picture, every layer and the scores."""
    reading, lit = state.reading, state.lit
    sheets = {
        layer: draw_maps(
            reading.maps(layer), ACROSS[layer], NAMES[layer], lit if lit.layer == layer else None
        )
        for layer in LAYERS
    }
    return {"input": _draw_input(state), **sheets, "scores": draw_scores(reading)}


def readouts(state: State) -> Mapping[str, str]:
    """Write what the network says, and what the lit cell sees."""
    reading, lit = state.reading, state.lit
    best = int(reading.probabilities.argmax())
    field = field_of(lit.layer)
    value = float(reading.maps(lit.layer)[lit.number, lit.row, lit.column])
    right = percent(recorded_accuracy(), 1)
    return {
        "class": f"{best}, with {percent(reading.probabilities[best])}",
        "lit": f"{NAMES[lit.layer]}: map {lit.number}, row {lit.row}, column {lit.column}",
        "value": f"{value:.4g}",
        "field": f"{field.size}×{field.size} pixels",
        "accuracy": f"{right} of digits it never saw"
        if reading.network is trained()
        else "untrained",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the picture, the scores, and each layer's maps one below the other."""
    reading = state.reading
    stacked = {layer: np.concatenate(list(reading.maps(layer))) for layer in LAYERS}
    return {
        "input": reading.pixels,
        **stacked,
        "scores": reading.scores,
        "probabilities": reading.probabilities,
    }


def _drawn(state: State, pixels: Matrix) -> State:
    return update(state, drawing(pixels))


def _draw_input(state: State) -> Scene:
    lit, field = state.lit, field_of(state.lit.layer)
    top, left = (place * field.stride - field.padding for place in (lit.row, lit.column))
    digit = state.values["digit"]
    what = "Your drawing" if digit == DRAWN else f"A handwritten {digit}"
    return sheet(
        SIDE,
        SIDE,
        (
            picture(state.reading.pixels),
            frame(SIDE, SIDE),
            *outline(top, left, field.size, field.size),
        ),
        f"{what}, {SIDE} by {SIDE} pixels. The lit cell sees {field.size} by {field.size} of them, "
        f"from row {top} and column {left}.",
    )


def _numbered(cell: Cell) -> tuple[int, ...]:
    return (list(LAYERS).index(cell.layer), *cell[1:])


def _room(state: State) -> tuple[int, ...]:
    shapes = [state.reading.maps(layer).shape for layer in LAYERS]
    return (len(LAYERS), *map(max, zip(*shapes, strict=True)))


def _light(state: State, place: tuple[int, ...]) -> State:
    layer = list(LAYERS)[place[0]]
    last = (size - 1 for size in state.reading.maps(layer).shape)
    number, row, column = map(min, place[1:], last)
    return replace(state, lit=Cell(layer, number, row, column))


DEMO = Demo(
    name="feature-hierarchy",
    title="Layer by layer",
    doc=__doc__,
    controls=(
        DIGIT,
        HAND,
        Choice(
            "weights",
            "Network",
            (("trained", "Trained on digits"), ("random", "Untrained")),
            "trained",
        ),
        PIXELS,
        Action("clear", "Clear and draw"),
    ),
    views=(
        View("input", "Draw a digit here", press="paint"),
        View("conv1", "Layer 1: eight maps"),
        View("pool1", "Pooled"),
        View("conv2", "Layer 2: sixteen maps"),
        View("pool2", "Pooled again"),
        View("scores", "What it reads"),
    ),
    outputs=(
        Readout("class", "It reads", live=True),
        Readout("lit", "Lit cell"),
        Readout("value", "Its number"),
        Readout("field", "It sees"),
        Readout("accuracy", "The network is right on"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="digit",
    update=update,
    point=point,
    lit=Lit(
        place=lambda s: _numbered(s.lit),
        home=lambda _: _numbered(FIRST),
        room=_room,
        light=_light,
    ),
    paint=paint,
    act=act,
    borrows=BORROWED,
    code=(conv2d, max_pool2d, softmax),
)
