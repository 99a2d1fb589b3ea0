"""Each layer sees a larger patch of the picture than the one before; what it sees is its field.

Point at a layer in the table. Change a kernel or a stride and see which layers it widens; set all
dilations to 2 and orange holes appear, pixels that nothing reaches. Then choose a network and
compare its field with the picture it is given, and with the part of the field that counts: that
is measured on a stand-in with the network's windows and one channel. Trained weights would differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Action, Choice, Number, RefusedValue, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._field_scenes import Matrix, draw_gradient, draw_squares, draw_table
from onefilter.demos._stacks import NamedStack, OwnStack, Step
from onefilter.effective_field import effective_field
from onefilter.networks import NETWORKS
from onefilter.receptive_field import Window, extend, receptive_field
from onefilter.scene.marks import Scene

OWN = "own"
MOST_LAYERS, HOME = 6, 3
# Wider fields of the reader's own are refused: a picture could not show their pixels.
WIDEST = 130
PARTS = {
    "kernel": (1, 7, (3, 3, 3, 3, 3, 3)),
    "stride": (1, 3, (1, 2, 1, 1, 1, 1)),
    "padding": (0, 6, (1, 1, 1, 1, 1, 1)),
    "dilation": (1, 4, (1, 1, 1, 1, 1, 1)),
}


@dataclass(frozen=True, eq=False)
class State:
    """The values, the stack, and the number of the lit layer."""

    values: Values
    stack: OwnStack | NamedStack
    step: int

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The layers."""
        return self.stack.steps

    @cached_property
    def gradient(self) -> Matrix:
        """What counts in the lit layer's field."""
        return self.stack.gradient(self.step)


def start(values: Values) -> State:
    """Light the last layer of a small stack, or the fourth of a large one."""
    return _lit(values, HOME)


def update(state: State, changes: Values) -> State:
    """Take new values; a network that was just chosen shows its last layer."""
    values = {**state.values, **changes}
    chosen = values["network"] != state.values["network"] and values["network"] != OWN
    return _lit(values, len(NamedStack(values["network"]).steps) if chosen else state.step)


def advance(state: State, count: int) -> State:
    """Light a layer further on."""
    return _at(state, state.step + count)


def pace(state: State) -> float:  # noqa: ARG001
    """Layers a second."""
    return 2.0


def finished(state: State) -> bool:
    """Whether the last layer is lit."""
    return state.step == len(state.steps) - 1


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light the layer of a row."""
    return _at(state, row) if view == "table" else state


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the squares, the gradient and the table."""
    return {
        "squares": draw_squares(state.steps, state.step, state.stack.side),
        "gradient": draw_gradient(state.gradient, state.stack.measured),
        "table": draw_table(state.steps, state.step),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write what the lit layer sees, and what of it counts."""
    lit, gradient = state.steps[state.step], state.gradient
    field, quarter = lit.field, len(gradient) // 4
    inner = slice(quarter, len(gradient) - quarter)
    holes = int((gradient == 0).sum())
    share = f"{holes / gradient.size:.1%}".replace("%", " %")
    return {
        "layer": f"{state.step + 1}: {lit.label}",
        "size": f"{field.size}×{field.size} pixels",
        "stride": str(field.stride),
        "centre": f"pixel {field.centre:g}".replace("-", "−"),
        "middle": f"{float(gradient[inner, inner].sum()):.1%}".replace("%", " %"),
        "measured": state.stack.measured,
        "holes": f"{holes} of {gradient.size} pixels, {share}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give size, stride and padding of every layer's field, and the gradient of the lit one."""
    fields = [step.field for step in state.steps]
    return {
        "size": np.array([field.size for field in fields]),
        "stride": np.array([field.stride for field in fields]),
        "padding": np.array([field.padding for field in fields]),
        "gradient": state.gradient,
    }


def _lit(values: Values, step: int) -> State:
    return _at(State(values, _stack(values), 0), step)


def _at(state: State, step: int) -> State:
    step = min(max(step, 0), len(state.steps) - 1)
    return state if step == state.step else replace(state, step=step)


def _stack(values: Values) -> OwnStack | NamedStack:
    if values["network"] != OWN:
        return NamedStack(values["network"])
    windows = tuple(
        Window(*(values[f"{part}_{layer}"] for part in PARTS))
        for layer in range(1, values["layers"] + 1)
    )
    if (size := receptive_field(windows).size) > WIDEST:
        raise RefusedValue(
            "layers",
            f"layers cannot be {len(windows)} here: the last would see {size} pixels, and the "
            f"picture has room for {WIDEST}. Use smaller kernels, strides or dilations.",
        )
    return OwnStack(windows, values["weights"])


NUMBERS = tuple(
    Number(
        f"{part}_{layer}",
        f"{part} of layer {layer}".capitalize(),
        lowest,
        highest,
        1,
        defaults[layer - 1],
        integer=True,
        grid=part,
    )
    for part, (lowest, highest, defaults) in PARTS.items()
    for layer in range(1, MOST_LAYERS + 1)
)

DEMO = Demo(
    name="receptive-field",
    title="Receptive fields",
    doc=__doc__,
    controls=(
        Choice(
            "network",
            "Network",
            ((OWN, "Your own stack"), *((n.name, n.label) for n in NETWORKS.values())),
            OWN,
        ),
        Number("layers", "Layers (own stack)", 1, MOST_LAYERS, 1, 4, integer=True),
        Choice(
            "weights",
            "Weights (own stack)",
            (("uniform", "All equal"), ("random", "Random, averaged")),
            "uniform",
        ),
        *NUMBERS,
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
    ),
    views=(
        View("squares", "Fields, one within another"),
        View("gradient", "What counts in the lit field"),
        View("table", "Layers"),
    ),
    outputs=(
        Readout("layer", "Lit layer", live=True),
        Readout("size", "Field"),
        Readout("stride", "Jump to the neighbour’s field, in pixels"),
        Readout("centre", "Centre of the first field"),
        Readout("middle", "Counts in the middle half, each way"),
        Readout("measured", "Measured on"),
        Readout("holes", "Holes"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="network",
    update=update,
    advance=advance,
    pace=pace,
    finished=finished,
    point=point,
    steps_back=True,
    home=HOME,
    code=(receptive_field, extend, effective_field),
)
