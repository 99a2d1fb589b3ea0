"""What a block prints, on its way to the page: promptly, in pieces, and not without end."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

MOST_CHARACTERS = 40_000
"""Printed characters that one run may send to the page; the rest is counted."""
PROMPT = 64
"""So many pieces are sent at once; after that, what comes in `PAUSE` seconds goes together."""
PAUSE = 0.05


class Budget:
    """Sends printed text on, until there is too much of it.

    Parameters
    ----------
    emit : callable (event) -> None
        Takes ``out``, ``err`` and ``note`` events.
    """

    def __init__(self, emit: Callable[[dict[str, Any]], None]) -> None:
        self._emit = emit
        self._left = MOST_CHARACTERS
        self._unsent: list[str] = []
        self._kind = "out"
        self._pieces = 0
        self._sent_at = 0.0
        self._lost = 0

    def write(self, kind: str, text: str) -> None:
        """Take some text of one kind."""
        if self._left <= 0:
            self._lost += text.count("\n")
            return
        if kind != self._kind:
            self.flush()
            self._kind = kind
        self._unsent.append(self.cut(text))
        if self._left <= 0:
            self._lost += text.count("\n") - self._unsent[-1].count("\n")
            self.flush()
            words = f"This is all that fits here: {MOST_CHARACTERS:,} characters are printed."
            self._emit({"kind": "note", "text": words})
        elif "\n" in text and self._is_time():
            self.flush()

    def cut(self, text: str) -> str:
        """Return as much of `text` as may still be sent, and count it as sent."""
        kept = text[: max(self._left, 0)]
        self._left -= len(text)
        return kept

    def flush(self) -> None:
        """Send what waits."""
        if self._unsent:
            self._emit({"kind": self._kind, "text": "".join(self._unsent)})
            self._unsent.clear()
            self._pieces += 1
            self._sent_at = time.monotonic()

    def tell(self, event: dict[str, Any]) -> None:
        """Send an event of another kind, after what was printed before it."""
        self.flush()
        self._emit(event)

    def close(self) -> None:
        """Send what waits, and say what was lost."""
        self.flush()
        if self._lost:
            self._emit({"kind": "note", "text": f"{self._lost:,} more lines were printed."})

    def _is_time(self) -> bool:
        return self._pieces < PROMPT or time.monotonic() - self._sent_at > PAUSE


class Output(io.TextIOBase):
    """A stream that a block prints to.

    Parameters
    ----------
    budget : Budget
        Where its text goes.
    kind : {"out", "err"}
        What its text is.
    """

    encoding = "utf-8"

    def __init__(self, budget: Budget, kind: str) -> None:
        self._budget = budget
        self._kind = kind

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Take some text."""
        self._budget.write(self._kind, text)
        return len(text)

    def flush(self) -> None:
        """Send what waits."""
        self._budget.flush()
