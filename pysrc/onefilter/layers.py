"""What networks are made of, as data: each layer names its sizes and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Pair: TypeAlias = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolution to ``channels`` maps; ``groups=0`` stands for depthwise.

    Attributes
    ----------
    channels : int
        Maps that come out.
    kernel_size, stride, padding, dilation : int or pair of int
        The geometry, in rows and columns.
    groups : int
        Blocks of channels that do not see one another.
    bias : bool
        Whether each filter adds a constant.

    Examples
    --------
    >>> from onefilter.architecture import count_parameters
    >>> count_parameters((Conv(64, 3, bias=True),), (3, 224, 224))
    1792
    """

    channels: int
    kernel_size: Pair
    stride: Pair = 1
    padding: Pair = 0
    dilation: Pair = 1
    groups: int = 1
    bias: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """A maximum or a mean over windows.

    Attributes
    ----------
    kernel_size, stride, padding : int or pair of int
        The geometry, in rows and columns.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((Pool(2, 2),), (8, 22, 22))[-1].output_shape
    (8, 11, 11)
    """

    kernel_size: Pair
    stride: Pair
    padding: Pair = 0


@dataclass(frozen=True, slots=True)
class AdaptivePool:
    """A mean over a grid of bins that covers the map.

    Attributes
    ----------
    size : int
        Bins along rows and along columns.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((AdaptivePool(1),), (512, 7, 7))[-1].output_shape
    (512, 1, 1)
    """

    size: int


@dataclass(frozen=True, slots=True)
class Norm:
    """A normalization with a scale and a shift for each channel.

    Examples
    --------
    >>> from onefilter.architecture import count_parameters
    >>> count_parameters((Norm(),), (64, 56, 56))
    128
    """


@dataclass(frozen=True, slots=True)
class Scale:
    """A learned factor for each channel.

    Examples
    --------
    >>> from onefilter.architecture import count_parameters
    >>> count_parameters((Scale(),), (64, 56, 56))
    64
    """


@dataclass(frozen=True, slots=True)
class Flatten:
    """Maps laid out as one row of numbers.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((Flatten(),), (8, 11, 11))[-1].output_shape
    (968,)
    """


@dataclass(frozen=True, slots=True)
class Linear:
    """A dense layer; on maps it acts on the channels of each pixel.

    Attributes
    ----------
    features : int
        Numbers that come out.
    bias : bool
        Whether each of them adds a constant.

    Examples
    --------
    >>> from onefilter.architecture import count_parameters
    >>> count_parameters((Flatten(), Linear(1024)), (3, 224, 224))
    154141696
    """

    features: int
    bias: bool = True


@dataclass(frozen=True)
class Sum:
    """Branches from one input, added up; an empty branch passes the input on.

    Attributes
    ----------
    branches : tuple of tuples of layers
        Each a chain.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> residual = Sum(((Conv(8, 3, padding=1),), ()))
    >>> trace((residual,), (8, 22, 22))[-1].output_shape
    (8, 22, 22)
    """

    branches: tuple[Block, ...]


@dataclass(frozen=True)
class Concat:
    """Branches from one input, their channels side by side.

    Attributes
    ----------
    branches : tuple of tuples of layers
        Each a chain.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((Concat(((Conv(8, 1),), (Conv(4, 3, padding=1),))),), (3, 22, 22))[-1].output_shape
    (12, 22, 22)
    """

    branches: tuple[Block, ...]


@dataclass(frozen=True)
class Auxiliary:
    """A head that only training uses: it holds parameters, and inference never runs it.

    Attributes
    ----------
    block : tuple of layers
        The head.

    Examples
    --------
    >>> from onefilter.architecture import count_macs, count_parameters
    >>> network = (Auxiliary((Flatten(), Linear(10))), Flatten(), Linear(10))
    >>> count_parameters(network, (1, 4, 4)), count_macs(network, (1, 4, 4))
    (340, 160)
    """

    block: Block


Layer: TypeAlias = (
    Conv | Pool | AdaptivePool | Norm | Scale | Flatten | Linear | Sum | Concat | Auxiliary
)
Block: TypeAlias = tuple[Layer, ...]
