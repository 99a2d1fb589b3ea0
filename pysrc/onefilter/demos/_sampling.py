"""Six ways to halve a picture: three as they are, and the same three after a blur."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.padding import pad2d
from onefilter.photo import thumbnail
from onefilter.pooling import avg_pool2d, blur_pool2d, max_pool2d
from onefilter.strokes import draw_stroke

Matrix = NDArray[np.floating[Any]]

SIDE = 48
HALF = SIDE // 2
# Columns beyond the picture's left edge, which come in when it moves to the right.
SPARE = 5
METHODS: Mapping[str, str] = MappingProxyType(
    {
        "strided": "Every second",
        "max": "Max pooling",
        "mean": "Mean pooling",
        "strided_blur": "Blur, every second",
        "max_blur": "Max, then blur",
        "mean_blur": "Mean, then blur",
    }
)


def stripes(period: float, angle: float) -> Matrix:
    """Draw waves of brightness, `period` pixels long and turned by `angle` degrees."""
    x, y = _grid()
    turn = math.radians(angle)
    return 0.5 + 0.5 * np.cos(2 * np.pi * (x * math.cos(turn) + y * math.sin(turn)) / period)


def rings() -> Matrix:
    """Draw rings that grow finer outwards: at the edge's middle, a wave takes two pixels."""
    x, y = _grid()
    middle = (SIDE - 1) / 2
    squared = (x - middle) ** 2 + (y - middle) ** 2
    return 0.5 + 0.5 * np.cos(np.pi * squared / SIDE)


def disc() -> Matrix:
    """Draw a bright disc with a soft rim."""
    return np.pad(draw_stroke([(0.5, 0.5)], 30, SIDE), ((0, 0), (SPARE, 0)))


def from_gray(gray: Matrix) -> Matrix:
    """Scale a photograph down."""
    return thumbnail(gray, SIDE + SPARE)[:SIDE]


def alias(period: float, angle: float) -> float:
    """Find how far apart stripes seem once every second pixel is gone.

    A wave of frequency f becomes one of frequency 2f a sample, and what is beyond half a cycle a
    sample cannot be told from what is left after taking whole cycles away.
    """
    turn = math.radians(angle)
    cycles = [2 * part / period for part in (math.cos(turn), math.sin(turn))]
    left = math.hypot(*(part - round(part) for part in cycles))
    return 2 / left if left > 1e-9 else math.inf


@dataclass(frozen=True, eq=False)
class Sampling:
    """A picture, and what is left of it when every side is halved.

    Parameters
    ----------
    canvas : ndarray of shape (48, 53)
        The picture with the columns that come in from the left.
    shift : int
        Pixels by which it is moved to the right.
    taps : int
        Of the blur.
    """

    canvas: Matrix
    shift: int
    taps: int

    @cached_property
    def pixels(self) -> Matrix:
        """What is seen of the canvas."""
        return self.canvas[:, SPARE - self.shift :][:, :SIDE]

    @cached_property
    def halved(self) -> Mapping[str, Matrix]:
        """The small picture by each method."""
        x = self.pixels[None, None]
        # Without its stride, a window of two would lose the last row and column.
        wide = pad2d(x, ((0, 1), (0, 1)), mode="replicate")
        small = (
            conv2d(x, np.ones((1, 1, 1, 1)), stride=2),
            max_pool2d(x, 2),
            avg_pool2d(x, 2),
            blur_pool2d(x, self.taps),
            blur_pool2d(max_pool2d(wide, 2, stride=1), self.taps),
            blur_pool2d(avg_pool2d(wide, 2, stride=1), self.taps),
        )
        return {name: maps[0, 0] for name, maps in zip(METHODS, small, strict=True)}

    @cached_property
    def changes(self) -> Mapping[str, float]:
        """How much each small picture changes, a number on average, when the large one moves on."""
        moved = Sampling(self.canvas, self.shift + 1, self.taps).halved
        return {name: float(np.abs(moved[name] - self.halved[name]).mean()) for name in METHODS}

    def window(self, method: str, index: int) -> tuple[int, int]:
        """Find the pixels along one axis that a number is made of: the first, and how many."""
        first, size = 2 * index, 1 if method.startswith("strided") else 2
        if method.endswith("_blur"):
            first, size = first - (self.taps - 1) // 2, size + self.taps - 1
        start = max(first, 0)
        return start, min(first + size, SIDE) - start


def _grid() -> tuple[Matrix, Matrix]:
    y, x = np.mgrid[:SIDE, -SPARE:SIDE].astype(float)
    return x, y
