"""Training runs of plain and residual networks, which remember every step that they took."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter import nn, optim
from onefilter.digits import DigitSet, digit_set
from onefilter.pooling import avg_pool2d
from onefilter.training import FitStep, fit, predict

Vector = NDArray[np.floating[Any]]
DEPTHS = (2, 4, 8, 12)
CHANNELS, EXAMPLES, BATCH, RATE, MOMENTUM = 4, 256, 16, 0.02, 0.9
LAST_STEP = 60
# Examples read at a time once training is over: about as much work as a step.
TOGETHER = 64


@cache
def examples() -> DigitSet:
    """Digits at half their size."""
    digits = digit_set(EXAMPLES)
    return DigitSet(avg_pool2d(digits.images, 2), digits.labels)


def network(depth: int, residual: bool, norm: bool, seed: int) -> nn.Sequential:
    """Build a stem, blocks of one 3×3 layer each, and a dense layer."""
    blocks: list[nn.Module] = []
    for _ in range(depth):
        before = [nn.BatchNorm2d(CHANNELS)] if norm else []
        body = nn.Sequential(*before, nn.ReLU(), nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1))
        blocks.append(nn.Residual(body) if residual else body)
    stem = nn.Conv2d(1, CHANNELS, 3, stride=2, padding=1)
    head = nn.Linear(CHANNELS * 6 * 6, 10)
    return nn.Sequential(stem, *blocks, nn.Flatten(), head).reset_parameters(seed)


class Run:
    """One network in training: what it did is kept, what it has not done yet it does when asked."""

    def __init__(self, depth: int, residual: bool, norm: bool, seed: int) -> None:
        self._network = network(depth, residual, norm, seed)
        optimizer = optim.SGD(self._network.parameters(), RATE, MOMENTUM)
        digits = self._digits = examples()
        self._steps = fit(
            self._network,
            digits.images,
            digits.labels,
            optimizer,
            epochs=-(-LAST_STEP * BATCH // EXAMPLES) + 1,
            batch_size=BATCH,
            seed=seed,
        )
        self._losses: list[float] = []
        self._gradients: list[Vector] = []
        self._misread: list[int] = []

    def losses(self, step: int) -> list[float]:
        """The loss on every batch up to that of a step."""
        self._reach(step)
        return self._losses[: step + 1]

    def gradients(self, step: int) -> Vector:
        """The norm of the gradient of each convolution's weights at a step, from the picture on."""
        self._reach(step)
        return self._gradients[step]

    @property
    def error(self) -> float:
        """The share of the examples that it misreads at inference, after the last step."""
        self._reach(LAST_STEP)
        return sum(self._misread) / EXAMPLES

    def knows(self, step: int) -> bool:
        """Whether it has come to a step; at the last one, it has read all examples again."""
        is_read = step < LAST_STEP or len(self._misread) * TOGETHER >= EXAMPLES
        return len(self._losses) > step and is_read

    def go_on(self) -> None:
        """Take one more step, or read some more examples after the last."""
        if len(self._losses) > LAST_STEP:
            self._read()
        else:
            self._train()

    def _train(self) -> None:
        done: FitStep = next(self._steps)
        self._losses.append(done.loss)
        weights = [m.weight for m in self._network.modules() if isinstance(m, nn.Conv2d)]
        norms = [float(np.linalg.norm(w.grad)) for w in weights if w.grad is not None]
        self._gradients.append(np.array(norms))

    def _read(self) -> None:
        start = len(self._misread) * TOGETHER
        some = slice(start, start + TOGETHER)
        said = predict(self._network, self._digits.images[some]).argmax(axis=1)
        self._misread.append(int((said != self._digits.labels[some]).sum()))

    def _reach(self, step: int) -> None:
        while not self.knows(step):
            self.go_on()


@lru_cache(maxsize=64)
def begun(depth: int, residual: bool, norm: bool, seed: int) -> Run:
    """Find the run with these settings, as far as it has come."""
    return Run(depth, residual, norm, seed)
