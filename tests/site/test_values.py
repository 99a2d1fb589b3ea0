"""What pages quote from the package: numbers, tables, code."""

import re

import markdown
import numpy as np
import pytest

from onefilter import shapes
from overrides.markdown.blocks import code_of
from overrides.markdown.values import matrix, written

EXTENSIONS = [
    "pymdownx.highlight",
    "pymdownx.superfences",
    "overrides.markdown.values",
    "overrides.markdown.blocks",
]


@pytest.fixture
def converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("value", "format_spec", "expected"),
    [
        (150528, None, "150,528"),
        (-4, None, "−4"),
        (np.int64(1792), None, "1,792"),
        (1 / 9, None, "0.1111"),
        (1 / 9, ".1%", "11.1%"),
        ((1, 3, 224), None, "(1, 3, 224)"),
        ((0.5, -1), None, "(0.5, −1)"),
        ("22×22", None, "22×22"),
        (True, None, "True"),
    ],
)
def test_values_are_written_as_readers_write_them(
    value: object, format_spec: str | None, expected: str
) -> None:
    assert written(value, format_spec) == expected


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError, match="neither a number"):
        written(object())


def test_an_expression_becomes_its_value_and_says_where_it_is_from(
    converter: markdown.Markdown,
) -> None:
    html = converter.convert("A map of [[= shapes.output_size(24, 3) ]] cells.")
    assert text(html) == "A map of 22 cells."
    assert 'title="shapes.output_size(24, 3)"' in html


def test_a_format_may_follow(converter: markdown.Markdown) -> None:
    assert text(converter.convert("[[= 2 / 3 :.2f ]] and [[= {1: 2}[1] ]]")) == "0.67 and 2"


def test_names_are_given_once_and_keep_their_origin(converter: markdown.Markdown) -> None:
    html = converter.convert("/// values\na = 2\nb = [a] * 3\n///\n\n[[= sum(b) ]] of [[= a ]]")
    assert text(html) == "6 of 2"
    assert 'title="2"' in html


def test_names_hold_inside_comprehensions_and_functions(converter: markdown.Markdown) -> None:
    names = "/// values\na = 2\ntwice = lambda x: a * x\n///\n\n"
    assert text(converter.convert(names + "[[= sum([twice(a) for _ in range(3)]) ]]")) == "12"


def test_a_page_does_not_see_the_names_of_another(converter: markdown.Markdown) -> None:
    converter.convert("/// values\na = 2\n///\n")
    converter.reset()
    with pytest.raises(ValueError, match=r"\[\[= a \]\]: NameError"):
        converter.convert("[[= a ]]")


@pytest.mark.parametrize("line", ["import os", "a, b = 1, 2", "print(1)", "a.b = 3"])
def test_only_single_names_are_given(converter: markdown.Markdown, line: str) -> None:
    with pytest.raises(ValueError, match="is not of the form"):
        converter.convert(f"/// values\n{line}\n///\n")


@pytest.mark.parametrize("expression", ["open('x')", "__import__('os')", "1 / 0", "shapes.nothing"])
def test_a_failing_expression_is_named(converter: markdown.Markdown, expression: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"[[= {expression} ]]")):
        converter.convert(f"[[= {expression} ]]")


def test_code_is_left_alone(converter: markdown.Markdown) -> None:
    with pytest.raises(ValueError, match="not understood"):
        converter.convert("`[[= 1 ]]`")


def test_an_array_becomes_a_matrix() -> None:
    tex = matrix(np.array([[1.0, -2.0], [0.5, 0.0]]))
    assert tex == r"\begin{bmatrix}1 & -2 \\ 0.5 & 0\end{bmatrix}"


TABLE = """/// table | Sizes
    head: [Input, Name, Output]
[(n, "valid", shapes.output_size(n, 3)) for n in (24, 1026)]
///
"""


def test_a_table_holds_what_its_expression_gives(converter: markdown.Markdown) -> None:
    html = converter.convert(TABLE)
    assert "<caption>Sizes</caption>" in html
    assert re.findall(r"<t[hd](?: [^>]*)?>([^<]*)", html) == [
        *("Input", "Name", "Output"),
        *("24", "valid", "22"),
        *("1,026", "valid", "1,024"),
    ]
    assert html.count('class="of-number"') == 6


def test_a_wide_table_can_be_scrolled_by_keyboard(converter: markdown.Markdown) -> None:
    html = converter.convert(TABLE)
    assert '<div aria-label="Sizes" class="of-table" role="region" tabindex="0">' in html


def test_a_row_that_does_not_fit_its_head_is_refused(converter: markdown.Markdown) -> None:
    with pytest.raises(ValueError, match="a row of 3 cells does not fit"):
        converter.convert(TABLE.replace("Name, ", ""))


def test_a_source_is_quoted_without_its_docstring(converter: markdown.Markdown) -> None:
    html = converter.convert("/// source | shapes.effective_kernel_size\n///\n")
    assert "def effective_kernel_size(" in text(html)
    assert "Pixels that a kernel spans" not in html
    assert "onefilter/shapes.py" in html


def test_a_quoted_source_is_still_code() -> None:
    names: dict[str, object] = {}
    exec(code_of(shapes.same_padding), vars(shapes).copy(), names)
    assert callable(names["same_padding"])


@pytest.mark.parametrize(
    "page",
    [
        "/// tabel | Sizes\n[(1,)]\n///\n",
        "/// table | Sizes\n    heads: [A]\n[(1,)]\n///\n",
        "/// values | named\na = 1\n///\n",
        "[[= 1]] and on",
        "[[=1 ]]",
    ],
)
def test_what_is_not_understood_fails_the_build(converter: markdown.Markdown, page: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        converter.convert(page)
