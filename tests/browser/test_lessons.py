"""What teachers use: a demo in their own page, on another host, and a demo for a whole room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from onefilter.demos import all_demos
from onefilter.demos._demo import Demo
from overrides import serve
from overrides.hooks.assembly import ROOT
from overrides.markdown.figures import IN_FORMS
from tests.browser.conftest import BOOT, Figure, OpenDemo, allow_clipboard
from tests.conftest import Site, Watch, hosted

PLAYGROUND = "filter-playground"
TEACHERS = ROOT / "docs/teachers/index.md"
HEAD = "<!doctype html><title>A lesson</title><link rel=icon href=data:,>"
READY = f'figure[data-demo="{PLAYGROUND}"][data-state="ready"]'


@pytest.fixture
def lesson(tmp_path: Path) -> Iterator[serve.Server]:
    """Serve a page of a teacher's from an origin of its own."""
    with hosted(serve.Server(tmp_path)) as server:
        yield server


def test_the_copied_lines_embed_the_demo_in_a_page_elsewhere(
    page: Page, open_demo: OpenDemo, lesson: serve.Server, watch: Watch
) -> None:
    allow_clipboard(page.context)
    figure = open_demo(PLAYGROUND, "?hide=brush,padding")
    values = {"image": "disc", "filter": "laplacian", "w11": 7.5}
    figure.call("set", values)
    figure.root.get_by_role("button", name="Embed").click()
    expect(figure.root.get_by_role("button", name="Copied")).to_be_visible()
    lines = page.evaluate("navigator.clipboard.readText()")
    host_script = re.search(r"```html\n(<script>.*?</script>)", TEACHERS.read_text(), re.S)
    assert host_script
    (lesson.folder / "index.html").write_text(f"{HEAD}{lines}{host_script[1]}")
    watch.homes.append(lesson.url)
    page.goto(lesson.url)
    embedded = page.frame_locator("iframe")
    expect(embedded.locator(READY)).to_be_visible(timeout=BOOT)
    expect(embedded.locator("[name=w11]")).to_have_value("7.5")
    expect(embedded.locator("[name=padding]")).to_be_hidden()
    expect(embedded.locator(".md-header")).to_be_hidden()
    assert page.locator("iframe").get_attribute("title") == "One filter, everywhere"
    # The frame follows the figure, which grows where the page is narrow.
    heights = []
    for width in (1200, 420):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("iframe")).not_to_have_attribute("height", str((heights or [0])[-1]))
        page.evaluate("new Promise(requestAnimationFrame)")
        box = embedded.locator(".demo").bounding_box()
        assert box is not None
        expect(page.locator("iframe")).to_have_attribute("height", str(-int(-box["height"] // 1)))
        heights.append(int(box["height"]))
    assert heights[1] > heights[0]


@pytest.mark.parametrize("demo", all_demos().values(), ids=lambda demo: demo.name)
def test_every_demo_can_be_embedded_without_some_controls(
    demo: Demo, page: Page, site: Site
) -> None:
    """What is named is hidden, the site is gone, everything else of the demo is there."""
    names = [control.name for control in demo.controls if control.kind in IN_FORMS]
    page.goto(f"{site.url}demos/{demo.name}/?embed&hide={names[0]},{names[-1]}")
    for name in names:
        box = page.locator(f'[data-control="{name}"]').first
        expect(box).to_be_visible(visible=name not in {names[0], names[-1]})
    for gone in (".md-header", ".md-footer", ".md-content__inner > h1", ".demo__present"):
        expect(page.locator(gone)).to_be_hidden()
    assert page.locator(".demo").count() == 1


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_a_presenter_sees_one_demo_and_turns_it_by_keys(
    page: Page, open_demo: OpenDemo, palette: str
) -> None:
    page.emulate_media(color_scheme="dark" if palette == "dark" else "light")
    figure = open_demo(PLAYGROUND)
    figure.root.get_by_role("button", name="Present", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?present"))
    expect(page.locator(".md-header")).to_be_hidden()
    expect(figure.root.locator(".demo__presenting")).to_be_visible()
    page.keyboard.press("ArrowRight")
    figure.player.turn(PLAYGROUND, 1)
    figure.follows()
    page.keyboard.press("PageUp")
    figure.player.turn(PLAYGROUND, -1)
    figure.follows()
    page.keyboard.press("ArrowDown")
    figure.player.turn(PLAYGROUND, 1, "tour")
    figure.follows()
    page.keyboard.press("Escape")
    expect(page.locator(".md-header")).to_be_visible()
    expect(figure.root.get_by_role("button", name="Present", exact=True)).to_be_focused()
    expect(page).not_to_have_url(re.compile(r"present"))


def test_keys_that_a_control_needs_stay_with_it(page: Page, open_demo: OpenDemo) -> None:
    figure = open_demo(PLAYGROUND, "?present")
    expect(page.locator("html")).to_have_class(re.compile("of-present"))
    figure.control("speed").focus()
    page.keyboard.press("ArrowRight")
    figure.player.set(PLAYGROUND, {"speed": 13})
    figure.follows()
    figure.canvas("feature-map").focus()
    page.keyboard.press("ArrowDown")
    figure.player.move(PLAYGROUND, "feature-map", 1, 0)
    figure.follows()
    page.keyboard.press("Escape")
    expect(page.locator("html")).to_have_class(re.compile("of-present"))
    page.keyboard.press("Escape")
    expect(page.locator("html")).not_to_have_class(re.compile("of-present"))


def test_an_address_presents_the_demo_that_it_means(page: Page, site: Site) -> None:
    """On a page of several demos, too; and leaving the page ends it."""
    page.goto(f"{site.url}?present#demo=pooling&mode=mean")
    pooling = Figure(page, "pooling").is_ready()
    expect(pooling.root).to_be_visible()
    expect(page.locator(f'figure[data-demo="{PLAYGROUND}"]')).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(pooling.control("mode")).to_have_value("max")
    page.keyboard.press("Escape")
    expect(page.locator(f'figure[data-demo="{PLAYGROUND}"]')).to_be_visible()
