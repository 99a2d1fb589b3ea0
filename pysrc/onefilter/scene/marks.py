"""What a picture is made of: four marks, placed in scene units and coloured by role.

A scene knows numbers and roles, never pixels of a screen or colours of a theme: the painter in the
browser and the SVG writer at build both read the same marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.colormap import Colormap, Colours, to_rgba

Role = Literal["ink", "muted", "grid", "positive", "negative", "accent", "paper"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, eq=False)
class Image:
    """An array drawn as cells: one cell a number.

    Parameters
    ----------
    values : array of shape (H, W), or (H, W, 3) for ``rgb``
        The numbers themselves; the colour map turns them into colours when the mark is painted.
    x, y, width, height : float
        Where the array lies, in scene units.
    colormap : {"gray", "signed", "rgb"}
        ``gray`` runs from black (0) to white (`limit`); ``signed`` has one colour a sign; ``rgb``
        takes red, green and blue.
    limit : float
        The magnitude that gets the full colour; larger ones are clipped.
    """

    values: NDArray[np.floating[Any]]
    x: float
    y: float
    width: float
    height: float
    colormap: Colormap = "signed"
    limit: float = 1.0

    @cached_property
    def colours(self) -> Colours:
        """The cells in red, green, blue and alpha: coloured once, however often it is painted."""
        return to_rgba(self.values, self.colormap, self.limit)


@dataclass(frozen=True)
class Rect:
    """A rectangle: an outline of `stroke` scene units, or filled where `stroke` is 0."""

    x: float
    y: float
    width: float
    height: float
    role: Role = "ink"
    stroke: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True)
class Line:
    """A line through `points`, each (x, y)."""

    points: tuple[tuple[float, float], ...]
    role: Role = "ink"
    stroke: float = 0.1
    dashed: bool = False


@dataclass(frozen=True)
class Text:
    """Words or a number; `y` is the middle of the line, `size` its height in scene units."""

    x: float
    y: float
    text: str
    role: Role = "ink"
    size: float = 1.0
    anchor: Anchor = "start"


Mark = Image | Rect | Line | Text


@dataclass(frozen=True, eq=False)
class Scene:
    """One picture: its frame in scene units, its marks from back to front, and what they show.

    Parameters
    ----------
    width, height : float
        The size of the frame.
    marks : tuple of Mark
        Drawn in this order.
    text : str
        The picture in words, for readers who do not see it; it follows the state.
    x, y : float
        The frame's upper left corner. Cells start at (0, 0), so margins are negative.
    rows, columns : int
        The grid that can be pointed at: cell (r, c) covers r ≤ y < r + 1, c ≤ x < c + 1.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    text: str
    x: float = 0.0
    y: float = 0.0
    rows: int = 0
    columns: int = 0
