"""Citations, the bibliography, the glossary: every key known, every entry used."""

import re
from pathlib import Path

import markdown
import pytest

from overrides.markdown import citations, glossary
from tests.conftest import Site

EXTENSIONS = ["overrides.markdown.citations", "overrides.markdown.glossary"]


@pytest.fixture
def converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=EXTENSIONS)


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Smaller [@luo2016].", "Smaller (Luo et al., 2016)."),
        ("@luo2016 measured it.", "Luo et al. (2016) measured it."),
        ("Both [@cohen2016; @zhang2019].", "Both (Cohen and Welling, 2016; Zhang, 2019)."),
        ("Twice [@he2016], [@he2016b].", "Twice (He et al., 2016a), (He et al., 2016b)."),
        ("Many [@vaswani2017].", "Many (Vaswani et al., 2017)."),
        ("Write to ab@luo2016 or `@luo2016`.", "Write to ab@luo2016 or @luo2016."),
    ],
)
def test_citations_name_authors_and_year(
    converter: markdown.Markdown, page: str, expected: str
) -> None:
    assert text(converter.convert(page)) == expected


def test_a_citation_leads_to_its_entry_and_the_first_can_be_led_back_to(
    converter: markdown.Markdown,
) -> None:
    html = converter.convert("[@luo2016] and @luo2016.")
    assert html.count('href="/bibliography.md#luo2016"') == 2
    assert html.count('id="cites-luo2016"') == 1
    converter.reset()
    assert 'id="cites-luo2016"' in converter.convert("[@luo2016]")


@pytest.mark.parametrize("page", ["[@nobody1999]", "As @nobody1999 says."])
def test_a_dangling_key_fails_the_build(converter: markdown.Markdown, page: str) -> None:
    with pytest.raises(ValueError, match="nobody1999 is cited but does not stand"):
        converter.convert(page)


def test_an_entry_that_nobody_cites_fails_the_build(
    converter: markdown.Markdown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "page.md").write_text("# A page\n\n`[@luo2016]` in code does not count.\n")
    cited = list(citations.citing_pages(tmp_path))
    monkeypatch.setattr(citations, "citing_pages", lambda: cited)
    with pytest.raises(ValueError, match=r"no page cites .*luo2016"):
        converter.convert("/// bibliography\n///\n")


def test_keys_are_found_in_text_and_not_in_code() -> None:
    page = "Text [@a2001; @b2002a], @c2003.\n\n```python\n@d2004\n```\n\n`@e2005` mail f@g2006"
    assert citations.keys_in(page) == ["a2001", "b2002a", "c2003"]


def test_every_work_is_complete() -> None:
    for work in citations.works().values():
        assert work.authors
        assert 1950 < work.year < 2100
        assert work.key.startswith(work.authors[0].split(",")[0].split()[-1].lower()[:3])
        assert str(work.year) in work.key
        assert work.link.startswith("https://")
        assert work.title.strip(" .") == work.title
        assert all("," in author or author == citations.OTHERS for author in work.authors)


def test_no_work_stands_twice() -> None:
    found = list(citations.works().values())
    assert len({work.title.casefold() for work in found}) == len(found)
    assert len({work.link for work in found}) == len(found)


def test_each_entry_leads_back_to_the_pages_that_cite_it(site: Site) -> None:
    html = (site.folder / "bibliography/index.html").read_text(encoding="utf-8")
    for path, _, keys in citations.citing_pages():
        place = path.as_posix().removesuffix("index.md").removesuffix(".md").rstrip("/")
        for key in keys:
            assert f'href="../{place}/#cites-{key}"' in html


def test_a_term_is_explained_where_it_first_appears(converter: markdown.Markdown) -> None:
    html = converter.convert("# Stride\n\n[Stride](x) and stride, *Strides* and a feature map.")
    links = re.findall(
        r'<a class="of-term" href="/glossary.md#([\w-]+)" title="[^"]+">([^<]+)', html
    )
    assert links == [("stride", "stride"), ("feature-map", "feature map")]


def test_the_longest_term_wins(converter: markdown.Markdown) -> None:
    html = converter.convert("The effective receptive field, by gradient descent, of a field.")
    assert re.findall(r'of-term" href="[^"]+#([\w-]+)"', html) == [
        "effective-receptive-field",
        "gradient-descent",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "A **stride** is a step. Mind the stride.",
        "`stride`",
        "## Stride",
        "overstride, stride-like",
    ],
)
def test_terms_are_left_alone_where_they_need_no_help(
    converter: markdown.Markdown, page: str
) -> None:
    assert "of-term" not in converter.convert(page)


def test_no_form_belongs_to_two_terms() -> None:
    terms = glossary.terms()
    forms = [form.casefold() for term in terms for form in term.words]
    assert len(forms) == len(set(forms))


def test_each_meaning_is_one_or_two_sentences(site: Site) -> None:
    html = (site.folder / "glossary/index.html").read_text(encoding="utf-8")
    for term in glossary.terms():
        assert f'id="{term.label}"' in html
        assert term.meaning.endswith(".")
        assert 5 < len(term.meaning.split()) < 32, term.name
