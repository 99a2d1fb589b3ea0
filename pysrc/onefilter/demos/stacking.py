"""Stack small filters, and each layer sees further: three pixels, then five, then seven.

Point at a cell of any layer. Follow the squares down to all the pixels that it sees. Halve the
first map, and one step of each later layer is two pixels long. Take the bend away, and all layers
together do no more than one larger filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.activations import relu
from onefilter.conv import conv2d
from onefilter.demos import _picture, _weights
from onefilter.demos._controls import Hidden, Number, Switch, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._picture import Source
from onefilter.demos._stack import LAYERS, Stack
from onefilter.demos._stack_scenes import Row, draw_cone, draw_maps, place_in_cone
from onefilter.pooling import max_pool2d
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short

Matrix = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class State:
    """The values, the layers, and the lit cell of one of them."""

    values: Values
    source: Source
    row: Row
    cell: tuple[int, int]
    step: int = 0

    @property
    def stack(self) -> Stack:
        """The layers."""
        return self.row.stack

    @property
    def layer(self) -> int:
        """The lit cell's layer."""
        return int(self.values["layer"])


def start(values: Values) -> State:
    """Filter, layer by layer, and light the cell in the middle."""
    values = _weights.settled(values)
    source = _picture.source(values)
    stack = Stack(source.pixels, _weights.matrix(values), values["bend"], values["halve"])
    return State(values, source, Row(stack), _middle(stack.maps[values["layer"]]))


def update(state: State, changes: Values) -> State:
    """Take new values; the lit cell stays where its map is the same size."""
    changes = _weights.follow(_picture.follow(state.values, changes))
    started = start({**state.values, **changes})
    same = started.stack.maps[started.layer].shape == state.stack.maps[state.layer].shape
    return replace(started, cell=state.cell) if same else started


def point(state: State, view: str, row: int, column: int) -> State:
    """Light a cell of whichever map is pointed at; the picture itself is no layer."""
    if view == "cone":
        layer, row, column = place_in_cone(state.stack, row, column, state.cell[0])
    else:
        layer, row, column = state.row.cell_at(row, column)
    return state if layer == 0 else _lit(state, layer, row, column)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the maps side by side, and a cut through them one above the other."""
    layer, cell = state.layer, state.cell
    maps = draw_maps(state.row, layer, cell, state.source.label)
    return {"maps": maps, "cone": draw_cone(state.stack, layer, cell)}


def readouts(state: State) -> Mapping[str, str]:
    """Write what the lit cell sees."""
    stack, (row, column) = state.stack, state.cell
    field = stack.fields[state.layer]
    value = plain(float(stack.maps[state.layer][row, column]))
    return {
        "cell": f"layer {state.layer}, row {row}, column {column}: {value}",
        "sees": f"{field.size}×{field.size} = {field.size**2} of {stack.pixels.size} pixels",
        "sizes": ", ".join(str(field.size) for field in stack.fields),
        "one_filter": _one_filter(state),
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the maps, what their cells see, and the one filter where there is one."""
    stack = state.stack
    maps = {f"feature_map_{n}": stack.maps[n] for n in range(1, LAYERS + 1)}
    numbers: dict[str, NDArray[np.generic]] = {
        "input": stack.pixels,
        **maps,
        "receptive_field": np.array([field.size for field in stack.fields]),
        "effective_stride": np.array([field.stride for field in stack.fields]),
        "seen": _seen(state),
    }
    combined = {} if stack.halves else {"combined_filter": stack.combined[state.layer - 1]}
    return {**numbers, **combined}


def _middle(feature_map: Matrix) -> tuple[int, int]:
    rows, columns = feature_map.shape
    return rows // 2, columns // 2


def _lit(state: State, layer: int, row: int, column: int) -> State:
    if (layer, row, column) == (state.layer, *state.cell):
        return state
    values = state.values if layer == state.layer else {**state.values, "layer": layer}
    return replace(state, values=values, cell=(row, column))


def _seen(state: State) -> Matrix:
    """One where the lit cell sees a pixel, zero elsewhere."""
    region = state.stack.region(0, state.layer, *state.cell)
    seen = np.zeros(state.stack.pixels.shape)
    seen[region.row :, region.column :][: region.size, : region.size] = 1
    return seen


def _one_filter(state: State) -> str:
    stack, layer = state.stack, state.layer
    if stack.halves:
        return "no: halving lies between the layers"
    size = stack.fields[layer].size
    gap = stack.gaps[layer - 1]
    if gap < 1e-9:
        return f"yes: one {size}×{size} filter gives the same map"
    return f"no: the {size}×{size} filter that does without the bend is off by up to {short(gap)}"


DEMO = Demo(
    name="stacking",
    title="Stack the layers",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        _weights.filter_choice(),
        *_weights.weight_controls(Hidden),
        Number("layer", "Lit layer", 1, LAYERS, 1, 3, integer=True, slider=True),
        Switch("bend", "Bend: zero for negative numbers (ReLU)", default=True),
        Switch("halve", "Halve the first map"),
    ),
    views=(
        View("maps", "The picture, and the map of each layer"),
        View("cone", "A cut through the layers"),
    ),
    outputs=(
        Readout("cell", "Lit cell", live=True),
        Readout("sees", "It sees", live=True),
        Readout("sizes", "Pixels seen across, layer by layer"),
        Readout("one_filter", "Could one filter do it?"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="layer",
    update=update,
    implied=_weights.implied,
    point=point,
    lit=Lit.cell(lambda s: _middle(s.stack.maps[s.layer]), lambda s: s.stack.maps[s.layer].shape),
    borrows=(*_picture.BORROWED, "filter", *_weights.NAMES),
    code=(conv2d, relu, max_pool2d),
)
