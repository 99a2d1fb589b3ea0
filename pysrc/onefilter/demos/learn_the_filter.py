"""A filter of random weights learns to make the same map as a hidden one.

Press play. The error fades, and the nine weights settle. Then raise the rate above its limit, and
the loss grows instead. Or choose a picture of stripes. The maps come to agree, but the weights do
not: stripes cannot show them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos import _learning_scenes, _picture, _weights
from onefilter.demos._controls import Action, Hidden, Number, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._filtering import Filtering
from onefilter.demos._picture import Source
from onefilter.demos._task import Task
from onefilter.kernels import PRESETS
from onefilter.learner import _descend, learn_filter
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short
from onefilter.speech import say

Matrix = NDArray[np.floating[Any]]

LAST_STEP = 20_000
# A loss this small is a difference of a hundred-thousandth in each number of the map.
CLOSE = 1e-10
# Growth of the loss at which a run that diverges is stopped, long before numbers overflow.
TOO_FAR = 1e6


@dataclass(frozen=True, eq=False)
class State:
    """The values, the task, and how far the run has come."""

    values: Values
    step: int
    task: Task
    weights: Matrix
    feature_map: Matrix
    losses: Matrix

    @property
    def loss(self) -> float:
        """The loss now."""
        return float(self.losses[-1])

    @property
    def diverged(self) -> bool:
        """Whether the loss has grown beyond hope."""
        return self.loss > TOO_FAR * float(self.losses[0])

    @property
    def converged(self) -> bool:
        """Whether the maps agree."""
        return self.loss < CLOSE


def start(values: Values) -> State:
    """Draw random weights."""
    return _begun(values, _task(values, None))


def update(state: State, changes: Values) -> State:
    """Take new values; a run on another task starts over."""
    values = {**state.values, **_picture.follow(state.values, changes)}
    task = _task(values, state.task.source)
    return replace(state, values=values) if task.same_as(state.task) else _begun(values, task)


def advance(state: State, count: int) -> State:
    """Descend, but no further once the loss has exploded."""
    if state.diverged:
        return state
    task, losses, last = state.task, [], None
    pixels, target_map = task.source.pixels, task.target.feature_map
    run = learn_filter(pixels, target_map, rate=task.rate, initial=state.weights)
    for last in islice(run, 1, min(count, LAST_STEP - state.step) + 1):
        losses.append(last.loss)
        if last.loss > TOO_FAR * state.losses[0]:
            break
    if last is None:
        return state
    return replace(
        state,
        step=state.step + len(losses),
        weights=last.filter,
        feature_map=last.feature_map,
        losses=np.concatenate([state.losses, losses]),
    )


def pace(state: State) -> float:
    """Steps a second."""
    return float(state.values["speed"])


def finished(state: State) -> bool:
    """Whether there is nothing more to see."""
    return state.diverged or state.converged or state.step >= LAST_STEP


def draw(state: State) -> Mapping[str, Scene]:
    """Draw both filters, both maps, their difference and the loss."""
    return _learning_scenes.draw(
        state.task.source, state.task.target, state.weights, state.feature_map, state.losses
    ) | ({"invisible": scene} if (scene := state.task.invisible.scene) else {})


def readouts(state: State) -> Mapping[str, str]:
    """Write where the run stands."""
    return {
        "step": str(state.step),
        "loss": plain(state.loss),
        "rate_limit": plain(state.task.rate_limit),
        "status": _status(state),
        "invisible": state.task.invisible.words,
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the numbers on show."""
    return {
        "input": state.task.source.pixels,
        "target_filter": state.task.target.weights,
        "filter": state.weights,
        "target_map": state.task.target.feature_map,
        "feature_map": state.feature_map,
        "loss_history": state.losses,
    }


def _task(values: Values, before: Source | None) -> Task:
    source = _picture.source(values, before)
    name = values["target"]
    weights = _weights.matrix(values) if name == _weights.CUSTOM else PRESETS[name].weights
    return Task(source, Filtering(source.pixels, weights), values["rate"], values["seed"])


def _begun(values: Values, task: Task) -> State:
    first = next(
        learn_filter(task.source.pixels, task.target.feature_map, rate=task.rate, seed=task.seed)
    )
    return State(values, 0, task, first.filter, first.feature_map, np.array([first.loss]))


def _status(state: State) -> str:
    task, share = state.task, state.loss / max(float(state.losses[0]), 1e-300)
    rate, limit = short(task.rate, 3), short(task.rate_limit, 3)
    if state.diverged:
        return say(
            "Stopped at step {step}: the rate {rate} is above the limit {limit}, so each step "
            "overshoots by more than it corrects, and the loss has grown a million-fold. Choose a "
            "lower rate.",
            step=state.step,
            rate=rate,
            limit=limit,
        )
    if state.converged:
        alike = np.abs(state.weights - task.target.weights).max() < 0.01
        if alike:
            return say("The maps agree, and so do the weights.")
        return say("The maps agree, but the weights do not: see what is invisible.")
    if state.step >= LAST_STEP:
        return say(
            "Stopped after {steps} steps, at {share:.2g} of the first loss.",
            steps=LAST_STEP,
            share=share,
        )
    if task.rate > task.rate_limit:
        return say(
            "Diverging: the rate {rate} is above the limit {limit}, so the loss will grow.",
            rate=rate,
            limit=limit,
        )
    if state.step == 0:
        return say("Nine random weights, before the first step.")
    return say("Learning: the loss is down to {share:.2g} of where it began.", share=share)


DEMO = Demo(
    name="learn-the-filter",
    title="Learn the filter",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        _weights.filter_choice("target", "Target filter", "The playground's filter"),
        *_weights.weight_controls(Hidden),
        Number("rate", "Learning rate", 0.01, 2, 0.01, 0.2, slider=True),
        Number("seed", "Seed of the first weights", 0, 9999, 1, 0, integer=True),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
        Number("speed", "Steps a second", 1, 1000, 1, 60, integer=True, slider=True),
    ),
    views=(
        View("input", "Input"),
        View("target-filter", "Target filter"),
        View("target-map", "Target map"),
        View("error-map", "Error: learned − target"),
        View("filter", "Learned filter"),
        View("feature-map", "Learned map"),
        View("loss", "Loss at every step"),
        View("invisible", "Invisible on this picture", optional=True),
    ),
    outputs=(
        Readout("step", "Step"),
        Readout("loss", "Loss"),
        Readout("rate_limit", "Limit of the rate"),
        Readout("status", "How it goes", live=True),
        Readout("invisible", "Invisible directions"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="target",
    update=update,
    advance=advance,
    pace=pace,
    finished=finished,
    borrows=(*_picture.BORROWED, *_weights.NAMES),
    code=(learn_filter, _descend),
)
