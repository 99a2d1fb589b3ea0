"""A photograph at its full size, before and after the filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._filtering import Filtering
from onefilter.scene.grids import fair_limit, picture, signed_map
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import short
from onefilter.speech import say

Matrix = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Photograph:
    """A whole photograph under the filter of the small picture.

    Parameters
    ----------
    gray : ndarray of shape (H, W)
        The photograph.
    filtering : Filtering
        The filter, with its padding and its flip.
    """

    gray: Matrix
    filtering: Filtering

    @cached_property
    def feature_map(self) -> Matrix:
        """The filter's answer at every pixel of the photograph."""
        return self.filtering.over(self.gray)

    @cached_property
    def scenes(self) -> Mapping[str, Scene]:
        """Both pictures; they have too many cells to point at."""
        (height, width), (rows, columns) = self.gray.shape, self.feature_map.shape
        limit = fair_limit(self.feature_map)
        text = say(
            "The feature map of your photo: {columns} by {rows} numbers, indigo up to {limit}, "
            "orange down to the same below zero.",
            columns=columns,
            rows=rows,
            limit=short(limit),
        )
        return {
            "photo": Scene(
                width,
                height,
                (picture(self.gray),),
                say("Your photo, {width} by {height} pixels.", width=width, height=height),
            ),
            "photo-map": Scene(
                columns,
                rows,
                (signed_map(self.feature_map, limit),),
                text,
            ),
        }

    @property
    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """The numbers of both."""
        return {"photo": self.gray, "photo_map": self.feature_map}
