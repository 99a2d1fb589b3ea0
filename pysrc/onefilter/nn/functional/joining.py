"""Joining tensors on the tape."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onefilter.checks import Array
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record


def cat(tensors: Sequence[Operand], dim: int = 0) -> Tensor:
    """Put tensors side by side along an axis, such as 1 for channels."""
    parts = tuple(as_tensor(tensor) for tensor in tensors)
    ends = np.cumsum([part.shape[dim] for part in parts])[:-1]

    def pull(grad: Array) -> list[Array]:
        return np.split(grad, ends, axis=dim)

    return record(np.concatenate([part.data for part in parts], axis=dim), parts, pull)
