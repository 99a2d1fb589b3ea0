"""Layers on top of one another, all with the same filter, and what a cell of one sees below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.activations import relu
from onefilter.conv import conv2d
from onefilter.pooling import max_pool2d
from onefilter.receptive_field import Field, Window, receptive_field
from onefilter.scene.grids import fair_limit, picture, signed_map
from onefilter.scene.marks import Image

Matrix = NDArray[np.floating[Any]]

LAYERS = 4
KERNEL, HALF = Window(3), Window(2, stride=2)


@dataclass(frozen=True)
class Region:
    """The cells of a map that some cell further up sees."""

    row: int
    column: int
    size: int


@dataclass(frozen=True, eq=False)
class Stack:
    """Four layers of one filter.

    Parameters
    ----------
    pixels : ndarray of shape (H, W)
        The picture.
    weights : ndarray of shape (3, 3)
        The filter of every layer.
    bends : bool
        Whether negative numbers become zero before the next layer.
    halves : bool
        Whether the first map is halved before the next layer.
    """

    pixels: Matrix
    weights: Matrix
    bends: bool
    halves: bool

    @cached_property
    def maps(self) -> tuple[Matrix, ...]:
        """The picture, then the map of each layer."""
        maps = [self.pixels]
        for layer in range(LAYERS):
            maps.append(self._filtered(self._passed_on(maps[layer], layer)))
        return tuple(maps)

    @cached_property
    def marks(self) -> tuple[Image, ...]:
        """The maps in their colours, each on its own scale."""
        return (
            picture(self.pixels),
            *(signed_map(values, fair_limit(values)) for values in self.maps[1:]),
        )

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What a cell of each map sees of the picture, along one axis."""
        return self._fields[0]

    @cached_property
    def combined(self) -> tuple[Matrix, ...]:
        """The one filter that would do for one layer, for two, … if nothing lay between them."""
        turned, filters = self.weights[::-1, ::-1], [self.weights]
        while len(filters) < LAYERS:
            wider = conv2d(filters[-1][None, None], turned[None, None], padding=2)
            filters.append(wider[0, 0])
        return tuple(filters)

    @cached_property
    def gaps(self) -> tuple[float, ...]:
        """How far each layer's map is, at most, from that of the one filter."""
        alone = [conv2d(self.pixels[None, None], w[None, None])[0, 0] for w in self.combined]
        pairs = zip(self.maps[1:], alone, strict=True)
        return tuple(float(np.abs(ours - theirs).max()) for ours, theirs in pairs)

    def region(self, below: int, layer: int, row: int, column: int) -> Region:
        """Find the cells of a map below that one cell of a layer sees."""
        field = self._fields[below][layer - below]
        return Region(row * field.stride, column * field.stride, field.size)

    def step(self, layer: int) -> Field:
        """Find what a cell sees of the map right below its own."""
        return self._fields[layer - 1][1]

    @cached_property
    def _fields(self) -> tuple[tuple[Field, ...], ...]:
        """For each map, what cells of it and of all above it see of it."""
        return tuple(
            tuple(self._field(below, layer) for layer in range(below, LAYERS + 1))
            for below in range(LAYERS + 1)
        )

    def _field(self, below: int, layer: int) -> Field:
        steps = [w for number in range(below, layer) for w in self._windows(number)]
        return receptive_field(steps)

    def _windows(self, layer: int) -> tuple[Window, ...]:
        return (HALF, KERNEL) if self.halves and layer == 1 else (KERNEL,)

    def _passed_on(self, values: Matrix, layer: int) -> Matrix:
        """What lies between two layers."""
        if self.bends and layer:
            values = relu(values)
        return max_pool2d(values[None, None], 2)[0, 0] if self.halves and layer == 1 else values

    def _filtered(self, values: Matrix) -> Matrix:
        result: Matrix = conv2d(values[None, None], self.weights[None, None])[0, 0]
        return result
