"""The player: all that the browser ever calls.

It keeps the demos on stage and answers each request with a frame: what to paint, what to write, and
whether it runs on.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter import arrival, link
from onefilter.demos import all_demos
from onefilter.demos._controls import RefusedValue, Values, not_taken
from onefilter.demos._demo import Demo
from onefilter.session.stand_in import Stumble
from onefilter.speech import say
from onefilter.stage import Frame, Show

MOST_STEPS = 100_000


class Player:
    """Plays demos by name.

    Every method that changes a demo returns its new frame. A value, view, cell or name that does
    not fit raises `RefusedValue`, whose message names it, and changes nothing.

    A frame is a dict of the ``views`` (see `to_message`), of which those in ``same`` are unchanged
    since the last frame; the ``readouts`` and the form's ``values``; whether the demo is
    ``running``; the ``link`` to it as it stands; and ``also``, the names of other demos that
    followed and want a frame of their own.

    Examples
    --------
    >>> player = Player()
    >>> frame = player.mount("pooling")
    >>> player.set("pooling", {"mode": "mean"})["values"]["mode"]
    'mean'
    """

    def __init__(self) -> None:
        self._shows: dict[str, Show] = {}
        self._lent: dict[str, Any] = {}
        self._left: dict[str, str] = {}
        self._records: dict[str, Demo] = {}  # that are played in place of the demos' own

    def mount(self, name: str, values: Values | None = None, query: str = "") -> Frame:
        """Bring a demo on stage with its defaults, then `values`, then what a link's `query` says.

        A link decides alone, unless it is the one that the demo left the stage with: what the
        reader has since done to borrowed values in other demos then counts. A part of either that
        is refused is left out and named in the frame's ``refused``.
        """
        refused = self._mount(name, values or {}, query)
        return {**self.frame(name), "refused": refused}

    def drop(self, name: str) -> None:
        """Take a demo off stage; one that is not there is no error."""
        self._records.pop(name, None)
        if show := self._shows.pop(name, None):
            self._left[name] = show.link

    def set(self, name: str, values: Values) -> Frame:
        """Give controls new values, all of them or, where one is refused, none."""
        show = self._show(name)
        before = show.values
        show.change({n: arrival.control(show.demo, n).parse(v) for n, v in values.items()})
        return self._answer(show, before)

    def press(self, name: str, action: str) -> Frame:
        """Press a button: ``play`` (and again to pause), ``step``, ``back``, ``reset``, others."""
        show = self._show(name)
        before = show.values
        show.press(action)
        return self._answer(show, before)

    def step(self, name: str, count: int = 1) -> Frame:
        """Take `count` steps, backwards where it is negative and the demo can."""
        show = self._show(name)
        if not isinstance(count, int) or abs(count) > MOST_STEPS:
            fits = say("a whole number of at most {most}", most=MOST_STEPS)
            raise RefusedValue("step", not_taken("step", count, fits))
        show.arrive()
        show.advance(count)
        return show.frame()

    def turn(self, name: str, by: int, along: str = "step") -> Frame:
        """Go on or back as a presenter does: a step, or a stop of the demo's ``tour``."""
        show = self._show(name)
        before = show.values
        show.turn(by, along)
        return self._answer(show, before)

    def tick(self, name: str, seconds: float) -> Frame:
        """Let a playing demo take the steps that `seconds` are worth."""
        show = self._show(name)
        show.tick(seconds)
        return show.frame()

    def point(self, name: str, view: str, row: int, column: int, pressed: bool = False) -> Frame:
        """Point at a cell of a view; pressed, it paints where the view can be painted."""
        show = self._show(name)
        rows, columns = show.grid(view)
        if not (_is_index(row, rows) and _is_index(column, columns)):
            told = say(
                "{view} has no cell {cell}; it has {rows} rows and {columns} columns",
                view=view,
                cell=f"({row!r:.20}, {column!r:.20})",
                rows=rows,
                columns=columns,
            )
            raise RefusedValue(view, told)
        before = show.values
        show.point(view, int(row), int(column), pressed)
        return self._answer(show, before)

    def hover(self, name: str, view: str, y: float, x: float, pressed: bool = False) -> Frame:
        """Follow a pointer, in scene units; off the grid it means nothing."""
        show = self._show(name)
        before = show.values
        show.hover(view, y, x, pressed)
        return self._answer(show, before)

    def move(self, name: str, view: str, rows: int, columns: int, pressed: bool = False) -> Frame:
        """Move the pointer by cells, as arrow keys do."""
        show = self._show(name)
        before = show.values
        show.move(view, rows, columns, pressed)
        return self._answer(show, before)

    def drag(self, name: str, view: str, row: int, column: int, by: float) -> Frame:
        """Drag a cell up by `by` scene units since the last call."""
        show = self._show(name)
        before = show.values
        show.drag(view, row, column, by)
        return self._answer(show, before)

    def values(self, name: str) -> Values:
        """Return every value of a demo, data included."""
        return dict(self._show(name).values)

    def arrays(self, name: str) -> Mapping[str, NDArray[np.generic]]:
        """Return every array on show, as true numbers."""
        show = self._show(name)
        show.arrive()
        return show.demo.arrays(show.state)

    def frame(self, name: str) -> Frame:
        """Return everything that the page needs to show a demo as it stands."""
        return self._show(name).frame()

    def recast(self, name: str, record: Demo | None = None) -> None:
        """Go on by another record of a demo, or by its own; where that fails, as before."""
        before = self._show(name)
        if record:
            show = Show(record, before.values)
        else:
            show, _ = arrival.begin(all_demos()[name], before.values)
        show.running = before.running
        show.seek(before.goal or before.state.step)
        if lit := before.demo.lit:
            arrival.lighted(show, lit.place(before.state))
        show.frame()
        self._shows[name], self._records[name] = show, show.demo

    def pause(self, name: str) -> None:
        """Let a demo stand still."""
        show = self._show(name)
        show.stop_short()
        show.running = False

    def _mount(self, name: str, values: Values, query: str) -> dict[str, str]:
        demo = self._demo(name)
        told = link.read(demo, query)
        linked = told.values
        kept, unfit = arrival.fitting(demo, values)
        lent = {n: v for n, v in self._lent.items() if n in demo.borrows}
        if query and query != self._left.get(name):
            # No link carries a photograph, so that one may still be borrowed.
            photos = {c.name for c in demo.controls if c.kind == "photo"}
            given = {**{n: v for n, v in lent.items() if n in photos}, **kept, **linked}
        else:
            given = {**linked, **lent, **kept}
        show, misfit = arrival.begin(demo, given)
        show.seek(min(told.step, MOST_STEPS))
        dark = arrival.lighted(show, told.lit)
        self._shows[name] = show
        for borrowed in demo.borrows:
            if borrowed in kept or borrowed in linked:
                self._lent.setdefault(borrowed, show.values[borrowed])
        return {**unfit, **told.refused, **misfit, **dark}

    def _answer(self, show: Show, before: Values) -> Frame:
        """The new frame, after handing on to other demos what they borrow and is new."""
        also = self._lend(show, before)
        return {**show.frame(), "also": also}

    def _lend(self, show: Show, before: Values) -> list[str]:
        values = show.values
        if values is before:
            return []
        news = {n: values[n] for n in show.demo.borrows if not np.array_equal(values[n], before[n])}
        self._lent.update(news)
        followers = [s for s in self._shows.values() if s is not show]
        followers = [s for s in followers if not news.keys().isdisjoint(s.demo.borrows)]
        for other in followers:
            # A reader's own version of a demo may fail where the demo itself does not.
            with suppress(Stumble):
                _follow(other, news, values)
        return [other.demo.name for other in followers]

    def _demo(self, name: str) -> Demo:
        demos = {**all_demos(), **self._records}
        if name not in demos:
            fits = ", ".join(demos)
            told = say(
                "no demo is called {name}; there are {fits}", name=f"{name!r:.60}", fits=fits
            )
            raise RefusedValue("demo", told)
        return demos[name]

    def _show(self, name: str) -> Show:
        if name not in self._shows:
            self._mount(name, {}, "")
        return self._shows[name]


def _follow(show: Show, news: Values, all_values: Values) -> None:
    """Hand on what is new, or everything borrowed where the news alone do not fit.

    They do not where one demo has a photograph, is told to show it, and the other never got it.
    """
    borrowed = show.demo.borrows
    try:
        show.change({n: v for n, v in news.items() if n in borrowed})
    except RefusedValue:
        show.change({n: all_values[n] for n in borrowed if n in all_values})


def _is_index(number: Any, count: int) -> bool:
    return isinstance(number, (int, float)) and 0 <= number < count and number == int(number)
