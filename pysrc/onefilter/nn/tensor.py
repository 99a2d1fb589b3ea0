"""Tensors: arrays that remember what they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, axis, shape
from onefilter.nn import arithmetic
from onefilter.nn.tape import Node, Pull, pull_back, recording
from onefilter.nn.watching import multiplied


class Tensor(Node):
    """An array on the tape.

    Parameters
    ----------
    data : array_like
        Numbers; float32 and float64 are kept, whole numbers become float64.
    requires_grad : bool
        Whether `backward` shall leave a gradient here.

    Attributes
    ----------
    data : ndarray
        The numbers.
    grad : ndarray or None
        The gradient, added up over all calls of `backward`.
    requires_grad : bool
        Whether this, or anything it was made from, wants a gradient.

    Raises
    ------
    TypeError, ValueError
        If ``data`` is not numbers, or holds none.

    References
    ----------
    Baydin, Pearlmutter, Radul and Siskind, *Automatic differentiation in machine learning*, 2018.

    Examples
    --------
    >>> x = Tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    array([2., 4.])
    """

    __array_ufunc__ = None  # numpy leaves mixed arithmetic to this class

    def __init__(self, data: ArrayLike, requires_grad: bool = False) -> None:
        super().__init__(requires_grad)
        self.data: Array = array("data", data, "...")
        self.grad: Array | None = None

    def __repr__(self) -> str:
        return f"Tensor({self.data!r})"

    @property
    def shape(self) -> tuple[int, ...]:
        """Sizes of the axes."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.data.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the numbers."""
        return self.data.dtype

    def numpy(self) -> Array:
        """Return the numbers themselves, not a copy."""
        return self.data

    def item(self) -> float:
        """Return the only number as a float."""
        return float(self.data.item())

    def detach(self) -> Tensor:
        """Return the same numbers without their history."""
        return Tensor(self.data)

    def backward(self, gradient: ArrayLike | None = None) -> None:
        """Send a gradient back to everything this was made from.

        Parameters
        ----------
        gradient : array_like, optional
            Gradient of the loss with respect to this; 1 if this is a single number.

        Raises
        ------
        ValueError
            If nothing here wants a gradient, or the gradient is missing or of another shape.
        """
        if not self.requires_grad:
            raise ValueError("backward() needs a tensor made from one with requires_grad=True")
        if gradient is None:
            if self.data.size != 1:
                raise ValueError(f"gradient=None, but the shape is {self.shape}; give a gradient")
            gradient = np.ones_like(self.data)
        start = shape("gradient", array("gradient", gradient, "..."), self.shape, "as the tensor")
        for leaf, arrived in pull_back(self, start):
            assert isinstance(leaf, Tensor)
            # A copy, for what arrives may be a view of somebody else's numbers.
            kept = arrived if leaf.grad is None else leaf.grad + arrived
            leaf.grad = np.array(kept, leaf.dtype)

    def __add__(self, other: Operand) -> Tensor:
        left, right = self.data, as_tensor(other, self)
        pull = partial(arithmetic.pull_sum, left=left, right=right.data)
        return record(left + right.data, (self, right), pull)

    def __mul__(self, other: Operand) -> Tensor:
        left, right = self.data, as_tensor(other, self)
        pull = partial(arithmetic.pull_times, left=left, right=right.data)
        return record(left * right.data, (self, right), pull)

    def __pow__(self, exponent: float) -> Tensor:
        pull = partial(arithmetic.pull_power, base=self.data, exponent=exponent)
        return record(self.data**exponent, (self,), pull)

    def __matmul__(self, other: Operand) -> Tensor:
        left, right = self.data, as_tensor(other, self)
        product = np.asarray(left @ right.data)
        multiplied(product.size * left.shape[-1])
        pull = partial(arithmetic.pull_product, left=left, right=right.data)
        return record(product, (self, right), pull)

    def __rmatmul__(self, other: Operand) -> Tensor:
        return as_tensor(other, self) @ self

    def __neg__(self) -> Tensor:
        return self * -1.0

    def __sub__(self, other: Operand) -> Tensor:
        return self + -as_tensor(other, self)

    def __rsub__(self, other: Operand) -> Tensor:
        return -self + other

    def __truediv__(self, other: Operand) -> Tensor:
        return self * as_tensor(other, self) ** -1.0

    def __rtruediv__(self, other: Operand) -> Tensor:
        return self**-1.0 * other

    __radd__ = __add__
    __rmul__ = __mul__

    def __getitem__(self, index: Any) -> Tensor:
        pull = partial(arithmetic.pull_item, whole=self.data, index=index)
        return record(self.data[index], (self,), pull)

    def sum(self, dim: int | tuple[int, ...] | None = None, keepdim: bool = False) -> Tensor:
        """Add up along some axes, or all."""
        total = np.asarray(self.data.sum(axis=dim, keepdims=keepdim))
        kept = np.expand_dims(total, dim) if dim is not None and not keepdim else total
        aligned = kept.shape if dim is not None else (1,) * self.ndim
        return record(
            total, (self,), lambda grad: (np.broadcast_to(grad.reshape(aligned), self.shape),)
        )

    def mean(self, dim: int | tuple[int, ...] | None = None, keepdim: bool = False) -> Tensor:
        """Average along some axes, or all."""
        total = self.sum(dim, keepdim)
        return total * (total.data.size / self.data.size)

    def exp(self) -> Tensor:
        """Raise e to each number."""
        power = np.exp(self.data)
        return record(power, (self,), lambda grad: (grad * power,))

    def log(self) -> Tensor:
        """Take the natural logarithm of each number."""
        return record(np.log(self.data), (self,), lambda grad: (grad / self.data,))

    def sqrt(self) -> Tensor:
        """Take the square root of each number."""
        root = np.sqrt(self.data)
        return record(root, (self,), lambda grad: (grad / (2 * root),))

    def reshape(self, *sizes: int | Sequence[int]) -> Tensor:
        """Lay the same numbers out in another shape; one size may be -1."""
        made = self.data.reshape(arithmetic.listed(sizes))
        return record(made, (self,), lambda grad: (grad.reshape(self.shape),))

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Tensor:
        """Join the axes from ``start_dim`` to ``end_dim``, both included."""
        first = axis("start_dim", start_dim, "the tensor", self.shape)
        last = axis("end_dim", end_dim, "the tensor", self.shape)
        if first > last:
            raise ValueError(f"start_dim={start_dim} must not lie behind end_dim={end_dim}")
        return self.reshape(*self.shape[:first], -1, *self.shape[last + 1 :])

    def permute(self, *dims: int | Sequence[int]) -> Tensor:
        """Put the axes into another order."""
        order = arithmetic.listed(dims)
        put = self.data.transpose(order)
        return record(put, (self,), lambda grad: (grad.transpose(np.argsort(order)),))

    def transpose(self, dim0: int, dim1: int) -> Tensor:
        """Swap two axes."""
        swapped = self.data.swapaxes(dim0, dim1)
        return record(swapped, (self,), lambda grad: (grad.swapaxes(dim0, dim1),))


Operand: TypeAlias = Tensor | ArrayLike


def as_tensor(value: Operand, like: Tensor | None = None) -> Tensor:
    """Return a tensor; a bare number takes the type of its partner."""
    if isinstance(value, Tensor):
        return value
    if like is not None and isinstance(value, (int, float)):
        return Tensor(np.asarray(value, dtype=like.dtype))
    return Tensor(value)


def record(data: Array, parents: tuple[Tensor, ...], pull: Pull) -> Tensor:
    """Put a result on the tape.

    Parameters
    ----------
    data : ndarray
        The result.
    parents : tuple of Tensor
        What it was made from.
    pull : callable
        Takes the gradient of the result and returns that of each parent, or None.

    Returns
    -------
    Tensor
        The result; without history where no parent wants a gradient.
    """
    result = Tensor(data)
    if recording() and any(parent.requires_grad for parent in parents):
        result.requires_grad = True
        result.parents, result.pull = parents, pull
    return result
