"""Blocks share their names, say what they do while they do it, and never end the session."""

from __future__ import annotations

import contextlib
import inspect
import io
import linecache
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from onefilter.scene.marks import Image, Scene
from onefilter.session import MOST_PICTURES, Session, output, session

if TYPE_CHECKING:
    from tests.session.conftest import Heard


def test_blocks_share_their_names(heard: Heard) -> None:
    assert heard.run("a = 20") == []
    assert heard.run("def double(n): return n * 2\nb = double(a)") == []
    assert heard.run("b + 2") == [{"kind": "value", "text": "42"}]


def test_sessions_do_not(heard: Heard) -> None:
    heard.run("a = 20")
    assert not Session(lambda _: None).run("a", "block 1")


def test_a_block_begins_without_any_name_of_ours(heard: Heard) -> None:
    assert heard.printed("print(sorted(globals()))") == "['__builtins__', '__name__']\n"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1 + 1", "2"),
        ("x = 3\nx", "3"),
        ("x = 3", None),
        ("None", None),
        ("'text'", "'text'"),
        ("", None),
        ("# only a remark", None),
        ("for i in range(3):\n    i", None),
        ("import numpy as np\nnp.zeros(3)", "array([0., 0., 0.])"),
    ],
)
def test_the_value_of_the_last_line_is_shown(code: str, value: str | None, heard: Heard) -> None:
    expected = [] if value is None else [{"kind": "value", "text": value}]
    assert heard.run(code) == expected


def test_a_long_value_is_cut(heard: Heard) -> None:
    (event,) = heard.run("'x' * 1_000_000")
    assert len(event["text"]) == session.LONGEST_VALUE + 2
    assert event["text"].endswith("x …")


def test_what_is_printed_comes_before_the_value(heard: Heard) -> None:
    assert heard.run("print('a', end='')\n1") == [
        {"kind": "out", "text": "a"},
        {"kind": "value", "text": "1"},
    ]


def test_printing_streams_while_the_block_runs() -> None:
    said: list[str] = []
    kinds: list[str] = []

    def emit(event: dict[str, object]) -> None:
        kinds.append(str(event["kind"]))
        said.append(str(event.get("text", "")))

    running = Session(emit)
    running.names["said"] = said
    running.run("print('first')\nseen = list(said)\nprint('second')", "block 1")
    assert running.names["seen"] == ["first\n"]
    assert kinds == ["out", "out", "done"]


def test_the_two_streams_keep_their_order(heard: Heard) -> None:
    code = "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')"
    events = heard.run(code)
    assert [(e["kind"], e["text"]) for e in events] == [
        ("out", "a\n"),
        ("err", "b\n"),
        ("out", "c\n"),
    ]


def test_half_a_line_waits_for_flush(heard: Heard) -> None:
    code = "print('a', end='')\nprint('b', end='', flush=True)\nprint('c')"
    assert [event["text"] for event in heard.run(code)] == ["ab", "c\n"]


def test_a_flood_is_sent_in_few_pieces_and_counted(heard: Heard) -> None:
    lines = 300_000
    events = heard.run(f"for i in range({lines}): print(7)")
    assert len(events) < 200
    text = "".join(event["text"] for event in events if event["kind"] == "out")
    assert text == "7\n" * (output.MOST_CHARACTERS // 2)
    notes = [event["text"] for event in events if event["kind"] == "note"]
    left_out = lines - output.MOST_CHARACTERS // 2
    assert notes == [
        "This is all that fits here: 40,000 characters are printed.",
        f"{left_out:,} more lines were printed.",
    ]


def test_one_endless_line_is_cut_too(heard: Heard) -> None:
    events = heard.run("print('x' * 1_000_000)\nprint('y')")
    assert [len(e["text"]) for e in events if e["kind"] == "out"] == [output.MOST_CHARACTERS]
    assert events[-1]["text"] == "2 more lines were printed."


def test_the_next_run_may_print_again(heard: Heard) -> None:
    heard.run("print('x' * 1_000_000)")
    assert heard.printed("print('again')") == "again\n"


def test_show_gives_a_scene_with_its_title(heard: Heard) -> None:
    events = heard.run("print('before')\nshow([[0.0, 2.0], [4.0, -4.0]], 'Map')\nprint('after')")
    assert [event["kind"] for event in events] == ["out", "show", "out"]
    assert events[1]["title"] == "Map"
    scene = events[1]["scene"]
    assert isinstance(scene, Scene)
    (image,) = [mark for mark in scene.marks if isinstance(mark, Image)]
    np.testing.assert_array_equal(image.values, [[0.0, 2.0], [4.0, -4.0]])


def test_show_may_be_a_name_of_the_readers_own(heard: Heard) -> None:
    assert heard.run("show = 3\nshow") == [{"kind": "value", "text": "3"}]


def test_one_run_shows_only_so_many_pictures(heard: Heard) -> None:
    events = heard.run("while True: show([1, 2])")
    assert [event["kind"] for event in events] == ["show"] * MOST_PICTURES + ["error"]
    assert f"at most {MOST_PICTURES} pictures" in events[-1]["text"]
    assert heard.run("show([1, 2])")[0]["kind"] == "show"


def test_a_warning_names_the_readers_line(heard: Heard) -> None:
    # WebAssembly knows no floating-point flags, so a division warns natively alone.
    code = "import warnings\n\nwarnings.warn('mind the gap')"
    expected = "UserWarning in line 3: mind the gap\n"
    assert heard.printed(code, "err") == expected


def test_exit_ends_the_block_and_nothing_else(heard: Heard) -> None:
    events = heard.run("import sys\nsys.exit(3)\nprint('never')")
    assert events == [{"kind": "note", "text": "The code ended itself here."}]
    assert heard.run("1") == [{"kind": "value", "text": "1"}]


def test_our_own_streams_are_back_after_a_failure(heard: Heard) -> None:
    before = sys.stdout, sys.stderr
    heard.error("print('a')\n1 / 0")
    assert (sys.stdout, sys.stderr) == before
    outside = io.StringIO()
    with contextlib.redirect_stdout(outside):
        heard.run("print('inside')")
        print("outside")
    assert outside.getvalue() == "outside\n"


def test_functions_know_their_source(heard: Heard) -> None:
    heard.run("def first():\n    return 1")
    old = heard.session.names["first"]
    heard.run("# a remark\ndef first():\n    return 2")
    assert inspect.getsource(old) == "def first():\n    return 1"
    assert heard.printed("import inspect\nprint(inspect.getsource(first))") == (
        "def first():\n    return 2\n"
    )
    linecache.checkcache()
    assert inspect.getsource(old).endswith("return 1")


def test_our_own_future_imports_do_not_reach_a_block(heard: Heard) -> None:
    heard.run("def f(x: int): pass")
    assert heard.session.names["f"].__annotations__ == {"x": int}


def test_classes_and_closures_work_as_in_a_program(heard: Heard) -> None:
    code = """
    from dataclasses import dataclass

    @dataclass
    class Point:
        x: int

    factor = 3

    def scaled(points):
        return [point.x * factor for point in points]

    if __name__ == "__main__":
        print(scaled([Point(1), Point(2)]))
    """
    assert heard.printed(inspect.cleandoc(code)) == "[3, 6]\n"
