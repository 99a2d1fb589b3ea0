"""Every exercise fails as it starts, passes as it is solved, and knows its typical mistakes."""

from __future__ import annotations

from typing import Any

import pytest

from onefilter.session import Session
from overrides.markdown.exercises import Exercise, all_exercises

EXERCISES = {exercise.name: exercise for exercise in all_exercises()}
WRONG = [
    pytest.param(exercise, code, says, id=f"{name}-{number}")
    for name, exercise in EXERCISES.items()
    for number, (code, says) in enumerate(exercise.wrong, 1)
]


def check(exercise: Exercise, code: str) -> list[dict[str, Any]]:
    """Check an answer and return what is said of each case, and of the whole."""
    events: list[dict[str, Any]] = []
    Session(events.append).run(code, "your answer", exercise.checks)
    errors = [event["text"] for event in events if event["kind"] in ("error", "err")]
    assert not errors, errors[0]
    return [event for event in events if event["kind"] in ("case", "done")]


@pytest.fixture(params=EXERCISES.values(), ids=EXERCISES)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    """Return each exercise in turn."""
    found: Exercise = request.param
    return found


def test_the_starter_fails(exercise: Exercise) -> None:
    *cases, done = check(exercise, exercise.starter)
    assert not done["well"]
    assert any(case["why"] for case in cases)


def test_the_solution_passes(exercise: Exercise) -> None:
    *cases, done = check(exercise, exercise.solution)
    assert [case["why"] for case in cases] == [""] * len(cases)
    assert done["well"]


@pytest.mark.parametrize(("exercise", "code", "says"), WRONG)
def test_a_wrong_answer_is_told_why(exercise: Exercise, code: str, says: str) -> None:
    *cases, done = check(exercise, code)
    assert not done["well"]
    told = " ".join(case["why"] for case in cases)
    assert says in told, told
