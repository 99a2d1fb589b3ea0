"""Exercises judge in the browser's Python as natively: it has other errors and warnings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from overrides.hooks import assembly
from overrides.hooks.assembly import ROOT, Runtime
from overrides.markdown.exercises import Exercise, all_exercises

HERE = Path(__file__).parent
Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """An answer, and what its check has to say: nothing where it is the solution."""

    exercise: Exercise
    code: str
    is_solution: bool = False
    says: str = ""


def answers(exercise: Exercise) -> list[Answer]:
    """Return the starter, the solution and the typical wrong answers."""
    return [
        Answer(exercise, exercise.starter),
        Answer(exercise, exercise.solution, is_solution=True),
        *(Answer(exercise, code, says=says) for code, says in exercise.wrong),
    ]


@pytest.fixture(scope="module")
def said(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> dict[Answer, Events]:
    """Have every answer checked inside, in one visit."""
    given, out = (tmp_path_factory.mktemp(name) for name in ("given", "out"))
    every = [answer for exercise in all_exercises() for answer in answers(exercise)]
    asked = [(answer.code, answer.exercise.checks) for answer in every]
    (given / "answers.json").write_text(json.dumps(asked), encoding="utf-8")
    boot, package = ROOT / "tests/runtime/python.mjs", runtime.root / runtime.package
    assembly.run_node(boot, package, HERE / "answers.py", f"given={given}", f"out={out}")
    found = json.loads((out / "said.json").read_text(encoding="utf-8"))
    return dict(zip(every, found, strict=True))


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda exercise: exercise.name)
def test_an_exercise_judges_inside_pyodide_as_natively(
    exercise: Exercise, said: dict[Answer, Events]
) -> None:
    for answer in answers(exercise):
        events = said[answer]
        whys = [event["why"] for event in events if event["kind"] == "case"]
        assert {event["kind"] for event in events} == {"case", "done"}, events
        assert events[-1]["well"] is answer.is_solution, answer.code
        assert any(whys) is not answer.is_solution
        assert answer.says in "\n".join(whys), answer.code
