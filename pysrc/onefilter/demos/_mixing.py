"""A layer with three channels and four filters, and one of them taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.kernels import PRESETS

Matrix = NDArray[np.floating[Any]]

CHANNELS = ("red", "green", "blue")
OWN = "own"
FILTERS: Mapping[str, str] = MappingProxyType(
    {
        "red_green": "Red against green",
        "brightness": "Edges in brightness",
        "blue_outline": "Outlines in blue",
        OWN: "Your own",
    }
)


def weights(pattern: str, factors: Sequence[float]) -> Matrix:
    """Make a filter: the same pattern on each channel, times a factor."""
    result: Matrix = np.multiply.outer(np.array(factors, float), PRESETS[pattern].weights)
    return result


BUILT_IN = (
    weights("identity", (1, -1, 0)),
    weights("sobel_x", (1, 1, 1)),
    weights("outline", (0, 0, 1)),
)


@dataclass(frozen=True, eq=False)
class Mixing:
    """All filters over one picture.

    Parameters
    ----------
    pixels : ndarray of shape (3, H, W)
        The picture.
    own : ndarray of shape (3, 3, 3)
        The reader's filter.
    own_bias : float
        What is added to every number of its map.
    chosen : int
        The filter that is taken apart.
    """

    pixels: Matrix
    own: Matrix
    own_bias: float
    chosen: int

    @cached_property
    def weights(self) -> Matrix:
        """All filters, of shape (4, 3, 3, 3)."""
        return np.stack([*BUILT_IN, self.own])

    @cached_property
    def biases(self) -> Matrix:
        """One a filter."""
        return np.array([0.0] * len(BUILT_IN) + [self.own_bias])

    @cached_property
    def feature_maps(self) -> Matrix:
        """A map for each filter."""
        maps: Matrix = conv2d(self.pixels[None], self.weights, self.biases)[0]
        return maps

    @cached_property
    def partial_maps(self) -> Matrix:
        """What each kernel of the chosen filter finds in its own channel."""
        kernels = self.weights[self.chosen][:, None]
        maps: Matrix = conv2d(self.pixels[None], kernels, groups=len(CHANNELS))[0]
        return maps

    @property
    def bias(self) -> float:
        """The chosen filter's."""
        return float(self.biases[self.chosen])

    @property
    def feature_map(self) -> Matrix:
        """The chosen filter's map: the sum of the partial ones, and the bias."""
        result: Matrix = self.feature_maps[self.chosen]
        return result
