"""Receptive fields drawn: a table of layers, squares within squares, and what counts in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._stacks import Step
from onefilter.pooling import adaptive_avg_pool2d
from onefilter.scene.grids import fair_limit, frame, outline, sheet, signed_map
from onefilter.scene.marks import Line, Mark, Rect, Role, Scene, Text
from onefilter.scene.place import placed

Matrix = NDArray[np.floating[Any]]
# The side of both square pictures, and the most cells that a field is shown in.
SIDE = 24.0
MOST_CELLS = 96
# Holes are coloured this strongly, against the pixel that counts most.
HOLE = 0.5
FEWEST_ROWS = 9
# Where the columns of the table end, and their heads.
COLUMNS = ((10.2, "field"), (12.5, "jump"), (15.0, "start"))
TABLE_WIDTH = 15.2


def draw_table(steps: Sequence[Step], lit: int) -> Scene:
    """List the layers with their fields, one a row."""
    marks: list[Mark] = [Rect(0, lit, TABLE_WIDTH, 1, "accent", 0, 0.18)]
    marks += [Text(x, -0.6, head, "muted", 0.6, "end") for x, head in COLUMNS]
    marks.append(Text(0.2, -0.6, "layer", "muted", 0.6))
    for row, step in enumerate(steps):
        marks += _row(row, f"{row + 1}", step, row == lit)
    shown = steps[lit]
    height = max(len(steps), FEWEST_ROWS)
    return Scene(
        TABLE_WIDTH + 0.2,
        height + 1.4,
        tuple(marks),
        f"A table of {len(steps)} layers with the field of each. Lit is layer {lit + 1}, "
        f"{shown.label}: it sees {shown.field.size} pixels, its neighbour {shown.field.stride} "
        f"further on, and the first field starts at pixel {_signed(-shown.field.padding)}.",
        -0.1,
        -1.2,
        len(steps),
        int(TABLE_WIDTH),
    )


def draw_squares(steps: Sequence[Step], lit: int, picture: int | None) -> Scene:
    """Draw the fields of all layers within one another, and the usual picture where there is one.

    All are centred: so they lie for an output in the middle of the picture.
    """
    sizes = [step.field.size for step in steps]
    pixel = SIDE / max(*sizes, picture or 0, 1)
    marks: list[Mark] = [_square(size * pixel, "muted", 0.07) for size in sizes]
    side = sizes[lit] * pixel
    if picture:
        marks += [_dashed(picture * pixel), Text(0, SIDE + 1, f"dashed: {picture}", "muted", 1)]
    marks += [_square(side, "accent", 0), *placed(outline(0, 0, side, side, 0.22), *_corner(side))]
    marks.append(Text(SIDE, SIDE + 1, f"lit: {sizes[lit]} pixels", "ink", 1, "end"))
    words = ", ".join(map(str, dict.fromkeys(sizes)))
    text = f"Squares within squares, the fields of the layers: {words} pixels wide."
    if picture:
        text += f" The usual picture, {picture} pixels wide, is dashed."
    return Scene(SIDE + 0.6, SIDE + 2.2, tuple(marks), f"{text} Lit is {sizes[lit]}.", -0.3, -0.3)


def draw_gradient(gradient: Matrix, measured: str) -> Scene:
    """Draw how much each pixel of the field counts; pixels that do not count at all are orange."""
    size, cells = len(gradient), min(len(gradient), MOST_CELLS)
    shown = gradient
    if cells < size:
        shown = adaptive_avg_pool2d(gradient[None, None], cells)[0, 0]
    limit = fair_limit(shown)
    coloured = np.where(shown == 0, -HOLE * limit, shown)
    unused = int((gradient == 0).sum())
    holes = f"{unused} of {gradient.size} pixels are holes, which nothing reaches"
    return sheet(
        cells,
        cells,
        (signed_map(coloured, limit), frame(cells, cells)),
        f"How much each of the {size} by {size} pixels of the field counts, measured by a gradient "
        f"sent back through {measured}. The largest share is {float(gradient.max()):.3g}, a "
        f"corner's {float(gradient[0, 0]):.2g}; {holes}.",
    )


def _row(row: int, number: str, step: Step, is_lit: bool) -> list[Mark]:
    role: Role = "ink" if is_lit else "muted"
    field = step.field
    numbers = (str(field.size), str(field.stride), _signed(-field.padding))
    y = row + 0.5
    return [
        Text(1.2, y, number, role, 0.6, "end"),
        Text(1.8, y, step.label, role, 0.6),
        *[
            Text(x, y, word, role, 0.6, "end")
            for (x, _), word in zip(COLUMNS, numbers, strict=True)
        ],
    ]


def _signed(number: int) -> str:
    return str(number).replace("-", "−")


def _corner(side: float) -> tuple[float, float]:
    return (SIDE - side) / 2, (SIDE - side) / 2


def _square(side: float, role: Role, stroke: float) -> Rect:
    """A square in the middle: an outline, or a faint area."""
    return Rect(*_corner(side), side, side, role, stroke, 1 if stroke else 0.16)


def _dashed(side: float) -> Line:
    a, b = (SIDE - side) / 2, (SIDE + side) / 2
    return Line(((a, a), (b, a), (b, b), (a, b), (a, a)), "ink", 0.12, dashed=True)
