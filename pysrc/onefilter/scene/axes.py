"""Charts: data laid onto a scene, with ticks at round numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.marks import Line, Mark, Rect, Role, Text
from onefilter.scene.numbers import power_of_ten
from onefilter.speech import decimal, mark, say

STEP = mark("step")
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
    x_label: str = STEP,
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
    shown = _sampled(curve, curve > 0)
    exponents = decades(curve[shown]) if len(shown) else [-1, 0]
    x = Scale(0, max(len(curve) - 1, FEWEST_STEPS), 0, width)
    y = Scale(exponents[0], exponents[-1], height, 0)
    points = [(x(i), y(level)) for i, level in zip(shown, np.log10(curve[shown]), strict=True)]
    levels = [(y(exponent), power_of_ten(exponent)) for exponent in exponents]
    return _plot(points, levels, x, (width, height), x_label, role)


def linear_chart(
    curve: NDArray[np.floating],
    *,
    width: float = 24.0,
    height: float = 14.0,
    x_label: str = STEP,
    role: Role = "positive",
) -> tuple[Mark, ...]:
    """Draw one curve over its index, on a linear axis.

    Parameters
    ----------
    curve : ndarray of shape (n,)
        At least one number; those that are not finite are left out.
    width, height, x_label, role
        As in `log_chart`.

    Returns
    -------
    tuple of Mark
        As those of `log_chart`.
    """
    shown = _sampled(curve, np.isfinite(curve))
    x = Scale(0, max(len(curve) - 1, 1), 0, width)
    y = Scale(*_room(curve[shown]), height, 0)
    points = [(x(i), y(value)) for i, value in zip(shown, curve[shown], strict=True)]
    levels = [(y(tick), decimal(f"{tick:.4g}".replace("-", "−"))) for tick in y.ticks()]
    return _plot(points, levels, x, (width, height), x_label, role)


def chart(curve: NDArray[np.floating], x_label: str = "index") -> tuple[Mark, ...]:
    """Draw one curve: on a logarithmic axis where it falls or rises through decades.

    Parameters
    ----------
    curve : ndarray of shape (n,)
        At least one number; those that are not finite are left out.
    x_label : str
        What the index counts.

    Returns
    -------
    tuple of Mark
        As those of `log_chart`.
    """
    finite = curve[np.isfinite(curve)]
    by_decades = finite.size and finite.min() > 0 and finite.max() >= 20 * finite.min()
    draw = log_chart if by_decades else linear_chart
    return draw(np.where(np.isfinite(curve), curve, np.nan), x_label=x_label)


def _sampled(curve: NDArray[np.floating], wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
    shown = np.unique(np.linspace(0, len(curve) - 1, MOST_POINTS).astype(np.intp))
    kept: NDArray[np.intp] = shown[wanted[shown]]
    return kept


def _room(values: NDArray[np.floating]) -> tuple[float, float]:
    """The range of an axis: that of the values, or about them where they are all the same."""
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    apart = (high - low) or abs(low) or 1.0
    return low - 0.05 * apart, high + 0.05 * apart


def _plot(
    points: Sequence[tuple[float, float]],
    levels: Sequence[tuple[float, str]],
    x: Scale,
    size: tuple[float, float],
    x_label: str,
    role: Role,
) -> tuple[Mark, ...]:
    width, height = size
    return (
        *_levels(levels, width),
        *_indices(x, height, x_label),
        Rect(0, 0, width, height, "muted", 0.06),
        *_curve(points, role),
    )


def _levels(levels: Sequence[tuple[float, str]], width: float) -> list[Mark]:
    marks: list[Mark] = []
    for at, name in levels:
        marks.append(Line(((0.0, at), (width, at)), "grid", 0.06))
        marks.append(Text(-0.5, at, name, "muted", 1.1, "end"))
    return marks


def _indices(x: Scale, height: float, label: str) -> list[Mark]:
    ticks = [tick for tick in x.ticks() if tick == int(tick)]
    marks: list[Mark] = [Line(((x(t), height), (x(t), height + 0.4)), "muted", 0.06) for t in ticks]
    names = [f"{say(label)} 0" if tick == 0 else f"{tick:g}" for tick in ticks]
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
