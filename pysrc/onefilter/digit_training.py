"""How the digit network was trained, in pieces small enough to be watched: the same for all.

It computes in double precision, so that rounding, which differs from machine to machine, does not
grow into a difference that anybody would see.
"""

from __future__ import annotations

import copy
from functools import cache, cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from onefilter.batches import shuffled
from onefilter.checks import integer
from onefilter.digit_network import digit_network
from onefilter.digits import DigitSet, Split, digit_stream
from onefilter.nn import Sequential
from onefilter.optim import Adam
from onefilter.training import predict, train_step

EXAMPLES, HELD_OUT, EPOCHS, BATCH, RATE = 4000, 2000, 12, 32, 2e-3
STEPS_PER_EPOCH = EXAMPLES // BATCH
LAST_STEP = EPOCHS * STEPS_PER_EPOCH
# What is done at a time, about ten milliseconds in a browser: digits to draw, digits to read.
DRAWN_AT_ONCE, READ_AT_ONCE = 20, 80
# Steps from one copy of the network and its optimizer to the next, for those who look back.
KEPT_EVERY = 25


def rate_in(epoch: int) -> float:
    """Return the learning rate in a pass over the examples.

    Smaller and smaller steps settle where constant ones would hop about.

    Parameters
    ----------
    epoch : int
        The pass, from 0.

    Returns
    -------
    float
        Above zero.

    Examples
    --------
    >>> rate_in(0), rate_in(6)
    (0.002, 0.001)
    """
    return RATE * (1 - epoch / EPOCHS)


class Drawing:
    """A digit set that is drawn bit by bit."""

    def __init__(self, count: int, split: Split) -> None:
        self.count = count
        self.drawn: list[tuple[int, NDArray[np.float32]]] = []
        self._stream = digit_stream(count, split=split)

    def draw(self) -> None:
        """Draw a few more digits."""
        self.drawn += islice(self._stream, DRAWN_AT_ONCE)

    @property
    def is_complete(self) -> bool:
        """Whether all are drawn."""
        return len(self.drawn) == self.count

    @cached_property
    def digits(self) -> DigitSet:
        """All of them."""
        labels, images = zip(*self.drawn, strict=True)
        return DigitSet(np.stack(images)[:, None], np.array(labels))


@cache
def drawings() -> tuple[Drawing, Drawing]:
    """Return the digits to learn from and those held out, as far as they are drawn.

    Returns
    -------
    pair of Drawing
        The same for every training.
    """
    return Drawing(EXAMPLES, "train"), Drawing(HELD_OUT, "test")


@cache
def _batches(seed: int) -> list[NDArray[np.int64]]:
    return [b for _, b in shuffled(EXAMPLES, epochs=EPOCHS, batch_size=BATCH, seed=seed)]


class DigitTraining:
    """One training of the digit network, which can be asked for any of its steps.

    Parameters
    ----------
    seed : int
        Draws the first weights and the order of the examples.

    Examples
    --------
    >>> training = DigitTraining(0)
    >>> training.network_at(0)[0].weight.shape
    (8, 1, 3, 3)
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = integer("seed", seed, minimum=0)
        self._losses: list[float] = []
        self._accuracies: list[float] = []
        self._network = digit_network(self.seed).to(np.float64)
        self._optimizer = Adam(self._network.parameters(), RATE)
        self._step = 0
        self._right: list[NDArray[np.bool_]] = []
        self._kept = {0: self._copy()}
        self._shown = (0, copy.deepcopy(self._network).eval())

    def work(self, step: int) -> bool:
        """Do a little of what reaching a step takes.

        Parameters
        ----------
        step : int
            From 0 to `LAST_STEP`.

        Returns
        -------
        bool
            Whether nothing is left to do.
        """
        if step == self._step == 0:
            return True
        if undrawn := next((some for some in drawings() if not some.is_complete), None):
            undrawn.draw()
            return False
        self._go_back(step)
        if self._is_unread:
            self._read()
        elif self._step < step:
            self._train()
        return self._step == step and not self._is_unread

    def network_at(self, step: int) -> Sequential:
        """Return the network as it is after some steps, however long that takes.

        Parameters
        ----------
        step : int
            From 0 to `LAST_STEP`.

        Returns
        -------
        Sequential
            In inference mode; to look at, not to change.
        """
        if self._shown[0] != step:
            while not self.work(step):
                pass
            self._shown = (step, copy.deepcopy(self._network).eval())
        return self._shown[1]

    def losses(self, step: int) -> list[float]:
        """Return the loss on each batch, before its update.

        Parameters
        ----------
        step : int
            From 0 to `LAST_STEP`.

        Returns
        -------
        list of float
            One a step.
        """
        if len(self._losses) < step:
            self.network_at(step)
        return self._losses[:step]

    def accuracies(self, step: int) -> list[float]:
        """Return the shares of held-out digits read right, before and after each pass.

        Parameters
        ----------
        step : int
            From 0 to `LAST_STEP`.

        Returns
        -------
        list of float
            Nothing before the first step, then one and one more for each pass that is over.
        """
        passes = step // STEPS_PER_EPOCH
        if step and len(self._accuracies) <= passes:
            self.network_at(step)
        return self._accuracies[: passes + 1] if step else []

    @property
    def _is_unread(self) -> bool:
        """Whether a pass has ended and the held-out digits are not all read yet."""
        epoch, into = divmod(self._step, STEPS_PER_EPOCH)
        return not into and epoch == len(self._accuracies)

    def _copy(self) -> tuple[Sequential, Adam]:
        # In one go, so that the optimizer's parameters are still the network's.
        self._network.zero_grad()
        return copy.deepcopy((self._network, self._optimizer))

    def _go_back(self, step: int) -> None:
        """Go back to a copy where the step lies behind, or ahead to one on the way to it."""
        nearest = max(kept for kept in self._kept if kept <= step)
        if step < self._step or nearest > self._step:
            self._network, self._optimizer = copy.deepcopy(self._kept[nearest])
            self._step, self._right = nearest, []

    def _train(self) -> None:
        batch = _batches(self.seed)[self._step]
        digits = drawings()[0].digits
        self._optimizer.lr = rate_in(self._step // STEPS_PER_EPOCH)
        images, labels = digits.images[batch].astype(np.float64), digits.labels[batch]
        loss = train_step(self._network, images, labels, self._optimizer, index=self._step)
        if self._step == len(self._losses):
            self._losses.append(loss)
        self._step += 1
        if self._step % KEPT_EVERY == 0 and self._step not in self._kept:
            self._kept[self._step] = self._copy()

    def _read(self) -> None:
        """Read some more of the held-out digits, and count once all are read."""
        held_out, start = drawings()[1].digits, READ_AT_ONCE * len(self._right)
        some = slice(start, start + READ_AT_ONCE)
        scores = predict(self._network, held_out.images[some].astype(np.float64))
        self._right.append(scores.argmax(axis=1) == held_out.labels[some])
        if start + READ_AT_ONCE >= HELD_OUT:
            self._accuracies.append(float(np.concatenate(self._right).mean()))
            self._right = []
