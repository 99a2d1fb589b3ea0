"""Every page for everyone: axe, narrow windows, keyboards, screen readers, little motion."""

from __future__ import annotations

import os
import re
from itertools import chain
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Number, Switch
from tests.browser.conftest import BOOT, Figure, Tour, visit
from tests.browser.screens import DESK, PALETTES, PHONE, Scheme, broken_rules, screen, sideways
from tests.browser.test_controls import follow
from tests.conftest import Site, Watch, until
from tests.reliability import Tally

SCROLLERS = 5  # at most so many pictures of a demo are wider than their place
MEASURED = {"separable"}  # it times itself: no two runs agree
TURNS = 14  # shares in which every page is looked at; one of them is, unless all are asked for
TURN = 9  # always the same, so that a failure comes of a change
NARROWEST = 320  # a window of 1280 pixels at 400 %
# What has the focus, and whether that can be seen.
FOCUS = """() => {
  const element = document.activeElement;
  const figure = element.closest("figure.demo");
  const ring = (e) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  };
  return {
    inside: figure !== null,
    // A browser lets keys scroll what overflows: a stop of its own, which is no control.
    isControl: element.matches("button, input, select, summary, a, canvas"),
    name: element.name || element.dataset.view || element.textContent.trim(),
    seen: [element, element.closest("label"), element.parentElement].some((e) => e && ring(e)),
  };
}"""
REACHABLE = """(figure) => [...figure.querySelectorAll(
    "button, input, select, summary, a[href], canvas[tabindex='0']")]
  .filter((e) => !e.disabled && (e.closest("label") ?? e).getClientRects().length)
  .filter((e) => !e.closest("details:not([open]) > :not(summary)"))
  .map((e) => e.name || e.dataset.view || e.textContent.trim())"""


def paths(site: Site) -> list[str]:
    """Return every page, as a path below the site's root."""
    found = (path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.html"))
    return sorted(path.removesuffix("index.html") for path in found)


def kind(path: str) -> str:
    """Return what a page is one of: those in its folder; a folder's first page is alone."""
    return path.rstrip("/").rpartition("/")[0] or path


def share(every: list[str], turn: int) -> list[str]:
    """Return one page of each kind, and of all so many that each has its turn."""
    own = every[turn::TURNS]
    kinds = {kind(path): path for path in reversed(own + every)}
    return sorted({*own, *kinds.values()})


def chosen(site: Site) -> list[str]:
    """Return the pages to look at: a share, or every one where that is asked for."""
    every = paths(site)
    return every if os.environ.get("EVERY_PAGE") else share(every, TURN)


def test_every_page_has_its_turn() -> None:
    every = sorted(["", "a/", "404.html", *(f"{x}/{y}/" for x in "ab" for y in range(30))])
    shares = [share(every, turn) for turn in range(TURNS)]
    assert {path for pages in shares for path in pages} == set(every)
    for pages in shares:
        assert {kind(path) for path in pages} == {"", "a/", "404.html", "a", "b"}
        assert len(pages) < len(every) / 4


def enliven(page: Page) -> None:
    """Wait until the page's scripts have run and its demos live; open the first block of code."""
    until(page, "() => window.oneFilter")
    for figure in page.locator("figure[data-demo]").all():
        expect(figure).to_have_attribute("data-state", re.compile("ready|running"), timeout=BOOT)
    edit = page.locator(".editor [data-act=edit]:visible")
    if edit.count():
        edit.first.click()
        expect(page.locator(".cm-editor").first).to_be_visible(timeout=BOOT)


def violations(page: Page) -> dict[Scheme, list[str]]:
    """Return what axe finds in each palette."""
    found = {}
    for scheme, options in PALETTES.items():
        page.emulate_media(color_scheme=scheme)
        expected = "slate" if scheme == "dark" else "default"
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", expected)
        found[scheme] = [f"{page.url} {scheme}: {r}" for r in broken_rules(page, **options)]
    return found


def narrow(page: Page, width: int) -> list[str]:
    """Return a complaint where the page scrolls sideways, on a phone also where it is enlarged."""
    problems = sideways(page, width)
    if width == PHONE:
        page.set_viewport_size({"width": NARROWEST, "height": 640})
        problems += sideways(page, NARROWEST)
        page.set_viewport_size({"width": width, "height": 900})
    return problems


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_are_for_everyone(width: int, browser: Browser, site: Site, tally: Tally) -> None:
    """No page breaks a rule of axe in either palette, none scrolls sideways, none complains."""
    problems: list[str] = []
    row = f"axe: {browser.browser_type.name.title()}, {width} pixels wide"
    with screen(browser, width) as context:
        page = context.new_page()
        watched = Watch(page, site.url)
        pages = chosen(site)
        page.goto(site.url + pages[0])
        for path in pages:
            if page.url != site.url + path:
                visit(page, site.url + path)
            enliven(page)
            found = violations(page)
            problems += [*chain(*found.values()), *narrow(page, width)]
            for rules in found.values():
                tally.count(row, palettes=1, passed=int(not rules), findings=len(rules))
    assert not problems, "\n".join(problems)
    assert watched.errors == []
    assert watched.foreign() == []


@pytest.mark.parametrize("name", all_demos())
def test_tab_goes_through_and_out(name: str, tour: Tour) -> None:
    """Every control is reached in turn, its focus is seen, and nothing holds it, either way."""
    with tour.at(name) as figure:
        wanted = figure.root.evaluate(REACHABLE)
        figure.page.evaluate("document.activeElement.blur()")
        figure.root.evaluate(
            "(e) => { e.tabIndex = -1; e.focus(); e.removeAttribute('tabindex'); }"
        )
        there = walk(figure.page, "Tab", len(wanted))
        assert [one["name"] for one in there] == wanted
        assert [one["name"] for one in there if not one["seen"]] == []
        back = walk(figure.page, "Shift+Tab", len(wanted))
        assert [one["name"] for one in reversed(back)] == wanted


def walk(page: Page, key: str, most: int) -> list[dict[str, Any]]:
    """Press a key until the focus has been inside a figure and left it."""
    found: list[dict[str, Any]] = []
    for _ in range(most + SCROLLERS + 2):
        page.keyboard.press(key)
        focus = page.evaluate(FOCUS)
        if focus["inside"]:
            found += [focus] if focus["isControl"] else []
        elif found:
            return found
    raise AssertionError(f"{key} does not leave the figure: {found[-3:]}")


@pytest.mark.parametrize("name", all_demos())
def test_every_demo_can_be_used_by_keyboard(name: str, tour: Tour) -> None:
    """What keys do to each control and picture is what the native player does with the same."""
    with tour.at(name) as figure:
        for control in all_demos()[name].controls:
            if not figure.control(control.name).first.is_visible():
                continue
            if isinstance(control, Choice | Number | Switch):
                turn_by_keys(figure, control)
            elif control.kind == "action" and control.name != "play":
                figure.control(control.name).press("Enter")
                figure.player.press(name, control.name)
                figure.follows()
        for view in figure.player.frame(name)["views"]:
            canvas = figure.canvas(view)
            if canvas.get_attribute("tabindex") == "0":
                canvas.press("ArrowRight")
                figure.player.move(name, view, 0, 1)
                figure.follows()
        tells_what_it_shows(figure)


def turn_by_keys(figure: Figure, control: Choice | Number | Switch) -> None:
    """Set a control with the keys that its kind takes, and the native one to the same."""
    field = figure.control(control.name)
    if isinstance(control, Switch):
        field.press(" ")
        return follow(figure, control, field.is_checked())
    before = field.input_value()
    for key in ("ArrowDown", "ArrowUp"):
        field.press(key)
        if field.input_value() != before:
            break
    value = field.input_value()
    return follow(figure, control, float(value) if isinstance(control, Number) else value)


def tells_what_it_shows(figure: Figure) -> None:
    """Every picture's text alternative is that of the state on show."""
    for view, scene in figure.player.frame(figure.name)["views"].items():
        if figure.name not in MEASURED:
            expect(figure.canvas(view)).to_have_attribute("aria-label", scene["text"])


def test_what_runs_is_not_read_out_at_every_tick(tour: Tour) -> None:
    """Readouts are quiet while a demo plays, and tell where it has come to once it rests."""
    with tour.at("learn-the-filter") as figure:
        # What came along may leave nothing to learn.
        figure.control("image").select_option("disc")
        outputs = figure.root.locator("output[data-live]")
        assert outputs.count()
        for name, announced in (("running", "off"), ("ready", "polite")):
            figure.control("play").click()
            expect(figure.root).to_have_attribute("data-state", name)
            for output in outputs.all():
                expect(output).to_have_attribute("aria-live", announced)
        figure.player.mount(figure.name, query=figure.root.get_attribute("data-link") or "")
        tells_what_it_shows(figure)


def test_forced_colours_leave_nothing_unseen(browser: Browser, site: Site) -> None:
    """Where the system sets the colours, pictures take them too, and buttons keep their edges."""
    context = browser.new_context(forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto(f"{site.url}demos/filter-playground/")
    root = Figure(page, "filter-playground").is_ready().root
    roles = root.evaluate(
        """(figure) => {
          const probe = document.createElement("canvas").getContext("2d");
          return ["ink", "paper", "accent", "grid"].map((role) => {
            probe.fillStyle = getComputedStyle(figure).getPropertyValue(`--of-${role}`);
            return probe.fillStyle;
          });
        }"""
    )
    system = page.evaluate(
        """() => ["CanvasText", "Canvas"].map((name) => {
          const probe = document.createElement("canvas").getContext("2d");
          probe.fillStyle = name;
          return probe.fillStyle;
        })"""
    )
    assert roles[0] != roles[1]
    assert [roles[0], roles[1]] == system
    for button in root.locator("button:visible").all():
        assert button.evaluate("(e) => getComputedStyle(e).borderStyle") == "solid"
    context.close()


MIDDLES = """([name, view, rows, columns, left, top, cell]) => {
  const canvas = document.querySelector(`figure[data-demo="${name}"] canvas[data-view="${view}"]`);
  const context = canvas.getContext("2d");
  return [...Array(rows * columns).keys()].map((index) => {
    const [x, y] = [index % columns + left + 0.5, Math.floor(index / columns) + top + 0.5];
    return [...context.getImageData(Math.floor(x * cell), Math.floor(y * cell), 1, 1).data];
  });
}"""


def test_signs_on_request(page: Page, site: Site) -> None:
    """With *Signs* pressed, exactly the negative cells carry a minus, here and on later visits."""
    page.goto(f"{site.url}demos/filter-playground/")
    figure = Figure(page, "filter-playground").is_ready()
    scene = figure.player.frame(figure.name)["views"]["feature-map"]
    (image,) = (mark for mark in scene["marks"] if mark["kind"] == "image")
    cell = figure.canvas("feature-map").evaluate("canvas => canvas.width") / scene["width"]
    where = [image["x"] - scene["x"], image["y"] - scene["y"], cell]
    about = [figure.name, "feature-map", image["rows"], image["columns"], *where]
    before = page.evaluate(MIDDLES, about)
    button = figure.root.get_by_role("button", name="Signs")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    marked = page.evaluate(MIDDLES, about)
    values = figure.player.arrays(figure.name)["feature_map"].ravel()
    changed = [new != old for new, old in zip(marked, before, strict=True)]
    # A number too small for a colour has none of a sign's either.
    clear = abs(values) > abs(values).max() / 100
    assert [c for c, far in zip(changed, clear, strict=True) if far] == list(values[clear] < 0)
    page.reload()
    figure.is_ready()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
