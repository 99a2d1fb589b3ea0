"""Checks of arguments: each refusal names the argument, its value and what would fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]
Indices = NDArray[np.integer[Any]]
Size = int | Sequence[int]
Kind = TypeVar("Kind")
LARGEST_RANK = 64
"""Axes that numpy allows."""

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def integer(name: str, value: object, *, minimum: int = 1) -> int:
    """Return ``value`` as an int of at least ``minimum``, or refuse it by name."""
    if type(value) is not int:
        if type(value) is bool or not isinstance(value, Integral):
            raise TypeError(f"{name}={value!r} is not a whole number; give an int >= {minimum}")
        value = int(value)
    if value < minimum:
        raise ValueError(f"{name}={value} is too small; it must be at least {minimum}")
    return value


def pair(name: str, value: object, *, minimum: int = 1) -> tuple[int, int]:
    """Return ``value``, one int or a pair of ints, as ``(rows, columns)``."""
    if type(value) is int and value >= minimum:
        return value, value
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{name}={value!r} has {len(value)} entries; give an int or a pair")
        return (
            integer(f"{name}[0]", value[0], minimum=minimum),
            integer(f"{name}[1]", value[1], minimum=minimum),
        )
    both = integer(name, value, minimum=minimum)
    return both, both


def integers(name: str, value: object, *, minimum: int = 1) -> tuple[int, ...]:
    """Return ``value``, a sequence of ints of at least ``minimum``, as a tuple."""
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"{name}={value!r} is not a sequence; give a tuple of ints >= {minimum}")
    return tuple(integer(f"{name}[{i}]", size, minimum=minimum) for i, size in enumerate(value))


def axis(name: str, value: object, of: str, sizes: tuple[int, ...]) -> int:
    """Return ``value``, an axis of what is called ``of`` and has these sizes, counted from 0."""
    rank = max(1, len(sizes))
    number = integer(name, value, minimum=-LARGEST_RANK)
    if not -rank <= number < rank:
        raise ValueError(
            f"{name}={value} is no axis of {of} with shape {sizes}; use {-rank} to {rank - 1}"
        )
    return number % rank


def real(name: str, value: object) -> float:
    """Return ``value`` as a float, which may be infinite or NaN."""
    if type(value) is bool or not isinstance(value, Real):
        raise TypeError(f"{name}={value!r} is not a number; give a finite float")
    return float(value)


def number(name: str, value: object, *, minimum: float = -math.inf) -> float:
    """Return ``value`` as a finite float of at least ``minimum``."""
    value = real(name, value)
    if not math.isfinite(value) or value < minimum:
        least = "" if minimum == -math.inf else f" of at least {minimum:g}"
        raise ValueError(f"{name}={value} does not fit; give a finite number{least}")
    return value


def positive(name: str, value: object) -> float:
    """Return ``value`` as a finite float above zero."""
    value = number(name, value)
    if value <= 0:
        raise ValueError(f"{name}={value} does not fit; give a finite number above 0")
    return value


def array(name: str, value: ArrayLike, layout: str) -> Array:
    """Return ``value`` as a float array whose axes are named by ``layout``, such as ``"N C H W"``.

    A leading ``"..."`` stands for any further axes. Float32 and float64 are kept, integers and
    booleans become float64, anything else is refused.
    """
    result = np.asarray(value)
    if result.dtype not in _FLOATS:
        if result.dtype.kind not in "iub":
            raise TypeError(
                f"{name} has dtype {result.dtype}; give float32, float64, integers or booleans"
            )
        result = result.astype(np.float64)
    open_ended = layout.startswith("...")
    rank = layout.count(" ") + (not open_ended)
    if result.ndim != rank and not (open_ended and result.ndim > rank):
        least = "at least " if open_ended else ""
        raise ValueError(
            f"{name} has shape {result.shape}, of rank {result.ndim}; "
            f"it must have rank {least}{rank}: ({', '.join(layout.split())})"
        )
    if 0 in result.shape:
        raise ValueError(f"{name} has shape {result.shape}; every axis must be at least 1 long")
    return result


def finite(name: str, value: Array) -> Array:
    """Return ``value``, or refuse it when it holds NaN or infinity."""
    if not np.isfinite(value).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
        raise ValueError(
            f"{name}[{', '.join(map(str, where))}]={value[where]}; give finite numbers"
        )
    return value


def shape(name: str, value: Array, expected: tuple[int, ...], because: str) -> Array:
    """Return ``value``, or refuse it when its shape is not ``expected``."""
    if value.shape != expected:
        raise ValueError(f"{name} has shape {value.shape}; it must be {expected} {because}")
    return value


def every(name: str, value: object, kind: type[Kind]) -> tuple[Kind, ...]:
    """Return ``value``, a sequence of objects of one kind, as a tuple."""
    wanted = f"give a sequence of {kind.__name__}"
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"{name}={value!r} is not a sequence; {wanted}")
    for place, each in enumerate(value):
        instance(f"{name}[{place}]", each, kind)
    return tuple(value)


def instance(name: str, value: object, kind: type[Kind]) -> Kind:
    """Return ``value``, an object of some kind, or refuse it by name."""
    if not isinstance(value, kind):
        raise TypeError(f"{name}={value!r} is not a {kind.__name__}; give one")
    return value


def choice(name: str, value: object, choices: Sequence[str]) -> str:
    """Return ``value``, one of ``choices``, or refuse it and list them."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name}={value!r} is unknown; choose one of {', '.join(choices)}")
    return value
