"""How soon a page's first demo lives, against PyScript as it comes, and how soon it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from overrides import serve
from tests import chromium
from tests.bench._hosts import Host, add_stock
from tests.bench._visits import Line, Visit, opened, profile, visit
from tests.conftest import BROWSER_FLAGS, hosted

DEMO, NEXT = "filter-playground", "Pooling"
OURS = f"demos/{DEMO}/"
ROUNDS = 7
LOCAL = Line()
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
# A click on a link to another demo's page; the time until Python has painted that.
TURN = """async (title) => {
  const link = [...document.querySelectorAll(".md-nav__link")].find(
    (link) => link.textContent.trim() === title,
  );
  const begin = performance.now();
  link.click();
  const painted = () => document.querySelector("figure[data-demo=pooling][data-painted]");
  while (!painted()) await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}"""


@dataclass(frozen=True)
class Condition:
    """A line, a host, and the largest share of the stock page's time that we allow ourselves."""

    name: str
    line: Line
    compresses: bool
    at_most: float


CONDITIONS = [
    Condition("100 Mbit/s, host compresses", Line(100, 40), True, 0.37),
    Condition("100 Mbit/s, plain host", Line(100, 40), False, 0.25),
    Condition("20 Mbit/s, host compresses", Line(20, 40), True, 0.53),
    Condition("20 Mbit/s, plain host", Line(20, 40), False, 0.38),
    Condition("10 Mbit/s, host compresses", Line(10, 40), True, 0.63),
    Condition("10 Mbit/s, plain host", Line(10, 40), False, 0.45),
]


@dataclass
class Rounds:
    """Visits to our page and to the stock one, in turns."""

    ours: list[Visit] = field(default_factory=list)
    stock: list[Visit] = field(default_factory=list)

    def row(self, at_most: float) -> dict[str, Any]:
        """Return a row of the table."""
        ours, stock = (median(v.seconds for v in visits) for visits in (self.ours, self.stock))
        return {
            "ratio": ours / stock,
            "at most": at_most,
            "ours s": ours,
            "stock s": stock,
            "ours MB": median(v.megabytes for v in self.ours),
            "stock MB": median(v.megabytes for v in self.stock),
        }


def run() -> dict[str, Any]:
    """Return a row a condition, and what a visit costs the reader besides time."""
    with TemporaryDirectory() as folder, hosted(Host(Path(folder))) as host:
        assert isinstance(host, Host)
        serve.build(host.url, Path(folder))
        stock = add_stock(Path(folder))
        path = chromium.find()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_FLAGS))
            first, second = visit_twice(browser, host, stock)
            figures = {"cold, local": first.row(0.30), "second visit": second.row(0.33)}
            for condition in CONDITIONS:
                figures[condition.name] = visit_often(browser, host, stock, condition)
            figures |= costs(first.ours) | answers(browser, host)
            browser.close()
    return figures


def visit_twice(browser: Browser, host: Host, stock: str) -> tuple[Rounds, Rounds]:
    """Visit both pages twice with each profile."""
    first, second = Rounds(), Rounds()
    for _ in range(ROUNDS):
        for path, name in ((stock, "stock"), (OURS, "ours")):
            with profile(browser) as context:
                for rounds in (first, second):
                    getattr(rounds, name).append(visit(context, host, path, LOCAL))
    return first, second


def visit_often(browser: Browser, host: Host, stock: str, condition: Condition) -> dict[str, Any]:
    """Visit both pages at the end of a line, each time for the first time."""
    host.compresses, rounds = condition.compresses, Rounds()
    for _ in range(ROUNDS):
        for path, visits in ((stock, rounds.stock), (OURS, rounds.ours)):
            with profile(browser) as context:
                visits.append(visit(context, host, path, condition.line))
    host.compresses = False
    return rounds.row(condition.at_most)


def costs(visits: list[Visit]) -> dict[str, Any]:
    """Return what a first visit costs besides time, each beside what it may."""
    return {
        "requests until live": median(v.requests for v in visits),
        "longest task while booting, ms (at most 50)": median(v.longest_task for v in visits),
        "layout shift (at most 0.01)": max(v.shift for v in visits),
    }


def answers(browser: Browser, host: Host) -> dict[str, Any]:
    """Return how soon Python answers once it is there."""
    turns, moves = [], []
    for _ in range(ROUNDS):
        with profile(browser) as context:
            page = opened(context, LOCAL)
            live(page, f"{host.url}{OURS}")
            moves += page.evaluate(WALK, DEMO)
            turns.append(page.evaluate(TURN, NEXT))
    return {
        "next page's demo after the click, ms (at most 150)": median(turns),
        "move to paint, median ms": median(moves),
        "move to paint, 95th percentile ms (at most 16)": quantiles(moves, n=20)[18],
        "move to paint, 99th percentile ms": quantiles(moves, n=100)[98],
    }


def live(page: Page, url: str) -> None:
    """Open a page and wait until its first demo lives."""
    page.goto(url, wait_until="commit")
    page.wait_for_selector("[data-first-paint]", state="attached")
