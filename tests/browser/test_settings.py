"""What readers have set for themselves, or guess, holds on every kind of page and in every demo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from onefilter.demos import all_demos
from overrides import serve
from tests.browser.conftest import BOOT, Figure, Tour
from tests.browser.screens import screen, sideways
from tests.browser.test_faults import executable
from tests.conftest import BROWSER_FLAGS, Site, hosted

PLAYGROUND = "filter-playground"
ZOOMED = 640  # what 200 % leaves of 1280
KINDS = (
    *("", "de/", "intuition/", "in-depth/layer/", "expert/attention/", "exercises/", "speed/"),
    *("exercises/the-flip/", "demos/", "demos/digit-training/", "demos/convnext-block/"),
    *("reference/conv/", "glossary/", "bibliography/", "teachers/", "licences/", "print/expert/"),
)
PLAYING = [name for name, demo in all_demos().items() if demo.advance]
SIGNED = ("pooling", "channels", "convnext-block", "normalization", "attention")
FRAMES = """async (count) => {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
}"""
# What a canvas shows, in short; it has been painted once the demo has answered.
SHOWN = "canvas => canvas.toDataURL()"
COLOURS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def test_at_200_percent_nothing_scrolls_sideways(browser: Browser, site: Site) -> None:
    with screen(browser, ZOOMED) as context:
        page = context.new_page()
        complaints = []
        for path in KINDS:
            answer = page.goto(site.url + path)
            assert answer
            assert answer.ok, path
            complaints += sideways(page, ZOOMED)
        assert complaints == []


def test_where_little_motion_is_wanted_no_demo_starts_by_itself(
    browser: Browser, site: Site
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    tour = Tour(context, site)
    for name in PLAYING:
        with tour.at(name) as figure:
            before = figure.root.get_attribute("data-link")
            figure.page.evaluate(FRAMES, 30)
            expect(figure.root).to_have_attribute("data-state", "ready")
            assert figure.root.get_attribute("data-link") == before
    context.close()


def test_forced_colours_leave_no_demo_unseen(browser: Browser, site: Site) -> None:
    """Every picture shows something, and every button its edge."""
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    tour = Tour(context, site)
    for name in all_demos():
        with tour.at(name) as figure:
            for canvas in figure.root.locator("canvas:visible").all():
                assert canvas.evaluate(COLOURS) > 1, name
            for button in figure.root.locator("button:visible").all():
                assert button.evaluate("(e) => getComputedStyle(e).borderStyle") == "solid", name
    context.close()


def has_minuses(view: dict[str, Any], cell: float) -> bool:
    """Return whether a view has cells below zero with room for a sign."""
    images = [mark for mark in view["marks"] if mark["kind"] == "image" and mark["signed"]]
    for image in images:
        pixels = np.reshape(image["pixels"], (-1, 4))
        below = (pixels[:, 0] >= pixels[:, 2]) & (pixels[:, 3] > 0)  # orange, and to be seen
        room = min(image["width"] / image["columns"], image["height"] / image["rows"]) * cell
        if below.any() and room >= 5:
            return True
    return False


@pytest.mark.parametrize("name", SIGNED)
def test_signs_mark_what_is_negative_in_other_demos(name: str, page: Page, site: Site) -> None:
    """A picture with cells below zero changes with *Signs*, and one without does not."""
    page.goto(f"{site.url}demos/{name}/")
    figure = Figure(page, name).is_ready()
    views = figure.player.frame(name)["views"]
    shown = {view: figure.canvas(view) for view in views if figure.canvas(view).is_visible()}
    before = {view: canvas.evaluate(SHOWN) for view, canvas in shown.items()}
    figure.root.get_by_role("button", name="Signs").click()
    page.evaluate(FRAMES, 3)
    changed = {view for view, canvas in shown.items() if canvas.evaluate(SHOWN) != before[view]}
    cells = {v: c.evaluate("c => c.width") / views[v]["width"] for v, c in shown.items()}
    assert changed == {view for view in shown if has_minuses(views[view], cells[view])}
    assert bool(changed) == (name != "attention")  # whose first picture has nothing below zero
    page.evaluate("localStorage.clear()")  # all tests share a profile


def test_a_prediction_is_judged_once_the_lid_is_open(page: Page, site: Site) -> None:
    """Only who has chosen hears how the guess was, and hears it anew after another choice."""
    page.goto(f"{site.url}intuition/")
    question = page.locator("[data-predict]").first
    verdict, lid = question.locator(".of-predict__verdict"), question.locator("summary")
    right = question.locator("input[data-right]")
    expect(verdict).to_have_role("status")
    guesses = [
        (None, ""),
        (question.locator("input:not([data-right])").first, "Not what you said."),
    ]
    for choice, words in [*guesses, (right, "Yes, as you said.")]:
        if choice:
            choice.check()
        lid.click()
        expect(question.locator("details")).to_have_attribute("open", "")
        expect(verdict).to_have_text(words)
        lid.click()
        expect(verdict).to_have_text("")


@pytest.fixture
def lesson(site: Site, tmp_path: Path) -> Iterator[str]:
    """Serve a page with a demo in it from another site."""
    frame = f'<iframe width="1000" height="900" src="{site.url}demos/{PLAYGROUND}/?embed">'
    folder = tmp_path / "lesson"
    folder.mkdir()
    (folder / "index.html").write_text(f"<!doctype html><title>A lesson</title>{frame}</iframe>")
    with hosted(serve.Server(folder)) as server:
        yield server.url.replace("127.0.0.1", "localhost")


@pytest.mark.chromium("storage is denied by its settings")
def test_a_demo_lives_in_a_page_of_another_site_that_may_store_nothing(
    browser: Browser, lesson: str, tmp_path: Path
) -> None:
    """Browsers deny storage to what is embedded from elsewhere, or keep it apart."""
    blocking = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default/Preferences").write_text(json.dumps(blocking))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=executable(), args=list(BROWSER_FLAGS)
    )
    page = context.new_page()
    page.goto(lesson)
    figure = page.frame_locator("iframe").locator("figure.demo")
    expect(figure).to_have_attribute("data-state", "ready", timeout=BOOT)
    figure.locator("[name=image]").select_option("disc")
    expect(figure).to_have_attribute("data-link", f"demo={PLAYGROUND}&image=disc")
    context.close()
