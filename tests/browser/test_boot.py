"""How Python comes to the page: once, in the background, and again after a failure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import BOOT, Figure, OpenDemo
from tests.browser.screens import screen
from tests.conftest import Site, Watch

PLAYGROUND = "filter-playground"
LONGEST_TASK = 100  # milliseconds of the main thread's own time
# Marks when the boot begins.
OBSERVER = """
  new MutationObserver((_, observer) => {
    if (document.querySelector("figure.demo")?.dataset.state !== "booting") return;
    performance.mark("booting");
    observer.disconnect();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
"""


def tasks_since(mark: str, trace: bytes) -> list[float]:
    """Return how long each task of a page's main thread computed, in milliseconds, since a mark.

    A trace knows the time that a thread had the processor: other work on the machine does not
    count, as it would by the clock.
    """
    events = json.loads(trace)["traceEvents"]
    (marked,) = (e for e in events if e["name"] == mark)
    thread = marked["pid"], marked["tid"]
    ours = [e for e in events if (e["pid"], e["tid"]) == thread and "tdur" in e]  # and has ended
    tasks = [e for e in ours if e["name"].endswith("RunTask")]
    return [e["tdur"] / 1000 for e in tasks if e["ts"] + e["dur"] >= marked["ts"]]


@pytest.mark.chromium("its traces know the processor's time")
def test_booting_never_blocks_the_page(browser: Browser, site: Site) -> None:
    """No task of the main thread takes long because of Python."""
    with screen(browser) as context:
        page = context.new_page()
        page.add_init_script(OBSERVER)
        browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
        page.goto(f"{site.url}demos/{PLAYGROUND}/")
        Figure(page, PLAYGROUND).is_ready()
        tasks = tasks_since("booting", browser.stop_tracing())
    assert len(tasks) > 100  # it was the busy thread that was looked at
    assert max(tasks) <= LONGEST_TASK


def test_instant_navigation_keeps_one_python(page: Page, watch: Watch, open_demo: OpenDemo) -> None:
    """Pages come and go, and Python and its files are there once."""
    figure = open_demo(PLAYGROUND)
    page.evaluate("window.sameDocument = true")
    figure.control("image").select_option("disc")
    for title, name in (("Pooling", "pooling"), ("Learn the filter", "learn-the-filter")):
        page.get_by_role("link", name=title, exact=True).first.click()
        Figure(page, name).is_ready()
    page.go_back()
    Figure(page, "pooling").is_ready()
    page.go_back()
    figure.is_ready()
    expect(figure.control("image")).to_have_value("disc")
    figure.player.set(PLAYGROUND, {"image": "disc"})
    figure.follows()
    assert page.evaluate("window.sameDocument") is True
    assert len(page.workers) == 2  # ours, and the theme's search
    assert sum(url.endswith(".wasm") for url in watch.own) == 1


@pytest.fixture
def cold(browser: Browser) -> Iterator[BrowserContext]:
    """Open a profile with an empty cache."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.mark.fault("a failed boot")
@pytest.mark.parametrize(
    "damaged", ["*.wasm", "pyodide.asm.mjs", "interpreter.mjs", "core.js", "core-*.js"]
)
def test_a_failed_boot_can_be_tried_again(damaged: str, cold: BrowserContext, site: Site) -> None:
    """The figure says what happened and keeps its picture; "Try again" really does."""
    page = cold.new_page()
    cold.route(f"**/{damaged}", lambda route: route.abort())
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root).to_have_attribute("data-state", "error", timeout=BOOT)
    expect(figure.root.locator(".demo__words")).to_contain_text("Python is not running")
    expect(figure.root.locator(".demo__stage > svg").first).to_be_visible()
    expect(figure.control("image")).to_be_disabled()
    cold.unroute(f"**/{damaged}")
    figure.root.get_by_role("button", name="Try again").click()
    figure.is_ready()
    figure.follows()


@pytest.mark.fault("a failed boot")
def test_a_missing_file_is_named(cold: BrowserContext, site: Site) -> None:
    """A host that lacks a file is told so."""
    cold.route("**/*.wasm", lambda route: route.fulfill(status=404))
    page = cold.new_page()
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root).to_have_attribute("data-state", "error", timeout=BOOT)
    expect(figure.root.locator(".demo__words")).to_contain_text("404")


def test_progress_is_told_in_bytes(cold: BrowserContext, site: Site) -> None:
    """While a file is held back, the figure says what it waits for and how much has come."""
    held: list[Route] = []
    cold.route("**/image.bin", lambda route: held.append(route))
    page = cold.new_page()
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root).to_have_attribute("data-state", "booting")
    words = figure.root.locator(".demo__words")
    expect(words).to_have_text(re.compile(r"Loading Python, [1-9][\d.]* of [1-9][\d.]* MB"))
    expect(figure.root.get_by_role("progressbar")).to_be_visible()
    expect(figure.control("image")).to_be_disabled()
    for route in held:
        route.continue_()
    figure.is_ready()


@pytest.mark.fault("a boot that hangs")
def test_a_boot_that_hangs_is_given_up(cold: BrowserContext, site: Site) -> None:
    """A download that never ends is told after a minute, and can be tried again."""
    cold.route("**/*.wasm", lambda _: None)
    page = cold.new_page()
    page.clock.install()
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root.locator(".demo__words")).to_contain_text("Loading Python")
    page.clock.run_for("01:01")
    expect(figure.root).to_have_attribute("data-state", "error")
    expect(figure.root.locator(".demo__words")).to_contain_text("stopped answering")
    cold.unroute("**/*.wasm")
    page.clock.resume()
    figure.root.get_by_role("button", name="Try again").click()
    figure.is_ready()


def test_a_page_without_demos_loads_no_python(page: Page, watch: Watch, site: Site) -> None:
    """Python comes when the first demo is seen."""
    page.goto(f"{site.url}demos/")
    expect(page.get_by_role("heading", name="Demos")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not [url for url in watch.own if "/runtime/" in url]


def test_full_page_loads_keep_values_too(page: Page, site: Site, open_demo: OpenDemo) -> None:
    """A site served at another address than it was built for works, with whole page loads."""
    figure = open_demo("pooling")
    figure.control("mode").select_option("mean")
    figure.player.set("pooling", {"mode": "mean"})
    figure.follows()
    page.goto(f"{site.url}demos/")
    page.goto(f"{site.url}demos/pooling/")
    figure.is_ready()
    figure.follows()
