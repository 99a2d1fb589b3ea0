"""What the exercises' tests share: each exercise, and what is said of an answer to it."""

from __future__ import annotations

from typing import Any

import pytest

from onefilter.session import Session
from overrides.markdown.exercises import Exercise, all_exercises

EXERCISES = {exercise.name: exercise for exercise in all_exercises()}


def check(exercise: Exercise, code: str) -> list[dict[str, Any]]:
    """Check an answer and return what is said of each case, and of the whole."""
    events: list[dict[str, Any]] = []
    Session(events.append).run(code, "your answer", exercise.checks)
    errors = [event["text"] for event in events if event["kind"] in ("error", "err")]
    assert not errors, errors[0]
    return [event for event in events if event["kind"] in ("case", "done")]


def solved(name: str) -> dict[str, Any]:
    """Return the names that the solution of an exercise makes."""
    session = Session(lambda _: None)
    assert session.run(EXERCISES[name].solution, "your answer")
    return session.names


@pytest.fixture(params=EXERCISES.values(), ids=EXERCISES)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    """Return each exercise in turn."""
    found: Exercise = request.param
    return found
