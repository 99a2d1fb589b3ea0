"""Normalising layers."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from onefilter.checks import Array, Size, integer, integers, number
from onefilter.nn import functional
from onefilter.nn.affine import Affine
from onefilter.nn.parameter import placed
from onefilter.nn.tensor import Tensor


class BatchNorm2d(Affine):
    r"""Normalise each channel over the batch while training, by running statistics afterwards.

    Maps ``(N, num_features, H, W)`` keep their shape:
    :math:`y = (x - \mu_c) / \sqrt{\sigma_c^2 + \varepsilon} \cdot w_c + b_c`.

    Parameters
    ----------
    num_features : int
        Channels.
    eps : float
        Added to the variance.
    momentum : float or None
        Share of the newest batch in the running statistics; None for the mean of all batches.
    affine : bool
        Whether to learn a scale and a shift.
    track_running_stats : bool
        Whether to keep running statistics; otherwise the batch's own are always used.
    device : {None, "cpu"}
        For PyTorch's order of arguments.
    dtype : dtype
        Type of the parameters; float32 if left out.
    bias : bool
        Whether the shift is learned, where the scale is.

    Attributes
    ----------
    weight, bias : Parameter of shape (num_features,) or None
        Scale and shift.
    running_mean, running_var : ndarray of shape (num_features,) or None
        Running statistics; the variance is the unbiased one.
    num_batches_tracked : ndarray of int or None
        Batches seen.

    Raises
    ------
    TypeError, ValueError
        If a number does not fit, or there is no such type or device.

    Examples
    --------
    >>> BatchNorm2d(3).eval()(np.zeros((1, 3, 2, 2))).shape
    (1, 3, 2, 2)
    """

    running_mean: Array | None = None
    running_var: Array | None = None
    num_batches_tracked: NDArray[np.int64] | None = None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: str | None = None,
        dtype: DTypeLike | None = None,
        *,
        bias: bool = True,
    ) -> None:
        sizes, kind = (integer("num_features", num_features),), placed(device, dtype)
        super().__init__(sizes, eps, affine, affine and bias, kind)
        self.num_features = num_features
        self.momentum = None if momentum is None else number("momentum", momentum)
        if track_running_stats:
            self.register_buffer("running_mean", np.zeros(num_features, kind))
            self.register_buffer("running_var", np.ones(num_features, kind))
            self.register_buffer("num_batches_tracked", np.array(0, np.int64))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise, and in training move the running statistics."""
        seen = self.num_batches_tracked
        share = self.momentum
        if share is None:
            share = 1.0 if seen is None else 1 / (int(seen) + 1)
        y = functional.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or seen is None,
            share,
            self.eps,
        )
        # Only now, for a batch that is refused leaves no trace.
        if self.training and seen is not None:
            seen += 1
        return y

    def reset_parameters(self, seed: int | np.random.Generator = 0) -> Self:
        """Forget scale, shift and statistics."""
        for name, start in zip(self._buffers, (0, 1, 0), strict=False):
            getattr(self, name)[...] = start
        return super().reset_parameters(seed)

    def extra_repr(self) -> str:
        """Return the channels."""
        return f"{self.num_features}"


class GroupNorm(Affine):
    r"""Normalise each image over blocks of channels.

    Maps ``(N, num_channels, H, W)`` keep their shape:
    :math:`y = (x - \mu_{n,g}) / \sqrt{\sigma_{n,g}^2 + \varepsilon} \cdot w_c + b_c`, with the
    mean and the variance of block :math:`g` in image :math:`n`.

    Parameters
    ----------
    num_groups : int
        Number of blocks, a divisor of the channels.
    num_channels : int
        Channels.
    eps : float
        Added to the variance.
    affine : bool
        Whether to learn a scale and a shift.
    device : {None, "cpu"}
        For PyTorch's order of arguments.
    dtype : dtype
        Type of the parameters; float32 if left out.
    bias : bool
        Whether the shift is learned, where the scale is.

    Attributes
    ----------
    weight, bias : Parameter of shape (num_channels,) or None
        Scale and shift.

    Raises
    ------
    TypeError, ValueError
        If the blocks do not divide the channels, a number does not fit, or there is no such type or
        device.

    Examples
    --------
    >>> GroupNorm(2, 4)(np.zeros((1, 4, 2, 2))).shape
    (1, 4, 2, 2)
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: str | None = None,
        dtype: DTypeLike | None = None,
        *,
        bias: bool = True,
    ) -> None:
        if integer("num_channels", num_channels) % integer("num_groups", num_groups):
            raise ValueError(f"num_groups={num_groups} does not divide num_channels={num_channels}")
        kind = placed(device, dtype)
        super().__init__((num_channels,), eps, affine, affine and bias, kind)
        self.num_groups = num_groups

    def forward(self, x: Tensor) -> Tensor:
        """Normalise."""
        return functional.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the number of blocks."""
        return f"num_groups={self.num_groups}"


class LayerNorm(Affine):
    r"""Normalise over the last axes.

    Arrays ``(..., *normalized_shape)`` keep their shape:
    :math:`y = (x - \mu) / \sqrt{\sigma^2 + \varepsilon} \cdot w + b`, with the mean and the
    variance of each leading position.

    Parameters
    ----------
    normalized_shape : int or sequence of int
        Sizes of the last axes.
    eps : float
        Added to the variance.
    elementwise_affine : bool
        Whether to learn a scale and a shift.
    bias : bool
        Whether the shift is learned, where the scale is.
    device : {None, "cpu"}
        For PyTorch's order of arguments.
    dtype : dtype
        Type of the parameters; float32 if left out.

    Attributes
    ----------
    weight, bias : Parameter of shape normalized_shape or None
        Scale and shift.

    Raises
    ------
    TypeError, ValueError
        If a number does not fit, or there is no such type or device.

    Examples
    --------
    >>> LayerNorm(4)(np.ones((2, 4))).shape
    (2, 4)
    """

    def __init__(
        self,
        normalized_shape: Size,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:
        if not isinstance(normalized_shape, (tuple, list)):
            normalized_shape = (integer("normalized_shape", normalized_shape),)
        self.normalized_shape = integers("normalized_shape", normalized_shape)
        if not self.normalized_shape:
            raise ValueError("normalized_shape=() is empty; give at least one size")
        shifts = elementwise_affine and bias
        kind = placed(device, dtype)
        super().__init__(self.normalized_shape, eps, elementwise_affine, shifts, kind)

    def forward(self, x: Tensor) -> Tensor:
        """Normalise."""
        return functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the sizes."""
        return f"{self.normalized_shape}"
