"""The built-in 24×24 pictures, every one drawn by a few lines of code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from onefilter.checks import Array
from onefilter.strokes import arc, draw_stroke

SIDE = 24
"""Array along a side of every built-in picture."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture with a name.

    Attributes
    ----------
    name : str
        The key in `IMAGES`, in snake case.
    label : str
        The name for people.
    pixels : ndarray of shape (24, 24)
        Read-only float64 brightness from 0 (black) to 1 (white).
    description : str
        One sentence on what it shows and what it is good for.

    Examples
    --------
    >>> picture = IMAGES["disc"]
    >>> print(picture.label, picture.pixels.shape)
    Disc (24, 24)
    """

    name: str
    label: str
    pixels: Array
    description: str


def _edge() -> Array:
    return np.repeat([[0.0] * 12 + [1.0] * 12], SIDE, axis=0)


def _stripes() -> Array:
    """Upright bars, three pixels wide."""
    return np.tile((np.arange(SIDE) // 3 % 2).astype(float), (SIDE, 1))


def _checkerboard() -> Array:
    block = np.arange(SIDE) // 4
    return ((block[:, None] + block) % 2).astype(float)


def _disc() -> Array:
    return draw_stroke([(0.5, 0.5)], 15)


def _digit() -> Array:
    """A handwritten three: two bows that meet in the middle."""
    upper = arc((0.47, 0.31), (0.2, 0.17), 200, 430, 20)
    lower = arc((0.48, 0.66), (0.24, 0.2), -80, 165, 24)
    return np.maximum(draw_stroke(upper, 2.6), draw_stroke(lower, 2.6))


def _face() -> Array:
    """A head with hair on a dim ground; light falls from the upper left."""
    rows, columns = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
    picture: Array = 0.25 + 0.1 * rows
    head = _ellipse(0.5, 0.52, 0.34, 0.42)
    hair = np.maximum(_ellipse(0.5, 0.36, 0.38, 0.34), _ellipse(0.5, 0.48, 0.37, 0.3))
    skin = 0.95 - 0.35 * np.clip(columns - 0.35 + 0.3 * (rows - 0.3), 0, 1)
    fringe = np.clip((rows - 0.3 - 0.25 * (columns - 0.5) ** 2) * SIDE, 0, 1)
    for layer, tone in ((hair, 0.06), (head * fringe, skin)):
        picture = picture * (1 - layer) + layer * tone
    features = (
        (draw_stroke([(0.35, 0.49)], 2.6), 0.05),
        (draw_stroke([(0.65, 0.49)], 2.6), 0.05),
        (draw_stroke([(0.27, 0.4), (0.41, 0.39)], 1.0), 0.2),
        (draw_stroke([(0.59, 0.39), (0.73, 0.4)], 1.0), 0.2),
        (draw_stroke([(0.51, 0.5), (0.55, 0.63), (0.48, 0.64)], 0.8), 0.45),
        (draw_stroke(arc((0.5, 0.7), (0.15, 0.09), 20, 160), 1.4), 0.15),
    )
    for ink, tone in features:
        picture = picture * (1 - ink) + ink * tone
    return picture


def _ellipse(x: float, y: float, across: float, down: float) -> Array:
    """Coverage of a filled ellipse given in the unit square, soft at its rim."""
    rows, columns = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
    distance = np.sqrt(((columns - x) / across) ** 2 + ((rows - y) / down) ** 2)
    coverage: Array = np.clip((1 - distance) * SIDE * min(across, down) + 0.5, 0, 1)
    return coverage


def _texture() -> Array:
    """Cobblestones: uneven cells around scattered centres, each lit from the upper left."""
    draw, across = np.random.default_rng(1), 4
    lattice = np.moveaxis(np.mgrid[-1 : across + 1, -1 : across + 1], 0, -1).reshape(-1, 2) + 0.5
    lattice[:, 1] += 0.5 * (lattice[:, 0] % 2 == 0.5)
    centres = (lattice + draw.uniform(-0.28, 0.28, lattice.shape)) * SIDE / across
    tones = draw.uniform(0.55, 1, len(centres))
    pixels = np.moveaxis(np.mgrid[:SIDE, :SIDE], 0, -1)[:, :, None] + 0.5
    offsets = pixels - centres
    distances = np.sqrt((offsets**2).sum(axis=-1))
    stone = distances.argmin(axis=-1)
    nearest, second = np.moveaxis(np.partition(distances, 1, axis=-1)[..., :2], -1, 0)
    offset = np.take_along_axis(offsets, stone[..., None, None], axis=2)[:, :, 0]
    light = 1 - 0.28 * offset.sum(axis=-1) / (SIDE / across / 2)
    dome = np.clip((second - nearest) / 2.2, 0, 1) ** 0.7
    grain = draw.normal(0, 0.03, (SIDE, SIDE))
    shaded = dome * tones[stone] * light + grain
    shaded -= shaded.min()
    stones: Array = np.clip(shaded / np.quantile(shaded, 0.99), 0, 1)
    return stones


def _noise() -> Array:
    return np.random.default_rng(1).random((SIDE, SIDE))


def _picture(name: str, label: str, pixels: Array, description: str) -> Picture:
    pixels = np.ascontiguousarray(pixels)
    pixels.flags.writeable = False
    return Picture(name, label, pixels, description)


IMAGES: Mapping[str, Picture] = MappingProxyType(
    {
        picture.name: picture
        for picture in (
            _picture("edge", "Edge", _edge(), "One upright step from black to white."),
            _picture(
                "vertical_stripes",
                "Vertical stripes",
                _stripes(),
                "Upright bars: every row is the same, so nothing changes from top to bottom.",
            ),
            _picture(
                "horizontal_stripes",
                "Horizontal stripes",
                _stripes().T,
                "Level bars: every column is the same, so nothing changes from left to right.",
            ),
            _picture(
                "checkerboard",
                "Checkerboard",
                _checkerboard(),
                "Squares of four pixels, with edges in both directions and corners.",
            ),
            _picture("disc", "Disc", _disc(), "A round blob: an edge in every direction."),
            _picture("digit", "Digit", _digit(), "A handwritten three."),
            _picture("face", "Face", _face(), "A simple face with hair, eyes, nose and mouth."),
            _picture(
                "texture",
                "Texture",
                _texture(),
                "Cobblestones lit from the upper left: many tones and edges, as in a photograph.",
            ),
            _picture(
                "noise",
                "Noise",
                _noise(),
                "Independent random pixels: no structure, so every filter can be learned.",
            ),
            _picture(
                "gradient",
                "Gradient",
                np.tile(np.linspace(0, 1, SIDE), (SIDE, 1)),
                "Brightness that grows evenly from left to right.",
            ),
            _picture(
                "flat",
                "Flat",
                np.full((SIDE, SIDE), 0.5),
                "Even grey: only the sum of a filter's weights shows.",
            ),
        )
    }
)
"""Every built-in picture by its name, in the order in which to offer them."""
