"""Subtract a mean and divide by a deviation: the methods differ in which numbers these come from.

Point at a number: the outline holds all that share its mean and deviation. Rows are images, columns
channels. Make the batch small and watch what batch norm's result owes to the company of an image;
then switch to inference, where running statistics take over, and play to see them settle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Action, Choice, Number, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._map_sheets import cell_at
from onefilter.demos._normalizing import (
    CHANNELS,
    MEANS,
    SIDE,
    Maps,
    Part,
    Place,
    Running,
    batch,
    normalized,
    part_of,
    seen,
)
from onefilter.demos._normalizing_scenes import draw_batch
from onefilter.normalization import batch_norm, group_norm, instance_norm, layer_norm
from onefilter.scene.axes import linear_chart
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import short

HOME, LAST_STEP = 20, 300
MOST_IMAGES = 8
FIRST = Place(1, 3, 1, 2)
KINDS = {
    "batch": "Batch norm: a channel, over the batch",
    "layer": "Layer norm: an image, all channels",
    "pixel": "Layer norm of ConvNeXt: a pixel, all channels",
    "group": "Group norm: an image, some channels",
    "instance": "Instance norm: a single map",
}


@dataclass(frozen=True, eq=False)
class State:
    """The values, the number of batches seen, their statistics, and the lit number."""

    values: Values
    step: int
    history: tuple[Running, ...]
    pointed: Place = FIRST

    @property
    def lit(self) -> Place:
        """The number that the reader pointed at, in the last image if the batch has shrunk."""
        return self.pointed._replace(image=min(self.pointed.image, self.values["batch"] - 1))

    @cached_property
    def batch(self) -> Maps:
        """The batch that comes next."""
        return batch(self.values["batch"], self.values["seed"], self.step)

    @cached_property
    def result(self) -> Maps:
        """The batch, normalised."""
        return self.normalize(self.batch)

    @cached_property
    def part(self) -> Part:
        """What shares its statistics with the lit number."""
        return part_of(self.lit, self.values["kind"], self.values["groups"])

    @property
    def uses_running(self) -> bool:
        """Whether statistics of earlier batches are used."""
        return bool(self.values["kind"] == "batch" and self.values["mode"] == "inference")

    def normalize(self, maps: Maps) -> Maps:
        """Normalise as the values say."""
        running = self.history[self.step] if self.uses_running else None
        return normalized(maps, self.values["kind"], self.values["groups"], running)

    @cached_property
    def company(self) -> float:
        """How much the lit image changes, on average, when the others of its batch do."""
        others = batch(self.values["batch"], self.values["seed"], LAST_STEP + self.step + 1)
        image = self.lit.image
        others[image] = self.batch[image]
        return float(abs(self.normalize(others)[image] - self.result[image]).mean())


def start(values: Values) -> State:
    """Show some batches to the running statistics."""
    return _run(State(values, HOME, ()), HOME)


def update(state: State, changes: Values) -> State:
    """Take new values; as many batches have been seen as before."""
    return _run(replace(state, values={**state.values, **changes}, history=()), state.step)


def advance(state: State, count: int) -> State:
    """See further batches."""
    return _run(state, state.step + count)


def pace(state: State) -> float:  # noqa: ARG001
    """Batches a second."""
    return 10.0


def finished(state: State) -> bool:
    """Whether enough batches were seen."""
    return state.step >= LAST_STEP


def point(state: State, view: str, row: int, column: int) -> State:
    """Light a number."""
    if view not in {"before", "after"}:
        return state
    cell = cell_at(state.batch.reshape(-1, SIDE, SIDE), CHANNELS, view, row, column)
    if cell is None:
        return state
    lit = Place(*divmod(cell.number, CHANNELS), cell.row, cell.column)
    return state if lit == state.lit else replace(state, pointed=lit)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the batch before and after, and the running mean of the lit channel."""
    curve = np.array([running.mean[state.lit.channel] for running in state.history])
    shown = curve[: state.step + 1]
    return {
        "before": draw_batch(state.batch, state.part, state.lit, "Before"),
        "after": draw_batch(state.result, state.part, state.lit, "After"),
        "running": Scene(
            23.5,
            18,
            linear_chart(shown, width=18, x_label="batch"),
            f"Batch norm's running mean of channel {state.lit.channel}, from "
            f"{short(shown[0])} to {short(shown[-1])} after {state.step} batches.",
            -4.5,
            -1,
        ),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write the statistics of the lit number, and what they depend on."""
    shared, channel = state.batch[state.part], state.lit.channel
    mean, deviation = float(shared.mean()), float(shared.std())
    running = state.history[state.step]
    if state.uses_running:
        mean, deviation = float(running.mean[channel]), float(running.variance[channel] ** 0.5)
    source = "running" if state.uses_running else f"from {shared.size} numbers"
    return {
        "lit": "image {}, channel {}, row {}, column {}".format(*state.lit),
        "statistics": f"mean {short(mean)}, deviation {short(deviation)}, {source}",
        "value": f"{short(float(state.batch[state.lit]))} becomes "
        f"{short(float(state.result[state.lit]))}",
        "company": short(state.company, 3),
        "running": f"{short(float(running.mean[channel]))} after {state.step} batches; "
        f"the channel's true mean is {short(float(MEANS[channel]))}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the batch before and after, a map a row, and the running statistics."""
    running = state.history[state.step]
    return {
        "input": state.batch.reshape(-1, SIDE * SIDE),
        "output": state.result.reshape(-1, SIDE * SIDE),
        "running_mean": running.mean,
        "running_var": running.variance,
    }


def _run(state: State, step: int) -> State:
    """Stand at a step."""
    step, values = min(max(step, 0), LAST_STEP), state.values
    history = seen(values["batch"], values["seed"], step, state.history)
    return replace(state, step=step, history=history)


DEMO = Demo(
    name="normalization",
    title="Whose mean, whose deviation",
    doc=__doc__,
    controls=(
        Choice("kind", "Normalisation", tuple(KINDS.items()), "batch"),
        Choice(
            "groups",
            "Groups of channels (group norm)",
            tuple((count, str(count)) for count in (1, 2, 3, 6)),
            2,
        ),
        Choice(
            "mode",
            "Mode",
            (("training", "Training"), ("inference", "Inference")),
            "training",
        ),
        Number("batch", "Images in a batch", 1, MOST_IMAGES, 1, 6, integer=True, slider=True),
        Number("seed", "Seed of the numbers", 0, 9999, 1, 0, integer=True),
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
    ),
    views=(
        View("before", "Before: images × channels"),
        View("after", "After"),
        View("running", "Running mean of the lit channel"),
    ),
    outputs=(
        Readout("lit", "Lit number"),
        Readout("statistics", "Measured by", live=True),
        Readout("value", "So"),
        Readout("company", "Changes of the image, in other company"),
        Readout("running", "Running mean"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="kind",
    update=update,
    advance=advance,
    pace=pace,
    finished=finished,
    point=point,
    lit=Lit(
        place=lambda s: tuple(s.pointed),
        home=lambda _: tuple(FIRST),
        room=lambda s: (MOST_IMAGES, *s.batch.shape[1:]),
        light=lambda s, place: replace(s, pointed=Place(*place)),
    ),
    steps_back=True,
    home=HOME,
    code=(batch_norm, layer_norm, group_norm, instance_norm),
)
