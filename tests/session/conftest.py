"""What the session's tests share: a session, and everything that it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from onefilter.session import Session


class Heard:
    """A session and its events."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.session = Session(self.events.append)

    def run(self, code: str, block: str = "block 1") -> list[dict[str, Any]]:
        """Run a block and return what it says."""
        self.events.clear()
        well = self.session.run(code, block)
        last = self.events[-1]
        assert last["kind"] == "done"
        assert last["well"] is well
        assert last["seconds"] >= 0
        return self.events[:-1]

    def printed(self, code: str, kind: str = "out") -> str:
        """Run a block and return its text of one kind."""
        return "".join(event["text"] for event in self.run(code) if event["kind"] == kind)

    def error(self, code: str, block: str = "block 1") -> dict[str, Any]:
        """Run a block that fails, and return how."""
        (found,) = [event for event in self.run(code, block) if event["kind"] == "error"]
        return found


@pytest.fixture
def heard() -> Heard:
    """Start a session."""
    return Heard()


@pytest.fixture
def rng() -> np.random.Generator:
    """Draw the same numbers in every run."""
    return np.random.default_rng(0)
