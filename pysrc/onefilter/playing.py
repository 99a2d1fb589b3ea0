"""One demo in time: its state, the steps that it takes, and whether it runs."""

from __future__ import annotations

import time
from typing import Any

from onefilter.demos._controls import RefusedValue, Values
from onefilter.demos._demo import Demo
from onefilter.speech import say

LONGEST_TICK = 0.5
# Seconds of preparing in a tick: about half of what an animation frame has.
LONGEST_WORK = 0.008


class Playing:
    """A demo that runs, rests, or is on its way to a step.

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
        self.demo = demo
        self.state: Any = demo.start(values)
        self.running = False
        self.goal: int | None = None  # the step that a link asked for, until it is reached
        self._owed = 0.0  # the part of a step that play has earned but not yet taken

    @property
    def values(self) -> Values:
        """All values as they stand."""
        values: Values = self.state.values
        return values

    @property
    def is_at_end(self) -> bool:
        """Whether playing on would change nothing."""
        return bool(self.demo.finished and self.demo.finished(self.state))

    def play(self) -> None:
        """Run, or rest."""
        goes_on = not (self.running or self.is_at_end)
        self.stop_short()
        self.running, self._owed = goes_on, 0.0

    def advance(self, count: int) -> None:
        """Take steps, backwards where `count` is negative."""
        if count < 0 and not self.demo.steps_back:
            raise RefusedValue("step", say("{demo} cannot step back", demo=self.demo.name))
        if self.demo.advance and count:
            self.state = self.demo.advance(self.state, count)
        self.running = self.running and not self.is_at_end

    def seek(self, step: int) -> None:
        """Go to a step: at once or, where the way takes work, tick by tick from now on."""
        count = step - self.state.step
        if self.demo.prepare and self.demo.advance and count > 0:
            self.running, self.goal = True, self.demo.advance(self.state, count).step
        else:
            self.advance(count)

    def arrive(self) -> None:
        """Be where `seek` was to go, however long that takes."""
        if self.goal is not None:
            self.advance(self.goal - self.state.step)
            self.stop_short()

    def stop_short(self) -> None:
        """Seek no more."""
        if self.goal is not None:
            self.running, self.goal = False, None

    def tick(self, seconds: float) -> None:
        """Let a playing demo take the steps that `seconds` are worth."""
        if not (self.running and self.demo.pace):
            return
        if self.goal is not None:
            self._approach(self.goal)
            return
        # A tab that slept comes back where it was: time beyond half a second is lost.
        self._owed += min(max(seconds, 0.0), LONGEST_TICK) * self.demo.pace(self.state)
        steps = self._prepared(int(self._owed))
        self._owed = min(self._owed - steps, 1.0)
        self.advance(steps)

    def _approach(self, goal: int) -> None:
        self.advance(self._prepared(goal - self.state.step))
        if self.state.step >= goal:
            self.stop_short()

    def _prepared(self, wanted: int) -> int:
        """Work at as many steps as there is time for; returns how many can be taken."""
        if not self.demo.prepare:
            return wanted
        until, ready = time.perf_counter() + LONGEST_WORK, 0
        while ready < wanted:
            self.state, is_ready = self.demo.prepare(self.state, ready + 1)
            ready += is_ready
            if time.perf_counter() > until:
                break
        return ready
