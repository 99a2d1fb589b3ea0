"""Parameters: the tensors that a module learns."""

from __future__ import annotations

from numpy.typing import ArrayLike

from onefilter.nn.tensor import Tensor


class Parameter(Tensor):
    """A tensor that a module learns; assigning it to an attribute is all it takes.

    Parameters
    ----------
    data : array_like
        The start.
    requires_grad : bool
        Whether it learns; False freezes it.

    Examples
    --------
    >>> Parameter([1.0]).requires_grad
    True
    """

    def __init__(self, data: ArrayLike, requires_grad: bool = True) -> None:
        super().__init__(data, requires_grad)
