"""Formulas: typeset at build, in four forms, never half."""

import base64
import importlib.metadata
import json
import re

import markdown
import pytest

from overrides.hooks import katex
from overrides.hooks.assembly import ROOT
from overrides.markdown.formulas import typeset
from overrides.markdown.symbols import symbols
from tests.conftest import Site
from tests.site import sources

EXTENSIONS = ["overrides.markdown.values", "overrides.markdown.formulas"]
FORMULA = r"""/// formula | Output size
    tex: |
        \map{o} = \left\lfloor \frac{\input{n} - \kernel{k}}{s} \right\rfloor + 1
    plain: \map{output} = whole strides in ( \input{input} − \kernel{kernel} ), plus one
    symbols:
        \input{n}: the *input*, [[= shapes.output_size(24, 3) ]] say
        o, k: sizes of the output and of the kernel
        s: the stride

Count the places of the \kernel{kernel}.

And once more, $s = [[= 1000 + 24 ]]$ times.
///
"""


@pytest.fixture
def converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


def test_a_formula_stands_in_four_forms_under_its_name(converter: markdown.Markdown) -> None:
    html = converter.convert(FORMULA)
    assert '<figure class="of-formula" id="formula-output-size">' in html
    assert '<a href="#formula-output-size">Output size</a>' in html
    forms = ("__name", "__tex", "__plain", "__symbols", "__words")
    places = [html.index(f'class="of-formula{form}"') for form in forms]
    assert places == sorted(places)
    assert "<p><strong>In words.</strong> Count the places" in html


def test_listeners_get_the_formula_as_mathml(converter: markdown.Markdown) -> None:
    html = converter.convert(FORMULA)
    assert "<mfrac>" in html
    assert 'class="katex-html" aria-hidden="true"' in html


def test_the_tex_can_be_copied_as_it_was_written(converter: markdown.Markdown) -> None:
    sources = re.findall(
        r'<annotation encoding="application/x-tex">(.*?)</', converter.convert(FORMULA)
    )
    assert sources[0].startswith(r"\map{o} = \left")
    assert not any(r"\def" in source for source in sources)


def test_a_role_has_its_colour_in_every_form(converter: markdown.Markdown) -> None:
    html = converter.convert(FORMULA)
    assert html.count("of-kernel") == 3
    assert html.count("of-input") == 3
    assert '<span class="of-kernel">kernel</span>' in html


def test_numbers_in_a_formula_come_from_the_package(converter: markdown.Markdown) -> None:
    html = converter.convert(FORMULA)
    assert ">22</data>" in html
    assert "s = 1{,}024" in html


@pytest.mark.parametrize("letter", ["o, k", "s"])
def test_a_letter_that_the_legend_leaves_out_fails(
    converter: markdown.Markdown, letter: str
) -> None:
    lines = [line for line in FORMULA.splitlines() if not line.startswith(f"        {letter}:")]
    with pytest.raises(ValueError, match=f"'Output size' does not say what .*'{letter[0]}'"):
        converter.convert("\n".join(lines))


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        (r"\map{y[i]} = \sum_{j \le i} \input{x_j}", {"y", "i", "x", "j"}),
        (r"\frac{\partial L}{\partial \kernel{w}} \cdot \eta", {"L", "w", "eta"}),
        (r"\mathrm{RF}^{(\ell)} - C_\text{in}\, \mathbf{k} \star b", {"RF", "ell", "C", "k", "b"}),
        (r"\operatorname{softmax}_j \quad \text{for all } g", {"softmax", "j", "g"}),
        (r"\lfloor 2\tfrac{1}{3} \rfloor \Bigl( \sqrt{\varepsilon} \Bigr)", {"varepsilon"}),
    ],
)
def test_symbols_are_letters_and_upright_names(tex: str, wanted: set[str]) -> None:
    assert symbols(tex) == wanted


def test_letters_that_several_formulas_use_stand_on_the_notation_page() -> None:
    listed = symbols(" ".join(sources.tex((sources.DOCS / "notation.md").read_text("utf-8"))))
    assert {*"PGMSTBCHWFLJ", "lambda", "gamma", "beta", "varepsilon", "rho", "eta"} <= listed


def test_search_finds_the_name_and_not_the_tex(converter: markdown.Markdown) -> None:
    html = converter.convert(FORMULA)
    for tag in re.findall(r"<[^>]*of-(?:formula__tex|formula__symbol|math)[^_s][^>]*>", html):
        assert "data-search-exclude" in tag
    assert (
        "data-search-exclude" not in html[: html.index("of-formula__tex")].split("<figcaption")[1]
    )


def test_search_finds_every_formula_by_its_name_and_none_by_its_tex(site: Site) -> None:
    index = json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))
    text = " ".join(entry["text"] for entry in index["docs"])
    for path in sources.pages():
        for name in re.findall(r"^/// formula \| (.+)$", path.read_text(encoding="utf-8"), re.M):
            assert name in text
    assert "\\frac" not in text
    assert "\\map" not in text


def test_style_sheet_and_fonts_come_with_the_site(site: Site) -> None:
    css = (site.folder / "assets/stylesheets/all.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(([^)]*/KaTeX[^)]+)\)", css))
    assert named
    fonts = (site.folder / "assets/katex/fonts").glob("*")
    assert named == {f"../katex/fonts/{path.name}" for path in fonts}
    assert all(name.endswith(".woff2") for name in named)


def test_the_letters_of_formulas_lie_in_a_stylesheet_of_pages_with_formulas(site: Site) -> None:
    letters = (site.folder / katex.LETTERS).read_text(encoding="utf-8")
    held = re.findall(r"url\(data:font/woff2;base64,([^)]+)\)", letters)
    assert len(held) == len(katex.AT_ONCE)
    assert all(base64.b64decode(data).startswith(b"wOF2") for data in held)
    for path in site.folder.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert (katex.LETTERS in page) == ('class="katex"' in page), path


def test_style_sheet_and_typesetter_are_of_one_version() -> None:
    installed = json.loads((ROOT / "node_modules/katex/package.json").read_text(encoding="utf-8"))
    assert installed["version"] == "0.16.22"
    assert importlib.metadata.version("pykatex") == "0.1.1"  # which holds that KaTeX


@pytest.mark.parametrize("tex", [r"\frac{1", r"\nosuchcommand x", "a_1_2", r"\htmlClass{x}{y}"])
def test_tex_that_katex_does_not_understand_fails_the_build(tex: str) -> None:
    with pytest.raises(ValueError, match="KaTeX refuses"):
        typeset(tex)


def test_inline_tex_fails_the_build_too(converter: markdown.Markdown) -> None:
    with pytest.raises(ValueError, match="KaTeX refuses"):
        converter.convert(r"The fraction $\frac{1$ is broken.")


def test_prices_are_no_formulas(converter: markdown.Markdown) -> None:
    assert "katex" not in converter.convert("It costs $5 or $6 each.")


@pytest.mark.parametrize("part", ["tex", "plain", "symbols"])
def test_no_form_may_be_missing(converter: markdown.Markdown, part: str) -> None:
    without = re.sub(rf"^    {part}:.*\n(?: {{8}}.*\n)*", "", FORMULA, flags=re.M)
    with pytest.raises(ValueError, match=f"lacks its `{part}`"):
        converter.convert(without)


def test_the_words_may_not_be_missing(converter: markdown.Markdown) -> None:
    with pytest.raises(ValueError, match="not put in words"):
        converter.convert(re.sub(r"\n\nCount.*?///", "\n///", FORMULA, flags=re.S))
