"""The player: all that the browser ever calls.

It keeps one state a demo, hands it to the demo's pure functions, and answers each request with a
frame: what to paint, what to write, and whether it runs on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter import link
from onefilter.demos import all_demos
from onefilter.demos._controls import RefusedValue, Values
from onefilter.demos._demo import Demo
from onefilter.scene.message import to_message

Frame = dict[str, Any]
MOST_STEPS = 100_000


@dataclass
class _Show:
    """One demo on stage: its state, the clock of its play button, and where its pointer stands."""

    demo: Demo
    state: Any
    running: bool = False
    owed: float = 0.0  # the part of a step that play has earned but not yet taken
    pointer: tuple[str, int, int] | None = None


class Player:
    """Plays demos by name.

    Every method that changes a demo returns its new frame. A value, view, cell or name that does not
    fit raises `RefusedValue`, whose message names it, and changes nothing.

    Examples
    --------
    >>> player = Player()
    >>> frame = player.mount("pooling")
    >>> player.set("pooling", {"mode": "mean"})["values"]["mode"]
    'mean'
    """

    def __init__(self) -> None:
        self._shows: dict[str, _Show] = {}
        self._lent: dict[str, Any] = {}

    def mount(self, name: str, values: Values | None = None, query: str = "") -> Frame:
        """Bring a demo on stage with its defaults, then `values`, then what a link's `query` says.

        A part of either that is refused is left out and named in the frame's ``refused``.
        """
        demo = self._demo(name)
        lent = {n: v for n, v in self._lent.items() if n in demo.borrows}
        linked, steps, refused = link.read(demo, query)
        kept, unfit = _fitting(demo, {**lent, **(values or {})})
        show = _Show(demo, demo.start({**demo.defaults}))
        self._shows[name] = show
        if changes := {**kept, **linked}:
            self._change(show, changes)
        if steps:
            self._advance(show, min(steps, MOST_STEPS))
        return {**self.frame(name), "refused": {**unfit, **refused}}

    def drop(self, name: str) -> None:
        """Take a demo off stage; one that is not there is no error."""
        self._shows.pop(name, None)

    def set(self, name: str, values: Values) -> Frame:
        """Give controls new values, all of them or, where one is refused, none."""
        show = self._show(name)
        self._change(show, {n: _control(show.demo, n).parse(v) for n, v in values.items()})
        also = self._lend(show, values)
        return {**self.frame(name), "also": also}

    def press(self, name: str, action: str) -> Frame:
        """Press a button: ``play`` (and again to pause), ``step``, ``back`` or ``reset``."""
        show = self._show(name)
        if action not in {c.name for c in show.demo.controls if not c.holds_value}:
            raise RefusedValue(action, f"{name} has no button {action!r:.60}")
        if action == "play":
            show.running, show.owed = not show.running, 0.0
        elif action == "reset":
            show.running, show.state = False, show.demo.start(show.state.values)
        else:
            show.running = False
            self._advance(show, -1 if action == "back" else 1)
        return self.frame(name)

    def step(self, name: str, count: int = 1) -> Frame:
        """Take `count` steps, backwards where it is negative and the demo can."""
        show = self._show(name)
        if not isinstance(count, int) or abs(count) > MOST_STEPS:
            fits = f"a whole number of at most {MOST_STEPS}"
            raise RefusedValue("step", f"step is {count!r:.60}; it takes {fits}")
        self._advance(show, count)
        return self.frame(name)

    def tick(self, name: str, seconds: float) -> Frame:
        """Let a playing demo take the steps that `seconds` are worth."""
        show = self._show(name)
        if show.running and show.demo.pace:
            # A tab that slept comes back where it was: at most half a second counts.
            show.owed += min(max(seconds, 0.0), 0.5) * show.demo.pace(show.state)
            steps, show.owed = int(show.owed), show.owed % 1.0
            self._advance(show, steps)
        return self.frame(name)

    def point(self, name: str, view: str, row: int, column: int, pressed: bool = False) -> Frame:
        """Point at a cell of a view; pressed, it paints where the view can be painted."""
        show = self._show(name)
        rows, columns = self._grid(show, view)
        if not (0 <= row < rows and 0 <= column < columns):
            raise RefusedValue(
                view, f"{view} has no cell ({row}, {column}); it has {rows} rows, {columns} columns"
            )
        self._act(show, view, int(row), int(column), pressed)
        return self.frame(name)

    def hover(self, name: str, view: str, y: float, x: float, pressed: bool = False) -> Frame:
        """Follow a pointer, in scene units; off the grid it means nothing."""
        show = self._show(name)
        rows, columns = self._grid(show, view)
        if 0 <= y < rows and 0 <= x < columns:
            self._act(show, view, math.floor(y), math.floor(x), pressed)
        return self.frame(name)

    def move(self, name: str, view: str, rows: int, columns: int, pressed: bool = False) -> Frame:
        """Move the pointer by cells, as arrow keys do; it starts in the middle and stops at edges."""
        show = self._show(name)
        height, width = self._grid(show, view)
        if height and width:
            at = show.pointer
            row, column = at[1:] if at and at[0] == view else (height // 2, width // 2)
            row, column = min(max(row + rows, 0), height - 1), min(max(column + columns, 0), width - 1)
            self._act(show, view, row, column, pressed)
        return self.frame(name)

    def drag(self, name: str, view: str, row: int, column: int, by: float) -> Frame:
        """Drag a cell up by `by` scene units since the last call."""
        show = self._show(name)
        rows, columns = self._grid(show, view)
        if show.demo.drag and 0 <= row < rows and 0 <= column < columns:
            show.state = show.demo.drag(show.state, view, int(row), int(column), by)
        return {**self.frame(name), "also": self._lend(show, show.state.values)}

    def values(self, name: str) -> Values:
        """Every value of a demo, data included."""
        return dict(self._show(name).state.values)

    def arrays(self, name: str) -> Mapping[str, NDArray[np.generic]]:
        """Every array on show, as true numbers."""
        show = self._show(name)
        return show.demo.arrays(show.state)

    def frame(self, name: str) -> Frame:
        """Everything that the page needs to show a demo as it stands."""
        show = self._show(name)
        demo, state = show.demo, show.state
        shown = {c.name for c in demo.controls if c.holds_value and c.kind not in {"data", "photo"}}
        return {
            "views": {view: to_message(scene) for view, scene in demo.draw(state).items()},
            "readouts": dict(demo.readouts(state)),
            "values": {n: v for n, v in state.values.items() if n in shown},
            "running": show.running,
            "link": link.write(demo, state),
        }

    def _change(self, show: _Show, changes: Values) -> None:
        demo = show.demo
        if demo.update:
            show.state = demo.update(show.state, changes)
        else:
            show.state = demo.start({**show.state.values, **changes})

    def _advance(self, show: _Show, count: int) -> None:
        demo = show.demo
        if count < 0 and not demo.steps_back:
            raise RefusedValue("step", f"{demo.name} cannot step back")
        if demo.advance and count:
            show.state = demo.advance(show.state, count)
        if demo.finished and demo.finished(show.state):
            show.running = False

    def _act(self, show: _Show, view: str, row: int, column: int, pressed: bool) -> None:
        show.pointer = (view, row, column)
        press = next(v.press for v in show.demo.views if v.name == view)
        if show.demo.point:
            show.state = show.demo.point(show.state, view, row, column)
        if pressed and press == "paint" and show.demo.paint:
            show.state = show.demo.paint(show.state, view, row, column)

    def _lend(self, show: _Show, changed: Values) -> list[str]:
        """Hand borrowed values to the other demos on stage; returns the names of those that took."""
        values = show.state.values
        lent = {n: values[n] for n in show.demo.borrows} if set(changed) else {}
        self._lent.update(lent)
        took = []
        for other in self._shows.values():
            news = {n: v for n, v in lent.items() if n in other.demo.borrows}
            if other is not show and any(other.state.values[n] != v for n, v in news.items()):
                self._change(other, news)
                took.append(other.demo.name)
        return took

    def _demo(self, name: str) -> Demo:
        demos = all_demos()
        if name not in demos:
            raise RefusedValue("demo", f"no demo is called {name!r:.60}; there are {', '.join(demos)}")
        return demos[name]

    def _show(self, name: str) -> _Show:
        if name not in self._shows:
            self.mount(name)
        return self._shows[name]

    def _grid(self, show: _Show, view: str) -> tuple[int, int]:
        scenes = show.demo.draw(show.state)
        if view not in scenes:
            raise RefusedValue(view, f"{show.demo.name} has no view {view!r:.60}; it has {', '.join(scenes)}")
        return scenes[view].rows, scenes[view].columns


def _control(demo: Demo, name: str) -> Any:
    controls = {c.name: c for c in demo.controls if c.holds_value}
    if name not in controls:
        raise RefusedValue(name, f"{demo.name} has no value {name!r:.60}; it has {', '.join(controls)}")
    return controls[name]


def _fitting(demo: Demo, values: Values) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that fit, parsed, and a message for each that does not."""
    kept, refused = {}, {}
    for name, value in values.items():
        try:
            kept[name] = _control(demo, name).parse(value)
        except RefusedValue as error:
            refused[name] = str(error)
    return kept, refused
