"""Several curves on one chart, each with its name at its end."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from onefilter.scene.axes import Scale, decades
from onefilter.scene.marks import Line, Mark, Rect, Role, Scene, Text
from onefilter.scene.numbers import power_of_ten, short

WIDTH, HEIGHT = 16.0, 12.0
LEFT, RIGHT, TOP, BOTTOM = 3.4, 1.2, 1.8, 2.4
SIZE = 0.95


@dataclass(frozen=True)
class Curve:
    """Points with a name and a colour."""

    name: str
    role: Role
    x: Sequence[float]
    y: Sequence[float]


def draw_curves(
    curves: Sequence[Curve],
    text: str,
    *,
    x_label: str,
    x_ends: tuple[float, float],
    logarithmic: bool = False,
    lit: float | None = None,
    columns: int = 0,
) -> Scene:
    """Draw curves on common axes.

    Parameters
    ----------
    curves : sequence of Curve
        None of them empty; on a logarithmic axis all numbers are above zero.
    text : str
        The picture in words.
    x_label : str
        What the first axis counts.
    x_ends : pair of float
        The ends of that axis.
    logarithmic : bool
        Whether the second axis is by powers of ten; otherwise it starts at zero.
    lit : float, optional
        Where a line is drawn across.
    columns : int
        The cells that can be pointed at, side by side, one unit wide; the plot has 16.

    Returns
    -------
    Scene
        The plot's upper left corner is (0, 0).

    Examples
    --------
    >>> line = Curve("plain", "negative", [0, 1], [2.0, 1.0])
    >>> draw_curves([line], "One curve.", x_label="step", x_ends=(0, 1)).text
    'One curve.'
    """
    x = Scale(*x_ends, 0, WIDTH)
    numbers = [number for curve in curves for number in curve.y]
    levels, y = _logarithmic(numbers) if logarithmic else _linear(numbers)
    marks: list[Mark] = []
    for number, word in levels.items():
        marks.append(Line(((0, y(number)), (WIDTH, y(number))), "grid", 0.05))
        marks.append(Text(-0.4, y(number), word, "muted", SIZE, "end"))
    for tick in x.ticks():
        marks.append(Line(((x(tick), HEIGHT), (x(tick), HEIGHT + 0.3)), "muted", 0.05))
        marks.append(Text(x(tick), HEIGHT + 0.95, f"{tick:g}", "muted", SIZE, "middle"))
    marks.append(Text(WIDTH, HEIGHT + 1.95, x_label, "muted", 0.8, "end"))
    if lit is not None:
        marks.append(Line(((x(lit), 0), (x(lit), HEIGHT)), "accent", 0.1, dashed=True))
    for place, curve in enumerate(curves):
        heights = [math.log10(number) for number in curve.y] if logarithmic else curve.y
        points = tuple((x(a), y(b)) for a, b in zip(curve.x, heights, strict=True))
        marks += _curve(points, curve, place * WIDTH / max(len(curves), 1))
    marks.append(Rect(0, 0, WIDTH, HEIGHT, "muted", 0.05))
    rows = int(HEIGHT) if columns else 0
    size = LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM
    return Scene(*size, tuple(marks), text, -LEFT, -TOP, rows, columns)


def _linear(numbers: Sequence[float]) -> tuple[Mapping[float, str], Scale]:
    y = Scale(0, 1.05 * max(numbers, default=0) or 1.0, HEIGHT, 0)
    return {tick: short(tick) for tick in y.ticks()}, y


def _logarithmic(numbers: Sequence[float]) -> tuple[Mapping[float, str], Scale]:
    exponents = decades(np.array(numbers))
    y = Scale(exponents[0], exponents[-1], HEIGHT, 0)
    return {exponent: power_of_ten(exponent) for exponent in exponents}, y


def _curve(points: tuple[tuple[float, float], ...], curve: Curve, legend: float) -> list[Mark]:
    (x, y), half = points[-1], 0.3
    line: list[Mark] = [Line(points, curve.role, 0.2)] if len(points) > 1 else []
    return [
        *line,
        Rect(x - half, y - half, 2 * half, 2 * half, curve.role),
        Rect(legend, -1.2, 0.6, 0.6, curve.role),
        Text(legend + 0.9, -0.9, curve.name, "ink", SIZE),
    ]
