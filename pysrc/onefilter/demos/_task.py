"""What a filter is to learn, from which picture, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from onefilter.demos._filtering import Filtering
from onefilter.demos._invisible import Invisible
from onefilter.demos._picture import Source
from onefilter.learner import rate_limit


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be learned, from which picture, and how fast."""

    source: Source
    target: Filtering
    rate: float
    seed: int

    @cached_property
    def rate_limit(self) -> float:
        """The rate above which descent diverges on this picture."""
        return rate_limit(self.source.pixels)

    @cached_property
    def invisible(self) -> Invisible:
        """What this picture cannot teach."""
        return Invisible(self.source.pixels)

    def same_as(self, other: Task) -> bool:
        """Whether a run on one is a run on the other."""
        return (
            self.source.pixels is other.source.pixels
            and np.array_equal(self.target.weights, other.target.weights)
            and (self.rate, self.seed) == (other.rate, other.seed)
        )
