"""Two networks of one depth learn the same digits: a plain stack, and one with shortcuts.

Play, and compare the losses; then choose another depth. Both learn while they are shallow. Deeper,
the plain network falls behind on the very images it is trained on, and the residual one does not.
Without batch norm the plain gradient fades on its way back, and leaves nothing to learn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Action, Choice, Switch, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.demos._runs import DEPTHS, LAST_STEP, Run, Vector, begun
from onefilter.demos._timeline import Timeline
from onefilter.nn import Residual
from onefilter.scene.curves import WIDTH, Curve, draw_curves
from onefilter.scene.marks import Role, Scene
from onefilter.training import fit

# The last losses of a batch each, of which the mean tells how a run stands.
RECENT = 10
KINDS: tuple[tuple[str, bool, Role], ...] = (
    ("plain", False, "negative"),
    ("residual", True, "positive"),
)
# Gradients smaller than this are drawn as if they were this large.
FAINTEST = 1e-12
COLUMNS = int(WIDTH)
TIMELINE = Timeline(LAST_STEP, COLUMNS)


@dataclass(frozen=True, eq=False)
class State:
    """The values, the step, and how far it has been; the runs themselves know their past."""

    values: Values
    step: int = 0
    reached: int = 0

    def run(self, residual: bool, depth: int | None = None) -> Run:
        """Find the run of one kind, at this depth or another."""
        values = self.values
        return begun(depth or values["depth"], residual, values["norm"], values["seed"])

    @cached_property
    def losses(self) -> dict[str, list[float]]:
        """The losses so far, by kind."""
        return {kind: self.run(residual).losses(self.step) for kind, residual, _ in KINDS}

    @cached_property
    def gradients(self) -> dict[str, Vector]:
        """The gradients' norms at this step, by kind."""
        return {kind: self.run(residual).gradients(self.step) for kind, residual, _ in KINDS}

    @cached_property
    def first(self) -> dict[str, list[float]]:
        """The gradients' norms at the first layer before any step, by kind and over the depths."""
        return {
            kind: [float(self.run(residual, depth).gradients(0)[1]) for depth in DEPTHS]
            for kind, residual, _ in KINDS
        }

    def recent(self, kind: str) -> float:
        """How a run stands."""
        return float(np.mean(self.losses[kind][-RECENT:]))


def start(values: Values) -> State:
    """Draw the weights of both."""
    return State(values)


def prepare(state: State, count: int) -> tuple[State, bool]:
    """Train one of both on one more batch, where there is need."""
    step, runs = TIMELINE.after(state, count), [state.run(residual) for _, residual, _ in KINDS]
    behind = [run for run in runs if not run.knows(step)]
    if behind:
        behind[0].go_on()
    return state, all(run.knows(step) for run in runs)


def pace(state: State) -> float:  # noqa: ARG001
    """Batches a second."""
    return 6.0


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the losses, the gradients by layer, and the first gradients by depth."""
    ends = [f"{kind} {state.recent(kind):.3g}" for kind, _, _ in KINDS]
    layers = {kind: norms.tolist() for kind, norms in state.gradients.items()}
    text = "; ".join(
        f"{k} {n[0]:.2g} at the first, {n[-1]:.2g} at the last" for k, n in layers.items()
    )
    first = "; ".join(
        f"{kind} {', '.join(f'{norm:.2g}' for norm in norms)}"
        for kind, norms in state.first.items()
    )
    return {
        "loss": draw_curves(
            _curves(state.losses, range(state.step + 1)),
            f"The loss on each batch up to step {state.step}; the last ones on average: "
            f"{', '.join(ends)}.",
            x_label="step",
            x_ends=(0, LAST_STEP),
            columns=COLUMNS,
        ),
        "gradients": draw_curves(
            _curves(layers, range(len(layers["plain"]))),
            f"Size of the gradient at each convolution, at step {state.step}: {text}.",
            x_label="layer, from the picture on",
            x_ends=(0, state.values["depth"]),
            logarithmic=True,
        ),
        "depths": draw_curves(
            _curves(state.first, DEPTHS),
            f"Size of the first block’s gradient before training, for {DEPTHS[0]} to "
            f"{DEPTHS[-1]} blocks: {first}.",
            x_label="blocks",
            x_ends=(0, DEPTHS[-1]),
            logarithmic=True,
            lit=state.values["depth"],
        ),
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
    """Give the losses and the gradients of both."""
    made: dict[str, NDArray[np.generic]] = {"depths": np.array(DEPTHS)}
    for kind, _, _ in KINDS:
        made[f"loss_{kind}"] = np.array(state.losses[kind])
        made[f"gradient_{kind}"] = state.gradients[kind]
        made[f"first_gradient_{kind}"] = np.array(state.first[kind])
    return made


def _curves(series: Mapping[str, list[float]], x: range | tuple[int, ...]) -> list[Curve]:
    return [
        Curve(kind, role, list(x), [max(number, FAINTEST) for number in series[kind]])
        for kind, _, role in KINDS
    ]


DEMO = Demo(
    name="residual",
    title="With shortcuts, and without",
    doc=__doc__,
    controls=(
        Choice("depth", "Blocks", tuple((depth, str(depth)) for depth in DEPTHS), 8),
        Switch("norm", "Batch norm in every block", True),
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
    advance=TIMELINE.advance,
    prepare=prepare,
    pace=pace,
    finished=TIMELINE.finished,
    point=TIMELINE.point,
    steps_back=True,
    code=(Residual, fit),
)
