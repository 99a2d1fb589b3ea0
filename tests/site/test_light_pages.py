"""What every page fetches is kept small: one stylesheet of ours, and a short search index."""

import json
import re

import pytest

from overrides.hooks import katex, search, styles
from tests.conftest import Site


def test_a_stylesheet_moves_with_its_addresses() -> None:
    css = "@font-face { src: url(fonts/Main.woff2) } p { background: url('data:image/svg,x') }"
    moved = styles.moved("assets/katex/katex.min.css", css)
    assert moved == css.replace("fonts/", "../katex/fonts/")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("demos", [styles.BUNDLE]), ("in-depth/layer", [katex.LETTERS, styles.BUNDLE])],
)
def test_a_page_waits_for_one_stylesheet_of_ours_and_formulas_for_letters(
    name: str, wanted: list[str], site: Site
) -> None:
    page = (site.folder / name / "index.html").read_text(encoding="utf-8")
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    ours = [sheet for sheet in sheets if not sheet.endswith(".min.css")]
    assert [sheet.split("../")[-1] for sheet in ours] == wanted
    assert ".katex" in (site.folder / styles.BUNDLE).read_text(encoding="utf-8")


def test_a_text_is_shortened_between_words() -> None:
    html = f"<p>{'filter ' * 99}</p>"
    short = search.shortened(html)
    assert len(short) <= search.LONGEST
    assert set(short.split()) == {"filter", "…"}


def test_what_is_looked_up_is_indexed_by_its_beginning(site: Site) -> None:
    index = json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    looked_up = [len(text) for name, text in texts.items() if name.startswith(search.LOOKED_UP)]
    assert max(looked_up) <= search.LONGEST
    assert max(len(text) for name, text in texts.items() if name.startswith("in-depth/")) > 1000
