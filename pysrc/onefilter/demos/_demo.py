"""The record that a demo is: its controls, its views, and the functions that move and draw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Control, Values
from onefilter.scene.marks import Scene


class State(Protocol):
    """What every demo's state has: its values and how many steps it has taken from the start."""

    @property
    def values(self) -> Values: ...

    @property
    def step(self) -> int: ...


@dataclass(frozen=True)
class View:
    """One picture of a demo.

    `press` says what a pressed pointer does there (a hovering one always points), and an `optional`
    view is shown only while `draw` returns a scene for it.
    """

    name: str
    label: str
    press: Literal["point", "paint", "drag"] = "point"
    optional: bool = False


@dataclass(frozen=True)
class Readout:
    """One number or sentence beside the pictures; `live` ones are announced to screen readers."""

    name: str
    label: str
    live: bool = False


@dataclass(frozen=True)
class Lit:
    """What a pointer lights, as whole numbers that a link can carry.

    Parameters
    ----------
    place : callable (state) -> tuple of int
        What is lit.
    home : callable (state) -> tuple of int
        What is lit until a reader points.
    room : callable (state) -> tuple of int
        How many there are along each axis; places count from 0.
    light : callable (state, place) -> state
    """

    place: Callable[[Any], tuple[int, ...]]
    home: Callable[[Any], tuple[int, ...]]
    room: Callable[[Any], tuple[int, ...]]
    light: Callable[[Any, tuple[int, ...]], Any]

    @classmethod
    def cell(
        cls, home: Callable[[Any], tuple[int, ...]], room: Callable[[Any], tuple[int, ...]]
    ) -> Lit:
        """A state's `cell`."""
        return cls(lambda s: s.cell, home, room, lambda s, place: replace(s, cell=place))


@dataclass(frozen=True)
class Demo:
    """A demo, whole: what it asks, what it shows, and how it changes.

    Every function is pure: it takes a state and returns a new one, or something drawn from it.
    `doc` is the module's docstring: its first paragraph leads the figure, the rest says what to
    try.

    Parameters
    ----------
    start : callable (values) -> state
        The state before the first step, from all values; `RefusedValue` where they do not go
        together.
    draw : callable (state) -> {view name: Scene}
    readouts : callable (state) -> {readout name: text}
    arrays : callable (state) -> {array name: array}
        Everything on show, as true numbers.
    update : callable (state, changes) -> state, optional
        What of a state survives new values, and what they entail; without it, a change starts over.
    implied : callable (values) -> values, optional
        Values that follow from some others unless they are set; a link leaves them out.
    lit : Lit, optional
        What pointing lights, unless the step tells.
    tour : str
        The control whose values a presenter goes through.
    advance : callable (state, steps) -> state, optional
        `steps` is negative only where `steps_back` is true.
    prepare : callable (state, steps) -> (state, bool), optional
        Does a little of the work that advancing by so many steps takes, so that nobody has to wait
        for all of it at once, and tells whether no more is left to do.
    pace : callable (state) -> float, optional
        Steps a second while playing.
    finished : callable (state) -> bool, optional
        Whether playing on would change nothing.
    point, paint : callable (state, view name, row, column) -> state, optional
    drag : callable (state, view name, row, column, by) -> state, optional
        `by` is how far the pointer went up since the last call, in scene units.
    act : callable (state, action name) -> state, optional
        What the demo's own buttons do.
    home : int
        The step at which a demo starts from its defaults.
    borrows : tuple of str
        Names of values that follow the last demo in which the reader set them.
    code : tuple of callable
        What of the package the demo shows at work: the functions, or classes, that a reader may
        read, rewrite and put back in.
    """

    name: str
    title: str
    doc: str
    controls: tuple[Control, ...]
    views: tuple[View, ...]
    outputs: tuple[Readout, ...]
    start: Callable[[Values], Any]
    draw: Callable[[Any], Mapping[str, Scene]]
    readouts: Callable[[Any], Mapping[str, str]]
    arrays: Callable[[Any], Mapping[str, NDArray[np.generic]]]
    update: Callable[[Any, Values], Any] | None = None
    advance: Callable[[Any, int], Any] | None = None
    prepare: Callable[[Any, int], tuple[Any, bool]] | None = None
    pace: Callable[[Any], float] | None = None
    finished: Callable[[Any], bool] | None = None
    point: Callable[[Any, str, int, int], Any] | None = None
    paint: Callable[[Any, str, int, int], Any] | None = None
    drag: Callable[[Any, str, int, int, float], Any] | None = None
    act: Callable[[Any, str], Any] | None = None
    implied: Callable[[Values], Values] | None = None
    lit: Lit | None = None
    tour: str = ""
    steps_back: bool = False
    home: int = 0
    borrows: tuple[str, ...] = ()
    code: tuple[Callable[..., Any], ...] = ()

    @property
    def lead(self) -> str:
        """The sentence under the title."""
        return self.doc.strip().split("\n\n")[0].replace("\n", " ")

    @property
    def hint(self) -> str:
        """What to try."""
        return " ".join(self.doc.strip().split("\n\n")[1:]).replace("\n", " ")

    @property
    def defaults(self) -> dict[str, Any]:
        """The values that a reader finds."""
        return {c.name: c.default for c in self.controls if c.holds_value}

    def complete(self, given: Values) -> dict[str, Any]:
        """Return all values: those given, what follows from them, and defaults for the rest."""
        values = {**self.defaults, **given}
        return {**values, **self.follow(values), **given}

    def follow(self, values: Values) -> Values:
        """Return what follows from `values`, if anything does."""
        return self.implied(values) if self.implied else {}
