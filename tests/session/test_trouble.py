"""Errors: the reader's own lines alone, the line to mark, and a hint where one helps."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from onefilter.session import trouble

if TYPE_CHECKING:
    from tests.session.conftest import Heard


def test_an_error_shows_the_readers_line(heard: Heard) -> None:
    assert heard.error("x = 1\nx / 0  # here") == {
        "kind": "error",
        "text": "Line 2:\n    x / 0  # here\nZeroDivisionError: division by zero",
        "line": 2,
        "hint": "",
    }


def test_lines_of_other_blocks_say_so(heard: Heard) -> None:
    heard.run("def f(n):\n    return 1 / n", "block 1")
    found = heard.error("\n\nf(0)", "block 2")
    assert found["line"] == 3
    assert found["text"].splitlines() == [
        "Line 3:",
        "    f(0)",
        "Line 2 of block 1, in f:",
        "    return 1 / n",
        "ZeroDivisionError: division by zero",
    ]


def test_the_package_and_numpy_are_left_out(heard: Heard) -> None:
    found = heard.error(
        "import numpy as np\nfrom onefilter.conv import conv2d\n"
        "conv2d(np.ones((3, 3)), np.ones((1, 1, 3, 3)))"
    )
    assert found["line"] == 3
    assert found["text"].count("Line ") == 1
    assert "x has shape (3, 3)" in found["text"]


def test_an_error_below_the_readers_code_still_marks_their_line(heard: Heard) -> None:
    assert heard.error("f = lambda n: int(n)\nsorted(['x'], key=f)")["line"] == 1


def test_a_deep_recursion_is_told_in_a_few_lines(heard: Heard) -> None:
    found = heard.error("def f(n):\n    return f(n + 1)\nf(0)")
    lines = found["text"].splitlines()
    assert lines[:2] == ["Line 3:", "    f(0)"]
    assert " more …" in lines[2]
    assert lines[-1].startswith("RecursionError: ")
    assert len(lines) == 2 * trouble.MOST_LINES
    assert "without end" in found["hint"]


def test_a_mistake_in_the_grammar_is_pointed_at(heard: Heard) -> None:
    found = heard.error("x = 1\nif x:\n    y = f(]\n")
    assert found["line"] == 3
    told, code, caret, words = found["text"].splitlines()
    assert (told, code) == ("Line 3:", "    y = f(]")
    assert caret.index("^") == code.index("]")
    assert words.startswith("SyntaxError: closing parenthesis")


def test_a_wrong_indentation_is_found(heard: Heard) -> None:
    found = heard.error("x = 1\n  y = 2")
    assert found["line"] == 2
    assert found["text"].endswith("IndentationError: unexpected indent")


def test_code_that_the_reader_compiles_is_not_theirs_to_mark(heard: Heard) -> None:
    found = heard.error("x = 1\neval('1 +')")
    assert found["line"] == 2
    assert "SyntaxError" in found["text"]


def test_a_message_without_end_is_cut(heard: Heard) -> None:
    assert len(heard.error("raise ValueError('x' * 1_000_000)")["text"]) < trouble.LONGEST + 100


def test_notes_are_told(heard: Heard) -> None:
    code = "e = ValueError('first')\ne.add_note('second')\nraise e"
    assert heard.error(code)["text"].splitlines()[-2:] == ["ValueError: first", "second"]


def test_an_interrupt_is_an_error_as_any_other(heard: Heard) -> None:
    assert heard.error("raise KeyboardInterrupt")["text"].endswith("KeyboardInterrupt")


def test_a_value_that_cannot_be_written_is_an_error(heard: Heard) -> None:
    code = "class Shy:\n    def __repr__(self):\n        raise TypeError('no')\nShy()"
    found = heard.error(code)
    assert found["text"].endswith("TypeError: no")
    assert found["line"] == 3


CLASSES = {
    "words that fail": ("def __str__(self): raise TypeError('no')", "Odd: <TypeError in __str__>"),
    "words that exit": ("def __str__(self): raise SystemExit", "Odd: <SystemExit in __str__>"),
    "notes of no kind": ("__notes__ = 3", "<class '__main__.Odd'>"),
    "no look at it": (
        "def __getattribute__(self, name): raise SystemExit",
        "<class '__main__.Odd'>",
    ),
}


@pytest.mark.parametrize("name", CLASSES)
def test_an_error_that_cannot_be_told_is_told_all_the_same(name: str, heard: Heard) -> None:
    method, words = CLASSES[name]
    found = heard.error(f"class Odd(ValueError):\n    {method}\nraise Odd('x')")
    assert found["text"].splitlines()[-1] == words
    assert heard.run("6 * 7") == [{"kind": "value", "text": "42"}]


def test_a_hint_that_cannot_be_looked_for_is_none(heard: Heard) -> None:
    found = heard.error("class Odd:\n    def __dir__(self): raise SystemExit\nOdd().x")
    assert found["line"] == 3
    assert found["hint"] == ""


def test_input_says_what_to_do_instead(heard: Heard) -> None:
    found = heard.error("name = input('Who? ')")
    assert found["line"] == 1
    assert "Write the answer into the code" in found["text"]


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("import torch", "from onefilter import nn"),
        ("import torch.nn as nn", "from onefilter import nn"),
        ("from torchvision import models", "torchvision does not run in a browser"),
        ("import pandas", "no other package"),
        ("np.ones(3)", "import numpy as np"),
        ("nn.Conv2d(1, 1, 3)", "from onefilter import nn"),
        ("import onefilter.conv\nconv2d(1)", "from onefilter.conv import conv2d"),
        ("kernel = 1\nkernal + 1", "`kernel`"),
        ("pritn(1)", "`print`"),
        ("zzz", "above this one"),
        ("def f():\n    print(x)\n    x = 1\nf()", "before its own line"),
        ("import numpy as np\nnp.ones(3).shap", "`.shape`"),
        ("[3, 1].sort().index(1)", "returns nothing"),
        ("import numpy as np\nnp.ones((2, 3)) + np.ones((2, 2))", "from the right"),
        ("import numpy as np\nnp.ones((2, 3))[:] = np.ones(2)", "from the right"),
        ("import numpy as np\nnp.ones((2, 3)) @ np.ones((2, 3))", "`.T`"),
        ("import numpy as np\nnp.dot(np.ones((2, 3)), np.ones((2, 3)))", "`.T`"),
        ("import numpy as np\nnp.ones(6).reshape(4, 2)", "-1 stands for"),
        ("import numpy as np\nif np.ones(3): pass", "`.any()`"),
        ("import numpy as np\nnp.array([[1], [2, 3]])", "one length"),
        ("[1, 2] * 0.5", "np.array"),
        ("[1, 2] - 1", "np.array"),
        ("import math\nmath(2)", "after a dot"),
        ("[1, 2][2]", "first index is 0"),
        ("import numpy as np\nnp.ones(2)[2]", "first index is 0"),
        ("raise MemoryError", "smaller arrays"),
        ("raise ValueError('of another kind')", ""),
        ("raise TypeError('of another kind')", ""),
        ("int('x')", ""),
        ("from onefilter.conv import conv3d", ""),
        ("import onefilter.nowhere", ""),
    ],
)
def test_the_common_mistakes_have_a_hint(code: str, hint: str, heard: Heard) -> None:
    found = heard.error(code)["hint"]
    assert hint in found
    assert bool(hint) == bool(found)


def test_what_the_browser_has_not_is_not_imported_here_either(heard: Heard) -> None:
    heard.error("import pytest")
    assert "pytest" in sys.modules
    assert heard.run("import json, numpy.linalg, onefilter.conv") == []
