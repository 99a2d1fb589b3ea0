"""The picture that a demo looks at: built in, drawn by the reader, or the reader's photograph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Choice, Grid, Photo, RefusedValue, Values
from onefilter.images import IMAGES, SIDE
from onefilter.photo import thumbnail, to_gray
from onefilter.speech import say

Matrix = NDArray[np.floating[Any]]

FIRST = "face"
IMAGE = Choice(
    "image",
    "Image",
    (
        *((name, picture.label) for name, picture in IMAGES.items()),
        ("drawn", "Your drawing"),
        ("uploaded", "Your photo"),
    ),
    FIRST,
)
PIXELS = Grid("pixels", "Drawing", (SIDE, SIDE))
PHOTO = Photo("photo", "Photo")
CONTROLS = (IMAGE, PHOTO, PIXELS)
BORROWED = tuple(control.name for control in CONTROLS)


@dataclass(frozen=True, eq=False)
class Source:
    """The picture on show, and the photograph behind it where there is one."""

    name: str
    label: str
    photo: NDArray[np.uint8] | None
    drawing: Matrix

    @cached_property
    def gray(self) -> Matrix | None:
        """The whole photograph in grey, while it is the picture on show."""
        return to_gray(self.photo) if self.name == "uploaded" and self.photo is not None else None

    @cached_property
    def pixels(self) -> Matrix:
        """The picture, 24×24 numbers from 0 to 1."""
        if self.gray is not None:
            return thumbnail(self.gray, SIDE)
        return self.drawing if self.name == "drawn" else IMAGES[self.name].pixels


def source(values: Values, before: Source | None = None) -> Source:
    """Find the picture that the values name; the one `before`, if it is still the same."""
    name, photo, drawing = (values[control] for control in BORROWED)
    if name == "uploaded":
        required(photo)
    if before and name == before.name and photo is before.photo and drawing is before.drawing:
        return before
    return Source(name, dict(IMAGE.options)[name], photo, drawing)


def required(photo: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """Return the photograph, or refuse to show one that is not there."""
    if photo is None:
        raise RefusedValue(
            "image",
            say(
                "image cannot be “uploaded” yet: there is no photo. Choose a picture file first, "
                "or drop or paste one onto this figure."
            ),
        )
    return photo


def follow(values: Values, changes: Values, first: str = FIRST) -> Values:
    """Complete some changes: a new photograph is shown at once, and one that is gone is not."""
    if "photo" not in changes or "image" in changes:
        return changes
    if changes["photo"] is not None:
        return {**changes, "image": "uploaded"}
    return {**changes, "image": first} if values["image"] == "uploaded" else changes


def as_drawing(pixels: Matrix) -> Matrix:
    """Copy a picture for drawing on: in 256 shades, as files have, which links carry exactly."""
    return np.round(pixels * 255) / 255
