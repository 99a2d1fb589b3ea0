"""Layers of one input and one output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from onefilter.checks import integer, pair

Pair: TypeAlias = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Conv:
    r"""A convolution to ``channels`` maps; ``groups=0`` stands for depthwise.

    .. math:: C_\text{out} \left( \frac{C_\text{in}}{g}\,k_h k_w + b \right) \text{ parameters}

    .. math:: o = \left\lfloor \frac{n + 2p - d\,(k-1) - 1}{s} \right\rfloor + 1

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

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits.

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

    def __post_init__(self) -> None:
        """Refuse sizes that make no convolution."""
        integer("channels", self.channels)
        integer("groups", self.groups, minimum=0)
        _check_windows(self, "kernel_size", "stride", "dilation")


@dataclass(frozen=True, slots=True)
class Pool:
    """A maximum or a mean over windows.

    Attributes
    ----------
    kernel_size, stride, padding : int or pair of int
        The geometry, in rows and columns.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((Pool(2, 2),), (8, 22, 22))[-1].output_shape
    (8, 11, 11)
    """

    kernel_size: Pair
    stride: Pair
    padding: Pair = 0

    def __post_init__(self) -> None:
        """Refuse sizes that make no window."""
        _check_windows(self, "kernel_size", "stride")


@dataclass(frozen=True, slots=True)
class AdaptivePool:
    """A mean over a grid of bins that covers the map.

    Attributes
    ----------
    size : int
        Bins along rows and along columns.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((AdaptivePool(1),), (512, 7, 7))[-1].output_shape
    (512, 1, 1)
    """

    size: int

    def __post_init__(self) -> None:
        """Refuse sizes that make no bin."""
        integer("size", self.size)


@dataclass(frozen=True, slots=True)
class Norm:
    """A normalisation with a scale and a shift for each channel.

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
    r"""A dense layer; on maps it acts on the channels of each pixel.

    .. math:: f_\text{out}\,(f_\text{in} + b) \text{ parameters}

    Attributes
    ----------
    features : int
        Numbers that come out.
    bias : bool
        Whether each of them adds a constant.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits.

    Examples
    --------
    >>> from onefilter.architecture import count_parameters
    >>> count_parameters((Flatten(), Linear(1024)), (3, 224, 224))
    154141696
    """

    features: int
    bias: bool = True

    def __post_init__(self) -> None:
        """Refuse sizes that make no output."""
        integer("features", self.features)


def _check_windows(layer: Any, *names: str) -> None:
    pair("padding", layer.padding, minimum=0)
    for name in names:
        pair(name, getattr(layer, name))
