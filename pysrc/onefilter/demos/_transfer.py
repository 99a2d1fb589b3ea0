"""The digit network with a new head, trained on a few drawings of two new classes."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter import nn, optim
from onefilter.digit_network import digit_network, trained_digit_network
from onefilter.digits import SIDE
from onefilter.nn import no_grad
from onefilter.softmax import softmax
from onefilter.strokes import draw_stroke
from onefilter.training import fit

Pictures = NDArray[np.floating[Any]]
CLASSES, EACH = 2, 4
SHAPE = (CLASSES * EACH, SIDE, SIDE)
HEAD_RATE, TUNING_RATE = 0.001, 0.0005
LAST_STEP = 60
# A triangle and a square, as strokes in the unit square.
CORNERS = (
    (((0.5, 0.2), (0.8, 0.75), (0.2, 0.75), (0.5, 0.2)),),
    (((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25)),),
)


def shape(label: int, rng: np.random.Generator) -> Pictures:
    """Draw a triangle or a square with a random hand, in 256 shades."""
    size, place, pen = rng.uniform(0.7, 1.1), rng.normal(0.5, 0.05, 2), rng.uniform(1.6, 3)
    strokes = [
        (np.array(corners) - 0.5 + rng.normal(0, 0.03, (len(corners), 2))) * size + place
        for corners in CORNERS[label]
    ]
    ink = np.max([draw_stroke(stroke, pen, SIDE) for stroke in strokes], axis=0)
    drawn: Pictures = np.round(ink * 255) / 255
    return drawn


@cache
def built_in() -> Pictures:
    """Draw the examples that a reader finds: four triangles, then four squares."""
    rng = np.random.default_rng(5)
    drawn = np.stack([shape(label, rng) for label in range(CLASSES) for _ in range(EACH)])
    drawn.flags.writeable = False
    return drawn


@cache
def built_in_trial() -> Pictures:
    """Draw a square that is not among the examples."""
    return shape(1, np.random.default_rng(99))


class Run:
    """One training, which remembers every step that it took."""

    def __init__(self, drawings: Pictures, pretrained: bool, unfreeze: int) -> None:
        *backbone, _ = trained_digit_network() if pretrained else digit_network(1)
        head = nn.Linear(256, CLASSES).reset_parameters(0)
        self._network = nn.Sequential(*backbone, head)
        self._frozen = [p for module in backbone for p in module.parameters()]
        self._head, self._unfreeze = head, unfreeze
        kept = drawings.any(axis=(1, 2))
        self._images = drawings[kept][:, None].astype(np.float32)
        self._labels = np.repeat(np.arange(CLASSES), EACH)[kept]
        self._steps = chain(self._stage(True, unfreeze), self._stage(False, LAST_STEP + 1))
        self._losses: list[float] = []
        self._states = [self._network.state_dict()]

    def _stage(self, frozen: bool, steps: int) -> Any:
        """Train the head alone, or everything at a lower rate."""
        if not (steps and len(self._images)):
            return
        for parameter in self._frozen:
            parameter.requires_grad = not frozen
        learned = self._head.parameters() if frozen else self._network.parameters()
        rate = HEAD_RATE if frozen else TUNING_RATE
        optimizer = optim.SGD(learned, rate)
        count = len(self._images)
        yield from fit(
            self._network, self._images, self._labels, optimizer, epochs=steps, batch_size=count
        )

    def losses(self, step: int) -> list[float]:
        """The loss before every step so far; none where there are no drawings."""
        self._reach(step)
        return self._losses[:step]

    def probabilities(self, step: int, pictures: Pictures) -> Pictures:
        """How sure the network is of each class after some steps, of shape (N, classes)."""
        self._network.load_state_dict(self._at(step))
        with no_grad():
            scores = self._network(pictures[:, None].astype(np.float32)).numpy()
        self._network.load_state_dict(self._states[-1])
        shares: Pictures = softmax(scores.astype(float))
        return shares

    def moved(self, step: int) -> float:
        """How far the backbone's weights have gone, as a share of their size."""
        first, now = self._states[0], self._at(step)
        names = [name for name in first if not name.startswith("7.") and name[0] in "03"]
        before = np.concatenate([first[name].ravel() for name in names])
        after = np.concatenate([now[name].ravel() for name in names])
        return float(np.linalg.norm(after - before) / np.linalg.norm(before))

    def _at(self, step: int) -> dict[str, Any]:
        self._reach(step)
        return self._states[min(step, len(self._states) - 1)]

    def _reach(self, step: int) -> None:
        while len(self._losses) < step and (done := next(self._steps, None)):
            self._losses.append(done.loss)
            self._states.append(self._network.state_dict())


@lru_cache(maxsize=4)
def begun(drawings: bytes, pretrained: bool, unfreeze: int) -> Run:
    """Find the run on these drawings, given as the bytes of their numbers."""
    return Run(np.frombuffer(drawings).reshape(SHAPE), pretrained, unfreeze)
