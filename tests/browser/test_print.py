"""On paper: words, formulas and pictures on white, nothing to press, and no figure torn apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from overrides.hooks.tiers import TIERS
from tests.browser.conftest import BOOT
from tests.conftest import Site
from tests.site import prose

# What A4 leaves inside the margins, in CSS pixels of a 96th of an inch.
WIDTH, HEIGHT = round((210 - 2 * 16) / 25.4 * 96), round((297 - 17 - 19) / 25.4 * 96)
CONTROLS = (
    "button, select, input, textarea, summary, .md-header, .md-footer, .md-sidebar, .of-tiers"
)
LUMINANCE = """element => {
  const [red, green, blue] = getComputedStyle(element).color.match(/[0-9.]+/g).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}"""
CUT = """() => [...document.querySelectorAll("article pre, article .katex-display, article table")]
  .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 2 && e.clientWidth)
  .map((e) => e.textContent.trim().slice(0, 50))"""


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


def addresses(site: Site, tier: str) -> list[str]:
    """Return the addresses of a tier's pages."""
    pages = prose.pages(site.folder, tier)
    return [site.url + page.parent.relative_to(site.folder).as_posix() + "/" for page in pages]


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_prints_well(tier: str, paper: Page, site: Site) -> None:
    for url in addresses(site, tier):
        paper.goto(url)
        place = url.removeprefix(site.url)
        shown = paper.locator(CONTROLS).locator("visible=true")
        assert shown.count() == 0, (place, shown.first.evaluate("e => e.outerHTML"))
        for words in (paper.locator("article p").first, paper.locator("h1")):
            assert words.evaluate(LUMINANCE) < 0.4, place
        for block in paper.locator(".tabbed-block").all():
            expect(block).to_be_visible()
        for figure in paper.locator("figure.demo").all():
            box = figure.bounding_box()
            assert box is not None
            assert box["height"] < HEIGHT, (place, figure.get_attribute("data-demo"), box)
            for picture in figure.locator(".demo__views:not(.demo__views--optional) svg").all():
                expect(picture).to_be_visible()
        assert paper.evaluate(CUT) == [], place
        assert paper.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF"), place


INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let darkest = 255;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 250) darkest = Math.min(darkest, Math.max(data[i], data[i + 1], data[i + 2]));
  }
  return darkest;
}"""


def test_a_live_picture_is_printed_in_ink(browser: Browser, site: Site) -> None:
    """The weights of the filter are light on a dark screen and dark on paper."""
    context = browser.new_context(color_scheme="dark", service_workers="block")
    page = context.new_page()
    page.goto(f"{site.url}demos/filter-playground/")
    figure = page.locator("figure.demo")
    expect(figure).to_have_attribute("data-state", "ready", timeout=BOOT)
    weights = figure.locator('canvas[data-view="filter"]')
    assert weights.evaluate(INK) > 100
    page.emulate_media(media="print")
    expect(page.locator(".md-header")).to_be_hidden()
    assert weights.evaluate(INK) < 60
    page.emulate_media(media="screen")
    expect(page.locator(".md-header")).to_be_visible()
    assert weights.evaluate(INK) > 100
    context.close()
