"""The nine weights of a filter: chosen by name, or set one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Choice, Number, Values
from onefilter.kernels import PRESETS

Matrix = NDArray[np.floating[Any]]

CUSTOM = "custom"
FIRST = "sobel_x"
LARGEST = 10.0
NAMES = tuple(f"w{row}{column}" for row in range(3) for column in range(3))


def filter_choice(name: str = "filter", label: str = "Filter", custom: str = "Your own") -> Choice:
    """Offer every named filter, and the reader's own."""
    named = ((preset.name, preset.label) for preset in PRESETS.values())
    return Choice(name, label, (*named, (CUSTOM, custom)), FIRST)


def weight_controls(kind: type[Number] = Number) -> tuple[Number, ...]:
    """Make a number for each weight; `Hidden` ones where another demo's form sets them."""
    return tuple(
        kind(name, _label(name), -LARGEST, LARGEST, 0.1, weight, grid="weights")
        for name, weight in by_name(PRESETS[FIRST].weights).items()
    )


def matrix(values: Values) -> Matrix:
    """Arrange the weights in three rows."""
    return np.array([values[name] for name in NAMES], dtype=float).reshape(3, 3)


def by_name(weights: Matrix) -> dict[str, float]:
    """Name the weights of a filter, row by row."""
    return dict(zip(NAMES, weights.ravel().tolist(), strict=True))


def implied(values: Values) -> Values:
    """Find the weights that the filter's name stands for; none where it is the reader's own."""
    name = values["filter"]
    return {} if name == CUSTOM else by_name(PRESETS[name].weights)


def follow(changes: Values) -> Values:
    """Complete some changes: a name brings its weights, and weights alone lose the name."""
    if "filter" in changes:
        return {**implied(changes), **changes}
    return changes if changes.keys().isdisjoint(NAMES) else {**changes, "filter": CUSTOM}


def settled(values: Values) -> Values:
    """Take away a filter's name that its weights belie."""
    named = implied(values)
    belied = any(values[name] != weight for name, weight in named.items())
    return {**values, "filter": CUSTOM} if belied else values


def _label(name: str) -> str:
    return f"Weight in row {name[1]}, column {name[2]}"
