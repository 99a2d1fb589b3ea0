"""Layers without weights: pooling, activations and flattening."""

from __future__ import annotations

from onefilter.checks import Size
from onefilter.nn import functional
from onefilter.nn.module import Module
from onefilter.nn.tensor import Tensor


class MaxPool2d(Module):
    """Keep the largest number of every window.

    Maps ``(N, C, H, W)`` become ``(N, C, H_out, W_out)``.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, ceil_mode
        As in `onefilter.pooling.max_pool2d`.

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
        *,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.options = (kernel_size, stride, padding, dilation, ceil_mode)

    def forward(self, x: Tensor) -> Tensor:
        """Pool."""
        return functional.max_pool2d(x, *self.options)

    def extra_repr(self) -> str:
        """Return the window's size."""
        return f"kernel_size={self.options[0]}"


class AvgPool2d(Module):
    """Average every window.

    Maps ``(N, C, H, W)`` become ``(N, C, H_out, W_out)``.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in `onefilter.pooling.avg_pool2d`.

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

    Examples
    --------
    >>> AdaptiveAvgPool2d(1)([[[[1, 2], [3, 4]]]]).item()
    2.5
    """

    def __init__(self, output_size: Size) -> None:
        super().__init__()
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

    Examples
    --------
    >>> ReLU()([-1.0, 2.0]).numpy()
    array([0., 2.])
    """

    def forward(self, x: Tensor) -> Tensor:
        """Clip at zero."""
        return functional.relu(x)


class GELU(Module):
    r"""Gate each number by the normal distribution, exactly.

    Any shape stays as it is: :math:`y = x\,\Phi(x)`, number by number.

    Examples
    --------
    >>> GELU()([-1.0, 0.0, 1.0]).numpy().round(3)
    array([-0.159,  0.   ,  0.841])
    """

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
    start_dim : int
        First axis to join; all after it go along.

    Examples
    --------
    >>> Flatten()([[[[1, 2], [3, 4]]]]).shape
    (1, 4)
    """

    def __init__(self, start_dim: int = 1) -> None:
        super().__init__()
        self.start_dim = start_dim

    def forward(self, x: Tensor) -> Tensor:
        """Reshape."""
        return x.flatten(self.start_dim)
