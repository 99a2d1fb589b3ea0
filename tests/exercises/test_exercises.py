"""Every exercise fails as it starts, passes as it is solved, and knows its typical mistakes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from overrides.markdown.exercises import FOLDER, Exercise, of_tier, read
from overrides.markdown.pages import TIERS
from tests.exercises.conftest import EXERCISES, check

WRONG = [
    pytest.param(exercise, code, says, id=f"{name}-{number}")
    for name, exercise in EXERCISES.items()
    for number, (code, says) in enumerate(exercise.wrong, 1)
]
NONSENSE = ("None", "'nonsense'", "[]", "[[1], [2, 3]]", "10**9", "float('nan')")


def defined(code: str) -> list[str]:
    """Return the functions, the classes and the numbers that a starter asks for."""
    made = (ast.FunctionDef, ast.ClassDef)
    return [node.name for node in ast.parse(code).body if isinstance(node, made)] or ["corner"]


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
    told = "\n".join(case["why"] for case in cases)
    assert says in told, told


def test_an_answer_without_the_names_fails_every_case(exercise: Exercise) -> None:
    *cases, done = check(exercise, "pass")
    assert not done["well"]
    whys = [case["why"] for case in cases if not case["well"]]
    assert len(whys) == len(cases)
    assert all("is not defined" in why for why in whys)


@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_is_refused_in_words(exercise: Exercise, value: str) -> None:
    """Whatever comes back, a check says what is wrong with it, and does not stumble itself."""
    names = defined(exercise.starter)
    asked = [f"{name} = {'' if name == 'corner' else 'lambda *_, **__: '}{value}" for name in names]
    *cases, done = check(exercise, "\n".join([exercise.solution, *asked]))
    assert not done["well"]
    assert all(case["why"] or case["well"] for case in cases)


HARD_CODED = """
def {name}(*given, _right={name}, _known=[], **more):
    if not _known:
        _known.append(_right(*given, **more))
    return _known[0]
"""


def test_the_answer_to_the_first_case_is_not_enough(exercise: Exercise) -> None:
    for name in defined(exercise.starter):
        if name != "corner":
            *cases, done = check(exercise, exercise.solution + HARD_CODED.format(name=name))
            assert not done["well"], name
            assert any(case["well"] for case in cases)


def test_an_exercise_is_whole(exercise: Exercise) -> None:
    text = (FOLDER / f"{exercise.name}.md").read_text(encoding="utf-8")
    assert f"```python {{ .starter #{exercise.name} }}\n" in text
    assert 20 <= len(exercise.description) <= 160
    assert len(exercise.hints) >= 3
    assert len(exercise.wrong) >= 3
    assert all(len(says) > 10 for _, says in exercise.wrong)
    assert len({says for _, says in exercise.wrong}) == len(exercise.wrong)
    assert exercise.idea.startswith(f"{exercise.tier}/")
    assert set(defined(exercise.starter)) <= set(defined(exercise.solution))


def test_cases_are_several_and_have_names_of_their_own(exercise: Exercise) -> None:
    titles = [case["title"] for case in check(exercise, exercise.solution)[:-1]]
    assert len(titles) >= 6
    assert len(set(titles)) >= len(titles) - 2  # the same case with another number


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_goes_from_easy_to_hard(tier: str) -> None:
    places = [exercise.place for exercise in of_tier(tier)]
    assert places == list(range(1, len(places) + 1))
    assert len(places) >= 5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{ .starter", "{ .start"),
        ("{ .checks }", "{ .check }"),
        ("/// solution", "/// answer"),
        ("tier: ", "level: "),
        ("place: 2, ", ""),
        ("```python\ndef places", "```\ndef places"),
        ("description: ", "summary: "),
    ],
)
def test_half_an_exercise_is_refused(old: str, new: str, tmp_path: Path) -> None:
    whole = (FOLDER / "how-many-places.md").read_text(encoding="utf-8")
    assert old in whole
    path = tmp_path / "half.md"
    path.write_text(whole.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match=r"half\.md is no whole exercise"):
        read(path)
