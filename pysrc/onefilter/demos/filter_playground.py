"""One filter of nine weights slides over a picture, and writes one number at each place.

Point at a cell on either side to see the nine pixels that make it. Choose another filter, or drag
one weight up or down. Draw a picture of your own, or take a photo. Then let the filter scan the
picture, cell by cell. The photo stays in your browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.demos import _picture, _weights
from onefilter.demos._controls import Action, Choice, Number, Switch, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._filtering import Filtering
from onefilter.demos._photograph import Photograph
from onefilter.demos._picture import Source
from onefilter.demos._window import Window, draw_input, draw_map, draw_products, draw_weights
from onefilter.images import SIDE
from onefilter.patches import correlate
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short
from onefilter.speech import listed, say

HOME = 12 * (SIDE - 2) + 9
BRUSHES = {"light": 1.0, "dark": 0.0}
# A weight changes by this much while a pointer travels the height of one cell.
DRAG_PER_CELL = 2.0


@dataclass(frozen=True, eq=False)
class State:
    """The values, what follows from them, and where the filter stands."""

    values: Values
    step: int
    source: Source
    filtering: Filtering
    weights_scene: Scene
    photograph: Photograph | None
    drag_rest: tuple[int, int, float] = (0, 0, 0.0)

    @cached_property
    def window(self) -> Window:
        """The window under the filter."""
        return Window(self.filtering, *divmod(self.step, self.filtering.feature_map.shape[1]))


def start(values: Values) -> State:
    """Put the filter at its first place."""
    return _arranged(_weights.settled(values), HOME, None)


def update(state: State, changes: Values) -> State:
    """Take new values; the filter stays on the same pixels."""
    changes = _weights.follow(_picture.follow(state.values, changes))
    top, left = state.window.corner
    moved = _arranged(_weights.settled({**state.values, **changes}), state.step, state.source)
    return _placed(moved, top + moved.filtering.padding, left + moved.filtering.padding)


def advance(state: State, count: int) -> State:
    """Move on in reading order, and from the last cell to the first."""
    return replace(state, step=(state.step + count) % state.filtering.feature_map.size)


def pace(state: State) -> float:
    """Cells a second."""
    return float(state.values["speed"])


def point(state: State, view: str, row: int, column: int) -> State:
    """Move the filter to where the reader points: centred on a pixel, or to make a cell."""
    if view == "feature-map":
        return _placed(state, row, column)
    if view == "input":
        inset = 1 - state.filtering.padding
        return _placed(state, row - inset, column - inset)
    return state


def paint(state: State, view: str, row: int, column: int) -> State:
    """Colour a pixel of the drawing."""
    if view != "input" or state.values["image"] != "drawn":
        return state
    pixels = state.source.pixels.copy()
    pixels[row, column] = BRUSHES[state.values["brush"]]
    return update(state, {"pixels": pixels})


def drag(state: State, view: str, row: int, column: int, by: float) -> State:
    """Turn a weight up or down in tenths; what is less than a tenth waits for the next move."""
    if view != "filter":
        return state
    rest = state.drag_rest[2] if state.drag_rest[:2] == (row, column) else 0.0
    wanted = state.values[f"w{row}{column}"] + rest + by * DRAG_PER_CELL
    weight = min(max(round(wanted, 1), -_weights.LARGEST), _weights.LARGEST)
    dragged = update(state, {f"w{row}{column}": weight})
    return replace(dragged, drag_rest=(row, column, min(max(wanted - weight, -0.1), 0.1)))


def act(state: State, action: str) -> State:
    """Start a drawing from the picture on show, or from nothing."""
    pixels = state.source.pixels if action == "paint_this" else np.zeros((SIDE, SIDE))
    return update(state, {"image": "drawn", "pixels": _picture.as_drawing(pixels)})


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the picture, the filter, the map and the products; and the photo, if there is one."""
    window = state.window
    pictures = {
        "input": draw_input(window, say(state.source.label)),
        "filter": state.weights_scene,
        "feature-map": draw_map(window),
        "products": draw_products(window),
    }
    return {**pictures, **(state.photograph.scenes if state.photograph else {})}


def readouts(state: State) -> Mapping[str, str]:
    """Write the numbers at the filter's place."""
    window, (rows, columns) = state.window, state.filtering.feature_map.shape
    height, width = state.filtering.pixels.shape
    return {
        "cell": say("row {row}, column {column}", row=window.row, column=window.column),
        "products": listed(plain(product, 4) for product in window.products.ravel().tolist()),
        "sum": plain(window.total),
        "scale": f"±{short(state.filtering.limit)}",
        "size": f"{height}×{width} → {rows}×{columns}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the numbers on show."""
    filtering = state.filtering
    numbers: dict[str, NDArray[np.generic]] = {
        "input": filtering.pixels,
        "filter": filtering.weights,
        "feature_map": filtering.feature_map,
    }
    return {**numbers, **(state.photograph.arrays if state.photograph else {})}


def _arranged(values: Values, step: int, before: Source | None) -> State:
    source = _picture.source(values, before)
    filtering = Filtering(source.pixels, _weights.matrix(values), values["padding"], values["flip"])
    photograph = None
    if source.gray is not None and min(source.gray.shape) >= len(filtering.weights):
        photograph = Photograph(source.gray, filtering)
    scene = draw_weights(filtering.weights, say("Filter"))
    return State(values, step, source, filtering, scene, photograph)


def _placed(state: State, row: int, column: int) -> State:
    """Move the filter to make a cell, or the nearest one that there is."""
    rows, columns = state.filtering.feature_map.shape
    row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
    step = row * columns + column
    return state if step == state.step else replace(state, step=step)


DEMO = Demo(
    name="filter-playground",
    title="One filter, everywhere",
    doc=__doc__,
    controls=(
        _picture.IMAGE,
        _picture.PHOTO,
        _picture.PIXELS,
        Action("paint_this", "Draw on this picture"),
        Action("clear", "Clear the drawing"),
        Choice("brush", "Brush", (("light", "Light"), ("dark", "Dark")), "light"),
        _weights.filter_choice(),
        *_weights.weight_controls(),
        Choice("padding", "Padding", ((0, "None"), (1, "One zero all round")), 0),
        Switch("flip", "Flip the filter (true convolution)"),
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
        Number("speed", "Cells a second", 1, 60, 1, 12, integer=True, slider=True),
    ),
    views=(
        View("input", "Input", press="paint"),
        View("filter", "Filter: nine weights", press="drag"),
        View("feature-map", "Feature map"),
        View("products", "Pixel × weight at this place"),
        View("photo", "Your photo in grey", optional=True),
        View("photo-map", "The same filter on all of it", optional=True),
    ),
    outputs=(
        Readout("cell", "Cell, counted from 0", live=True),
        Readout("products", "Nine products"),
        Readout("sum", "Their sum", live=True),
        Readout("scale", "Full colour stands for"),
        Readout("size", "Size"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="filter",
    update=update,
    implied=_weights.implied,
    advance=advance,
    pace=pace,
    point=point,
    paint=paint,
    drag=drag,
    act=act,
    steps_back=True,
    home=HOME,
    borrows=(*_picture.BORROWED, "filter", *_weights.NAMES),
    code=(conv2d, correlate),
)
