"""How long Python takes to start in Chromium, and how soon a pointer's move is painted."""

from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from overrides import serve
from tests import chromium
from tests.conftest import BROWSER_FLAGS, hosted

DEMO = "filter-playground"
ROUNDS = 5
BOOT_MILLISECONDS = 120_000
# The time since the page was asked for, once the demo answers.
READY = "name => oneFilter.demo(name).ready.then(() => performance.now() / 1000)"
# One walk of the pointer over the whole map; each move is waited for until it is painted.
WALK = """async (name) => {
  const demo = oneFilter.demo(name);
  const times = [];
  for (let row = 0; row < 22; row++)
    for (let column = 0; column < 22; column++) {
      const begin = performance.now();
      await demo.point("feature-map", row, column);
      times.push(performance.now() - begin);
    }
  return times;
}"""


def run() -> dict[str, Any]:
    """Return medians of a first and a second visit, and of a move."""
    with TemporaryDirectory() as folder, hosted(serve.Server(Path(folder))) as server:
        serve.build(server.url, Path(folder))
        path = chromium.find()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))
            rounds = [visit_twice(browser, f"{server.url}demos/{DEMO}/") for _ in range(ROUNDS)]
            browser.close()
    first, second, moves = zip(*rounds, strict=True)
    every = [time for walk in moves for time in walk]
    return {
        "first visit": {"median s": median(first), "worst s": max(first)},
        "second visit": {"median s": median(second), "worst s": max(second)},
        "move": {"median ms": median(every), "p99 ms": quantiles(every, n=100)[98]},
    }


def visit_twice(browser: Browser, url: str) -> tuple[float, float, list[float]]:
    """Return a first and a second visit's seconds, and each move's milliseconds."""
    context = browser.new_context()
    page = context.new_page()
    first, second = ready(page, url), ready(page, url)
    moves = page.evaluate(WALK, DEMO)
    context.close()
    return first, second, moves


def ready(page: Page, url: str) -> float:
    """Open the page, touch the demo, and return the seconds until Python has painted it."""
    page.goto(url, wait_until="commit")
    figure = page.locator(f'figure[data-demo="{DEMO}"]')
    figure.scroll_into_view_if_needed()
    page.wait_for_selector(
        f'figure[data-demo="{DEMO}"][data-state="ready"]', timeout=BOOT_MILLISECONDS
    )
    return float(page.evaluate(READY, DEMO))
