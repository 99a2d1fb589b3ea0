"""A dense layer has a weight of its own for every pixel; a convolution shares a few everywhere.

Make the picture larger. The dense layer grows with every pixel, and the convolution stays as it is.
Then add filters, or channels. Both squares are drawn to one scale. The one in the ring may be too
small to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.architecture import count_macs, count_parameters, trace
from onefilter.demos._controls import Choice, Number, Values
from onefilter.demos._counting_scenes import COLUMNS, SIDES, draw_areas, draw_growth
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.layers import Block, Conv, Flatten, Linear
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import grouped


@dataclass(frozen=True)
class Layers:
    """Both layers on the same picture."""

    height: int
    width: int
    channels: int
    units: int
    filters: int
    kernel_size: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """The picture's."""
        return self.channels, self.height, self.width

    def dense(self, bias: bool = False) -> Block:
        """Every unit looks at every number."""
        return Flatten(), Linear(self.units, bias)

    def convolution(self, bias: bool = False) -> Block:
        """Every filter looks at one window at a time, padded so that the map is as large."""
        return (Conv(self.filters, self.kernel_size, padding=self.kernel_size // 2, bias=bias),)

    @cached_property
    def weights(self) -> tuple[int, int]:
        """The weights of the dense layer, and of the convolution."""
        dense, convolution = self.dense(), self.convolution()
        return count_parameters(dense, self.shape), count_parameters(convolution, self.shape)

    @cached_property
    def biases(self) -> tuple[int, int]:
        """What each has besides its weights."""
        blocks = self.dense(bias=True), self.convolution(bias=True)
        dense, convolution = (count_parameters(block, self.shape) for block in blocks)
        return dense - self.weights[0], convolution - self.weights[1]

    @cached_property
    def macs(self) -> tuple[int, int]:
        """The multiply-adds of both."""
        dense, convolution = self.dense(), self.convolution()
        return count_macs(dense, self.shape), count_macs(convolution, self.shape)

    @cached_property
    def growth(self) -> NDArray[np.int64]:
        """The weights of both on square pictures of every side of the chart."""
        squares = [replace(self, height=side, width=side).weights for side in SIDES]
        return np.array(squares).T

    @cached_property
    def areas(self) -> Scene:
        """Both counts as squares."""
        return draw_areas(*self.weights)


@dataclass(frozen=True, eq=False)
class State:
    """The values, the layers, and the lit column of the chart."""

    values: Values
    layers: Layers
    column: int
    step: int = 0


def start(values: Values) -> State:
    """Count, and light the square picture that has about as many pixels."""
    layers = Layers(**{name: values[name] for name in Layers.__dataclass_fields__})
    side = (layers.height * layers.width) ** 0.5
    nearest = np.abs(np.log(np.array(SIDES) / side)).argmin()
    return State(values, layers, int(nearest))


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light a size of picture."""
    return state if column == state.column else replace(state, column=min(column, COLUMNS - 1))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the counts as areas, and how they grow."""
    dense, convolution = state.layers.growth
    growth = draw_growth(dense, convolution, state.column)
    return {"areas": state.layers.areas, "growth": growth}


def readouts(state: State) -> Mapping[str, str]:
    """Write the counts and how they come about."""
    layers, side = state.layers, SIDES[state.column]
    window, inputs = [layers.kernel_size] * 2, [layers.height, layers.width]
    dense, convolution = state.layers.growth[:, state.column].tolist()
    return {
        "dense_weights": _product(layers.weights[0], *inputs, layers.channels, layers.units),
        "dense_biases": grouped(layers.biases[0]),
        "conv_weights": _product(layers.weights[1], *window, layers.channels, layers.filters),
        "conv_biases": grouped(layers.biases[1]),
        "ratio": _compared(*layers.weights),
        "macs": f"dense {grouped(layers.macs[0])}, convolution {grouped(layers.macs[1])}",
        "lit": f"{side}×{side}: dense {grouped(dense)}, convolution {grouped(convolution)}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the counts."""
    layers = state.layers
    counts = {"weights": layers.weights, "biases": layers.biases, "macs": layers.macs}
    single = {
        f"{layer}_{name}": np.array([pair[number]])
        for number, layer in enumerate(("dense", "conv"))
        for name, pair in counts.items()
    }
    dense, convolution = layers.growth
    by_side = {"dense_weights_by_side": dense, "conv_weights_by_side": convolution}
    return {**single, "image_side": np.array(SIDES), **by_side}


def _product(result: int, *factors: int) -> str:
    return f"{' × '.join(map(grouped, factors))} = {grouped(result)}"


def _compared(dense: int, convolution: int) -> str:
    if dense == convolution:
        return "both have as many"
    more, fewer = max(dense, convolution), min(dense, convolution)
    who = "dense layer" if dense > convolution else "convolution"
    times = f"{more / fewer:,.0f}" if more >= 10 * fewer else f"{more / fewer:.2g}"
    return f"the {who} has {times} times as many"


DEMO = Demo(
    name="parameter-counter",
    title="Count the weights",
    doc=__doc__,
    controls=(
        Number("height", "Image height", 1, 4096, 1, 224, integer=True),
        Number("width", "Image width", 1, 4096, 1, 224, integer=True),
        Number("channels", "Image channels", 1, 2048, 1, 3, integer=True),
        Number("units", "Hidden units (dense)", 1, 65_536, 1, 1024, integer=True),
        Number("filters", "Filters (convolution)", 1, 4096, 1, 64, integer=True),
        Choice(
            "kernel_size", "Filter size", tuple((k, f"{k}×{k}") for k in (1, 3, 5, 7, 9, 11)), 3
        ),
    ),
    views=(
        View("areas", "Weights, drawn to scale"),
        View("growth", "Weights by the picture's side"),
    ),
    outputs=(
        Readout("dense_weights", "Weights of the dense layer", live=True),
        Readout("dense_biases", "Biases of the dense layer"),
        Readout("conv_weights", "Weights of the convolution", live=True),
        Readout("conv_biases", "Biases of the convolution"),
        Readout("ratio", "Weights compared"),
        Readout("macs", "Multiply-adds for one picture"),
        Readout("lit", "Lit in the chart"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="kernel_size",
    point=point,
    lit=Lit(
        place=lambda s: (s.column,),
        home=lambda s: (start(s.values).column,),
        room=lambda _: (COLUMNS,),
        light=lambda s, place: replace(s, column=place[0]),
    ),
    code=(count_parameters, count_macs, trace),
)
