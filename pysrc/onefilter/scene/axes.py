"""Charts: data laid onto a scene, with ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.marks import Line, Mark, Rect, Role, Text
from onefilter.scene.numbers import power_of_ten

FEWEST_STEPS = 10
"""Length of a chart's axis when there is little to show yet."""
MOST_POINTS = 240
"""Points of a curve that a chart shows: more than its width in pixels would tell no more."""


@dataclass(frozen=True)
class Scale:
    """A linear map from data, `low` to `high`, onto scene units, `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where `value` lies, kept inside the ends."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def ticks(self, most: int = 5) -> list[float]:
        """At most `most` round numbers over the range: multiples of 1, 2 or 5 times a power of ten.

        Parameters
        ----------
        most : int
            How many there is room for, at least 2.

        Returns
        -------
        list of float
            In rising order.

        Examples
        --------
        >>> Scale(0, 70, 0, 1).ticks()
        [0, 20, 40, 60]
        """
        rough = (self.high - self.low) / (most - 1)
        power = 10 ** math.floor(math.log10(rough))
        step = next(m * power for m in (1, 2, 5, 10) if m * power > rough * (1 - 1e-9))
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [number * step for number in range(first, last + 1)]


def decades(values: NDArray[np.floating], most_lines: int = 5) -> list[int]:
    """Exponents of the powers of ten to draw lines at, the outer two of which enclose `values`.

    Parameters
    ----------
    values : ndarray
        Positive numbers, at least one.
    most_lines : int
        How many there is room for, at least 2.

    Returns
    -------
    list of int
        Evenly spaced, in rising order, at least two.

    Examples
    --------
    >>> import numpy as np
    >>> decades(np.array([0.02, 30.0])), decades(np.array([1e-9, 1.0]))
    ([-2, -1, 0, 1, 2], [-9, -6, -3, 0])
    """
    low = math.floor(math.log10(values.min()))
    high = max(math.ceil(math.log10(values.max())), low + 1)
    apart = -(-(high - low) // (most_lines - 1))
    return list(range(low, high + apart, apart))


def log_chart(
    curve: NDArray[np.floating],
    *,
    width: float = 24.0,
    height: float = 14.0,
    x_label: str = "step",
    role: Role = "positive",
) -> tuple[Mark, ...]:
    """Draw one curve over its index, on a logarithmic axis.

    Parameters
    ----------
    curve : ndarray of shape (n,)
        At least one number; those that are not above zero are left out.
    width, height : float
        The plot's size in scene units, without the labels on its left and below.
    x_label : str
        What the index counts.
    role : Role
        The curve's colour.

    Returns
    -------
    tuple of Mark
        The plot's upper left corner is (0, 0); labels need 4 units on the left and 3 below.
    """
    shown = np.unique(np.linspace(0, len(curve) - 1, MOST_POINTS).astype(int))
    shown = shown[curve[shown] > 0]
    exponents = decades(curve[shown]) if len(shown) else [-1, 0]
    x = Scale(0, max(len(curve) - 1, FEWEST_STEPS), 0, width)
    y = Scale(exponents[0], exponents[-1], height, 0)
    points = [(x(i), y(level)) for i, level in zip(shown, np.log10(curve[shown]), strict=True)]
    return (
        *_levels(exponents, y, width),
        *_indices(x, height, x_label),
        Rect(0, 0, width, height, "muted", 0.06),
        *_curve(points, role),
    )


def _levels(exponents: Sequence[int], y: Scale, width: float) -> list[Mark]:
    marks: list[Mark] = []
    for exponent in exponents:
        at = y(exponent)
        marks.append(Line(((0.0, at), (width, at)), "grid", 0.06))
        marks.append(Text(-0.5, at, power_of_ten(exponent), "muted", 1.1, "end"))
    return marks


def _indices(x: Scale, height: float, label: str) -> list[Mark]:
    ticks = x.ticks()
    marks: list[Mark] = [Line(((x(t), height), (x(t), height + 0.4)), "muted", 0.06) for t in ticks]
    names = [f"{label} 0" if tick == 0 else f"{tick:g}" for tick in ticks]
    return marks + [
        Text(x(tick), height + 1.3, name, "muted", 1.1, "middle")
        for tick, name in zip(ticks, names, strict=True)
    ]


def _curve(points: Sequence[tuple[float, float]], role: Role) -> list[Mark]:
    """Draw the line, and a square at its newest point: all there is before the first step."""
    if not points:
        return []
    (x, y), size = points[-1], 0.7
    line: list[Mark] = [Line(tuple(points), role, 0.22)] if len(points) > 1 else []
    return [*line, Rect(x - size / 2, y - size / 2, size, size, role)]
