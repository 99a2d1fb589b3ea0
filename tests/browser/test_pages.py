"""Pages as readers get them: without scripts, embedded, and for everyone."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from onefilter.demos import all_demos
from onefilter.player import Player
from tests.browser.conftest import Figure, OpenDemo, visit
from tests.browser.screens import TARGETS, screen
from tests.conftest import Site

PLAYGROUND = "filter-playground"
TOO_SMALL = """(elements, least) => elements
  .map((e) => [e.closest("label") ?? e, e.name || e.textContent.trim()])
  .map(([e, name]) => [name, e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least || box.height < least))
  .map(([name, box]) => `${name}: ${box.width}×${box.height}`)"""


def test_without_javascript_the_first_frames_stand(browser: Browser, site: Site) -> None:
    """Pictures, values and readouts are there, and why the controls rest."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name, demo in all_demos().items():
        page.goto(f"{site.url}demos/{name}/")
        root = Figure(page, name).root
        frame = Player().mount(name)
        for view in frame["views"]:
            expect(root.locator(f'[data-view-box="{view}"] svg')).to_be_visible()
        for readout, text in frame["readouts"].items():
            expect(root.locator(f'[data-readout="{readout}"]')).to_have_text(text)
        for control in demo.controls:
            if control.kind in {"choice", "number", "action"}:
                expect(root.locator(f'[name="{control.name}"]')).to_be_disabled()
        expect(root.locator("noscript")).to_be_visible()
    context.close()


def test_nothing_moves_when_the_demo_comes_alive(page: Page, site: Site) -> None:
    """The canvas lies exactly where the static picture was."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    before = figure.root.bounding_box()
    still = figure.root.locator('[data-view-box="input"] svg').bounding_box()
    figure.is_ready()
    assert figure.root.bounding_box() == before
    assert figure.canvas("input").bounding_box() == still


@pytest.mark.chromium("its own tools count nodes")
def test_a_page_that_is_left_is_let_go(page: Page, site: Site) -> None:
    """However often a reader comes and goes, no more of it is in memory."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    Figure(page, PLAYGROUND).is_ready()

    def come_and_go() -> int:
        for path in ("intuition/using/", f"demos/{PLAYGROUND}/"):
            visit(page, site.url + path)
        Figure(page, PLAYGROUND).is_ready()
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        nodes: int = session.send("Memory.getDOMCounters")["nodes"]
        session.detach()
        return nodes

    first = min(come_and_go() for _ in range(3))
    assert min(come_and_go() for _ in range(5)) < 1.2 * first


PIXELS = """([name, view, rows, columns, left, top, cell]) => {
  const canvas = document.querySelector(`figure[data-demo="${name}"] canvas[data-view="${view}"]`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = Math.floor((left + column + 0.5) * cell);
      const y = Math.floor((top + row + 0.5) * cell);
      found.push([...data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4)]);
    }
  }
  return found;
}"""


def test_the_canvas_shows_numpys_colours(open_demo: OpenDemo) -> None:
    """Every cell of the input has exactly the colour that the package gives it."""
    figure = open_demo(PLAYGROUND)
    scene = figure.player.frame(PLAYGROUND)["views"]["input"]
    (image,) = (mark for mark in scene["marks"] if mark["kind"] == "image")
    rows, columns = image["rows"], image["columns"]
    cell = figure.canvas("input").evaluate("canvas => canvas.width") / scene["width"]
    place = [image["x"] - scene["x"], image["y"] - scene["y"], cell]
    found = figure.page.evaluate(PIXELS, [PLAYGROUND, "input", rows, columns, *place])
    wanted = np.asarray(image["pixels"]).reshape(-1, 4)
    different = np.flatnonzero((np.array(found) != wanted).any(axis=1))
    window = {int(row) * columns + int(column) for row in range(12, 15) for column in range(9, 12)}
    assert set(different.tolist()) <= window  # the outline lies on those


def test_an_embedded_demo_stands_alone(page: Page, site: Site) -> None:
    """Embedding leaves the site away, and `hide` the controls that it names."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/?embed&hide=padding,play,w00,photo")
    figure = Figure(page, PLAYGROUND).is_ready()
    for gone in (".md-header", ".md-footer", "h1", "h2"):
        assert not page.locator(gone).locator("visible=true").count()
    for name in ("padding", "play", "w00", "photo"):
        expect(figure.control(name)).to_be_hidden()
    for name in ("image", "step", "w01"):
        expect(figure.control(name)).to_be_visible()
    box = figure.root.bounding_box()
    assert box is not None
    assert (box["x"], box["y"]) == (0, 0)
    figure.follows()


def test_a_palette_switch_repaints(page: Page, open_demo: OpenDemo) -> None:
    """The numbers on the canvas take the palette's ink."""
    figure = open_demo(PLAYGROUND)
    light = figure.canvas("filter").evaluate("canvas => canvas.toDataURL()")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    dark = figure.canvas("filter").evaluate("canvas => canvas.toDataURL()")
    page.emulate_media(color_scheme="light")
    assert dark != light


def test_targets_are_large_enough(browser: Browser, site: Site) -> None:
    """Everything that can be pressed is at least 24 pixels a side, 44 for a finger."""
    for width, least in TARGETS.items():
        with screen(browser, width) as context:
            page = context.new_page()
            page.goto(f"{site.url}demos/{PLAYGROUND}/")
            root = Figure(page, PLAYGROUND).is_ready().root
            pressed = root.locator("select, button, input, summary, label.demo__button")
            assert pressed.evaluate_all(TOO_SMALL, least) == []
