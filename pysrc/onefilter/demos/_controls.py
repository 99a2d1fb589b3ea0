"""The controls of a demo: what a reader may set, and what is refused with which words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from onefilter.speech import say

Values = Mapping[str, Any]


class RefusedValue(ValueError):  # noqa: N818 - named for what happened, as readers see it
    """A value that a control does not take; `name` is the control's."""

    def __init__(self, name: object, message: str) -> None:
        super().__init__(message)
        self.name = str(name)[:60]


def not_taken(name: str, value: object, fits: str) -> str:
    """Say what a control was given, and what it takes."""
    return say("{name} is {value}; it takes {fits}", name=name, value=f"{value!r:.60}", fits=fits)


@dataclass(frozen=True)
class Choice:
    """One of a few values, each with a label; shown as a list.

    Options keep their type, so that ``"1"`` from a form and ``1`` from a script mean the same.
    """

    name: str
    label: str
    options: tuple[tuple[Any, str], ...]
    default: Any
    kind: ClassVar[str] = "choice"
    holds_value: ClassVar[bool] = True

    @property
    def stops(self) -> list[Any]:
        """What a tour of it goes through."""
        return [option for option, _ in self.options]

    def parse(self, value: Any) -> Any:
        """Return the option that `value` names."""
        for option, _ in self.options:
            if str(option) == str(value):
                return option
        fits = ", ".join(str(option) for option, _ in self.options)
        raise RefusedValue(self.name, not_taken(self.name, value, say("one of {fits}", fits=fits)))


@dataclass(frozen=True)
class Number:
    """A number within a range; `grid` groups numbers that stand in rows: a filter's weights."""

    name: str
    label: str
    minimum: float
    maximum: float
    step: float
    default: float
    integer: bool = False
    slider: bool = False
    grid: str = ""
    kind: ClassVar[str] = "number"
    holds_value: ClassVar[bool] = True

    @property
    def stops(self) -> list[Any]:
        """What a tour of it goes through."""
        return list(range(int(self.minimum), int(self.maximum) + 1))

    def parse(self, value: Any) -> float | int:
        """Return `value` as a number in the range."""
        number = _number(value)
        if not self.minimum <= number <= self.maximum or (self.integer and number != int(number)):
            fits = (
                say("a whole number from {low:g} to {high:g}", low=self.minimum, high=self.maximum)
                if self.integer
                else say("a number from {low:g} to {high:g}", low=self.minimum, high=self.maximum)
            )
            raise RefusedValue(self.name, not_taken(self.name, value, fits))
        return int(number) if self.integer else number


@dataclass(frozen=True)
class Hidden(Number):
    """A number without a form control here: another demo's form sets it."""

    kind: ClassVar[str] = "data"


@dataclass(frozen=True)
class Switch:
    """Yes or no."""

    name: str
    label: str
    default: bool = False
    kind: ClassVar[str] = "switch"
    holds_value: ClassVar[bool] = True

    def parse(self, value: Any) -> bool:
        """Return `value` as a bool; a form's and a link's words count too."""
        words = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}
        if str(value).lower() not in words:
            raise RefusedValue(self.name, not_taken(self.name, value, say("true or false")))
        return words[str(value).lower()]


@dataclass(frozen=True)
class Action:
    """A button; the player knows ``play``, ``step``, ``back`` and ``reset``, a demo its own."""

    name: str
    label: str
    default: ClassVar[None] = None
    kind: ClassVar[str] = "action"
    holds_value: ClassVar[bool] = False


@dataclass(frozen=True)
class Grid:
    """Numbers in 0…1 of one shape, without a form control: a drawing, say."""

    name: str
    label: str
    shape: tuple[int, ...]
    kind: ClassVar[str] = "data"
    holds_value: ClassVar[bool] = True

    @property
    def default(self) -> NDArray[np.float64]:
        """All zeros."""
        return np.zeros(self.shape)

    def parse(self, value: Any) -> NDArray[np.float64]:
        """Return `value`, flat or nested, as an array of the shape, which nobody can write to."""
        try:
            array = np.array(value, dtype=np.float64).reshape(self.shape)
        except (TypeError, ValueError, OverflowError):
            fits = "×".join(map(str, self.shape))
            told = say("{name} takes {fits} numbers", name=self.name, fits=fits)
            raise RefusedValue(self.name, told) from None
        if not ((array >= 0) & (array <= 1)).all():
            told = say("{name} has numbers outside 0 to 1", name=self.name)
            raise RefusedValue(self.name, told)
        array.flags.writeable = False
        return array


@dataclass(frozen=True)
class Photo:
    """A photograph as the browser decoded it, (H, W, 4) bytes, or None. No link carries it."""

    name: str
    label: str
    largest: tuple[int, int] = (480, 640)
    default: ClassVar[None] = None
    kind: ClassVar[str] = "photo"
    holds_value: ClassVar[bool] = True

    def parse(self, value: Any) -> NDArray[np.uint8] | None:
        """Return `value` as bytes of shape (H, W, 4)."""
        if value is None:
            return None
        rows, columns = self.largest
        are_bytes = isinstance(value, np.ndarray) and value.dtype == np.uint8 and value.size
        if not are_bytes or value.ndim != 3 or value.shape[2] != 4:
            told = say("{name} takes bytes of shape (height, width, 4)", name=self.name)
            raise RefusedValue(self.name, told)
        if value.shape[0] > rows or value.shape[1] > columns:
            told = say(
                "{name} is larger than {size} pixels", name=self.name, size=f"{columns}×{rows}"
            )
            raise RefusedValue(self.name, told)
        photo: NDArray[np.uint8] = value.copy()
        photo.flags.writeable = False
        return photo


Control = Choice | Number | Switch | Action | Grid | Photo


def _number(value: Any) -> float:
    """What a script or a form may mean by a number; anything else is NaN, which no range has."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, np.number)):
        return math.nan
    try:
        return float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return math.nan
