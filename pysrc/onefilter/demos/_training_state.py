"""Where the training of the digit network stands, and what it makes of a digit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from onefilter.demos._controls import Values
from onefilter.demos._digit import Matrix, digit_pixels
from onefilter.demos._hierarchy import Reading, trained
from onefilter.digit_training import DigitTraining
from onefilter.nn import Sequential


@lru_cache(maxsize=2)
def begun(seed: int) -> DigitTraining:
    """Find the training with this seed, as far as it has come."""
    return DigitTraining(seed)


@dataclass(frozen=True, eq=False)
class State:
    """The values, the step, how far it has been, and how many digits are drawn to begin with."""

    values: Values
    step: int = 0
    reached: int = 0
    drawn: int = 0

    @property
    def training(self) -> DigitTraining:
        """The training itself, which knows its past."""
        return begun(self.values["seed"])

    @cached_property
    def network(self) -> Sequential:
        """The network as trained so far."""
        return self.training.network_at(self.step)

    @property
    def is_stored(self) -> bool:
        """Whether the stored network reads, and not the one in training."""
        return bool(self.values["weights"] == "stored")

    @cached_property
    def reading(self) -> Reading:
        """What is made of the digit, by this network or the stored one."""
        reader = trained() if self.is_stored else self.network
        return Reading(digit_pixels(self.values), reader)

    @property
    def filters(self) -> Matrix:
        """The weights of the first layer, of shape (8, 3, 3), of the network that reads."""
        weights: Matrix = self.reading.network.state_dict()["0.weight"][:, 0]
        return weights

    @property
    def losses(self) -> list[float]:
        """The loss at every step so far."""
        return self.training.losses(self.step)

    @property
    def accuracies(self) -> list[float]:
        """The share of held-out digits read right, before and after each pass so far."""
        return self.training.accuracies(self.step)
