"""What networks are made of, as data: each layer names its sizes and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Pair: TypeAlias = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolution to ``channels`` maps; ``groups=0`` stands for depthwise."""

    channels: int
    kernel_size: Pair
    stride: Pair = 1
    padding: Pair = 0
    dilation: Pair = 1
    groups: int = 1
    bias: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """A maximum or a mean over windows."""

    kernel_size: Pair
    stride: Pair
    padding: Pair = 0


@dataclass(frozen=True, slots=True)
class AdaptivePool:
    """A mean over a grid of bins that covers the map."""

    size: int


@dataclass(frozen=True, slots=True)
class Norm:
    """A normalization with a scale and a shift for each channel."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A learned factor for each channel."""


@dataclass(frozen=True, slots=True)
class Flatten:
    """Maps laid out as one row of numbers."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A dense layer; on maps it acts on the channels of each pixel."""

    features: int
    bias: bool = True


@dataclass(frozen=True)
class Sum:
    """Branches from one input, added up; an empty branch passes the input on."""

    branches: tuple[Block, ...]


@dataclass(frozen=True)
class Concat:
    """Branches from one input, their channels side by side."""

    branches: tuple[Block, ...]


@dataclass(frozen=True)
class Auxiliary:
    """A head that only training uses: it holds parameters, and inference never runs it."""

    block: Block


Layer: TypeAlias = (
    Conv | Pool | AdaptivePool | Norm | Scale | Flatten | Linear | Sum | Concat | Auxiliary
)
Block: TypeAlias = tuple[Layer, ...]
