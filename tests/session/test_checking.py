"""A check tells which case failed, with its numbers, and why if the mistake is a known one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from onefilter import nn
from onefilter.session.checking import Checks, WrongError, refuses, same

if TYPE_CHECKING:
    from tests.session.conftest import Heard

CHECKS = """
with case("two", n=2):
    same(double(2), 4, [(2, "That is the number itself.")])
with case("a list", values=[1, 2]):
    same(double([1, 2]), [2, 4])
"""


def cases(events: list[dict[str, Any]]) -> list[tuple[bool, str]]:
    """Return how each case went, and why."""
    return [(event["well"], event["why"]) for event in events if event["kind"] == "case"]


def test_a_right_answer_passes_every_case(heard: Heard) -> None:
    code = "import numpy as np\ndef double(x):\n    return 2 * np.asarray(x)"
    assert heard.session.run(code, "block 1", CHECKS)
    assert cases(heard.events) == [(True, ""), (True, "")]
    assert [e["title"] for e in heard.events if e["kind"] == "case"] == ["two", "a list"]
    assert heard.events[-1]["well"] is True


def test_a_wrong_one_fails_by_its_case(heard: Heard) -> None:
    assert not heard.session.run("def double(x):\n    return x", "block 1", CHECKS)
    assert cases(heard.events) == [
        (False, "Given n = 2. It gives 2; wanted 4. That is the number itself."),
        (
            False,
            "Given values = [1, 2]. It gives [1, 2]; wanted [2, 4]. At [0] it gives 1; wanted 2.",
        ),
    ]
    assert heard.events[-1]["well"] is False


def test_an_error_in_a_case_shows_the_readers_line(heard: Heard) -> None:
    code = "def double(x):\n    return x.twice"
    assert not heard.session.run(code, "block 1", CHECKS)
    (_, why), _ = cases(heard.events)
    assert why.startswith("Given n = 2.\nLine 2, in double:\n    return x.twice\nAttributeError")


def test_a_missing_name_fails_every_case(heard: Heard) -> None:
    assert not heard.session.run("pass", "block 1", CHECKS)
    assert [well for well, _ in cases(heard.events)] == [False, False]
    assert "name 'double' is not defined" in cases(heard.events)[0][1]


def test_what_to_do_about_an_error_is_told_with_it(heard: Heard) -> None:
    heard.session.run("def double(x):\n    return np.array(x)", "block 1", CHECKS)
    assert cases(heard.events)[0][1].endswith("Write `import numpy as np` first.")


def test_code_that_fails_is_not_judged(heard: Heard) -> None:
    assert not heard.session.run("1 / 0", "block 1", CHECKS)
    assert cases(heard.events) == []


def test_no_case_is_no_success(heard: Heard) -> None:
    assert not heard.session.run("x = 1", "block 1", "x + 1")


def test_checks_that_fail_themselves_are_an_error(heard: Heard) -> None:
    assert not heard.session.run("x = 1", "block 1", "1 / 0")
    assert "ZeroDivisionError" in heard.events[-2]["text"]


def test_an_answer_that_ends_the_program_is_wrong(heard: Heard) -> None:
    code = "def double(x):\n    if x == 2:\n        return 4\n    raise SystemExit"
    assert not heard.session.run(code, "block 1", CHECKS)
    (well, _), (ended, why) = cases(heard.events)
    assert (well, ended) == (True, False)
    assert "SystemExit" in why


def test_checks_keep_to_the_real_builtins(heard: Heard) -> None:
    code = "sum = 3\ncase = same = None\ndef double(x):\n    return [2 * v for v in x]"
    checks = "with case('two', x=[1, 2]):\n    same(sum(double([1, 2])), 6)"
    assert heard.session.run(code, "block 1", checks)


def test_checks_leave_no_names_behind(heard: Heard) -> None:
    heard.session.run("x = 1", "block 1", "y = 2\nwith case('x'): same(x, 1)")
    assert "y" not in heard.session.names


def test_what_a_judged_function_prints_is_heard_in_order(heard: Heard) -> None:
    code = "def double(x):\n    print('called')\n    return x"
    heard.session.run(code, "block 1", CHECKS)
    assert [event["kind"] for event in heard.events] == ["out", "case", "out", "case", "done"]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (1, 1.0),
        (1 + 1e-9, 1.0),
        (np.int64(4), 4),
        (1e9, 1e9 + 1),
        ([1, 2], np.array([1.0, 2.0])),
        (np.float32(0.1), 0.1),
        (nn.Tensor([1.0], requires_grad=True), [1.0]),
        (float("nan"), np.nan),
        ("same", "same"),
        (True, True),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
    ],
)
def test_what_is_the_same(found: Any, wanted: Any) -> None:
    same(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted", "words"),
    [
        (1, 2, "It gives 1; wanted 2."),
        (1.00001, 1.0, "It gives 1; wanted 1."),
        (22.0, 22, "It gives 22.0; wanted 22, a whole number."),
        (np.float64(2.5), 2, "It gives 2.5; wanted 2, a whole number."),
        (None, 2, "It gives nothing: is there a `return`?"),
        ([1, 2], [1, 3], "It gives [1, 2]; wanted [1, 3]. At [1] it gives 2; wanted 3."),
        (np.zeros((2, 3)), np.zeros((3, 2)), "an array of shape (2, 3); wanted an array of shape"),
        ([1, 2], 3, "It gives an array of shape (2,); wanted the number 3."),
        ([-1e-9, 1], [1, 1], "It gives [0, 1]; wanted [1, 1]."),
        (np.zeros(100), np.ones(100), "At [0] it gives 0; wanted 1."),
        ("left", "right", "It gives 'left'; wanted 'right'."),
        (1, True, "It gives 1; wanted True."),
        ("x", 2, "It gives 'x'; wanted 2."),
        ([[1], [2, 3]], [1, 2], "It gives [[1], [2, 3]]; wanted [1, 2]."),
        (len, 2, "It gives <built-in function len>; wanted 2."),
    ],
)
def test_what_is_not(found: Any, wanted: Any, words: str) -> None:
    with pytest.raises(WrongError) as told:
        same(found, wanted)
    assert words in str(told.value)


def test_a_known_mistake_is_explained() -> None:
    mistakes = [([3, 2, 1], "It is the wrong way round."), ([0, 0, 0], "It is empty.")]
    with pytest.raises(WrongError, match=r"the wrong way round\.$"):
        same([3, 2, 1], [1, 2, 3], mistakes)
    with pytest.raises(WrongError, match=r"wanted 2\.$"):
        same([1, 1, 3], [1, 2, 3], mistakes)


def test_a_mistake_that_may_be_another_is_not_explained() -> None:
    with pytest.raises(WrongError, match=r"wanted 4\.$"):
        same(0, 4, [(0, "It is doubled."), (0, "It is halved.")])
    with pytest.raises(WrongError, match=r"halved\.$"):
        same(0, 4, [(0, "It is halved."), (0, "It is halved.")])


CHANGING = """
import numpy as np
given = np.array([1.0, 2.0])
with case("an array", x=given, n=1):
    same(first(given), 1.0)
"""


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("return x[0]", ""),
        ("x[1] = 0; return x[0]", "Given x = [1, 2], n = 1. It changes `x`: work on a copy."),
        (
            "x[:] = 3; return x[0]",
            "Given x = [1, 2], n = 1. It changes `x`: work on a copy.",
        ),
    ],
)
def test_what_is_given_must_stay_as_it_is(heard: Heard, answer: str, why: str) -> None:
    assert heard.session.run(f"def first(x): {answer}", "block 1", CHANGING) is (not why)
    assert cases(heard.events) == [(not why, why)]


def test_a_refusal_is_wanted() -> None:
    refuses(ValueError, int, "x")
    with pytest.raises(WrongError, match=r"It gives 3; wanted: raise ValueError\."):
        refuses(ValueError, int, "3")
    with pytest.raises(TypeError):
        refuses(ValueError, len, 3)


def test_what_is_wrong_can_be_said(heard: Heard) -> None:
    assert not heard.session.run("x = 1", "block 1", "with case('x', x=x): wrong('It is one.')")
    assert cases(heard.events) == [(False, "Given x = 1. It is one.")]


def test_a_tolerance_can_be_wider() -> None:
    same(3.14, 3.14159, tolerance=1e-2)
    with pytest.raises(WrongError):
        same(3.14, 3.14159)


def test_nothing_tried_is_not_well() -> None:
    assert not Checks(lambda _: None, str).well
