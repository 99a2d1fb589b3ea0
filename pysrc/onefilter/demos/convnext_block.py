"""One modern block, step by step: it mixes space and channels in separate steps, then adds.

Step through it, or point at a step. Only the first looks at neighbouring pixels; all that follow
work on each pixel by itself. Most weights sit in the two 1×1 layers. Turn the layer scale down to
zero, and the block passes its input on unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onefilter.activations import gelu
from onefilter.conv import conv2d
from onefilter.demos import _picture
from onefilter.demos._block import STEPS, ConvNextBlock, Maps
from onefilter.demos._controls import Action, Choice, Number, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._map_sheets import draw_maps
from onefilter.demos._picture import Source
from onefilter.normalization import layer_norm
from onefilter.scene.bars import bars
from onefilter.scene.grids import frame, picture, sheet
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import grouped, short

HOME = 1
NAMES = tuple(name for name, _ in STEPS)
LABELS = tuple(label for _, label in STEPS)
# Maps in a row of the sheet, by how many there are.
ACROSS = {8: 3, 16: 4, 32: 6, 64: 8}


@dataclass(frozen=True, eq=False)
class State:
    """The values, the picture, the block, and the lit step."""

    values: Values
    source: Source
    block: ConvNextBlock
    step: int = HOME

    @property
    def name(self) -> str:
        """The lit step's."""
        return NAMES[self.step]

    @property
    def maps(self) -> Maps:
        """What the lit step makes."""
        return self.block.maps[self.name]


def start(values: Values) -> State:
    """Run the block."""
    return _arranged(values, None)


def update(state: State, changes: Values) -> State:
    """Take new values; the same step stays lit."""
    values = {**state.values, **_picture.follow(state.values, changes)}
    return replace(_arranged(values, state.source), step=state.step)


def advance(state: State, count: int) -> State:
    """Go through the block."""
    return replace(state, step=min(max(state.step + count, 0), len(STEPS) - 1))


def pace(state: State) -> float:  # noqa: ARG001
    """Steps a second."""
    return 1.0


def finished(state: State) -> bool:
    """Whether the last step is lit."""
    return state.step == len(STEPS) - 1


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light a step."""
    if view != "steps" or row == state.step:
        return state
    return replace(state, step=min(row, len(STEPS) - 1))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the picture, the steps with their shapes, and the maps of the lit one."""
    pixels, maps = state.source.pixels, state.maps
    rows, columns = pixels.shape
    shapes = [_shape(state.block.maps[name]) for name in NAMES]
    counts = [state.block.costs.get(name, (0, 0))[0] for name in NAMES]
    words = [
        f"{shape}{f', {grouped(count)} weights' if count else ''}"
        for shape, count in zip(shapes, counts, strict=True)
    ]
    listed = "; ".join(f"{label} {word}" for label, word in zip(LABELS, words, strict=True))
    return {
        "input": sheet(
            rows,
            columns,
            (picture(pixels), frame(rows, columns)),
            f"{state.source.label}, {rows} by {columns} pixels; a stem makes "
            f"{state.values['channels']} maps of it.",
        ),
        "steps": bars(counts, LABELS, words, f"The steps: {listed}.", lit=state.step, length=4),
        "maps": draw_maps(maps, ACROSS[len(maps)], LABELS[state.step]),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write what the lit step makes, and what it costs."""
    maps = state.maps
    parameters, macs = state.block.costs.get(state.name, (0, 0))
    total = sum(count for count, _ in state.block.costs.values())
    return {
        "lit": f"{state.step}: {LABELS[state.step]}",
        "shape": _shape(maps),
        "parameters": f"{grouped(parameters)} of {grouped(total)}",
        "macs": grouped(macs),
        "spread": f"mean {short(float(maps.mean()))}, deviation {short(float(maps.std()))}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the picture, the maps of every step one below the other, and the weights counted."""
    stacked = {name: np.concatenate(list(maps)) for name, maps in state.block.maps.items()}
    stacked["block_input"] = stacked.pop("input")
    counts = np.array([state.block.costs.get(name, (0, 0)) for name in NAMES])
    return {"input": state.source.pixels, **stacked, "weights_and_macs": counts}


def _arranged(values: Values, before: Source | None) -> State:
    source = _picture.source(values, before)
    block = ConvNextBlock(source.pixels, values["channels"], values["scale"], values["seed"])
    return State(values, source, block)


def _shape(maps: Maps) -> str:
    return "×".join(map(str, maps.shape))


DEMO = Demo(
    name="convnext-block",
    title="A modern block",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        Choice("channels", "Channels", tuple((count, str(count)) for count in (8, 16)), 8),
        Number("scale", "Layer scale", 0, 2, 0.05, 1, slider=True),
        Number("seed", "Seed of the weights", 0, 9999, 1, 0, integer=True),
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
    ),
    views=(
        View("input", "Picture"),
        View("maps", "Maps after the lit step"),
        View("steps", "Steps, and their weights"),
    ),
    outputs=(
        Readout("lit", "Lit step", live=True),
        Readout("shape", "Shape"),
        Readout("parameters", "Weights of this step"),
        Readout("macs", "Multiply-adds of this step"),
        Readout("spread", "Numbers"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="channels",
    update=update,
    advance=advance,
    pace=pace,
    finished=finished,
    point=point,
    steps_back=True,
    home=HOME,
    borrows=_picture.BORROWED,
    code=(conv2d, layer_norm, gelu),
)
