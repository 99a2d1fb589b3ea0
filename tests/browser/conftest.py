"""What the browser tests share: a demo on a page, as a reader and as a script meet it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from onefilter.player import Player
from tests.conftest import Site

# Python starts in seconds; a busy machine may take its time.
BOOT = 90_000

# Of a larger array so many numbers, evenly spread, are compared.
MOST_NUMBERS = 20_000
SAMPLES = """async ([name, most]) => {
  const arrays = Object.entries(await oneFilter.demo(name).arrays());
  return Object.fromEntries(arrays.map(([name, { shape, data }]) => {
    const step = Math.ceil(data.length / most) || 1;
    return [name, { shape, step, data: data.filter((_, index) => index % step === 0) }];
  }));
}"""
# Arrays that are measured, not computed: no two runs agree.
MEASURED = {"seconds"}

expect.set_options(timeout=15_000)


class Figure:
    """One demo on a page, and a native player that is told the same."""

    def __init__(self, page: Page, name: str, player: Player | None = None) -> None:
        self.page = page
        self.name = name
        self.root = page.locator(f'figure[data-demo="{name}"]')
        self.player = player or Player()
        self.player.mount(name)

    def is_ready(self) -> Figure:
        """Wait until Python has painted the first frame."""
        live = re.compile("ready|error")
        expect(self.root).to_have_attribute("data-state", live, timeout=BOOT)
        expect(self.root).to_have_attribute("data-state", "ready")
        return self

    def control(self, name: str) -> Locator:
        """Return a form control."""
        return self.root.locator(f'[name="{name}"]')

    def refusal(self, name: str) -> Locator:
        """Return the place beside a control where it says what it does not take."""
        group = self.root.locator("[data-group]", has=self.page.locator(f'[name="{name}"]'))
        return group.locator(".demo__refusal")

    def canvas(self, view: str) -> Locator:
        """Return a view's canvas."""
        return self.root.locator(f'canvas[data-view="{view}"]')

    def output(self, name: str) -> Locator:
        """Return a readout."""
        return self.root.locator(f'output[data-readout="{name}"]')

    def call(self, method: str, *arguments: Any) -> Any:
        """Call the page's own interface."""
        script = "([demo, method, args]) => oneFilter.demo(demo)[method](...args)"
        return self.page.evaluate(script, [self.name, method, list(arguments)])

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Return the true numbers on show."""
        arrays: dict[str, dict[str, Any]] = self.call("arrays")
        return {n: np.reshape(a["data"], a["shape"]).astype(float) for n, a in arrays.items()}

    def follows(self, link: str | None = None) -> None:
        """Wait until the figure shows what the native player does, and compare its numbers."""
        link = link or self.player.frame(self.name)["link"]
        expect(self.root).to_have_attribute("data-link", link)
        here = self.page.evaluate(SAMPLES, [self.name, MOST_NUMBERS])
        there = self.player.arrays(self.name)
        assert here.keys() == there.keys()
        for name in there.keys() - MEASURED:
            assert here[name]["shape"] == list(there[name].shape)
            wanted = there[name].ravel()[:: here[name]["step"]].astype(float)
            found = here[name]["data"]
            np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-6, err_msg=name)

    def cell(self, view: str, row: float, column: float) -> dict[str, float]:
        """Return where a cell's middle lies on its canvas, in CSS pixels."""
        scene = self.player.frame(self.name)["views"][view]
        box = self.canvas(view).bounding_box()
        assert box is not None
        x = (column + 0.5 - scene["x"]) / scene["width"] * box["width"]
        y = (row + 0.5 - scene["y"]) / scene["height"] * box["height"]
        return {"x": x, "y": y}


@pytest.fixture(scope="session")
def warm(browser: Browser) -> Iterator[BrowserContext]:
    """Open a profile whose cache all tests share; what a page remembers goes with its tab."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def context(warm: BrowserContext) -> Iterator[BrowserContext]:
    """Close a test's pages after it."""
    yield warm
    for page in warm.pages:
        page.close()


def visit(page: Page, url: str) -> None:
    """Follow a link inside the site, as instant navigation does: Python stays."""
    page.evaluate(
        """(url) => {
          document.querySelector("[data-md-component=container]").dataset.left = "";
          const link = Object.assign(document.createElement("a"), { href: url });
          document.body.append(link);
          link.click();
          link.remove();
        }""",
        url,
    )
    # The theme may add the heading that is in sight.
    expect(page).to_have_url(re.compile(rf"^{re.escape(url)}(#|$)"))
    # The address changes first: until the old page is gone, its figures would be taken for the new.
    expect(page.locator("[data-left]")).to_have_count(0)
    page.wait_for_load_state("domcontentloaded")  # another language comes as a whole document


def allow_clipboard(context: BrowserContext) -> None:
    """Let pages write to the clipboard and read it; Firefox was told when it started."""
    if context.browser and context.browser.browser_type.name == "chromium":
        context.grant_permissions(["clipboard-read", "clipboard-write"])


class Tour:
    """One visit to many demos, and a native player that goes along; a failure begins another."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context = context
        self.site = site
        self.figure: Figure | None = None

    @contextmanager
    def at(self, name: str) -> Iterator[Figure]:
        """Go on to a demo's page."""
        url = f"{self.site.url}demos/{name}/"
        before, self.figure = self.figure, None
        if before is None:
            page = self.context.new_page()
            page.goto(url)
            figure = Figure(page, name)
        else:
            visit(before.page, url)
            before.player.drop(before.name)
            figure = Figure(before.page, name, before.player)
        yield figure.is_ready()
        self.figure = figure


@pytest.fixture(scope="module")
def tour(warm: BrowserContext, site: Site) -> Tour:
    """Begin a visit."""
    return Tour(warm, site)


OpenDemo = Callable[[str], Figure]


@pytest.fixture
def open_demo(page: Page, site: Site) -> OpenDemo:
    """Open a demo's own page and wait for Python."""

    def opened(name: str, ending: str = "") -> Figure:
        page.goto(f"{site.url}demos/{name}/{ending}")
        return Figure(page, name).is_ready()

    return opened
