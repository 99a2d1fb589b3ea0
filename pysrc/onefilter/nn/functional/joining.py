"""Joining tensors on the tape."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onefilter.checks import Array
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record


def cat(tensors: Sequence[Operand], dim: int = 0) -> Tensor:
    """Put tensors side by side along an axis, such as 1 for channels.

    Parameters
    ----------
    tensors : sequence of Tensor or array_like
        Of one shape but for that axis.
    dim : int
        The axis.

    Returns
    -------
    Tensor
        As long along ``dim`` as all of them together.

    Raises
    ------
    ValueError
        If the other axes differ.

    Examples
    --------
    >>> cat([np.ones((1, 2, 4, 4)), np.zeros((1, 3, 4, 4))], dim=1).shape
    (1, 5, 4, 4)
    """
    parts = tuple(as_tensor(tensor) for tensor in tensors)
    ends = np.cumsum([part.shape[dim] for part in parts])[:-1]

    def pull(grad: Array) -> list[Array]:
        return np.split(grad, ends, axis=dim)

    return record(np.concatenate([part.data for part in parts], axis=dim), parts, pull)
