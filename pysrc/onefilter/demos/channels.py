"""A filter has one small kernel for each channel, and adds up what they find.

Point at a pixel or a cell to see its three sums and their total. Choose another filter, or make
your own from a pattern and a factor for each channel. In the hidden digit, brightness shows
nothing: only a filter that sets red against green can see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.demos import _picture
from onefilter.demos._channel_scenes import Diagram, channel_at, draw_filters, draw_layer, map_at
from onefilter.demos._colours import PICTURES, from_photo
from onefilter.demos._controls import Choice, Number, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._mixing import CHANNELS, FILTERS, OWN, Mixing, weights
from onefilter.kernels import PRESETS
from onefilter.patches import correlate
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short

Matrix = NDArray[np.floating[Any]]
FIRST_CELL = (9, 7)


@dataclass(frozen=True, eq=False)
class State:
    """The values, the layer, and the lit cell."""

    values: Values
    diagram: Diagram
    cell: tuple[int, int] = FIRST_CELL
    step: int = 0

    @property
    def mixing(self) -> Mixing:
        """The layer, as the chosen filter sees it."""
        return self.diagram.mixing


def start(values: Values) -> State:
    """Filter the picture with every filter."""
    name = values["image"]
    if name == "uploaded":
        pixels = from_photo(_picture.required(values["photo"]))
    else:
        pixels = PICTURES[name][1]
    own = weights(values["pattern"], [values[channel] for channel in CHANNELS])
    mixing = Mixing(pixels, own, values["bias"], tuple(FILTERS).index(values["filter"]))
    return State(values, Diagram(mixing, dict(IMAGE.options)[name]))


def update(state: State, changes: Values) -> State:
    """Take new values: a new photo is shown at once, and so is one's own filter when it changes."""
    changes = _picture.follow(state.values, changes, IMAGE.default)
    if "filter" not in changes and not changes.keys().isdisjoint(OWNED):
        changes = {**changes, "filter": OWN}
    return replace(start({**state.values, **changes}), cell=state.cell)


def point(state: State, view: str, row: int, column: int) -> State:
    """Light a cell; among the filters, choose one by pointing at its map."""
    if view == "filters":
        number, row, column = map_at(row, column)
        state = _chosen(state, tuple(FILTERS)[number])
    else:
        row, column = channel_at(row, column)
    return state if (row, column) == state.cell else replace(state, cell=(row, column))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw how one filter comes by its map, and the maps of all filters."""
    return {
        "layer": draw_layer(state.diagram, state.cell),
        "filters": draw_filters(state.diagram, state.cell),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write the lit cell as a sum."""
    mixing, (row, column) = state.mixing, state.cell
    parts = mixing.partial_maps[:, row, column].tolist()
    named = [f"{channel} {short(part)}" for channel, part in zip(CHANNELS, parts, strict=True)]
    if mixing.bias:
        named.append(f"bias {short(mixing.bias)}")
    filters, channels, *size = mixing.weights.shape
    return {
        "cell": f"row {row}, column {column}",
        "sum": f"{' + '.join(named)} = {short(float(mixing.feature_map[row, column]))}",
        "value": plain(round(float(mixing.feature_map[row, column]), 9)),
        "shapes": f"{_by(mixing.pixels.shape)} → {_by(mixing.feature_maps.shape)}",
        "weights": f"{filters} filters × {channels} channels × {_by(size)} = {mixing.weights.size}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the numbers on show."""
    mixing = state.mixing
    return {
        "input": mixing.pixels,
        "weight": mixing.weights,
        "bias": mixing.biases,
        "partial_maps": mixing.partial_maps,
        "feature_map": mixing.feature_map,
        "feature_maps": mixing.feature_maps,
    }


def _chosen(state: State, name: str) -> State:
    return state if name == state.values["filter"] else update(state, {"filter": name})


def _by(sizes: Any) -> str:
    return "×".join(map(str, sizes))


IMAGE = Choice(
    "image",
    "Picture",
    (*((name, label) for name, (label, _) in PICTURES.items()), ("uploaded", "Your photo")),
    "apple",
)
OWNED = {"pattern", "bias", *CHANNELS}
DEMO = Demo(
    name="channels",
    title="Many channels, many filters",
    doc=__doc__,
    controls=(
        IMAGE,
        _picture.PHOTO,
        Choice("filter", "Filter taken apart", tuple(FILTERS.items()), "red_green"),
        Choice(
            "pattern",
            "Your filter’s pattern",
            tuple((preset.name, preset.label) for preset in PRESETS.values()),
            "sobel_y",
        ),
        Number("red", "… times, on red", -2, 2, 0.1, 1, slider=True),
        Number("green", "… times, on green", -2, 2, 0.1, -1, slider=True),
        Number("blue", "… times, on blue", -2, 2, 0.1, 0, slider=True),
        Number("bias", "… plus a bias", -2, 2, 0.1, 0, slider=True),
    ),
    views=(
        View("layer", "One filter: a kernel for each channel, and the sum of what they find"),
        View("filters", "All filters of the layer, each with its map"),
    ),
    outputs=(
        Readout("cell", "Lit cell, counted from 0"),
        Readout("sum", "Channel by channel", live=True),
        Readout("value", "Its value", live=True),
        Readout("shapes", "From and to"),
        Readout("weights", "Weights of the layer"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="filter",
    update=update,
    point=point,
    lit=Lit.cell(lambda _: FIRST_CELL, lambda s: s.mixing.feature_map.shape),
    borrows=(_picture.PHOTO.name,),
    code=(conv2d, correlate),
)
