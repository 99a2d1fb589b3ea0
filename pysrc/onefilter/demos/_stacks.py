"""Stacks of layers for the receptive field: the reader's own, or a network with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.architecture import trace
from onefilter.checks import pair
from onefilter.effective_field import Weights, effective_field
from onefilter.layers import Auxiliary, Block, Concat, Conv, Pool, Sum
from onefilter.networks import NETWORKS
from onefilter.nn import Tensor, functional
from onefilter.receptive_field import Field, Window, receptive_field

Matrix = NDArray[np.floating[Any]]
# Networks of random weights whose gradients are averaged.
DRAWS = 4


@dataclass(frozen=True)
class Step:
    """One layer of a stack: its name, and what its outputs see of the picture."""

    label: str
    field: Field


@dataclass(frozen=True)
class OwnStack:
    """Layers that the reader put together."""

    windows: tuple[Window, ...]
    weights: Weights
    side: int | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its layers, from the picture on."""
        return tuple(
            Step(_named(window), receptive_field(self.windows[: number + 1]))
            for number, window in enumerate(self.windows)
        )

    @property
    def measured(self) -> str:
        """What the gradients are of."""
        weights = {"uniform": "all weights equal", "random": f"random weights, {DRAWS} draws"}
        return f"these layers, {weights[self.weights]}, no ReLU"

    def gradient(self, number: int) -> Matrix:
        """How much each pixel of one layer's field counts, in shares."""
        return _own_gradient(self.windows[: number + 1], self.weights)


@dataclass(frozen=True)
class NamedStack:
    """A network, of which each member of the main chain counts as a layer."""

    name: str

    @property
    def side(self) -> int:
        """Pixels along a side of the usual picture."""
        return NETWORKS[self.name].side

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its layers, from the picture on."""
        return tuple(Step(label, field) for _, label, field in _main_chain(self.name))

    @property
    def measured(self) -> str:
        """What the gradients are of."""
        return "a stand-in: one channel, windows that average, no ReLU"

    def gradient(self, number: int) -> Matrix:
        """How much each pixel of one layer's field counts, in shares."""
        return _named_gradient(self.name, number)


def _layers(name: str) -> Block:
    """A network's main chain, without the heads that only training uses."""
    return tuple(layer for layer in NETWORKS[name].layers if not isinstance(layer, Auxiliary))


@cache
def _main_chain(name: str) -> tuple[tuple[int, str, Field], ...]:
    """Places in the chain, names and fields of all that has windows."""
    layers, chain, place = _layers(name), [], 0
    for row in trace(layers, NETWORKS[name].input_shape):
        if row.layer is not layers[place]:
            continue
        if isinstance(row.layer, (Conv, Pool, Sum, Concat)):
            chain.append((place, _named(row.layer), row.fields[0]))
        place += 1
    return tuple(chain)


def _named(layer: Any) -> str:
    if isinstance(layer, Sum):
        return "residual block"
    if isinstance(layer, Concat):
        return "branches"
    rows, columns = pair("kernel_size", layer.kernel_size)
    words = f"{'pool' if isinstance(layer, Pool) else 'conv'} {rows}×{columns}"
    words += f" /{layer.stride}" if layer.stride != 1 else ""
    spread = getattr(layer, "dilation", 1)
    return words + (f" d{spread}" if spread != 1 else "")


@lru_cache(maxsize=16)
def _own_gradient(windows: tuple[Window, ...], weights: Weights) -> Matrix:
    return effective_field(windows, weights=weights, channels=4, draws=DRAWS)


@lru_cache(maxsize=4)
def _named_gradient(name: str, number: int) -> Matrix:
    """Send a gradient back from one output whose field lies inside the picture."""
    place, _, field = _main_chain(name)[number]
    output = -(-field.padding // field.stride)
    first = output * field.stride - field.padding
    side = first + field.size + field.stride
    picture = Tensor(np.zeros((1, 1, side, side), np.float32), requires_grad=True)
    made = _averaged(_layers(name)[: place + 1], picture)
    only = np.zeros(made.shape, np.float32)
    only[0, 0, output, output] = 1
    (made * only).sum().backward()
    gradient = picture.grad
    assert gradient is not None
    inside = slice(first, first + field.size)
    shares: Matrix = gradient[0, 0, inside, inside] / gradient.sum()
    return shares


def _averaged(block: Sequence[Any] | Block, x: Tensor) -> Tensor:
    """Run layers with one map each and equal weights, so that windows average."""
    for layer in block:
        if isinstance(layer, (Sum, Concat)):
            first, *others = [_averaged(branch, x) for branch in layer.branches]
            x = first
            for other in others:
                x = x + other
        elif isinstance(layer, (Conv, Pool)):
            size = pair("kernel_size", layer.kernel_size)
            weight = Tensor(np.full((1, 1, *size), 1 / np.prod(size), np.float32))
            x = functional.conv2d(x, weight, stride=layer.stride, padding=layer.padding)
    return x
