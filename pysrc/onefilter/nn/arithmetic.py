"""How gradients go back through arithmetic, where one side may have been repeated to fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from onefilter.checks import Array


def pull_sum(grad: Array, left: Array, right: Array) -> tuple[Array, Array]:
    """Carry a gradient back through ``left + right``."""
    return unbroadcast(grad, left.shape), unbroadcast(grad, right.shape)


def pull_times(grad: Array, left: Array, right: Array) -> tuple[Array, Array]:
    """Carry a gradient back through ``left * right``."""
    return unbroadcast(grad * right, left.shape), unbroadcast(grad * left, right.shape)


def pull_power(grad: Array, base: Array, exponent: float) -> tuple[Array]:
    """Carry a gradient back through ``base ** exponent``."""
    return (grad * exponent * base ** (exponent - 1),)


def pull_product(grad: Array, left: Array, right: Array) -> tuple[Array, Array]:
    """Carry a gradient back through ``left @ right``; a vector on either side is one line."""
    rows = left[None] if left.ndim == 1 else left
    columns = right[:, None] if right.ndim == 1 else right
    for side, axis in ((right, -1), (left, -2)):
        if side.ndim == 1:
            grad = np.expand_dims(grad, axis)
    by_left = unbroadcast(grad @ columns.swapaxes(-1, -2), rows.shape)
    by_right = unbroadcast(rows.swapaxes(-1, -2) @ grad, columns.shape)
    return by_left.reshape(left.shape), by_right.reshape(right.shape)


def pull_item(grad: Array, whole: Array, index: Any) -> tuple[Array]:
    """Carry a gradient back through ``whole[index]``, where an index may name a place twice."""
    back = np.zeros(whole.shape, grad.dtype)
    np.add.at(back, index, grad)
    return (back,)


def unbroadcast(grad: Array, sizes: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which its operand was repeated."""
    if grad.shape == sizes:
        return grad
    grad = grad.sum(axis=tuple(range(grad.ndim - len(sizes))))
    repeated = tuple(i for i, size in enumerate(sizes) if size == 1 and grad.shape[i] != 1)
    total: Array = grad.sum(axis=repeated, keepdims=True)
    return total


def listed(sizes: Sequence[int | Sequence[int]]) -> tuple[int, ...]:
    """Return whole numbers that were given one by one or, as PyTorch allows, in one sequence."""
    first = sizes[0] if len(sizes) == 1 else None
    return tuple(first) if isinstance(first, (tuple, list)) else cast(tuple[int, ...], sizes)
