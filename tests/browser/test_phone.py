"""Every demo on a phone: a finger and a keyboard both move it, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator

from onefilter.demos import all_demos
from tests.browser.conftest import Figure, Tour
from tests.conftest import Site

POINTED = 'canvas[tabindex="0"]'
# As shares of a picture's height, and of its width or a phone's.
PLACES = ((0.31, 0.27), (0.6, 0.45), (0.82, 0.7), (0.25, 0.62))
# Both as the figure shows them: where a link leads, and what is written.
SHOWN = """figure => JSON.stringify([
  figure.dataset.link, ...[...figure.querySelectorAll("output")].map(o => o.textContent)
])"""


CHANGED = f"""async (figure, before) => {{
  const shown = {SHOWN};
  for (let frame = 0; frame < 3000; frame++) {{
    if (shown(figure) !== before) return true;
    await new Promise(requestAnimationFrame);
  }}
  return false;
}}"""


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def stroll(phone: BrowserContext, site: Site) -> Tour:
    return Tour(phone, site)


def changes(figure: Figure, before: str) -> None:
    """Wait, for ten seconds of frames at most, until something is shown that was not before."""
    assert figure.root.evaluate(CHANGED, before)


def middle_of(canvas: Locator, down: float, right: float) -> dict[str, float]:
    box = canvas.bounding_box()
    assert box is not None
    return {"x": right * min(box["width"], 340), "y": down * box["height"]}


# Where pictures show what training did, there is nothing to look back at before a step.
TRAINED = {"digit-training", "learn-the-filter", "residual"}


@pytest.mark.parametrize("name", all_demos())
def test_a_finger_and_a_key_move_it(name: str, stroll: Tour) -> None:
    with stroll.at(name) as figure:
        pointed = figure.root.locator(POINTED).locator("visible=true")
        before = figure.root.evaluate(SHOWN)
        if name in TRAINED:
            figure.control("step").tap()
        else:
            pointed.first.scroll_into_view_if_needed()
            for down, right in PLACES:
                pointed.first.tap(position=middle_of(pointed.first, down, right))
        changes(figure, before)
        before = figure.root.evaluate(SHOWN)
        held = pointed.first if pointed.count() else figure.control("rate")
        held.focus()
        # Where there is ink already, more of it changes nothing: a corner is free.
        for key in ("ArrowLeft", "ArrowUp", "Enter", "PageDown", "Home", "Enter"):
            held.press(key)
        if pointed.count():
            assert held.evaluate("held => getComputedStyle(held).outlineStyle") != "none"
        changes(figure, before)


@pytest.mark.parametrize("name", all_demos())
def test_nothing_is_cut_off(name: str, stroll: Tour) -> None:
    with stroll.at(name) as figure:
        assert figure.page.evaluate("document.documentElement.scrollWidth") <= 390
        inside = "button, select, input, summary, output, .demo__label, .demo__title, .demo__lead"
        cut = figure.root.locator(inside).evaluate_all(
            """elements => elements
              .filter(e => e.checkVisibility() && !e.closest(".demo__data ul"))
              .filter(e => e.getBoundingClientRect().right > 385)
              .map(e => e.name || e.textContent.trim().slice(0, 40))"""
        )
        assert cut == []
