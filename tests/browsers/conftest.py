"""One window of each browser, driven the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page

from tests.browser._host import Host
from tests.browsers import _webdriver, install
from tests.browsers._webdriver import Place
from tests.conftest import Site, Watch, start_chromium, start_firefox
from tests.reliability import Tally

PATIENCE = 1000 * _webdriver.PATIENCE
# What a browser itself says of a host that a test has taken away, and of a file that it has broken.
PROVOKED = re.compile(
    "An unknown error occurred when fetching the script|file is damaged|magic number"
)


class Window(Protocol):
    """What all ways of driving a browser offer."""

    def goto(self, url: str) -> Any: ...
    def reload(self) -> Any: ...
    def evaluate(self, script: str) -> Any: ...
    def click(self, selector: str) -> Any: ...
    def fill(self, selector: str, text: str) -> Any: ...
    def type(self, selector: str, text: str) -> Any: ...
    def press(self, selector: str, key: str) -> Any: ...
    def stroke(self, *places: Place) -> Any: ...


class Tab:
    """A page that Playwright drives."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.goto, self.reload, self.evaluate = page.goto, page.reload, page.evaluate
        self.click, self.fill, self.type = page.click, page.fill, page.type
        self.press = page.press

    def stroke(self, *places: Place) -> None:
        """Press the pointer at the first place, lead it on, and let go before the last."""
        first, *others, last = places
        mouse = self.page.mouse
        mouse.move(*first)
        mouse.down()
        for place in others:
            mouse.move(*place)
        mouse.up()
        mouse.move(*last)


@contextmanager
def in_playwright(browser: Browser) -> Iterator[Window]:
    """Open a window by Playwright."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watch = Watch(page, "http://127.0.0.1")
    yield Tab(page)
    context.close()
    assert [said for said in watch.errors if not PROVOKED.search(said)] == []
    assert watch.foreign() == []


@contextmanager
def chromium(request: pytest.FixtureRequest) -> Iterator[Window]:
    """Start Chromium."""
    playwright, path = map(request.getfixturevalue, ("playwright", "found"))
    browser = start_chromium(playwright, path)
    with in_playwright(browser) as window:
        yield window
    browser.close()


@contextmanager
def firefox(request: pytest.FixtureRequest) -> Iterator[Window]:
    """Start Firefox, or say that it is not here."""
    browser = start_firefox(request.getfixturevalue("playwright"))
    with in_playwright(browser) as window:
        yield window
    browser.close()


@contextmanager
def webkit(request: pytest.FixtureRequest) -> Iterator[Window]:
    """Start WebKitGTK, or say that it is not here."""
    paths = install.webkit() or install.absent("WebKitGTK")
    with _webdriver.started(*paths) as window:
        yield window


Start = Callable[[pytest.FixtureRequest], AbstractContextManager[Window]]
BROWSERS: dict[str, Start] = {"Chromium": chromium, "Firefox": firefox, "WebKitGTK": webkit}


@pytest.fixture(scope="module", params=BROWSERS)
def name(request: pytest.FixtureRequest) -> str:
    """Return a browser's name."""
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def window(name: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    """Open one window of each browser."""
    with BROWSERS[name](request) as opened:
        yield opened


@pytest.fixture(autouse=True)
def counted(name: str, request: pytest.FixtureRequest, tally: Tally) -> Iterator[None]:
    """Count what each browser passes."""
    failed = request.session.testsfailed
    yield
    tally.count(f"visits: {name}", steps=1, passed=int(request.session.testsfailed == failed))


@pytest.fixture
def host(site: Site) -> Iterator[Host]:
    """Serve the site at an address where no browser has ever been: nothing is cached."""
    opened = Host(site.folder)
    yield opened
    if not opened.is_gone:
        opened.leave()
