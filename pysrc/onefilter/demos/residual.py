"""Two networks of one depth learn the same digits: a plain stack, and one with shortcuts.

Play, and compare the losses; then choose another depth. Both learn while they are shallow. Deeper,
the plain network falls behind on the very images it is trained on, and the residual one hardly
does. The last picture shows it: it fills in as runs come to their end, or at once if you train all
depths along. Without batch norm the plain gradient fades on its way back, and leaves nothing to
learn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Action, Choice, Switch, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._residual_scenes import (
    COLUMNS,
    draw_errors,
    draw_first_gradients,
    draw_gradients,
    draw_losses,
)
from onefilter.demos._runs import DEPTHS, LAST_STEP, Run, Vector, begun
from onefilter.demos._timeline import Timeline
from onefilter.nn import Residual
from onefilter.scene.marks import Scene
from onefilter.training import fit

# The last losses of a batch each, of which the mean tells how a run stands.
RECENT = 10
# Both kinds, and whether they have shortcuts.
KINDS = {"plain": False, "residual": True}
TIMELINE = Timeline(LAST_STEP, COLUMNS)


@dataclass(frozen=True, eq=False)
class State:
    """The values, the step, how far it has been, and which runs came to their end.

    The runs themselves know their past.
    """

    values: Values
    step: int = 0
    reached: int = 0
    over: frozenset[tuple[int, bool, int]] = frozenset()

    @property
    def settings(self) -> list[tuple[int, bool, int]]:
        """Depth, norm and seed of all runs that go along."""
        values = self.values
        depths = DEPTHS if values["every"] else (values["depth"],)
        return [(depth, values["norm"], values["seed"]) for depth in depths]

    def run(self, kind: str, depth: int | None = None) -> Run:
        """Find the run of one kind, at this depth or another."""
        values = self.values
        return begun(depth or values["depth"], KINDS[kind], values["norm"], values["seed"])

    @cached_property
    def losses(self) -> dict[str, list[float]]:
        """The losses so far, by kind."""
        return {kind: self.run(kind).losses(self.step) for kind in KINDS}

    @cached_property
    def gradients(self) -> dict[str, Vector]:
        """The gradients' norms at this step, by kind."""
        return {kind: self.run(kind).gradients(self.step) for kind in KINDS}

    @cached_property
    def first(self) -> dict[str, list[float]]:
        """The gradients' norms at the first layer before any step, by kind and over the depths."""
        return {
            kind: [float(self.run(kind, depth).gradients(0)[1]) for depth in DEPTHS]
            for kind in KINDS
        }

    @cached_property
    def errors(self) -> dict[str, dict[int, float]]:
        """The training errors in the end, by kind and depth, where that is known."""
        values = self.values
        known = [d for d in DEPTHS if (d, values["norm"], values["seed"]) in self.over]
        return {kind: {depth: self.run(kind, depth).error for depth in known} for kind in KINDS}

    def recent(self, kind: str) -> float:
        """How a run stands."""
        return float(np.mean(self.losses[kind][-RECENT:]))


def start(values: Values) -> State:
    """Draw the weights of both."""
    return State(values)


def update(state: State, changes: Values) -> State:
    """Start over with new values, and keep in mind which runs came to their end."""
    return State({**state.values, **changes}, over=state.over)


def prepare(state: State, count: int) -> tuple[State, bool]:
    """Train one run on one more batch, or let it read some examples, where there is need."""
    step = TIMELINE.after(state, count)
    runs = [state.run(kind, depth) for depth, *_ in state.settings for kind in KINDS]
    behind = [run for run in runs if not run.knows(step)]
    if behind:
        behind[0].go_on()
    return state, all(run.knows(step) for run in runs)


def advance(state: State, count: int) -> State:
    """Train on, or look back; at the last step the runs are over."""
    moved = TIMELINE.advance(state, count)
    return replace(moved, over=moved.over.union(moved.settings)) if finished(moved) else moved


def finished(state: State) -> bool:
    """Whether the runs are over."""
    return TIMELINE.finished(state)


def pace(state: State) -> float:  # noqa: ARG001
    """Batches a second."""
    return 6.0


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the losses, the gradients by layer, and two things by depth."""
    depth: int = state.values["depth"]
    layers = {kind: norms.tolist() for kind, norms in state.gradients.items()}
    return {
        "loss": draw_losses(state.losses, {kind: state.recent(kind) for kind in KINDS}),
        "gradients": draw_gradients(layers, state.step),
        "depths": draw_first_gradients(state.first, depth),
        "errors": draw_errors(state.errors, depth),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write how both stand."""
    ratios = {kind: norms[1] / norms[-1] for kind, norms in state.gradients.items()}
    return {
        "step": f"{state.step} of {LAST_STEP}",
        "plain": f"{state.recent('plain'):.3f}",
        "residual": f"{state.recent('residual'):.3f}",
        "ratio": ", ".join(f"{kind} {ratio:.2g}" for kind, ratio in ratios.items()),
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the losses, the gradients and the errors of both."""
    made: dict[str, NDArray[np.generic]] = {"depths": np.array(DEPTHS)}
    made["error_depths"] = np.array(list(state.errors["plain"]), int)
    for kind in KINDS:
        made[f"error_{kind}"] = np.array(list(state.errors[kind].values()))
        made[f"loss_{kind}"] = np.array(state.losses[kind])
        made[f"gradient_{kind}"] = state.gradients[kind]
        made[f"first_gradient_{kind}"] = np.array(state.first[kind])
    return made


DEMO = Demo(
    name="residual",
    title="With shortcuts, and without",
    doc=__doc__,
    controls=(
        Choice("depth", "Blocks", tuple((depth, str(depth)) for depth in DEPTHS), 8),
        Switch("norm", "Batch norm in every block", True),
        Switch("every", "Train all depths along"),
        Choice("seed", "Seed", tuple((seed, str(seed)) for seed in range(3)), 0),
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
    ),
    views=(
        View("loss", "Loss in training"),
        View("gradients", "Gradient at each layer"),
        View("depths", "First block’s gradient, by depth"),
        View("errors", "Training error in the end, by depth"),
    ),
    outputs=(
        Readout("step", "Step"),
        Readout("plain", "Plain: loss, mean of the last ten"),
        Readout("residual", "Residual: loss, mean of the last ten"),
        Readout("ratio", "Gradient, first block against last"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="depth",
    update=update,
    advance=advance,
    prepare=prepare,
    pace=pace,
    finished=finished,
    point=TIMELINE.point,
    steps_back=True,
    code=(Residual, fit),
)
