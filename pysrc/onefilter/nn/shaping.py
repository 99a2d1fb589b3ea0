"""Layers without weights: pooling, activations and flattening."""

from __future__ import annotations

from typing import Any

from onefilter.checks import LARGEST_RANK, Size, choice, integer, pair
from onefilter.nn import functional
from onefilter.nn.module import Module
from onefilter.nn.tensor import Tensor
from onefilter.pooling.place import check_windows


class MaxPool2d(Module):
    r"""Keep the largest number of every window.

    Maps ``(N, C, H, W)`` become ``(N, C, H_out, W_out)``, by
    :math:`y_{r,s} = \max_{i,j}\, x_{r\,s_h+i\,d_h,\;s\,s_w+j\,d_w}` in each map.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, return_indices, ceil_mode
        As in `onefilter.pooling.max_pool2d`.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits, or the padding exceeds half the kernel.

    Examples
    --------
    >>> MaxPool2d(2)([[[[1, 2], [3, 4]]]]).item()
    4.0
    """

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        dilation: Size = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        check_windows(kernel_size, stride, padding, dilation)
        self.options = (kernel_size, stride, padding, dilation, ceil_mode, return_indices)

    def forward(self, x: Tensor) -> Any:
        """Pool; with ``return_indices`` the winners' places come along, as an array."""
        return functional.max_pool2d(x, *self.options)

    def extra_repr(self) -> str:
        """Return the window's size."""
        return f"kernel_size={self.options[0]}"


class AvgPool2d(Module):
    r"""Average every window.

    Maps ``(N, C, H, W)`` become ``(N, C, H_out, W_out)``, by
    :math:`y_{r,s} = \frac{1}{k_h k_w} \sum_{i,j} x_{r\,s_h+i,\;s\,s_w+j}` in each map.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in `onefilter.pooling.avg_pool2d`.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits, or the padding exceeds half the kernel.

    Examples
    --------
    >>> AvgPool2d(2)([[[[1, 2], [3, 4]]]]).item()
    2.5
    """

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        check_windows(kernel_size, stride, padding, dilation=1)
        if divisor_override is not None:
            integer("divisor_override", divisor_override)
        self.options = (
            kernel_size,
            stride,
            padding,
            ceil_mode,
            count_include_pad,
            divisor_override,
        )

    def forward(self, x: Tensor) -> Tensor:
        """Pool."""
        return functional.avg_pool2d(x, *self.options)

    def extra_repr(self) -> str:
        """Return the window's size."""
        return f"kernel_size={self.options[0]}"


class AdaptiveAvgPool2d(Module):
    """Average over a grid of bins that covers the map.

    Maps ``(N, C, H, W)`` become ``(N, C, rows, columns)`` of bins.

    Parameters
    ----------
    output_size : int or pair of int
        Number of bins; 1 is the global average.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive whole number.

    Examples
    --------
    >>> AdaptiveAvgPool2d(1)([[[[1, 2], [3, 4]]]]).item()
    2.5
    """

    def __init__(self, output_size: Size) -> None:
        super().__init__()
        pair("output_size", output_size)
        self.output_size = output_size

    def forward(self, x: Tensor) -> Tensor:
        """Pool."""
        return functional.adaptive_avg_pool2d(x, self.output_size)

    def extra_repr(self) -> str:
        """Return the number of bins."""
        return f"output_size={self.output_size}"


class ReLU(Module):
    r"""Keep what is positive.

    Any shape stays as it is: :math:`y = \max(0, x)`, number by number.

    Parameters
    ----------
    inplace : bool
        For PyTorch's order of arguments. It saves memory there; here the input always stays as it
        is, and the output is the same.

    Examples
    --------
    >>> ReLU()([-1.0, 2.0]).numpy()
    array([0., 2.])
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, x: Tensor) -> Tensor:
        """Clip at zero."""
        return functional.relu(x)


class GELU(Module):
    r"""Gate each number by the normal distribution, exactly.

    Any shape stays as it is: :math:`y = x\,\Phi(x)`, number by number.

    Parameters
    ----------
    approximate : {"none"}
        PyTorch's approximation by a hyperbolic tangent is left out.

    Raises
    ------
    ValueError
        If an approximation is asked for.

    Examples
    --------
    >>> GELU()([-1.0, 0.0, 1.0]).numpy().round(3)
    array([-0.159,  0.   ,  0.841])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        choice("approximate", approximate, ("none",))

    def forward(self, x: Tensor) -> Tensor:
        """Gate."""
        return functional.gelu(x)


class Sigmoid(Module):
    """Squash to between 0 and 1.

    Any shape stays as it is: :math:`y = 1 / (1 + e^{-x})`, number by number.

    Examples
    --------
    >>> Sigmoid()([-1.0, 0.0, 1.0]).numpy().round(3)
    array([0.269, 0.5  , 0.731])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Squash."""
        return functional.sigmoid(x)


class Flatten(Module):
    """Lay the maps of each image out as one row.

    Maps ``(N, C, H, W)`` become rows ``(N, C * H * W)``.

    Parameters
    ----------
    start_dim, end_dim : int
        First and last axis to join, with those between them.

    Raises
    ------
    TypeError
        If an axis is not a whole number.

    Examples
    --------
    >>> Flatten()([[[[1, 2], [3, 4]]]]).shape
    (1, 4)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = integer("start_dim", start_dim, minimum=-LARGEST_RANK)
        self.end_dim = integer("end_dim", end_dim, minimum=-LARGEST_RANK)

    def forward(self, x: Tensor) -> Tensor:
        """Reshape."""
        return x.flatten(self.start_dim, self.end_dim)
