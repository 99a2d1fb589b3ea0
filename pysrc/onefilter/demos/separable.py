"""A convolution mixes space and channels at once; taking them apart saves most of the work.

Point at a kind of layer to see which channels feed which. Add output channels: the saving of the
separable layer grows towards the number of taps and never reaches it. Then measure the times, and
see that fewer multiply-adds are not as much less time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.architecture import count_macs, count_parameters
from onefilter.conv import conv2d
from onefilter.demos._controls import Action, Choice, Number, RefusedValue, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._separable_scenes import Stage, draw_connections
from onefilter.demos._timing import seconds
from onefilter.layers import Block, Conv
from onefilter.patches import correlate
from onefilter.scene.bars import bars
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import grouped

KINDS = {
    "standard": "Standard",
    "grouped": "Grouped",
    "depthwise": "Depthwise alone",
    "pointwise": "Pointwise alone",
    "separable": "Depthwise separable",
    "bottleneck": "Bottleneck",
}
ORDER = tuple(KINDS)
HOME = ORDER.index("separable")
# Longer measurements would hold up the page.
MOST_MACS = 400_000_000


@dataclass(frozen=True)
class Layers:
    """The kinds of layer, from the same channels to the same channels, on one map."""

    inputs: int
    outputs: int
    kernel_size: int
    groups: int
    width: int
    side: int

    @cached_property
    def stages(self) -> Mapping[str, tuple[Stage, ...]]:
        """What each kind consists of."""
        into, out, size, width = self.inputs, self.outputs, self.kernel_size, self.width
        depthwise, pointwise = Stage(into, into, into, size), Stage(into, out, 1, 1)
        narrow = Stage(into, width, 1, 1), Stage(width, width, 1, size), Stage(width, out, 1, 1)
        return {
            "standard": (Stage(into, out, 1, size),),
            "grouped": (Stage(into, out, self.groups, size),),
            "depthwise": (depthwise,),
            "pointwise": (pointwise,),
            "separable": (depthwise, pointwise),
            "bottleneck": narrow,
        }

    @cached_property
    def parameters(self) -> tuple[int, ...]:
        """The weights of each kind."""
        return tuple(count_parameters(self._block(kind), self._shape) for kind in ORDER)

    @cached_property
    def macs(self) -> tuple[int, ...]:
        """The multiply-adds of each kind."""
        return tuple(count_macs(self._block(kind), self._shape) for kind in ORDER)

    @property
    def _shape(self) -> tuple[int, int, int]:
        return self.inputs, self.side, self.side

    def _block(self, kind: str) -> Block:
        return tuple(
            Conv(s.outputs, s.kernel_size, padding=s.kernel_size // 2, groups=s.groups)
            for s in self.stages[kind]
        )


@dataclass(frozen=True, eq=False)
class State:
    """The values, the layers, which kind is lit, and the times where they were measured."""

    values: Values
    layers: Layers
    step: int = HOME
    times: tuple[float, ...] = ()

    @property
    def kind(self) -> str:
        """The lit kind."""
        return ORDER[self.step]


def start(values: Values) -> State:
    """Count, and light the separable layer."""
    layers = Layers(**{name: values[name] for name in Layers.__dataclass_fields__})
    if layers.inputs % layers.groups or layers.outputs % layers.groups:
        raise RefusedValue(
            "groups",
            f"groups cannot be {layers.groups} here: it must divide both {layers.inputs} and "
            f"{layers.outputs} channels.",
        )
    return State(values, layers)


def update(state: State, changes: Values) -> State:
    """Take new values; the same kind stays lit, and times are forgotten."""
    return replace(start({**state.values, **changes}), step=state.step)


def advance(state: State, count: int) -> State:
    """Light another kind."""
    return replace(state, step=min(max(state.step + count, 0), len(ORDER) - 1))


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light the kind of a bar."""
    return state if row == state.step else replace(state, step=min(row, len(ORDER) - 1))


def act(state: State, action: str) -> State:  # noqa: ARG001
    """Measure all kinds."""
    if (most := max(state.layers.macs)) > MOST_MACS:
        raise RefusedValue(
            "measure",
            f"measure would take too long with {grouped(most)} multiply-adds; choose fewer "
            f"channels or a smaller map, up to {grouped(MOST_MACS)}.",
        )
    stages = state.layers.stages
    return replace(state, times=tuple(seconds(stages[kind], state.layers.side) for kind in ORDER))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw which channels feed which, what each kind costs, and the times once measured."""
    layers, labels = state.layers, tuple(KINDS.values())
    most = max(layers.inputs, layers.outputs, layers.width)
    macs = tuple(map(grouped, layers.macs))
    listed = "; ".join(f"{label} {word}" for label, word in zip(labels, macs, strict=True))
    scenes = {
        "connections": draw_connections(layers.stages[state.kind], KINDS[state.kind], most),
        "macs": bars(
            layers.macs, labels, macs, f"Multiply-adds as bars: {listed}.", lit=state.step
        ),
    }
    if state.times:
        words = [f"{time * 1e3:.3g} ms" for time in state.times]
        text = "; ".join(f"{label} {word}" for label, word in zip(labels, words, strict=True))
        scenes["times"] = bars(
            state.times,
            labels,
            words,
            f"Measured times as bars: {text}.",
            lit=state.step,
            role="negative",
        )
    return scenes


def readouts(state: State) -> Mapping[str, str]:
    """Write the counts of the lit kind, and how the separable layer compares."""
    layers = state.layers
    standard, separable = (layers.macs[ORDER.index(kind)] for kind in ("standard", "separable"))
    taps = layers.kernel_size**2
    return {
        "parameters": f"{KINDS[state.kind]}: {grouped(layers.parameters[state.step])}",
        "macs": f"{KINDS[state.kind]}: {grouped(layers.macs[state.step])}",
        "ratio": f"1/{layers.outputs} + 1/{taps} = {separable / standard:.4f}",
        "saving": f"{standard / separable:.2f} times fewer, of at most {taps}",
        "time": f"{state.times[state.step] * 1e3:.3g} ms" if state.times else "not measured yet",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the counts of all kinds in their order, and the times once measured."""
    layers = state.layers
    counts: dict[str, NDArray[np.generic]] = {
        "parameters": np.array(layers.parameters),
        "macs": np.array(layers.macs),
    }
    return {**counts, "seconds": np.array(state.times)} if state.times else counts


DEMO = Demo(
    name="separable",
    title="Take a convolution apart",
    doc=__doc__,
    controls=(
        Number("inputs", "Input channels", 1, 512, 1, 64, integer=True),
        Number("outputs", "Output channels", 1, 512, 1, 128, integer=True),
        Choice("kernel_size", "Kernel", tuple((k, f"{k}×{k}") for k in (1, 3, 5, 7)), 3),
        Number("groups", "Groups (grouped)", 1, 512, 1, 4, integer=True),
        Number("width", "Channels in the bottleneck", 1, 512, 1, 32, integer=True),
        Number("side", "Side of the map", 1, 112, 1, 14, integer=True),
        Action("measure", "Measure the times"),
    ),
    views=(
        View("connections", "Which channels feed which"),
        View("macs", "Multiply-adds"),
        View("times", "Time here, for one map", optional=True),
    ),
    outputs=(
        Readout("parameters", "Weights", live=True),
        Readout("macs", "Multiply-adds", live=True),
        Readout("ratio", "Separable against standard"),
        Readout("saving", "Separable needs"),
        Readout("time", "Time of the lit kind"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="kernel_size",
    update=update,
    advance=advance,
    point=point,
    act=act,
    steps_back=True,
    home=HOME,
    code=(count_parameters, count_macs, conv2d, correlate),
)
