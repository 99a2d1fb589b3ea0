"""Train the digit network yourself: the same digits, the same steps, the same end.

Press play. The loss falls. The eight filters of the first layer turn from noise into strokes and
edges, and the digit is read better and better. Draw one of your own at any time. Point at the loss
to look back. Another seed begins elsewhere, and ends about as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.demos._controls import Action, Choice, Number, Values
from onefilter.demos._demo import Demo, Readout, View
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
from onefilter.demos._map_sheets import draw_maps
from onefilter.demos._scores import draw_scores
from onefilter.demos._timeline import Timeline
from onefilter.demos._training_scenes import (
    COLUMNS,
    TOGETHER,
    draw_accuracy,
    draw_digit,
    draw_loss,
)
from onefilter.demos._training_state import State
from onefilter.digit_training import (
    EPOCHS,
    EXAMPLES,
    HELD_OUT,
    LAST_STEP,
    STEPS_PER_EPOCH,
    drawings,
    rate_in,
)
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import grouped
from onefilter.training import train_step

ACROSS = 4
TIMELINE = Timeline(LAST_STEP, COLUMNS)


def start(values: Values) -> State:
    """Draw the weights."""
    return State(values)


def update(state: State, changes: Values) -> State:
    """Take new values; only another seed starts over."""
    values = {**state.values, **changes}
    same = values["seed"] == state.values["seed"]
    return replace(state, values=values) if same else State(values, drawn=state.drawn)


def prepare(state: State, count: int) -> tuple[State, bool]:
    """Draw some digits, train on one batch, or read some of those held out."""
    is_ready = state.training.work(TIMELINE.after(state, count))
    drawn = sum(len(some.drawn) for some in drawings())
    return state if drawn == state.drawn else replace(state, drawn=drawn), is_ready


def pace(state: State) -> float:  # noqa: ARG001
    """Batches a second."""
    return 120.0


def paint(state: State, view: str, row: int, column: int) -> State:
    """Set down the pen; on a digit of the set, that makes it a drawing."""
    if view != "input":
        return state
    return update(state, drawing(with_dot(digit_pixels(state.values), row, column)))


def act(state: State, action: str) -> State:  # noqa: ARG001
    """Clear the drawing."""
    return update(state, drawing(np.zeros(PIXELS.shape)))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the filters, how training goes, the digit, what is found in it and what is read."""
    reading, digit = state.reading, state.values["digit"]
    when = "as stored" if state.is_stored else f"at step {state.step}"
    reached = state.training.losses(state.reached)
    return {
        "filters": draw_maps(state.filters, ACROSS, f"Filters of the first layer {when}"),
        "loss": draw_loss(state.losses, reached),
        "accuracy": draw_accuracy(state.accuracies),
        "input": draw_digit(
            reading.pixels, "Your drawing" if digit == DRAWN else f"A handwritten {digit}"
        ),
        "maps": draw_maps(reading.maps("conv1"), ACROSS, "What the filters find, after ReLU"),
        "scores": draw_scores(reading),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write how far training is, and what is read."""
    shares, losses, right = state.reading.probabilities, state.losses, state.accuracies
    best = int(shares.argmax())
    return {
        "step": f"{state.step} of {LAST_STEP}",
        "epoch": f"{state.step // STEPS_PER_EPOCH} of {EPOCHS}",
        "loss": f"{np.mean(losses[-TOGETHER:]):.4f}" if losses else "before the first step",
        "accuracy": f"{percent(right[-1], 1)} of {grouped(HELD_OUT)}" if right else "not yet asked",
        "class": f"{best}, with {percent(shares[best])}",
        "status": _status(state),
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the losses, the accuracies, the first filters one below the other, and the scores."""
    reading = state.reading
    return {
        "loss": np.array(state.losses),
        "accuracy": np.array(state.accuracies),
        "filters": state.filters,
        "input": reading.pixels,
        "maps": np.concatenate(list(reading.maps("conv1"))),
        "scores": reading.scores,
        "probabilities": reading.probabilities,
    }


def _status(state: State) -> str:
    if TIMELINE.finished(state):
        return f"Done: {EPOCHS} passes over {grouped(EXAMPLES)} digits."
    if state.step == 0 and 0 < state.drawn < EXAMPLES + HELD_OUT:
        return f"Drawing the digits: {grouped(state.drawn)} of {grouped(EXAMPLES + HELD_OUT)}."
    if state.step == 0:
        return "Random weights, before the first step."
    return f"Learning, at the rate {rate_in(state.step // STEPS_PER_EPOCH):.4f}."


DEMO = Demo(
    name="digit-training",
    title="Train the digit network",
    doc=__doc__,
    controls=(
        Number("seed", "Seed of weights and order", 0, 9999, 1, 0, integer=True),
        DIGIT,
        HAND,
        Choice(
            "weights",
            "Read it with",
            (("mine", "The weights you train"), ("stored", "The stored weights")),
            "mine",
        ),
        PIXELS,
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
        Action("clear", "Clear and draw"),
    ),
    views=(
        View("loss", "Loss in training"),
        View("accuracy", "Right on held-out digits"),
        View("filters", "The eight first filters"),
        View("maps", "What they find in the digit"),
        View("input", "Draw a digit here", press="paint"),
        View("scores", "What it reads"),
    ),
    outputs=(
        Readout("step", "Step"),
        Readout("epoch", "Passes over the digits"),
        Readout("loss", "Loss, mean of the last ten"),
        Readout("accuracy", "Right on held-out digits"),
        Readout("class", "It reads", live=True),
        Readout("status", "How it goes"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="digit",
    update=update,
    advance=TIMELINE.advance,
    prepare=prepare,
    pace=pace,
    finished=TIMELINE.finished,
    point=TIMELINE.point,
    paint=paint,
    act=act,
    borrows=BORROWED,
    steps_back=True,
    code=(train_step, conv2d),
)
