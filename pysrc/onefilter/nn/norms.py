"""Normalizing layers."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from onefilter.checks import Array, Size, integer
from onefilter.nn import functional
from onefilter.nn.module import Module
from onefilter.nn.parameter import Parameter
from onefilter.nn.tensor import Tensor


class _Affine(Module):
    """A layer that may scale and shift what it normalized."""

    weight: Parameter | None
    bias: Parameter | None

    def __init__(self, sizes: tuple[int, ...], affine: bool, dtype: DTypeLike) -> None:
        super().__init__()
        self.weight = Parameter(np.ones(sizes, dtype)) if affine else None
        self.bias = Parameter(np.zeros(sizes, dtype)) if affine else None

    def reset_parameters(self, seed: int | np.random.Generator = 0) -> Self:  # noqa: ARG002
        """Scale by one and shift by nothing."""
        if self.weight is not None and self.bias is not None:
            self.weight.data[...] = 1
            self.bias.data[...] = 0
        return self


class BatchNorm2d(_Affine):
    """Normalize each channel over the batch while training, by running statistics afterwards.

    Maps ``(N, num_features, H, W)`` keep their shape.

    Parameters
    ----------
    num_features : int
        Channels.
    eps : float
        Added to the variance.
    momentum : float
        Share of the newest batch in the running statistics.
    affine : bool
        Whether to learn a scale and a shift.
    dtype : dtype
        Type of the parameters.

    Attributes
    ----------
    weight, bias : Parameter of shape (num_features,) or None
        Scale and shift.
    running_mean, running_var : ndarray of shape (num_features,)
        Running statistics; the variance is the unbiased one.
    num_batches_tracked : ndarray of int
        Batches seen.

    Examples
    --------
    >>> BatchNorm2d(3).eval()(np.zeros((1, 3, 2, 2))).shape
    (1, 3, 2, 2)
    """

    running_mean: Array
    running_var: Array
    num_batches_tracked: NDArray[np.int64]

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        dtype: DTypeLike = np.float32,
    ) -> None:
        super().__init__((integer("num_features", num_features),), affine, dtype)
        self.eps, self.momentum = eps, momentum
        self.register_buffer("running_mean", np.zeros(num_features, dtype))
        self.register_buffer("running_var", np.ones(num_features, dtype))
        self.register_buffer("num_batches_tracked", np.array(0, np.int64))

    def forward(self, x: Tensor) -> Tensor:
        """Normalize, and in training move the running statistics."""
        if self.training:
            self.num_batches_tracked += 1
        return functional.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training,
            self.momentum,
            self.eps,
        )

    def reset_parameters(self, seed: int | np.random.Generator = 0) -> Self:
        """Forget scale, shift and statistics."""
        self.running_mean[...] = 0
        self.running_var[...] = 1
        self.num_batches_tracked[...] = 0
        return super().reset_parameters(seed)

    def extra_repr(self) -> str:
        """Return the channels."""
        return f"{self.running_mean.size}"


class GroupNorm(_Affine):
    """Normalize each image over blocks of channels.

    Maps ``(N, num_channels, H, W)`` keep their shape.

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
    dtype : dtype
        Type of the parameters.

    Attributes
    ----------
    weight, bias : Parameter of shape (num_channels,) or None
        Scale and shift.

    Raises
    ------
    ValueError
        If the blocks do not divide the channels.

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
        dtype: DTypeLike = np.float32,
    ) -> None:
        if integer("num_channels", num_channels) % integer("num_groups", num_groups):
            raise ValueError(f"num_groups={num_groups} does not divide num_channels={num_channels}")
        super().__init__((num_channels,), affine, dtype)
        self.num_groups, self.eps = num_groups, eps

    def forward(self, x: Tensor) -> Tensor:
        """Normalize."""
        return functional.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the number of blocks."""
        return f"num_groups={self.num_groups}"


class LayerNorm(_Affine):
    """Normalize over the last axes.

    Arrays ``(..., *normalized_shape)`` keep their shape.

    Parameters
    ----------
    normalized_shape : int or sequence of int
        Sizes of the last axes.
    eps : float
        Added to the variance.
    elementwise_affine : bool
        Whether to learn a scale and a shift.
    dtype : dtype
        Type of the parameters.

    Attributes
    ----------
    weight, bias : Parameter of shape normalized_shape or None
        Scale and shift.

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
        dtype: DTypeLike = np.float32,
    ) -> None:
        if not isinstance(normalized_shape, (tuple, list)):
            normalized_shape = (integer("normalized_shape", normalized_shape),)
        self.normalized_shape = tuple(
            integer("normalized_shape", size) for size in normalized_shape
        )
        super().__init__(self.normalized_shape, elementwise_affine, dtype)
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """Normalize."""
        return functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Return the sizes."""
        return f"{self.normalized_shape}"
