"""What a demo shows as its code is what it runs; a reader's version changes that demo alone."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

from onefilter import effective_field, pooling
from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, RefusedValue, Switch
from onefilter.demos._demo import Demo
from onefilter.player import Player
from onefilter.session.stand_in import StandIns, Stumble
from onefilter.versions import ENDS, UNUSABLE, Versions

DEMOS = list(all_demos().values())
SHOWN = [(demo, function) for demo in DEMOS for function in demo.code]
# Arrays that are measured, not computed: no two runs agree.
MEASURED = {"seconds"}

every_demo = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)

DARKEST = "\ndef max_pool2d(x, *size, **more):\n    return 0 * x[..., ::2, ::2]\n"


def code(demo: Demo) -> str:
    """Return the source of all that a demo shows."""
    return "\n\n".join(inspect.getsource(function) for function in demo.code)


class Bench:
    """A player, a reader's versions, and what they say."""

    def __init__(self) -> None:
        self.player = Player()
        self.told: list[dict[str, Any]] = []
        self.versions = Versions(self.player, self.told.append)

    def puts_in(self, name: str, change: str, *, whole: bool = False) -> bool:
        """Run a demo's code with a change below it, or only the change."""
        text = change if whole else code(all_demos()[name]) + "\n" + change
        self.told.clear()
        done = self.versions.put_in(name, f"code-of-{name}", "your code", text)
        assert done["seconds"] >= 0
        return bool(done["well"])

    def frame(self, name: str) -> dict[str, Any]:
        """Ask for a frame as the page does."""
        return self.versions.play(name, lambda: self.player.frame(name))

    def set(self, name: str, **values: Any) -> dict[str, Any]:
        """Set values as the page does."""
        return self.versions.play(name, lambda: self.player.set(name, values))

    def error(self) -> dict[str, Any]:
        """Return the one error that was told."""
        (found,) = [one["event"] for one in self.told if one["event"]["kind"] == "error"]
        return dict(found)

    def equals(self, name: str, arrays: dict[str, Any]) -> bool:
        """Tell whether a demo shows these numbers."""
        here = self.player.arrays(name)
        return here.keys() == arrays.keys() and all(
            np.array_equal(here[n], arrays[n], equal_nan=True) for n in here if n not in MEASURED
        )


@pytest.fixture
def bench() -> Bench:
    """Put an empty stage up."""
    return Bench()


def settings(demo: Demo) -> Iterator[Callable[[Player], object]]:
    """Yield what may make a demo call all that it shows: options, switches, steps and buttons."""
    yield lambda player: player.mount(demo.name)
    for control in demo.controls:
        options = {Choice: getattr(control, "options", ()), Switch: ((True, ""), (False, ""))}
        for option, _ in options.get(type(control), ()):
            yield lambda player, n=control.name, v=option: player.set(demo.name, {n: v})  # type: ignore[misc]
        if not control.holds_value and control.name != "play":
            yield lambda player, n=control.name: player.press(demo.name, n)  # type: ignore[misc]


def fails_somewhere(demo: Demo, function: str, change: str) -> bool:
    """Tell whether a version that fails in `function` ever does, in any setting."""
    for setting in settings(demo):
        bench = Bench()
        with suppress(RefusedValue):
            setting(bench.player)
        if not bench.puts_in(demo.name, change):
            assert f"in {function}" in bench.error()["text"]
            return True
        with suppress(RefusedValue, Stumble):
            bench.versions.play(demo.name, lambda s=setting, b=bench: s(b.player) or {})  # type: ignore[misc]
        if bench.told:
            assert "replaced" in bench.error()["text"]
            return True
    return False


@every_demo
def test_a_demo_shows_code_that_it_runs_unchanged(demo: Demo, bench: Bench) -> None:
    assert demo.code
    bench.player.mount(demo.name)
    arrays = bench.player.arrays(demo.name)
    assert bench.puts_in(demo.name, ""), bench.told
    assert bench.frame(demo.name)["own"]
    assert bench.equals(demo.name, dict(arrays))
    assert not bench.told


@pytest.mark.parametrize(
    ("demo", "function"), SHOWN, ids=lambda part: getattr(part, "name", None) or part.__name__
)
def test_a_demo_calls_all_that_it_shows(demo: Demo, function: Callable[..., Any]) -> None:
    name = function.__name__
    change = f"def {name}(*given, **named):\n    raise ZeroDivisionError('replaced')\n"
    assert fails_somewhere(demo, name, change)


@every_demo
def test_names_in_shown_code_mean_one_thing(demo: Demo) -> None:
    for function in demo.code:
        module = vars(sys.modules[function.__module__])
        for other in demo.code:
            names = vars(sys.modules[other.__module__])
            used = set(getattr(getattr(function, "__code__", None), "co_names", ()))
            for name in used & module.keys() & names.keys():
                assert module[name] is names[name], (function.__name__, name)


def test_only_that_demo_runs_the_version(bench: Bench) -> None:
    there = bench.player.mount("downsampling")["views"]
    before = bench.player.arrays("pooling")
    original = pooling.max_pool2d
    assert bench.puts_in("pooling", DARKEST)
    assert not bench.player.arrays("pooling")["pooled"].any()
    assert bench.frame("pooling")["own"]
    assert pooling.max_pool2d is original
    again = Player().mount("downsampling")["views"]
    assert again.keys() == there.keys()
    assert not bench.frame("downsampling")["own"]
    bench.versions.take_out("pooling")
    assert not bench.frame("pooling")["own"]
    assert bench.equals("pooling", dict(before))


def test_the_demo_goes_on_from_where_it_stands(bench: Bench) -> None:
    bench.player.set("pooling", {"filter": "outline"})
    bench.player.point("pooling", "pooled", 2, 3)
    step = bench.player.step("learn-the-filter", 7)["readouts"]
    assert bench.puts_in("pooling", DARKEST)
    assert bench.frame("pooling")["values"]["filter"] == "outline"
    assert bench.puts_in("learn-the-filter", "")
    assert bench.frame("learn-the-filter")["readouts"] == step


BROKEN = {
    "syntax": ("def max_pool2d(x:\n    return", True, 1, "SyntaxError"),
    "no such name": ("def max_pool2d(x, *size):\n    return maximum(x)", False, 2, "NameError"),
    "nothing": ("x = 1", True, 0, "The demo calls max_pool2d, and this code does not define it."),
    "a number": ("max_pool2d = 3\navg_pool2d = 4", True, 0, "does not define it"),
    "shape": ("def max_pool2d(x, *size):\n    return x[0]", False, 0, UNUSABLE),
    "none": ("def max_pool2d(x, *size):\n    pass", False, 0, UNUSABLE),
    "unspeakable": (
        "class Odd(Exception):\n    def __str__(self): raise SystemExit\n"
        "def max_pool2d(x, *size):\n    raise Odd",
        False,
        4,
        "Odd: <SystemExit in __str__>",
    ),
    "exit": ("def max_pool2d(x, *size):\n    raise SystemExit", False, 0, ENDS),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_version_is_told_and_changes_nothing(name: str, bench: Bench) -> None:
    change, whole, line, words = BROKEN[name]
    before = bench.player.mount("pooling")["views"]
    assert not bench.puts_in("pooling", change, whole=whole)
    error = bench.error()
    assert words in error["text"]
    assert bool(error["line"]) is bool(line)
    frame = bench.frame("pooling")
    assert not frame["own"]
    assert frame["views"].keys() == before.keys()
    assert set(frame["same"]) == set(before)


LATER = """
def max_pool2d(x, size, stride=None, padding=0):
    if x.max() > 4:
        raise ValueError("too light")
    return x[..., ::2, ::2]
"""


def test_a_version_that_fails_later_leaves_the_last_picture(bench: Bench) -> None:
    assert bench.puts_in("pooling", LATER)
    before = bench.frame("pooling")
    with pytest.raises(Stumble, match="Your version of the code fails here: ValueError: too light"):
        bench.set("pooling", filter="outline")
    error = bench.error()
    assert "too light" in error["text"]
    assert error["line"]
    after = bench.frame("pooling")
    assert after["own"]
    assert (after["values"], after["readouts"]) == (before["values"], before["readouts"])


def test_what_a_link_brings_is_shown_with_the_original_where_the_version_fails(
    bench: Bench,
) -> None:
    assert bench.puts_in("pooling", LATER)
    query = "demo=pooling&filter=outline"
    frame = bench.versions.play(
        "pooling", lambda: bench.player.mount("pooling", {}, query), mounts=True
    )
    assert not frame["own"]
    assert frame["values"]["filter"] == "outline"
    assert "too light" in bench.error()["text"]


def test_playing_stops_where_the_version_fails(bench: Bench) -> None:
    name = "learn-the-filter"
    change = """
def learn_filter(*given, **named):
    yield from itertools.islice(old(*given, **named), 5)
    raise ValueError("tired")
"""
    assert bench.puts_in(name, "import itertools\nold = learn_filter\n" + change)
    bench.versions.play(name, lambda: bench.player.press(name, "play"))
    with suppress(Stumble):
        for _ in range(50):
            bench.versions.play(name, lambda: bench.player.tick(name, 0.5))
    assert "tired" in bench.error()["text"]
    assert not bench.frame(name)["running"]


def test_nothing_is_remembered_of_a_version(bench: Bench) -> None:
    arrays = dict(bench.player.arrays("receptive-field"))
    change = "def effective_field(layers, **more):\n    return np.eye(receptive_field(layers).size)"
    assert bench.puts_in("receptive-field", change)
    assert not bench.equals("receptive-field", arrays)
    bench.versions.take_out("receptive-field")
    assert bench.equals("receptive-field", arrays)


def test_a_demo_that_follows_does_not_fail_the_one_that_leads(bench: Bench) -> None:
    bench.player.mount("filter-playground")
    assert bench.puts_in("pooling", LATER)
    bench.set("filter-playground", filter="outline")
    assert bench.frame("filter-playground")["values"]["filter"] == "outline"


def test_prints_are_heard_and_bounded(bench: Bench) -> None:
    change = "print('once')\n" + DARKEST.replace("return", "print('each time' * 50)\n    return")
    assert bench.puts_in("pooling", change)
    text = "".join(one["event"]["text"] for one in bench.told)
    assert text.startswith("once\neach time")
    for number in range(400):
        bench.set("pooling", w00=number % 2)
    texts = [one["event"]["text"] for one in bench.told]
    assert sum(len(text) for text in texts) < 41_000
    assert "all that fits" in texts[-1]


def test_whoever_leaves_the_stage_comes_back_as_published(bench: Bench) -> None:
    assert bench.puts_in("pooling", DARKEST)
    bench.versions.drop("pooling")
    frame = bench.versions.play("pooling", lambda: bench.player.mount("pooling"), mounts=True)
    assert not frame["own"]
    assert bench.player.arrays("pooling")["pooled"].any()


def test_values_that_only_a_version_takes_go_with_it(bench: Bench) -> None:
    change = "def output_size(*given, **named):\n    return 4\n"
    name = "conv-arithmetic"
    bench.player.mount(name)
    if bench.puts_in(name, change):
        with suppress(RefusedValue):
            bench.set(name, height=1)
        bench.versions.take_out(name)
    assert not bench.frame(name)["own"]


def test_stand_ins_leave_when_something_fails() -> None:
    original = effective_field.receptive_field
    stand_ins = StandIns({original: lambda _: 1 / 0})
    with pytest.raises(ZeroDivisionError), stand_ins.here():
        effective_field.receptive_field(())
    assert effective_field.receptive_field is original
