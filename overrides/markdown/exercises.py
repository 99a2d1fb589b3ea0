"""Exercises: each is one page below `docs/exercises/`, and one file.

Its front matter says which tier it belongs to, at which place from easy to hard, and where its idea
is told:

    exercise: {tier: intuition, place: 1, idea: intuition/index.md#slide-the-filter}

The task follows as on any page. Then come what the reader starts from, hints, a solution with a
word about it, typical wrong answers, each with what its check must say, and the checks (see
`onefilter.session.checking`). Wrong answers are for the tests alone.

    ```python { .starter #name-of-the-file }
    ```

    /// hint
    Words.
    ///

    /// solution
    A fence of Python, and words.
    ///

    /// wrong | It gives 3; wanted 4.
    A fence of Python.
    ///

    ```python { .checks }
    ```

`exercise_blocks.py` writes all that into the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from overrides.markdown.pages import DOCS, TIERS, title

FOLDER = DOCS / "exercises"

_BLOCK = re.compile(r"^/// (hint|solution|wrong)(?: \| ([^\n]+))?\n(.*?)^///$", re.M | re.S)
_FENCE = re.compile(r"^```python(?: \{ \.(\w+)(?: #([\w-]+))? \})?\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Exercise:
    """What one file says.

    Attributes
    ----------
    name : str
        The file's, without its ending.
    tier, place, idea : str, int, str
        Where it belongs, and the page and anchor that tell its idea.
    title, description : str
        The page's.
    starter, checks, solution : str
        Python.
    hints : tuple of str
        Markdown.
    wrong : tuple of (str, str)
        Python of wrong answers, and what each check must say.
    """

    name: str
    tier: str
    place: int
    idea: str
    title: str
    description: str
    starter: str
    checks: str
    solution: str
    hints: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


def read(path: Path) -> Exercise:
    """Read one exercise.

    Raises
    ------
    ValueError
        If something is missing; the message names the file and what it lacks.
    """
    text = path.read_text(encoding="utf-8")
    about = yaml.safe_load(text.split("---\n")[1])
    blocks = _BLOCK.findall(text)
    marked = {mark: code for mark, _, code in _FENCE.findall(_BLOCK.sub("", text))}
    try:
        return Exercise(
            name=path.stem,
            **about["exercise"],
            title=title(path),
            description=about["description"],
            starter=marked["starter"],
            checks=marked["checks"],
            solution=_code(next(body for kind, _, body in blocks if kind == "solution")),
            hints=tuple(body.strip() for kind, _, body in blocks if kind == "hint"),
            wrong=tuple((_code(body), says) for kind, says, body in blocks if kind == "wrong"),
        )
    except (KeyError, TypeError, StopIteration) as error:
        raise ValueError(f"{path.name} is no whole exercise: {error!r}") from error


def _code(markdown: str) -> str:
    found = _FENCE.search(markdown)
    if found is None:
        raise KeyError("python")
    return found[3]


@cache
def all_exercises() -> tuple[Exercise, ...]:
    """Read all exercises, from easy to hard."""
    found = [read(path) for path in FOLDER.glob("*.md") if path.stem != "index"]
    return tuple(sorted(found, key=lambda one: (list(TIERS).index(one.tier), one.place)))


def of_tier(tier: str) -> list[Exercise]:
    """Return the exercises of one tier, from easy to hard."""
    return [exercise for exercise in all_exercises() if exercise.tier == tier]
