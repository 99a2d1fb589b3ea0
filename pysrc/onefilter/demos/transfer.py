"""A network that reads digits learns two new classes from eight drawings: only its head is new.

Play: the head learns while the backbone is frozen; then the backbone is unfrozen, at a lower rate.
Draw over the examples to make classes of your own, and draw on the right to try the network. Then
start from random weights instead, and never unfreeze them: the head learns too, but far slower.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Action, Choice, Grid, Number, Switch, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._transfer import (
    EACH,
    LAST_STEP,
    SHAPE,
    Pictures,
    Run,
    begun,
    built_in,
    built_in_trial,
)
from onefilter.demos._transfer_scenes import (
    ACROSS,
    PITCH,
    draw_examples,
    draw_loss,
    draw_scores,
    draw_trial,
)
from onefilter.digits import SIDE
from onefilter.scene.marks import Scene
from onefilter.softmax import softmax
from onefilter.strokes import draw_stroke
from onefilter.training import fit

PEN = 2.4


@dataclass(frozen=True)
class Sketches(Grid):
    """Drawings in 256 shades, so that a link has room for all of them."""

    def parse(self, value: Any) -> NDArray[np.float64]:
        """Return `value` as `Grid` does, in the nearest shades."""
        array: NDArray[np.float64] = np.round(super().parse(value) * 255) / 255
        array.flags.writeable = False
        return array


@dataclass(frozen=True, eq=False)
class State:
    """The values and the step; the run itself knows its past."""

    values: Values
    step: int = 0
    slot: int = 0

    @property
    def drawings(self) -> Pictures:
        """The examples, four of each class."""
        drawn: Pictures = self.values["drawings"] if self.values["own"] else built_in()
        return drawn

    @property
    def trial(self) -> Pictures:
        """What the network is tried on."""
        drawn: Pictures = self.values["trial"]
        return drawn if drawn.any() else built_in_trial()

    @cached_property
    def run(self) -> Run:
        """The training."""
        pretrained = self.values["backbone"] == "digits"
        return begun(self.drawings.astype(float).tobytes(), pretrained, self.values["unfreeze"])

    @cached_property
    def losses(self) -> list[float]:
        """The losses so far."""
        return self.run.losses(self.step)

    @cached_property
    def shares(self) -> Pictures:
        """How sure the network is of each class, for the examples and then the trial."""
        pictures = np.concatenate([self.drawings, self.trial[None]])
        return self.run.probabilities(self.step, pictures)

    @cached_property
    def right(self) -> int:
        """How many examples it tells apart."""
        wanted = np.repeat(np.arange(2), EACH)
        return int((self.shares[:-1].argmax(axis=1) == wanted).sum())


def start(values: Values) -> State:
    """Put a new head on the backbone."""
    return State(values)


def update(state: State, changes: Values) -> State:
    """Take new values; what was trained on other drawings starts over."""
    starts_over = not {"trial", "unfreeze"}.issuperset(changes)
    values = {**state.values, **changes}
    return State(values, 0 if starts_over else state.step, state.slot)


def advance(state: State, count: int) -> State:
    """Train on, or look back."""
    return replace(state, step=min(max(state.step + count, 0), LAST_STEP))


def pace(state: State) -> float:  # noqa: ARG001
    """Steps a second."""
    return 8.0


def finished(state: State) -> bool:
    """Whether training is over."""
    return state.step >= LAST_STEP


def point(state: State, view: str, row: int, column: int) -> State:
    """Remember which drawing the reader is at."""
    slot = row // PITCH * ACROSS + column // PITCH
    return state if view != "examples" or slot == state.slot else replace(state, slot=slot)


def paint(state: State, view: str, row: int, column: int) -> State:
    """Draw into an example, or on the picture to try."""
    dot = draw_stroke([((column % PITCH + 0.5) / SIDE, (row % PITCH + 0.5) / SIDE)], PEN, SIDE)
    ink = np.round(dot * 255) / 255
    if view == "trial":
        return update(state, {"trial": np.maximum(state.trial, ink)})
    if view != "examples" or SIDE in (row % PITCH, column % PITCH):
        return state
    drawings = state.drawings.copy()
    slot = row // PITCH * ACROSS + column // PITCH
    drawings[slot] = np.maximum(drawings[slot], ink)
    return update(state, {"drawings": drawings, "own": True})


def act(state: State, action: str) -> State:
    """Unfreeze now, or clear what is drawn."""
    if action == "unfreeze_now":
        return update(state, {"unfreeze": state.step})
    if action == "clear_trial":
        faint = np.zeros((SIDE, SIDE))
        faint[0, 0] = 1 / 255  # an empty picture would stand for the built-in one
        return update(state, {"trial": faint})
    drawings = state.drawings.copy()
    drawings[state.slot] = 0
    return update(state, {"drawings": drawings, "own": True})


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the examples, the picture to try, what the network says, and the loss."""
    done = f"{state.right} of them are told apart after {state.step} steps"
    return {
        "examples": draw_examples(state.drawings, done),
        "trial": draw_trial(state.trial),
        "scores": draw_scores(state.shares[-1].tolist()),
        "loss": draw_loss(state.losses, state.values["unfreeze"]),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write how far training is."""
    is_frozen = state.step <= state.values["unfreeze"]
    moved = f"{state.run.moved(state.step):.2%}".replace("%", " %")
    return {
        "step": f"{state.step} of {LAST_STEP}",
        "stage": "the head alone; the backbone is frozen" if is_frozen else "everything",
        "loss": f"{state.losses[-1]:.4f}" if state.losses else "before the first step",
        "right": f"{state.right} of {len(state.drawings)} examples",
        "moved": f"{moved} of its size",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the losses, how sure the network is of every picture, and the drawings as rows."""
    return {
        "loss": np.array(state.losses),
        "probabilities": state.shares,
        "examples": state.drawings.reshape(len(state.drawings), -1),
        "trial": state.trial,
    }


DEMO = Demo(
    name="transfer",
    title="A new head on a trained network",
    doc=__doc__,
    controls=(
        Choice(
            "backbone",
            "Backbone",
            (("digits", "Trained on digits"), ("random", "Random weights")),
            "digits",
        ),
        Number("unfreeze", "Unfreeze after step", 0, LAST_STEP, 1, 30, integer=True, slider=True),
        Switch("own", "Your own drawings"),
        Sketches("drawings", "Drawings", SHAPE),
        Grid("trial", "Picture to try", (SIDE, SIDE)),
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
        Action("unfreeze_now", "Unfreeze now"),
        Action("clear_example", "Clear the last example touched"),
        Action("clear_trial", "Clear the picture to try"),
    ),
    views=(
        View("examples", "Examples: draw on them", press="paint"),
        View("trial", "Try it: draw here", press="paint"),
        View("scores", "What it says"),
        View("loss", "Loss in training"),
    ),
    outputs=(
        Readout("step", "Step"),
        Readout("stage", "What learns"),
        Readout("loss", "Loss"),
        Readout("right", "Right on", live=True),
        Readout("moved", "The backbone has moved by"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="backbone",
    update=update,
    advance=advance,
    pace=pace,
    finished=finished,
    point=point,
    paint=paint,
    act=act,
    steps_back=True,
    code=(fit, softmax),
)
