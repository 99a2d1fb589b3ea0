"""One demo on stage: its state, and what of its picture is already known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from operator import ge
from typing import Any

from onefilter import link
from onefilter.demos._controls import Choice, Number, RefusedValue, Values, not_taken
from onefilter.demos._demo import Demo
from onefilter.playing import Playing
from onefilter.scene.marks import Scene
from onefilter.scene.message import Message, to_message
from onefilter.speech import say

Frame = dict[str, Any]
Place = tuple[str, int, int]


class Show(Playing):
    """A demo that is being played.

    What cannot have changed is not made again: a scene that is the very object of the last frame
    keeps its message, and the link's values are written anew only when there are new values.

    Parameters
    ----------
    demo : Demo
        The record.
    values : mapping
        All its values.

    Raises
    ------
    RefusedValue
        If the values do not go together.
    """

    def __init__(self, demo: Demo, values: Values) -> None:
        super().__init__(demo, values)
        self._pointer: Place | None = None
        self._stroke: Place | None = None  # where a pressed pointer was last
        self._drawn: tuple[Any, Mapping[str, Scene]] | None = None
        self._told: dict[str, tuple[Scene, Message]] = {}
        self._written: tuple[Values, str, Values] | None = None

    @property
    def link(self) -> str:
        """The ending of a link to where it stands, or to where it is going."""
        return self._values_told()[0] + link.write_place(self.demo, self.state, self.goal)

    def change(self, changes: Values) -> None:
        """Take new values, all of them or, where the demo refuses, none."""
        if self.demo.update:
            self.state = self.demo.update(self.state, changes)
        else:
            self.state = self.demo.start({**self.values, **changes})
        self.stop_short()

    def press(self, action: str) -> None:
        """Do what a button says."""
        if action not in [c.name for c in self.demo.controls if not c.holds_value]:
            told = say("{demo} has no button {name}", demo=self.demo.name, name=f"{action!r:.60}")
            raise RefusedValue(action, told)
        if action == "play":
            self.play()
            return
        self.stop_short()
        if action == "reset":
            self.running, self.state = False, self.demo.start(self.values)
        elif action in {"step", "back"}:
            self.running = False
            self.advance(1 if action == "step" else -1)
        elif self.demo.act:
            self.state = self.demo.act(self.state, action)

    def turn(self, by: int, along: str) -> None:
        """Go `by` steps, or by so many stops of the demo's tour, as a presenter does."""
        if along not in {"step", "tour"} or by not in {-1, 1}:
            raise RefusedValue("turn", not_taken("turn", (by, along), say("1 or -1")))
        self.stop_short()
        self.running = False
        if along == "tour" or not self.demo.advance:
            self._tour(by)
        elif by > 0 or self.demo.steps_back:
            self.advance(by)
        else:
            step = self.state.step
            self.state = self.demo.start(self.values)
            self.advance(max(step + by, 0))

    def _tour(self, by: int) -> None:
        """Take the next stop that the other values allow, after the last one the first."""
        name, controls = self.demo.tour, self.demo.controls
        toured = next(c for c in controls if isinstance(c, Choice | Number) and c.name == name)
        stops, at = toured.stops, toured.stops.index(self.values[name])
        for further in range(1, len(stops)):
            with suppress(RefusedValue):
                self.change({name: stops[(at + by * further) % len(stops)]})
                break

    def point(self, view: str, row: int, column: int, pressed: bool = False) -> None:
        """Point at a cell; pressed, paint it where the view can be painted."""
        self._pointer = (view, row, column)
        press = next(v.press for v in self.demo.views if v.name == view)
        if self.demo.point:
            self.state = self.demo.point(self.state, view, row, column)
        if pressed and press == "paint" and self.demo.paint:
            self.state = self.demo.paint(self.state, view, row, column)

    def hover(self, view: str, y: float, x: float, pressed: bool = False) -> None:
        """Point at the cell at (x, y), or at nothing where there is none.

        A pressed pointer leaves no gap: every cell between the last place and this one is pressed.
        """
        rows, columns = self.grid(view)
        here = (view, math.floor(y), math.floor(x)) if 0 <= y < rows and 0 <= x < columns else None
        if here:
            before = self._stroke if pressed and self._stroke else here
            for row, column in _between(before if before[0] == view else here, here):
                self.point(view, row, column, pressed)
        self._stroke = here if pressed else None

    def move(self, view: str, rows: int, columns: int, pressed: bool = False) -> None:
        """Move the pointer by cells; it starts in the middle and stops at the edges."""
        height, width = self.grid(view)
        if not (height and width):
            return
        at = self._pointer
        row, column = at[1:] if at and at[0] == view else (height // 2, width // 2)
        row = min(max(row + rows, 0), height - 1)
        column = min(max(column + columns, 0), width - 1)
        self.point(view, row, column, pressed)

    def light(self, place: tuple[int, ...]) -> None:
        """Light what a link says was lit."""
        lit = self.demo.lit
        room = lit.room(self.state) if lit else ()
        if not lit or len(place) != len(room) or any(map(ge, place, room)):
            fits = "×".join(map(str, room))
            raise RefusedValue("lit", not_taken("lit", place, fits or say("nothing")))
        self.state = lit.light(self.state, place)

    def drag(self, view: str, row: int, column: int, by: float) -> None:
        """Drag a cell up by `by` scene units since the last call."""
        rows, columns = self.grid(view)
        if self.demo.drag and 0 <= row < rows and 0 <= column < columns and math.isfinite(by):
            self.state = self.demo.drag(self.state, view, row, column, by)

    def grid(self, view: str) -> tuple[int, int]:
        """Return how many rows and columns of a view can be pointed at."""
        scenes = self._scenes()
        if view not in list(scenes):  # a script may ask for what is no name at all
            name, fits = self.demo.name, ", ".join(scenes)
            told = say(
                "{demo} has no view {name}; it has {fits}",
                demo=name,
                name=f"{view!r:.60}",
                fits=fits,
            )
            raise RefusedValue(view, told)
        return scenes[view].rows, scenes[view].columns

    def frame(self) -> Frame:
        """Return everything that the page needs to show the demo as it stands."""
        known = self._told
        self._told = {
            view: known[view] if view in known and known[view][0] is scene else _told(scene)
            for view, scene in self._scenes().items()
        }
        return {
            "views": {view: message for view, (_, message) in self._told.items()},
            "same": [view for view, told in self._told.items() if known.get(view) is told],
            "readouts": dict(self.demo.readouts(self.state)),
            "values": self._values_told()[1],
            "running": self.running,
            "link": self.link,
        }

    def _scenes(self) -> Mapping[str, Scene]:
        if self._drawn is None or self._drawn[0] is not self.state:
            self._drawn = (self.state, self.demo.draw(self.state))
        return self._drawn[1]

    def _values_told(self) -> tuple[str, Values]:
        """Return the link's values, and those that have a form control."""
        values = self.values
        if self._written is None or self._written[0] is not values:
            shown = [c.name for c in self.demo.controls if c.kind in _IN_FORMS]
            form = {name: values[name] for name in shown}
            self._written = (values, link.write_values(self.demo, values), form)
        return self._written[1:]


_IN_FORMS = frozenset({"choice", "number", "switch"})


def _between(start: Place, end: Place) -> Iterator[tuple[int, int]]:
    """Yield the cells of a straight stroke from one place to another, without the first."""
    (_, row, column), (_, last_row, last_column) = start, end
    down, right = last_row - row, last_column - column
    steps = max(abs(down), abs(right), 1)
    for step in range(1, steps + 1):
        yield row + round(step * down / steps), column + round(step * right / steps)


def _told(scene: Scene) -> tuple[Scene, Message]:
    return scene, to_message(scene)
