"""What normalising layers share."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from onefilter.checks import positive
from onefilter.nn.module import Module
from onefilter.nn.parameter import Parameter


class Affine(Module):
    """A layer that may scale and shift what it normalised."""

    weight: Parameter | None
    bias: Parameter | None

    def __init__(
        self, sizes: tuple[int, ...], eps: float, scales: bool, shifts: bool, dtype: DTypeLike
    ) -> None:
        super().__init__()
        self.eps = positive("eps", eps)
        self.weight = Parameter(np.ones(sizes, dtype)) if scales else None
        self.bias = Parameter(np.zeros(sizes, dtype)) if shifts else None

    def reset_parameters(self, seed: int | np.random.Generator = 0) -> Self:  # noqa: ARG002
        """Scale by one and shift by nothing."""
        if self.weight is not None:
            self.weight.data[...] = 1
        if self.bias is not None:
            self.bias.data[...] = 0
        return self
