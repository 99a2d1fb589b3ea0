"""A run with an end: played, stepped through, and looked back on from its curve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

# A frozen dataclass with the step on show, `step`, and how far the run has been, `reached`.
Stepped = TypeVar("Stepped", bound=Any)


@dataclass(frozen=True)
class Timeline:
    """The last step, and the columns of the view `loss`, over which all steps are drawn."""

    last: int
    columns: int

    def after(self, state: Stepped, count: int) -> int:
        """Return the step so many further on, or back."""
        return int(min(max(state.step + count, 0), self.last))

    def advance(self, state: Stepped, count: int) -> Stepped:
        """Train on, or look back."""
        step = self.after(state, count)
        moved: Stepped = replace(state, step=step, reached=max(step, state.reached))
        return moved

    def finished(self, state: Stepped) -> bool:
        """Whether the run is over."""
        return bool(state.step >= self.last)

    def point(self, state: Stepped, view: str, row: int, column: int) -> Stepped:  # noqa: ARG002
        """Look back at an earlier step, or on to where it has been."""
        if view != "loss":
            return state
        step = min(column * self.last // (self.columns - 1), state.reached)
        moved: Stepped = replace(state, step=step)
        return moved
