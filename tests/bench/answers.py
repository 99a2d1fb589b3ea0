"""How soon Python answers once it is there, and what a page weighs before and without it."""

from __future__ import annotations

from statistics import median, quantiles
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.bench._contest import DEMO, OURS, our_site, verdict
from tests.bench._hosts import Host
from tests.bench._visits import Address, Chromium, found, profile, visit

NAME, NEXT = "filter-playground", "Pooling"
FORMULAS = "in-depth/layer/"
# One walk of the pointer over the whole map, a step a frame, each waited for until it is painted.
WALK = """async (name) => {
  const demo = oneFilter.demo(name);
  const times = [];
  for (let row = 0; row < 22; row++)
    for (let column = 0; column < 22; column++) {
      await new Promise(requestAnimationFrame);
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
SPARE = "Object.defineProperty(NetworkInformation.prototype, 'saveData', { get: () => true });"


def run(rounds: int) -> dict[str, Any]:
    """Return what was measured beside what it may be."""
    with our_site() as host, found() as browser:
        moves, turns = moving(browser, host, rounds)
        figures = {
            "next page's demo after the click, ms": verdict(median(turns), 150),
            "pointer to picture, 95th percentile ms": verdict(quantiles(moves, n=20)[18], 16),
            "page before Python, KB compressed": verdict(page_weight(browser, host), 250),
            "MB until live where data is saved, plain host": verdict(sparing(browser, host), 6.8),
        }
    return {
        "targets": figures,
        "pointer to picture, median ms": median(moves),
        "pointer to picture, 99th percentile ms": quantiles(moves, n=100)[98],
    }


def moving(browser: Chromium, host: Host, rounds: int) -> tuple[list[float], list[float]]:
    """Return what moves over a map took, and turns to another page."""
    moves, turns = [], []
    for _ in range(rounds):
        with profile(browser) as context:
            page = live(context, host)
            moves += page.evaluate(WALK, NAME)
            turns.append(page.evaluate(TURN, NEXT))
    return moves, turns


def live(context: BrowserContext, host: Host) -> Page:
    """Open a page and wait until its demo lives."""
    page = context.new_page()
    page.goto(f"{host.url}{DEMO}", wait_until="commit")
    page.wait_for_selector("[data-bench-live]", state="attached")
    return page


def page_weight(browser: Chromium, host: Host) -> float:
    """Return what a page with formulas sends before Python, in KB: all but the runtime's files."""
    host.be(compresses=True)
    with profile(browser) as context:
        page = context.new_page()
        page.goto(f"{host.url}{FORMULAS}", wait_until="load")
        sent = sum(one.size for one in host.sent if "/runtime/" not in one.path) / 1000
    host.be()
    return sent


def sparing(browser: Chromium, host: Host) -> float:
    """Return the megabytes until a demo lives for a reader who saves data."""
    with profile(browser) as context:
        context.add_init_script(SPARE)
        return visit(context, Address(OURS, host, DEMO)).megabytes
