"""What the package's tests share: how hypothesis searches, and slopes measured by differences."""

import sys
from collections.abc import Callable

import hypothesis
import numpy as np
import pytest
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The same examples every time, and as many as a patient reader's machine runs in seconds.
hypothesis.settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=20 if sys.platform == "emscripten" else 60,
)
hypothesis.settings.load_profile("steady")


@pytest.fixture
def rng() -> np.random.Generator:
    """Draw the same numbers in every run."""
    return np.random.default_rng(0)


@pytest.fixture
def slope() -> Callable[[Callable[[Array], float], Array], Array]:
    """Return a function that measures a gradient by central differences, one entry at a time."""

    def measure(function: Callable[[Array], float], at: Array, step: float = 1e-5) -> Array:
        point = np.array(at, dtype=np.float64)
        gradient = np.empty_like(point)
        for index in np.ndindex(point.shape):
            value = point[index]
            point[index] = value + step
            above = function(point)
            point[index] = value - step
            gradient[index] = (above - function(point)) / (2 * step)
            point[index] = value
        return gradient

    return measure
