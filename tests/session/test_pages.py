"""A page's blocks share a session; another page, or another visit, begins anew."""

from __future__ import annotations

from typing import Any

import pytest

from onefilter.session.pages import Pages


class Told:
    """The pages' sessions and their messages."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.pages = Pages(self.messages.append)

    def run(self, code: str, page: str = "a", scope: str = "", **more: Any) -> bool:
        """Run a block called after nothing in particular."""
        self.messages.clear()
        return bool(self.pages.run(page, scope, "block-1", "block 1", code, **more)["well"])


@pytest.fixture
def told() -> Told:
    """Start without any page."""
    return Told()


def test_one_page_shares_its_names(told: Told) -> None:
    assert told.run("x = 1")
    assert told.run("x")
    assert told.messages == [{"block": "block-1", "event": {"kind": "value", "text": "1"}}]


def test_a_scope_has_names_of_its_own(told: Told) -> None:
    assert told.run("x = 1", scope="one")
    assert not told.run("x", scope="two")
    assert told.run("x", scope="one")


def test_another_page_begins_anew(told: Told) -> None:
    assert told.run("x = 1")
    assert not told.run("x", page="b")
    assert not told.run("x")


PRINTED = "import numpy as np\nnp.array([0.123])"


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ("import numpy as np\nnp.set_printoptions(precision=1)", PRINTED),
        ("import numpy as np\nnp.seterr(all='raise')", "import numpy as np\nnp.geterr()['over']"),
        (
            "import sys\nsys.setrecursionlimit(500)",
            "import sys\nsys.getrecursionlimit() == 500",
        ),
    ],
)
def test_what_a_block_sets_ends_with_its_page(change: str, asked: str, told: Told) -> None:
    assert told.run(asked, page="before")
    before = told.messages.copy()
    assert told.run(change)
    assert told.run(asked)
    assert told.messages != before
    assert told.run(asked, page="after")
    assert told.messages == before


def test_pythons_own_names_outlast_every_block(told: Told) -> None:
    code = "import builtins\nbuiltins.len = builtins.isinstance = builtins.next = None\n"
    assert told.run(code + "del builtins.print\nbuiltins.extra = 1")
    assert not told.run(code + "1 / 0")
    assert "ZeroDivisionError" in told.messages[-1]["event"]["text"]
    assert told.run("print(len('abc'))")
    assert not told.run("extra", page="b")


def test_a_quiet_run_tells_errors_alone(told: Told) -> None:
    assert told.run("print('x')\nshow([1, 2])\ny = 3\ny", quiet=True)
    assert told.messages == []
    assert not told.run("print('x')\n1 / 0", quiet=True)
    assert [message["event"]["kind"] for message in told.messages] == ["error"]


def test_the_answer_says_how_it_ended(told: Told) -> None:
    answer = told.pages.run("a", "", "block-1", "block 1", "pass")
    assert answer.keys() == {"well", "seconds"}
    assert answer["seconds"] >= 0


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("show([[1, 2], [3, -4]])", "small"),
        ("import numpy as np\nshow(np.zeros((24, 24)))", "square"),
        ("import numpy as np\nshow(np.zeros((8, 8, 8)))", "wide"),
        ("show([3, 2, 1])", "wide"),
    ],
)
def test_a_picture_is_a_plain_message(code: str, size: str, told: Told) -> None:
    assert told.run(code)
    (message,) = told.messages
    event = message["event"]
    assert event.keys() == {"kind", "view", "title", "size"}
    assert event["size"] == size
    assert {"width", "height", "text", "marks"} <= event["view"].keys()
