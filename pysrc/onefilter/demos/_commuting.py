"""A layer and a move of the picture, in both orders, and where the two results differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d
from onefilter.p4 import p4_lift, p4_rotate
from onefilter.padding import PaddingMode, pad2d
from onefilter.pooling import blur_pool2d, max_pool2d
from onefilter.symmetry import equivariance_error, rotate, shift

Matrix = NDArray[np.floating[Any]]

LAYERS: Mapping[str, str] = MappingProxyType(
    {
        "conv": "Convolution",
        "strided": "Convolution, stride 2",
        "max_pool": "Convolution, max pooling",
        "blur_pool": "Convolution, blur pooling",
        "p4": "Group convolution (p4)",
    }
)
# Relative to the largest number of a map, what is smaller than this is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Move:
    """What is done to the picture: a shift, its far side coming in, or quarter turns."""

    rows: int = 0
    columns: int = 0
    turns: int = 0

    def __call__(self, x: Matrix) -> Matrix:
        """Move maps of shape (N, C, H, W)."""
        moved = shift(x, self.rows, self.columns, border="circular")
        return rotate(moved, self.turns)

    def on_halves(self) -> Move:
        """The same on maps half as large; of an odd shift, half a cell is lost."""
        return Move(int(self.rows / 2), int(self.columns / 2), self.turns)

    def on_group(self, x: Matrix) -> Matrix:
        """Move maps of shape (N, C, 4, H, W): a turn makes the orientations change places."""
        planes = x.reshape(1, -1, *x.shape[-2:])
        moved = shift(planes, self.rows, self.columns, border="circular")
        return p4_rotate(moved.reshape(x.shape), self.turns)


@dataclass(frozen=True, eq=False)
class Commuting:
    """A layer and a move.

    Parameters
    ----------
    pixels : ndarray of shape (H, W)
        The picture.
    weights : ndarray of shape (3, 3)
        The filter.
    layer : str
        One of `LAYERS`.
    padding : {"zeros", "circular"}
        What the filter meets outside the picture.
    move : Move
        What is done to the picture.
    """

    pixels: Matrix
    weights: Matrix
    layer: str
    padding: PaddingMode
    move: Move

    @property
    def steps(self) -> int:
        """Pixels from one cell of the map to the next."""
        return 1 if self.layer in {"conv", "p4"} else 2

    def apply(self, x: Matrix) -> Matrix:
        """Apply the layer to maps of shape (1, 1, H, W)."""
        padded, weight = pad2d(x, 1, mode=self.padding), self.weights[None, None]
        if self.layer == "p4":
            return p4_lift(padded, weight)
        if self.layer == "strided":
            return conv2d(padded, weight, stride=2)
        maps = conv2d(padded, weight)
        if self.layer == "blur_pool":
            return blur_pool2d(maps, padding_mode=self.padding)
        return max_pool2d(maps, 2) if self.layer == "max_pool" else maps

    def after(self, maps: Matrix) -> Matrix:
        """Do to the layer's maps what the move does to the picture."""
        if self.layer == "p4":
            return self.move.on_group(maps)
        return self.move(maps) if self.steps == 1 else self.move.on_halves()(maps)

    @cached_property
    def moved(self) -> Matrix:
        """The picture, moved."""
        result: Matrix = self.move(self.pixels[None, None])[0, 0]
        return result

    @cached_property
    def feature_map(self) -> Matrix:
        """The layer's map; four of them for p4."""
        result: Matrix = self.apply(self.pixels[None, None])[0, 0]
        return result

    @cached_property
    def layer_first(self) -> Matrix:
        """The map, then moved."""
        result: Matrix = self.after(self.apply(self.pixels[None, None]))[0, 0]
        return result

    @cached_property
    def move_first(self) -> Matrix:
        """The map of the moved picture."""
        result: Matrix = self.apply(self.moved[None, None])[0, 0]
        return result

    @cached_property
    def error(self) -> Matrix:
        """Where the orders differ, and by how much."""
        x = self.pixels[None, None]
        result: Matrix = equivariance_error(self.apply, self.move, x, after=self.after)[0, 0]
        return result

    @cached_property
    def limit(self) -> float:
        """The largest magnitude in the map, on whose scale everything is coloured."""
        return max(float(np.abs(self.feature_map).max()), ROUNDING)

    @cached_property
    def differs(self) -> NDArray[np.bool_]:
        """The cells that differ by more than rounding, in any orientation."""
        worst: Matrix = self.error.reshape(-1, *self.error.shape[-2:]).max(axis=0)
        return worst > ROUNDING * self.limit

    @property
    def is_turnable(self) -> bool:
        """Whether a quarter turn leaves the filter as it is."""
        return bool(np.allclose(rotate(self.weights), self.weights))
