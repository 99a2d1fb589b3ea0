"""Two counts drawn: as areas on one scale, and as curves over the size of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.axes import Scale, decades
from onefilter.scene.marks import Line, Mark, Rect, Role, Scene, Text
from onefilter.scene.numbers import grouped, power_of_ten

# Three sides to an octave, such that 28 and 224 are among them: those of well-known data sets.
SIDES = tuple(round(7 * 2 ** (number / 3)) for number in range(22))
COLUMNS, ROWS = len(SIDES), 16
LABELLED = SIDES[::6]
DENSE: Role = "negative"
SHARED: Role = "positive"
# The largest square, the room for both, and the least room, in which a count can be written.
LARGEST, ROOM, LEAST = 20.0, 28.0, 8.0
# A square smaller than this gets a ring around it, or nobody would find it.
TINY = 0.5


def draw_areas(dense: int, convolution: int) -> Scene:
    """Draw both counts as squares whose areas are in proportion."""
    dense_side, shared_side = _sides(dense, convolution)
    x = max(dense_side, LEAST) + 2
    marks = (
        *_square(0, dense_side, DENSE, "Dense", dense),
        *_square(x, shared_side, SHARED, "Convolution", convolution),
    )
    return Scene(
        ROOM + 3,
        LARGEST + 4,
        marks,
        f"Two squares whose areas are the numbers of weights: {grouped(dense)} for the dense "
        f"layer, {grouped(convolution)} for the convolution. The sides are as "
        f"{dense_side / shared_side:.3g} to 1.",
        -0.5,
        -3.5,
    )


def draw_growth(
    dense: NDArray[np.integer[Any]], convolution: NDArray[np.integer[Any]], column: int
) -> Scene:
    """Draw both counts over the side of a square picture, on logarithmic axes."""
    exponents = decades(np.concatenate([dense, convolution]).astype(float))
    y = Scale(exponents[0], exponents[-1], ROWS, 0)
    marks: list[Mark] = []
    for exponent in exponents:
        marks.append(Line(((0, y(exponent)), (COLUMNS, y(exponent))), "grid", 0.06))
        marks.append(Text(-0.5, y(exponent), power_of_ten(exponent), "muted", 1.1, "end"))
    for side in LABELLED:
        x = SIDES.index(side) + 0.5
        marks += [
            Line(((x, ROWS), (x, ROWS + 0.4)), "muted", 0.06),
            Text(x, ROWS + 1.3, f"{side}×{side}", "muted", 1.1, "middle"),
        ]
    marks.append(Line(((column + 0.5, 0), (column + 0.5, ROWS)), "accent", 0.1, dashed=True))
    heights = [
        [y(math.log10(count)) for count in counts.tolist()] for counts in (dense, convolution)
    ]
    marks += [*_curve(heights[0], DENSE, column), *_curve(heights[1], SHARED, column)]
    marks.append(Text(COLUMNS // 2, heights[0][COLUMNS // 2] - 1, "Dense", "ink", 1.1, "end"))
    marks.append(Text(0.7, heights[1][0] - 1, "Convolution", "ink", 1.1))
    marks.append(Rect(0, 0, COLUMNS, ROWS, "muted", 0.06))
    side = SIDES[column]
    return Scene(
        COLUMNS + 5.5,
        ROWS + 3,
        tuple(marks),
        f"Weights over the side of a square picture, both axes logarithmic: the dense layer's rise "
        f"from {grouped(int(dense[0]))} to {grouped(int(dense[-1]))}, the convolution's stay at "
        f"{grouped(int(convolution[0]))}. Lit is {side} by {side}: "
        f"{grouped(int(dense[column]))} against {grouped(int(convolution[column]))}.",
        -4.5,
        -0.8,
        ROWS,
        COLUMNS,
    )


def _sides(dense: int, convolution: int) -> tuple[float, float]:
    """Sides of both squares, as large as there is room."""
    roots = math.sqrt(dense), math.sqrt(convolution)
    scale = min(LARGEST / max(roots), ROOM / sum(roots))
    return roots[0] * scale, roots[1] * scale


def _square(x: float, side: float, role: Role, name: str, count: int) -> list[Mark]:
    """Draw one count, standing on the ground line; a tiny one in the middle of a ring."""
    size = min(1.1, LEAST / (0.6 * len(grouped(count))))
    place = max(side, 1.0 if side < TINY else 0.0)
    top, inset = LARGEST - place, (place - side) / 2
    ring = [Rect(x, top, place, place, "muted", 0.06)] if inset else []
    return [
        *ring,
        Rect(x + inset, top + inset, side, side, role, 0, 0.85),
        Text(x, top - 2.2, name, "ink", 1.1),
        Text(x, top - 0.9, grouped(count), "ink", size),
    ]


def _curve(heights: Sequence[float], role: Role, column: int) -> list[Mark]:
    points = tuple((number + 0.5, height) for number, height in enumerate(heights))
    (x, y), half = points[column], 0.4
    return [Line(points, role, 0.22), Rect(x - half, y - half, 2 * half, 2 * half, role)]
