"""Blocks of code on a page: run when it is made, with what they say under them."""

import ast
import inspect
import re
from html import unescape

import markdown
import pytest
from pymdownx.superfences import SuperFencesException

from onefilter.demos import all_demos
from onefilter.demos._demo import Demo
from overrides.markdown.figures import code

EXTENSIONS = ["pymdownx.highlight", "pymdownx.superfences", "overrides.markdown.editors"]


@pytest.fixture
def converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


def fence(code: str, about: str = "{ .python .run }") -> str:
    return f"``` {about}\n{code}\n```\n"


def parts(html: str, name: str) -> list[str]:
    """Return the texts of every element of a class."""
    found = re.findall(rf'<(\w+)[^>]*class="[^"]*\b{name}\b[^"]*"[^>]*>(.*?)</\1>', html, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", text)).strip("\n") for _, text in found]


def test_what_a_block_says_stands_under_it(converter: markdown.Markdown) -> None:
    html = converter.convert(fence("for n in range(2):\n    print(n)\n6 * 7"))
    assert parts(html, "editor__text--out") == ["0\n1"]
    assert parts(html, "editor__text--value") == ["42"]
    assert "Output, as this page was made" in html


def test_what_it_shows_is_drawn(converter: markdown.Markdown) -> None:
    html = converter.convert(fence("show([[0, 1], [2, 3]], 'Four numbers')"))
    assert html.count("<svg") > 1  # besides the buttons' own
    assert re.search(r"<title[^>]*>Four numbers</title>", html)
    assert "2 × 2 numbers from 0 to 3." in html
    assert parts(html, "editor__picture")[0].endswith("Four numbers")


def test_markup_in_code_and_output_stays_text(converter: markdown.Markdown) -> None:
    html = converter.convert(fence("print('<b id=x>&amp;</b>')"))
    assert "<b id=x>" not in html
    assert parts(html, "editor__text--out") == ["<b id=x>&amp;</b>"]


def test_blocks_share_the_names_of_their_page_alone(converter: markdown.Markdown) -> None:
    page = fence("x = 6") + "\nWords between.\n\n" + fence("x * 7")
    assert parts(converter.convert(page), "editor__text--value") == ["42"]
    converter.reset()
    with pytest.raises(SuperFencesException, match="NameError: name 'x' is not defined"):
        converter.convert(fence("x * 7"))


def test_blocks_are_numbered_or_named(converter: markdown.Markdown) -> None:
    page = "\n".join([fence("1"), fence("2", "{ .python .run #two-things }"), fence("3")])
    html = converter.convert(page)
    assert re.findall(r'data-editor="([^"]+)" data-name="([^"]+)"', html) == [
        ("block-1", "block 1"),
        ("two-things", "two things"),
        ("block-3", "block 3"),
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "block 1 does not run:\nLine 1:\n    1 / 0\nZeroDivisionError"),
        ("x = (", "SyntaxError"),
        ("import torch", "No module named 'torch'"),
        ("input('Who?')", "NoInputError"),
        ("import warnings\nwarnings.warn('old')", "UserWarning in line 2: old"),
        ("import sys\nprint('no', file=sys.stderr)", "no"),
    ],
)
def test_a_block_that_fails_or_warns_fails_the_build(
    code: str, words: str, converter: markdown.Markdown
) -> None:
    with pytest.raises(SuperFencesException) as failed:
        converter.convert(fence(code))
    assert words in str(failed.value)


@pytest.mark.parametrize("code", ["1 / 0", "x = (", "import warnings\nwarnings.warn('old')"])
def test_a_starter_that_fails_or_warns_fails_the_build(
    code: str, converter: markdown.Markdown
) -> None:
    about = "{ .python .starter #try-this }"
    with pytest.raises(SuperFencesException, match="the starter of try-this does not run"):
        converter.convert(fence(code, about))
    assert "editor__output" in converter.convert(fence("print(1)", about))


def test_other_fences_are_code_and_nothing_else(converter: markdown.Markdown) -> None:
    html = converter.convert("```python\n1 / 0\n```\n\n``` { .text .run }\n1 / 0\n```\n")
    assert "data-editor" not in html
    assert html.count("1") >= 2


def test_fences_have_to_be_there_first() -> None:
    with pytest.raises(TypeError, match=r"list pymdownx\.superfences"):
        markdown.Markdown(extensions=["overrides.markdown.editors"])


@pytest.mark.parametrize("demo", all_demos().values(), ids=lambda demo: demo.name)
def test_the_code_of_a_demo_is_the_packages_own(demo: Demo) -> None:
    shown, sources = code(demo), "\n".join(inspect.getsource(part) for part in demo.code)
    lines = [line for line in shown.splitlines() if line]
    assert [line for line in lines if line not in sources.splitlines()] == [
        f"# {part.__module__}" for part in demo.code
    ]
    names = [node.name for node in ast.parse(shown).body if hasattr(node, "name")]
    assert names == [part.__name__ for part in demo.code]
