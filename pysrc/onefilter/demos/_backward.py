"""A layer's forward and backward pass, and the slope of one of its numbers, checked by a nudge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from onefilter.conv import conv2d, conv2d_backward
from onefilter.conv_gradients import ConvGradients

Matrix = NDArray[np.floating[Any]]
Cell = tuple[int, int]
Part = Literal["cell", "weight", "pixel"]
NUDGE = 0.01


@dataclass(frozen=True)
class Focus:
    """What is lit: a cell of the map, a weight of the filter, or a pixel of the input."""

    part: Part
    row: int
    column: int

    @property
    def place(self) -> Cell:
        """Row and column."""
        return self.row, self.column


@dataclass(frozen=True, eq=False)
class Layer:
    """One filter over one picture.

    Parameters
    ----------
    pixels : ndarray of shape (H, W)
        The picture.
    weights : ndarray of shape (3, 3)
        The filter.
    stride, padding : int
        As in `conv2d`.
    """

    pixels: Matrix
    weights: Matrix
    stride: int
    padding: int

    @cached_property
    def feature_map(self) -> Matrix:
        """The filter's answer at every position."""
        x, weight = self.pixels[None, None], self.weights[None, None]
        result: Matrix = conv2d(x, weight, stride=self.stride, padding=self.padding)[0, 0]
        return result

    def seen(self, row: int, column: int) -> Cell:
        """Find the upper left pixel that a cell looks at; -1 lies in the padding."""
        return row * self.stride - self.padding, column * self.stride - self.padding

    def seers(self, row: int, column: int) -> tuple[range, range]:
        """Find the rows and the columns of the cells that look at a pixel."""
        rows, columns = self.feature_map.shape
        return self._along(row, rows), self._along(column, columns)

    def _along(self, pixel: int, cells: int) -> range:
        last = (pixel + self.padding) // self.stride
        first = -(-(pixel + self.padding - len(self.weights) + 1) // self.stride)
        return range(max(first, 0), min(last, cells - 1) + 1)


@dataclass(frozen=True, eq=False)
class Pass:
    """What a loss sends back through a layer.

    Parameters
    ----------
    layer : Layer
        The layer.
    loss : {"cell", "sum", "squares"}
        One cell itself, the sum of all cells, or half the sum of their squares.
    cell : pair of int
        The cell that ``"cell"`` means.
    """

    layer: Layer
    loss: str
    cell: Cell

    @cached_property
    def grad_output(self) -> Matrix:
        """The gradient that arrives at the map."""
        values = self.layer.feature_map
        if self.loss == "squares":
            return values
        if self.loss == "sum":
            return np.ones_like(values)
        single = np.zeros_like(values)
        single[self.cell] = 1
        return single

    @cached_property
    def gradients(self) -> ConvGradients:
        """The gradients of the input and of the filter."""
        layer = self.layer
        return conv2d_backward(
            self.grad_output[None, None],
            layer.pixels[None, None],
            layer.weights[None, None],
            stride=layer.stride,
            padding=layer.padding,
        )

    @property
    def grad_input(self) -> Matrix:
        """How the loss changes with each pixel."""
        result: Matrix = self.gradients.x[0, 0]
        return result

    @property
    def grad_filter(self) -> Matrix:
        """How the loss changes with each weight."""
        result: Matrix = self.gradients.weight[0, 0]
        return result

    @cached_property
    def value(self) -> float:
        """The loss."""
        values = self.layer.feature_map
        if self.loss == "squares":
            return float((values**2).sum() / 2)
        return float(values.sum() if self.loss == "sum" else values[self.cell])

    def slope(self, focus: Focus) -> float:
        """Find how the loss changes with one number."""
        gradients = {
            "cell": self.grad_output,
            "weight": self.grad_filter,
            "pixel": self.grad_input,
        }
        return float(gradients[focus.part][focus.place])

    def nudged(self, focus: Focus) -> float:
        """Measure by how much the loss grows when a weight or a pixel does, by a hundredth."""
        field = "weights" if focus.part == "weight" else "pixels"
        numbers = getattr(self.layer, field).copy()
        numbers[focus.place] += NUDGE
        other = replace(self.layer, **{field: numbers})
        return replace(self, layer=other).value - self.value
