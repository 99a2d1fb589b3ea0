"""Small pictures in colour: three channels of 24×24 numbers, drawn by a few lines of code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.images import IMAGES, SIDE
from onefilter.photo import thumbnail, to_channels
from onefilter.strokes import arc, draw_stroke

Matrix = NDArray[np.floating[Any]]
Colour = tuple[float, float, float]

RED, GREEN, BLUE, WHITE = (0.9, 0.1, 0.1), (0.1, 0.8, 0.15), (0.15, 0.25, 0.95), (1.0, 1.0, 1.0)


def _painted(ground: Colour, *layers: tuple[Matrix, Colour]) -> Matrix:
    """Lay ink over a ground, one colour after the other."""
    picture = np.tile(np.reshape(ground, (3, 1, 1)), (SIDE, SIDE))
    for ink, colour in layers:
        picture = picture * (1 - ink) + ink * np.reshape(colour, (3, 1, 1))
    picture.flags.writeable = False
    return picture


def _apple() -> Matrix:
    """A red apple with a green leaf, in a meadow under a blue sky."""
    meadow = np.repeat(np.clip(np.arange(SIDE) - 18.5, 0, 1)[:, None], SIDE, axis=1)
    return _painted(
        (0.45, 0.7, 0.95),
        (meadow, (0.3, 0.55, 0.2)),
        (draw_stroke([(0.42, 0.56), (0.58, 0.56)], 12.5), (0.8, 0.12, 0.1)),
        (draw_stroke([(0.37, 0.47)], 2.4), (0.98, 0.75, 0.7)),
        (draw_stroke([(0.5, 0.32), (0.53, 0.16)], 1.3), (0.35, 0.22, 0.1)),
        (draw_stroke(arc((0.62, 0.2), (0.1, 0.05), 150, 330), 2.2), (0.2, 0.62, 0.15)),
    )


def _balls() -> Matrix:
    """Four balls on a dark ground: red, green, blue and white."""
    places = ((0.28, 0.28), (0.72, 0.28), (0.28, 0.72), (0.72, 0.72))
    balls = zip(places, (RED, GREEN, BLUE, WHITE), strict=True)
    return _painted((0.2, 0.2, 0.2), *((draw_stroke([at], 8), colour) for at, colour in balls))


def _hidden() -> Matrix:
    """A digit that differs from its ground in colour alone: red and green change places."""
    return _painted((0.25, 0.75, 0.2), (IMAGES["digit"].pixels, (0.75, 0.25, 0.2)))


PICTURES: Mapping[str, tuple[str, Matrix]] = MappingProxyType(
    {
        "apple": ("Apple", _apple()),
        "balls": ("Red, green, blue and white", _balls()),
        "hidden": ("Hidden digit", _hidden()),
    }
)


def from_photo(photo: NDArray[np.uint8]) -> Matrix:
    """Scale a photograph down, channel by channel."""
    return np.stack([thumbnail(channel, SIDE) for channel in to_channels(photo)])
