"""Layers that multiply by learned weights, and the plainest of them."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from onefilter.checks import integer
from onefilter.nn import functional
from onefilter.nn.module import Module
from onefilter.nn.parameter import Parameter, placed
from onefilter.nn.tensor import Tensor


class Weighted(Module):
    """A layer with a weight and perhaps a bias, drawn as PyTorch draws them."""

    weight: Parameter
    bias: Parameter | None

    def __init__(
        self, weight_shape: tuple[int, ...], outputs: int | None, dtype: DTypeLike
    ) -> None:
        super().__init__()
        self.weight = Parameter(np.empty(weight_shape, dtype))
        self.bias = None if outputs is None else Parameter(np.empty(outputs, dtype))
        self.reset_parameters(np.random.default_rng())

    def reset_parameters(self, seed: int | np.random.Generator = 0) -> Self:
        """Draw uniformly within one over the root of the inputs that each output sums."""
        rng = np.random.default_rng(seed)
        bound = 1 / math.sqrt(math.prod(self.weight.shape[1:]))
        for parameter in (self.weight, self.bias):
            if parameter is not None:
                parameter.data[...] = rng.uniform(-bound, bound, parameter.shape)
        return self


class Linear(Weighted):
    r"""Dense layer.

    Rows ``(..., in_features)`` become ``(..., out_features)``, by :math:`y = x W^\top + b`.

    Parameters
    ----------
    in_features, out_features : int
        Numbers that come in and go out.
    bias : bool
        Whether each output adds a constant.
    device : {None, "cpu"}
        For PyTorch's order of arguments.
    dtype : dtype
        Type of the parameters; float32 if left out.

    Attributes
    ----------
    weight : Parameter of shape (out_features, in_features)
        The matrix.
    bias : Parameter of shape (out_features,) or None
        The constants.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive whole number, or there is no such type or device.

    Examples
    --------
    >>> Linear(4, 2)(np.ones((3, 4))).shape
    (3, 2)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DTypeLike | None = None,
    ) -> None:
        integer("in_features", in_features)
        integer("out_features", out_features)
        kind = placed(device, dtype)
        super().__init__((out_features, in_features), out_features if bias else None, kind)

    def forward(self, x: Tensor) -> Tensor:
        """Multiply by the matrix."""
        return functional.linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Return the sizes."""
        return f"in_features={self.weight.shape[1]}, out_features={self.weight.shape[0]}"
