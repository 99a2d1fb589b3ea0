"""On paper: words, formulas and pictures on white, nothing to press, and no figure torn apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from overrides.hooks.tiers import TIERS
from tests.conftest import Site

# What A4 leaves inside the margins, in CSS pixels of a 96th of an inch.
WIDTH, HEIGHT = round((210 - 2 * 16) / 25.4 * 96), round((297 - 15 - 17) / 25.4 * 96)
CONTROLS = "button, select, input, textarea, summary, .md-header, .md-footer, .md-sidebar"
LUMINANCE = """element => {
  const [red, green, blue] = getComputedStyle(element).color.match(/[0-9.]+/g).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}"""
CUT = """() => [...document.querySelectorAll("article pre, article .katex-display, article table")]
  .filter((e) => e.checkVisibility() && e.clientWidth && e.scrollWidth > e.clientWidth + 2)
  .map((e) => e.textContent.trim().slice(0, 50))"""
TALL = """([most]) => [...document.querySelectorAll("figure.demo")]
  .map((e) => [e.dataset.demo, e.getBoundingClientRect().height])
  .filter(([, height]) => height > most)"""


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Page]:
    """Open a page that a reader of the dark palette prints."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="dark", service_workers="block"
    )
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark")
    yield page
    context.close()


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_prints_well(tier: str, paper: Page, site: Site) -> None:
    paper.goto(f"{site.url}print/{tier}/")
    shown = paper.locator(CONTROLS).locator("visible=true")
    assert shown.count() == 0, shown.first.evaluate("e => e.outerHTML")
    for words in paper.locator("article :is(h1, h2, p)").locator("visible=true").all()[::20]:
        assert words.evaluate(LUMINANCE) < 0.45, words.inner_text()
    assert paper.evaluate(TALL, [HEIGHT]) == []
    assert paper.evaluate(CUT) == []


@pytest.mark.chromium("no other browser writes PDF for Playwright")
@pytest.mark.parametrize("sheet", ["intuition", "in-depth", "expert"])
def test_a_worksheet_takes_two_sides_of_one_sheet(sheet: str, paper: Page, site: Site) -> None:
    paper.goto(f"{site.url}teachers/worksheet-{sheet}/")
    document = paper.pdf(format="A4", prefer_css_page_size=True)
    assert document.count(b"/Type /Page\n") == 2
