"""Pointing, painting and dragging, by mouse, touch and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Figure, OpenDemo
from tests.conftest import Site, until

PLAYGROUND = "filter-playground"


PLACES = {
    PLAYGROUND: [("input", 5, 17), ("feature-map", 21, 0)],
    "pooling": [("feature-map", 3, 14), ("pooled", 10, 10)],
}


@pytest.mark.parametrize("name", PLACES)
def test_hovering_lights_a_cell(name: str, open_demo: OpenDemo) -> None:
    """A hovering pointer points, on either side, and its numbers are written."""
    figure = open_demo(name)
    for view, row, column in PLACES[name]:
        figure.canvas(view).hover(position=figure.cell(view, row, column))
        wanted = figure.player.point(name, view, row, column)["readouts"]
        for readout, text in wanted.items():
            expect(figure.output(readout)).to_have_text(text)


def test_the_text_alternative_follows(open_demo: OpenDemo) -> None:
    """A canvas says what it shows, as it stands."""
    figure = open_demo(PLAYGROUND)
    figure.canvas("input").hover(position=figure.cell("input", 4, 4))
    view = figure.player.point(PLAYGROUND, "input", 4, 4)["views"]["input"]
    expect(figure.canvas("input")).to_have_attribute("aria-label", view["text"])


def paint(figure: Figure, cells: list[tuple[int, int]]) -> None:
    """Let the native player paint what the reader does."""
    for row, column in cells:
        figure.player.point(PLAYGROUND, "input", row, column, pressed=True)


def test_painting_with_the_mouse(page: Page, open_demo: OpenDemo) -> None:
    """A press paints a cell, and a slow stroke every cell that it crosses."""
    figure = open_demo(PLAYGROUND)
    figure.control("clear").click()
    figure.player.press(PLAYGROUND, "clear")
    canvas = figure.canvas("input")
    canvas.click(position=figure.cell("input", 2, 3))
    paint(figure, [(2, 3)])
    figure.follows()
    canvas.hover(position=figure.cell("input", 6, 4))
    page.mouse.down()
    for column in range(4, 12):
        canvas.hover(position=figure.cell("input", 6, column))
    page.mouse.up()
    paint(figure, [(6, column) for column in range(4, 12)])
    canvas.hover(position=figure.cell("input", 20, 20))
    figure.player.point(PLAYGROUND, "input", 20, 20)
    figure.follows()


def test_dragging_a_weight(page: Page, open_demo: OpenDemo) -> None:
    """A weight goes up with the pointer, and its field with it."""
    figure = open_demo(PLAYGROUND)
    canvas = figure.canvas("filter")
    canvas.hover(position=figure.cell("filter", 1, 1))
    page.mouse.down()
    canvas.hover(position=figure.cell("filter", 0.5, 1))
    page.mouse.up()
    figure.player.drag(PLAYGROUND, "filter", 1, 1, 0.5)
    figure.follows()
    weight = figure.player.values(PLAYGROUND)["w11"]
    assert weight != 0
    expect(figure.control("w11")).to_have_value(f"{weight:g}")
    expect(figure.control("filter")).to_have_value("custom")


def test_the_keyboard_points_and_paints(page: Page, open_demo: OpenDemo) -> None:
    """Arrows move, Enter and Shift paint, Escape leaves."""
    figure = open_demo(PLAYGROUND)
    figure.control("clear").click()
    figure.player.press(PLAYGROUND, "clear")
    canvas = figure.canvas("input")
    canvas.focus()
    keys = [
        ("ArrowRight", 0, 1, False),
        ("ArrowUp", -1, 0, False),
        ("Enter", 0, 0, True),
        ("Shift+ArrowLeft", 0, -1, True),
        ("Shift+ArrowDown", 1, 0, True),
        ("Home", 0, -1000, False),
        (" ", 0, 0, True),
        ("PageUp", -1000, 0, False),
    ]
    for key, rows, columns, pressed in keys:
        page.keyboard.press(key)
        figure.player.move(PLAYGROUND, "input", rows, columns, pressed)
    figure.follows()
    expect(canvas).to_be_focused()
    page.keyboard.press("Escape")
    expect(canvas).not_to_be_focused()


def test_a_weight_steps_with_the_arrow_keys(page: Page, open_demo: OpenDemo) -> None:
    """A focused weight goes up by its step."""
    figure = open_demo(PLAYGROUND)
    figure.control("w00").focus()
    page.keyboard.press("ArrowUp")
    figure.player.set(PLAYGROUND, {"w00": -0.9})
    figure.follows()
    expect(figure.control("w00")).to_have_value("-0.9")


def test_play_runs_and_rests(page: Page, open_demo: OpenDemo) -> None:
    """Playing moves the filter on by itself until it is paused."""
    figure = open_demo(PLAYGROUND)
    before = figure.root.get_attribute("data-link")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    expect(figure.root).not_to_have_attribute("data-link", before or "")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "ready")


def test_a_learner_learns_while_it_runs(open_demo: OpenDemo) -> None:
    """The loss that playing reaches is the one that as many steps reach natively."""
    name = "learn-the-filter"
    figure = open_demo(name)
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    expect(figure.output("step")).not_to_have_text("0")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "ready")
    figure.player.step(name, int(figure.output("step").inner_text()))
    figure.follows()


FRAMES = """async (count) => {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
}"""


def test_what_is_out_of_sight_rests(page: Page, open_demo: OpenDemo) -> None:
    """A running demo that is scrolled away does not run on, and goes on when it is seen again."""
    figure = open_demo(PLAYGROUND)
    figure.control("speed").fill("60")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    page.locator("h2").last.scroll_into_view_if_needed()
    page.mouse.wheel(0, 5000)
    page.evaluate(FRAMES, 5)
    figure.call("values")
    before = figure.root.get_attribute("data-link")
    page.evaluate(FRAMES, 60)
    assert figure.root.get_attribute("data-link") == before
    figure.root.scroll_into_view_if_needed()
    expect(figure.root).not_to_have_attribute("data-link", before or "")


def test_little_motion_still_plays(page: Page, open_demo: OpenDemo) -> None:
    """For readers who want little motion nothing starts by itself, and Play goes calmly."""
    page.emulate_media(reduced_motion="reduce")
    figure = open_demo(PLAYGROUND)
    before = figure.root.get_attribute("data-link") or ""
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    expect(figure.root).not_to_have_attribute("data-link", before)
    page.emulate_media(reduced_motion=None)


@pytest.mark.chromium("fingers are sent by its own tools")
def test_touch_paints_sideways_and_scrolls_elsewhere(browser: Browser, site: Site) -> None:
    """A finger on the drawing draws; on the feature map it scrolls the page."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND).is_ready()
    figure.control("clear").tap()
    figure.player.press(PLAYGROUND, "clear")
    figure.canvas("input").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    swipe(page, figure, "input", [(8, column) for column in range(3, 9)])
    paint(figure, [(8, column) for column in range(3, 9)])
    figure.follows()
    assert page.evaluate("scrollY") == before
    page.evaluate("scrollTo(0, 0)")
    figure.canvas("feature-map").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    swipe(page, figure, "feature-map", [(row, 8) for row in range(18, 2, -1)])
    until(page, "before => scrollY > before", before)
    context.close()


def swipe(page: Page, figure: Figure, view: str, cells: list[tuple[int, int]]) -> None:
    """Draw one finger over some cells."""
    box = figure.canvas(view).bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    for index, (row, column) in enumerate(cells):
        at = figure.cell(view, row, column)
        point = {"x": box["x"] + at["x"], "y": box["y"] + at["y"]}
        kind = "touchMove" if index else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.chromium("fingers are sent by its own tools")
@pytest.mark.parametrize("view", ["input", "filter"])
def test_a_pinch_zooms_and_touches_nothing(view: str, browser: Browser, site: Site) -> None:
    """Two fingers on a drawing, chosen before, or on a weight neither paint nor pull."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND).is_ready()
    figure.control("clear").tap()
    figure.player.press(PLAYGROUND, "clear")
    figure.canvas(view).scroll_into_view_if_needed()
    figure.canvas(view).focus()
    before = figure.root.get_attribute("data-link")
    pinch(page, figure, view)
    until(page, "() => visualViewport.scale > 1.2")
    figure.call("values")
    assert figure.root.get_attribute("data-link") == before
    assert figure.call("values")["pixels"] == figure.player.values(PLAYGROUND)["pixels"].tolist()
    context.close()


def pinch(page: Page, figure: Figure, view: str) -> None:
    """Put down one finger, then another, and draw them apart."""
    box = figure.canvas(view).bounding_box()
    assert box is not None
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)

    def send(kind: str, *apart: float) -> None:
        points = [{"x": middle["x"] + x, "y": middle["y"], "id": i} for i, x in enumerate(apart)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", -10)
    send("touchStart", -10, 10)
    for apart in range(12, 90, 6):
        send("touchMove", -apart, apart)
    send("touchEnd")


def test_a_network_is_trained_in_the_page(open_demo: OpenDemo) -> None:
    """Training goes on while the page answers, and a link comes back to the very same step."""
    name = "digit-training"
    figure = open_demo(name, "#demo=digit-training&seed=3&step=4")
    figure.player.set(name, {"seed": 3})
    figure.player.step(name, 4)
    figure.follows()
    figure.control("play").click()
    expect(figure.output("step")).not_to_have_text("4 of 1500")
    figure.control("digit").select_option("8")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "ready")
    figure.player.set(name, {"digit": 8})
    figure.player.step(name, int(figure.output("step").inner_text().split()[0]) - 4)
    figure.follows()
