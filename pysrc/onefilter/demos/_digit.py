"""A digit of the set or of the reader's own hand, for the demos that read one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Choice, Grid, Number, Values
from onefilter.digits import SIDE, draw_digit
from onefilter.strokes import draw_stroke

Matrix = NDArray[np.floating[Any]]
DRAWN = "drawn"
PEN = 2.4
DIGIT = Choice(
    "digit",
    "Picture",
    (*((digit, f"A {digit}") for digit in range(10)), (DRAWN, "Your drawing")),
    3,
)
HAND = Number("hand", "Handwriting", 0, 9999, 1, 7, integer=True)
PIXELS = Grid("pixels", "Drawing", (SIDE, SIDE))
BORROWED = ("digit", "hand", "pixels")


def digit_pixels(values: Values) -> Matrix:
    """Draw the digit that the values name."""
    if values["digit"] == DRAWN:
        pixels: Matrix = values["pixels"]
        return pixels
    return draw_digit(values["digit"], np.random.default_rng(values["hand"])).astype(float)


def with_dot(pixels: Matrix, row: int, column: int) -> Matrix:
    """Set down the pen."""
    dot = draw_stroke([((column + 0.5) / SIDE, (row + 0.5) / SIDE)], PEN, SIDE)
    return np.maximum(pixels, dot)


def drawing(pixels: Matrix) -> Values:
    """The values that show a drawing, in 256 shades, which links carry exactly."""
    return {"digit": DRAWN, "pixels": np.round(pixels * 255) / 255}


def percent(share: float, decimals: int = 0) -> str:
    """Write a share as a percentage."""
    return f"{share:.{decimals}%}".replace("%", " %")
