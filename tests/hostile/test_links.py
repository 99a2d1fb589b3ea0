"""Ten thousand endings of links: each is read, or refused in words, and none does anything else."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from onefilter.demos import all_demos
from onefilter.demos._controls import RefusedValue
from onefilter.demos._demo import Demo
from onefilter.player import Player
from tests.hostile.rubbish import endings
from tests.reliability import Tally

CASES = 10_000
LONGEST_WORDS = 300
# What a reader would see of a mistake of ours.
INSIDES = re.compile(r"Traceback|Error\b|Exception|object at 0x|<class|\.py\b")


@pytest.fixture(scope="module")
def cases() -> list[tuple[Demo, str]]:
    """Return the endings, and see that they are not all alike."""
    made = endings(CASES)
    assert len({query for _, query in made}) > 0.9 * CASES
    return made


def test_every_ending_is_taken_or_refused_in_words(
    cases: list[tuple[Demo, str]], tally: Tally
) -> None:
    """What is taken is in range and comes back from the demo's own link; the rest is explained."""
    tally.count("hostile input: links' endings", cases=len(cases))
    for demo, query in cases:
        frame = Player().mount(demo.name, query=query)
        for name, words in frame["refused"].items():
            assert isinstance(name, str), query
            assert len(words) <= LONGEST_WORDS, query
            assert not INSIDES.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", words)), words
        again = Player().mount(demo.name, query=frame["link"])
        assert again["refused"] == {} or "photo" in str(again["refused"]), query
        assert again["link"] == frame["link"], query
    tally.count("hostile input: links' endings", held=len(cases))


def test_some_of_it_is_taken(cases: list[tuple[Demo, str]]) -> None:
    """A test in which everything is refused would show little."""
    plain = {name: f"demo={name}" for name in all_demos()}
    changed = [
        d for d, q in cases[:2000] if Player().mount(d.name, query=q)["link"] != plain[d.name]
    ]
    assert len(changed) > 200
    assert {demo.name for demo in changed} == set(all_demos())


RUBBISH = (
    *(None, True, -1, 2**70, float("nan"), float("inf"), "x" * 99, "__class__", b"\0", (1, 2)),
    *([], {}, [[1]]),
)


@pytest.mark.parametrize("name", all_demos())
def test_rubbish_from_a_script_is_refused(name: str) -> None:
    """Every verb takes what fits and refuses the rest as such; the demo can still be drawn."""
    player = Player()
    view = next(iter(player.mount(name)["views"]))
    values = [control.name for control in all_demos()[name].controls if control.holds_value]
    for thing in RUBBISH:
        for verb, *arguments in (
            ("set", {"x": thing}),
            *(("set", {value: thing}) for value in values),
            ("press", thing),
            ("step", thing),
            ("point", view, thing, thing),
            ("point", thing, 0, 0),
            ("hover", thing, 0.0, 0.0),
            ("move", thing, 1, 1),
            ("drag", thing, 0, 0, 1.0),
        ):
            with suppress(RefusedValue):
                getattr(player, verb)(name, *arguments)
        assert player.frame(name)["views"]
