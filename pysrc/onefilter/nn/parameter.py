"""Parameters: the tensors that a module learns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from onefilter.nn.tensor import Tensor


class Parameter(Tensor):
    """A tensor that a module learns; assigning it to an attribute is all it takes.

    Parameters
    ----------
    data : array_like
        The start.
    requires_grad : bool
        Whether it learns; False freezes it.

    Raises
    ------
    TypeError, ValueError
        If ``data`` is not numbers, or holds none.

    Examples
    --------
    >>> Parameter([1.0]).requires_grad
    True
    """

    def __init__(self, data: ArrayLike, requires_grad: bool = True) -> None:
        super().__init__(data, requires_grad)


def placed(device: str | None, dtype: DTypeLike | None) -> np.dtype[Any]:
    """Return the type of a layer's parameters, or refuse a place where arrays cannot be."""
    if device not in (None, "cpu"):
        raise ValueError(f"device={device!r} is not here; arrays are on 'cpu', so leave it out")
    kind = np.dtype(np.float32 if dtype is None else dtype)
    if kind not in (np.float32, np.float64):
        raise TypeError(f"dtype={dtype!r} does not fit; give float32 or float64")
    return kind
