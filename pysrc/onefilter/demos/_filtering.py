"""A picture, a filter, and the map that comes of them: what the demos have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.scene.grids import fair_limit, picture, signed_map
from onefilter.scene.marks import Image
from onefilter.scene.numbers import short
from onefilter.speech import say

Matrix = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Filtering:
    """One filter applied to one picture; what comes of it is computed once, when asked for.

    Parameters
    ----------
    pixels : ndarray of shape (H, W)
        The picture.
    weights : ndarray of shape (3, 3)
        The filter as the reader entered it.
    padding : {0, 1}
        Zeros around the picture.
    flip : bool
        Whether the filter is turned by half a turn first, which makes it a convolution in the
        mathematical sense; networks leave it as it is.
    """

    pixels: Matrix
    weights: Matrix
    padding: int = 0
    flip: bool = False

    @cached_property
    def applied(self) -> Matrix:
        """The weights as they lie on the picture."""
        return np.ascontiguousarray(self.weights[::-1, ::-1]) if self.flip else self.weights

    @cached_property
    def padded(self) -> Matrix:
        """The picture with its border of zeros, if any."""
        return np.pad(self.pixels, self.padding) if self.padding else self.pixels

    @cached_property
    def feature_map(self) -> Matrix:
        """The filter's answer at every position."""
        return self.over(self.pixels)

    @cached_property
    def limit(self) -> float:
        """The magnitude that the map's full colours stand for."""
        return fair_limit(self.feature_map)

    @cached_property
    def picture_mark(self) -> Image:
        """The picture, its border included."""
        return picture(self.padded, margin=self.padding)

    @cached_property
    def map_mark(self) -> Image:
        """The map."""
        return signed_map(self.feature_map, self.limit)

    @cached_property
    def map_words(self) -> str:
        """The map's size and range in words."""
        rows, columns = self.feature_map.shape
        low, high = float(self.feature_map.min()), float(self.feature_map.max())
        return say(
            "{rows} by {columns} numbers from {low} to {high}",
            rows=rows,
            columns=columns,
            low=short(low),
            high=short(high),
        )

    def over(self, pixels: Matrix) -> Matrix:
        """Apply the filter to a picture of any size."""
        maps = conv2d(pixels[None, None], self.applied[None, None], padding=self.padding)
        result: Matrix = maps[0, 0]
        return result
