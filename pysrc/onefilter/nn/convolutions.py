"""Convolutional layers."""

from __future__ import annotations

from typing import Any, Literal

from numpy.typing import DTypeLike

from onefilter.checks import Size, choice, integer, pair
from onefilter.grid import Padding, extra_ends, padding_ends
from onefilter.nn import functional
from onefilter.nn.dense import Weighted
from onefilter.nn.parameter import placed
from onefilter.nn.tensor import Tensor
from onefilter.padding import PADDING_MODES, PaddingMode


class Conv2d(Weighted):
    """Convolution with learned filters.

    Maps ``(N, in_channels, H, W)`` become ``(N, out_channels, H_out, W_out)``.

    Parameters
    ----------
    in_channels, out_channels : int
        Maps that come in and go out.
    kernel_size, stride, dilation : int or pair of int
        The geometry.
    padding : int, pair of int, "same" or "valid"
        Border around the input.
    groups : int
        Blocks of channels that do not see one another.
    bias : bool
        Whether each filter adds a constant.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}
        What the border is filled with.
    device : {None, "cpu"}
        For PyTorch's order of arguments.
    dtype : dtype
        Type of the parameters; float32 if left out.

    Attributes
    ----------
    weight : Parameter of shape (out_channels, in_channels / groups, k_h, k_w)
        The filters.
    bias : Parameter of shape (out_channels,) or None
        The constants.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive whole number, the groups do not divide the channels, or an
        option is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Conv2d(3, 8, 3, padding=1)
    >>> layer(np.ones((1, 3, 5, 5))).shape
    (1, 8, 5, 5)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: PaddingMode = "zeros",
        device: str | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:
        _check_channels(in_channels, out_channels, groups)
        size, kind = pair("kernel_size", kernel_size), placed(device, dtype)
        super().__init__(
            (out_channels, in_channels // groups, *size), out_channels if bias else None, kind
        )
        steps, gaps = pair("stride", stride), pair("dilation", dilation)
        padding_ends(padding, size, stride=steps, dilation=gaps)
        self.geometry: dict[str, Any] = {
            "stride": steps,
            "padding": padding,
            "dilation": gaps,
            "groups": groups,
        }
        self.padding_mode = choice("padding_mode", padding_mode, PADDING_MODES)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve."""
        geometry = dict(self.geometry)
        if self.padding_mode != "zeros":
            size = self.weight.shape[2], self.weight.shape[3]
            ends = padding_ends(geometry.pop("padding"), size, dilation=geometry["dilation"])
            x = functional.pad2d(x, ends, self.padding_mode)  # type: ignore[arg-type]
        return functional.conv2d(x, self.weight, self.bias, **geometry)

    def extra_repr(self) -> str:
        """Return channels, kernel and geometry."""
        seen = self.weight.shape[1] * self.geometry["groups"]
        told = ", ".join(f"{name}={value}" for name, value in self.geometry.items())
        return f"{seen}, {self.weight.shape[0]}, kernel_size={self.weight.shape[2:]}, {told}"


class ConvTranspose2d(Weighted):
    """Transposed convolution with learned filters.

    Maps ``(N, in_channels, H, W)`` become ``(N, out_channels, H_out, W_out)``.

    Parameters
    ----------
    in_channels, out_channels : int
        Maps that come in and go out.
    kernel_size, stride, padding, output_padding : int or pair of int
        The geometry, as in `onefilter.conv_transpose.conv_transpose2d`.
    groups : int
        Blocks of channels that do not see one another.
    bias : bool
        Whether each output map adds a constant.
    dilation : int or pair of int
        Distance between neighbouring taps.
    padding_mode : {"zeros"}
        Nothing else, as in PyTorch.
    device : {None, "cpu"}
        For PyTorch's order of arguments.
    dtype : dtype
        Type of the parameters; float32 if left out.

    Attributes
    ----------
    weight : Parameter of shape (in_channels, out_channels / groups, k_h, k_w)
        The filters.
    bias : Parameter of shape (out_channels,) or None
        The constants.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive whole number, the groups do not divide the channels, or an
        option is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> ConvTranspose2d(3, 1, 2, stride=2)(np.ones((1, 3, 5, 5))).shape
    (1, 1, 10, 10)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Size = 0,
        output_padding: Size = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Size = 1,
        padding_mode: Literal["zeros"] = "zeros",
        device: str | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:
        _check_channels(in_channels, out_channels, groups)
        size, kind = pair("kernel_size", kernel_size), placed(device, dtype)
        super().__init__(
            (in_channels, out_channels // groups, *size), out_channels if bias else None, kind
        )
        self.geometry: dict[str, Any] = {
            "stride": pair("stride", stride),
            "padding": pair("padding", padding, minimum=0),
            "output_padding": extra_ends(output_padding, stride, dilation),
            "groups": groups,
            "dilation": pair("dilation", dilation),
        }
        choice("padding_mode", padding_mode, ("zeros",))

    def forward(self, x: Tensor) -> Tensor:
        """Convolve the other way."""
        return functional.conv_transpose2d(x, self.weight, self.bias, **self.geometry)

    def extra_repr(self) -> str:
        """Return channels, kernel and geometry."""
        made = self.weight.shape[1] * self.geometry["groups"]
        told = ", ".join(f"{name}={value}" for name, value in self.geometry.items())
        return f"{self.weight.shape[0]}, {made}, kernel_size={self.weight.shape[2:]}, {told}"


def _check_channels(in_channels: int, out_channels: int, groups: int) -> None:
    blocks = integer("groups", groups)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if integer(name, channels) % blocks:
            raise ValueError(f"groups={groups} does not divide {name}={channels}")
