"""How the digit network's training goes, beside the run that made the stored weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from onefilter.demos._digit import Matrix, percent
from onefilter.digit_network import recorded_run
from onefilter.digit_training import EPOCHS, LAST_STEP
from onefilter.scene.curves import WIDTH, Curve, draw_curves
from onefilter.scene.grids import frame, picture, sheet
from onefilter.scene.marks import Role, Scene

COLUMNS = int(WIDTH)
# So many losses make one point of the curve: single batches are too noisy to read.
TOGETHER = 10
MINE: tuple[str, Role] = ("this run", "positive")
STORED: tuple[str, Role] = ("the stored run", "muted")


def smoothed(losses: Sequence[float]) -> Matrix:
    """Means of ten losses each, and of the rest."""
    parts = [losses[start : start + TOGETHER] for start in range(0, len(losses), TOGETHER)]
    return np.array([np.mean(part) for part in parts])


@cache
def _stored() -> tuple[Curve, Curve]:
    """The loss and the accuracy of the run that made the stored weights."""
    losses, accuracies = recorded_run()
    return _loss(STORED, losses.tolist()), _accuracy(STORED, accuracies.tolist())


def _loss(of: tuple[str, Role], losses: Sequence[float]) -> Curve:
    levels = smoothed(losses).tolist()
    ends = [min(TOGETHER * (place + 1), len(losses)) for place in range(len(levels))]
    return Curve(*of, ends, levels)


def _accuracy(of: tuple[str, Role], accuracies: Sequence[float]) -> Curve:
    return Curve(*of, range(len(accuracies)), accuracies)


def draw_loss(losses: Sequence[float], reached: Sequence[float]) -> Scene:
    """Draw the loss up to now, and fainter what lies ahead of somebody who looks back."""
    own = [_loss(MINE, reached)] if reached else []
    now = (
        f"the last ones are {np.mean(losses[-TOGETHER:]):.2g} on average" if losses else "none yet"
    )
    return draw_curves(
        [_stored()[0], *own],
        f"The loss on {len(reached)} batches, by powers of ten; at step {len(losses)} {now}. "
        "Behind it, in grey, the stored run.",
        x_label="step",
        x_ends=(0, LAST_STEP),
        logarithmic=True,
        lit=len(losses),
        columns=COLUMNS,
    )


def draw_accuracy(accuracies: Sequence[float]) -> Scene:
    """Draw the share of held-out digits read right, before and after each pass so far."""
    own = [_accuracy(MINE, accuracies)] if accuracies else []
    words = ", ".join(percent(share, 1) for share in accuracies) or "not measured yet"
    return draw_curves(
        [_stored()[1], *own],
        f"Held-out digits read right, before training and after each pass: {words}. "
        "Behind it, in grey, the stored run.",
        x_label="passes over the digits",
        x_ends=(0, EPOCHS),
    )


def draw_digit(pixels: Matrix, what: str) -> Scene:
    """Draw what is to be read."""
    rows, columns = pixels.shape
    return sheet(
        rows,
        columns,
        (picture(pixels), frame(rows, columns)),
        f"{what}, {rows} by {columns} pixels.",
    )
