"""What several kinds of tests share: the built site, its host, and a browser."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from overrides import serve
from overrides.hooks.assembly import Runtime, assemble
from tests import chromium
from tests.browsers import install
from tests.reliability import Counting, Tally

# Benches measure; they test nothing.
collect_ignore = ["bench"]

COUNTING = "counting"

# The site has to work below a path, so that is where it is tested.
SUB_PATH = "/lessons/one-filter/"
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A camera that needs none, and no question whether it may be used.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


# Pages may write to the clipboard and read it, as Chromium lets them by permission.
FIREFOX_SETTINGS = {
    "dom.events.testing.asyncClipboard": True,
    # A mouse, which a machine for tests may lack: one that points finely, and hovers.
    "ui.primaryPointerCapabilities": 6,
    "ui.allPointerCapabilities": 6,
}

# Tests that ask whether a page answers in time take turns; these wait for as long as it takes.
PATIENT = (
    "test_controls",
    "test_damage",
    "test_every_block",
    "test_everyone",
    "test_exact_links",
)


class TakingTurns(LoadScopeScheduling):
    """Shares out whole files; those in a hurry, most of the browser's, go to one process."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        in_a_hurry = file.startswith("tests/browser/") and Path(file).stem not in PATIENT
        return "browser" if in_a_hurry else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TakingTurns:
    """Share the tests out among the processes of `pytest -n`."""
    return TakingTurns(config, log)


@dataclass(frozen=True)
class Site:
    """A built site and where it is served."""

    url: str
    folder: Path


@contextmanager
def hosted(server: serve.Server) -> Iterator[serve.Server]:
    """Serve from a thread of its own while the block runs."""
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    with server:
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def named_browser() -> str:
    """Return the browser that tests run in."""
    name = os.environ.get("BROWSER", "chromium")
    if name not in ("chromium", "firefox"):
        raise pytest.UsageError(f"BROWSER is {name}; it must be chromium or firefox")
    return name


def pytest_configure(config: pytest.Config) -> None:
    """Begin to count."""
    config.pluginmanager.register(Counting(Tally()), COUNTING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what other browsers lack, and say why."""
    if named_browser() == "chromium":
        return
    for item in items:
        for marker in item.iter_markers("chromium"):
            item.add_marker(pytest.mark.skip(reason=f"Chromium alone: {marker.args[0]}"))


@pytest.fixture(scope="session")
def tally(pytestconfig: pytest.Config) -> Tally:
    """Return where tests count what they cause, and what they have seen survived."""
    counting = pytestconfig.pluginmanager.get_plugin(COUNTING)
    assert isinstance(counting, Counting)
    return counting.tally


@pytest.fixture(scope="session")
def runtime() -> Runtime:
    """Return the browser's Python as readers get it."""
    return assemble()


@pytest.fixture(scope="session")
def site(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the site for the very address it is then served at, below a path."""
    folder = tmp_path_factory.mktemp("site")
    with hosted(serve.Server(folder, prefix=SUB_PATH)) as server:
        serve.build(server.url, folder)
        yield Site(server.url, folder)


@pytest.fixture(scope="session")
def found() -> str:
    """Return the path of a Chromium."""
    return chromium.find()


@pytest.fixture(scope="session")
def playwright(found: str) -> Iterator[Playwright]:
    """Start Playwright, of which there is one at a time: looking for Chromium may take another."""
    with sync_playwright() as started:
        yield started


def start_chromium(playwright: Playwright, path: str) -> Browser:
    """Start the browser that the site is made with."""
    return playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))


def start_firefox(playwright: Playwright) -> Browser:
    """Start the browser that it is made for as well."""
    path = install.firefox() or install.absent("Firefox")
    return playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX_SETTINGS
    )


@pytest.fixture(scope="session")
def browser(playwright: Playwright, found: str) -> Iterator[Browser]:
    """Start one browser for all tests: Chromium, or the one that `BROWSER` names."""
    in_firefox = named_browser() == "firefox"
    launched = start_firefox(playwright) if in_firefox else start_chromium(playwright, found)
    yield launched
    launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile: nothing stored, nothing cached."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


class Watch:
    """What went wrong on a page, and whom it asked."""

    def __init__(self, page: Page, home: str) -> None:
        self.homes = [home]
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.own: list[str] = []  # without what a service worker keeps for later
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda told: told.type == "error" and self.errors.append(told.text))
        page.on("request", lambda request: self.own.append(request.url))
        page.context.on("request", lambda request: self.requests.append(request.url))

    def foreign(self) -> list[str]:
        """Return the requests that left the site."""
        local = (*self.homes, "data:", "blob:")
        return [url for url in self.requests if not url.startswith(local)]


# The security policy bars Playwright's own `wait_for_function`.
UNTIL = """async ([wanted, limit]) => {
  const holds = %s;
  for (const end = performance.now() + limit; !(await holds(wanted)); ) {
    if (performance.now() > end) throw new Error(`not within ${limit} ms: ${holds}`);
    await new Promise(requestAnimationFrame);
  }
}"""


def until(page: Page, script: str, wanted: object = None, limit: float = 15_000) -> None:
    """Wait until a function of the page, written in JavaScript, returns what is true."""
    page.evaluate(UNTIL % script, [wanted, limit])


@pytest.fixture
def watch(page: Page, site: Site) -> Watch:
    """Return what `page` has said and asked for so far; a test may clear its `errors`."""
    watched: Watch = page.watch  # type: ignore[attr-defined]
    return watched


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """Open a page that fails its test on an error in the console or a request to another host."""
    opened = context.new_page()
    opened.watch = watched = Watch(opened, site.url)  # type: ignore[attr-defined]
    yield opened
    assert watched.errors == []
    assert watched.foreign() == []
