"""Examples to draw on, a picture to try, and how the training goes."""

from __future__ import annotations

from collections.abc import Sequence

from onefilter.demos._transfer import LAST_STEP, Pictures
from onefilter.digits import SIDE
from onefilter.scene.bars import bars
from onefilter.scene.curves import Curve, draw_curves
from onefilter.scene.grids import frame, picture, sheet
from onefilter.scene.marks import Mark, Scene
from onefilter.scene.place import placed

PITCH, ACROSS = SIDE + 1, 4
NAMES = ("first class", "second class")


def draw_examples(drawings: Pictures, done: str) -> Scene:
    """Draw the examples, a row a class; `done` says what the network makes of them."""
    marks: list[Mark] = []
    for number, one in enumerate(drawings):
        down, right = divmod(number, ACROSS)
        marks += placed((picture(one), frame(SIDE, SIDE)), right * PITCH, down * PITCH)
    rows = len(drawings) // ACROSS
    text = f"Eight examples, the first class above, the second below; {done}."
    return sheet(rows * PITCH - 1, ACROSS * PITCH - 1, tuple(marks), text)


def draw_trial(trial: Pictures) -> Scene:
    """Draw the picture to try."""
    inked = int((trial > 0.5).sum())
    text = f"The picture to try, {SIDE} by {SIDE} pixels, of which {inked} are inked."
    return sheet(SIDE, SIDE, (picture(trial), frame(SIDE, SIDE)), text)


def draw_scores(shares: Sequence[float]) -> Scene:
    """Draw how sure the network is of each class."""
    words = [f"{share:.0%}".replace("%", " %") for share in shares]
    text = f"Sure of the first class by {words[0]}, of the second by {words[1]}."
    return bars(shares, NAMES, words, text, limit=1.0, length=5)


def draw_loss(losses: Sequence[float], unfreeze: int) -> Scene:
    """Draw the loss, and when the backbone is unfrozen."""
    last = f"{losses[-1]:.3g}" if losses else "not known yet"
    return draw_curves(
        [Curve("loss", "positive", range(len(losses)), losses)] if losses else [],
        f"The loss over {len(losses)} steps, now {last}; the backbone is unfrozen at step "
        f"{unfreeze}.",
        x_label="step",
        x_ends=(0, LAST_STEP),
        lit=unfreeze,
    )
