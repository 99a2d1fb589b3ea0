"""One window of each browser, driven the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Playwright

from tests.browser._host import Host
from tests.browsers import _webdriver, install
from tests.conftest import Site, Watch

PATIENCE = 1000 * _webdriver.PATIENCE


class Window(Protocol):
    """What all ways of driving a browser offer."""

    def goto(self, url: str) -> Any: ...
    def reload(self) -> Any: ...
    def evaluate(self, script: str) -> Any: ...
    def click(self, selector: str) -> Any: ...
    def fill(self, selector: str, text: str) -> Any: ...
    def type(self, selector: str, text: str) -> Any: ...


@contextmanager
def in_playwright(browser: Browser) -> Iterator[Window]:
    """Open a window by Playwright."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    watch = Watch(page, "http://127.0.0.1")
    yield page
    context.close()
    assert watch.errors == []
    assert watch.foreign() == []


@contextmanager
def chromium(request: pytest.FixtureRequest) -> Iterator[Window]:
    """Open a window of Chromium."""
    with in_playwright(request.getfixturevalue("browser")) as window:
        yield window


@contextmanager
def firefox(request: pytest.FixtureRequest) -> Iterator[Window]:
    """Start Firefox, or say that it is not here."""
    path = install.firefox() or pytest.skip(install.why("Firefox"))
    playwright: Playwright = request.getfixturevalue("playwright")
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    with in_playwright(browser) as window:
        yield window
    browser.close()


@contextmanager
def webkit(request: pytest.FixtureRequest) -> Iterator[Window]:
    """Start WebKitGTK, or say that it is not here."""
    paths = install.webkit() or pytest.skip(install.why("WebKitGTK"))
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


@pytest.fixture
def host(site: Site) -> Iterator[Host]:
    """Serve the site at an address where no browser has ever been: nothing is cached."""
    opened = Host(site.folder)
    yield opened
    if not opened.is_gone:
        opened.leave()
