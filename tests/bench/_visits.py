"""Visits to a page in a real browser: when its first demo lives, and what that cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from tests.bench._hosts import Host

PATIENCE = 180_000
# Notes when the first thing that Python has painted is about to be seen, and what came before.
OBSERVER = """
  Object.assign(window, { live: 0, tasks: [], shift: 0 });
  const listen = (type, hear) => new PerformanceObserver((list) => list.getEntries().forEach(hear))
    .observe({ type, buffered: true });
  listen("longtask", ({ startTime, duration }) => tasks.push([startTime, duration]));
  listen("layout-shift", ({ value, hadRecentInput }) => { if (!hadRecentInput) shift += value; });
  const watch = new MutationObserver(() => {
    const state = document.querySelector("figure.demo")?.dataset.state;
    if (state === "booting") window.began ??= performance.now();
    if (!document.querySelector("[data-painted]")) return;
    watch.disconnect();
    requestAnimationFrame(() => {
      live = performance.now();
      document.documentElement.dataset.firstPaint = "";
    });
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true });
"""


@dataclass
class Visit:
    """What one visit took."""

    seconds: float
    megabytes: float
    requests: int
    longest_task: float
    shift: float


@dataclass(frozen=True)
class Line:
    """The line between reader and host."""

    megabits: float | None = None
    milliseconds: float = 0


@contextmanager
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Open a profile in which nothing is stored or cached."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(OBSERVER)
    yield context
    context.close()


def opened(context: BrowserContext, line: Line) -> Page:
    """Open a page at the end of a line."""
    page = context.new_page()
    if line.megabits:
        session = context.new_cdp_session(page)
        rate = line.megabits * 1e6 / 8
        session.send("Network.enable")
        limits = {
            "latency": line.milliseconds,
            "downloadThroughput": rate,
            "uploadThroughput": rate,
        }
        session.send("Network.emulateNetworkConditions", {"offline": False, **limits})
    return page


def visit(context: BrowserContext, host: Host, path: str, line: Line) -> Visit:
    """Visit a page until its first demo lives."""
    page = opened(context, line)
    host.sent = host.requests = 0
    page.goto(f"{host.url}{path}", wait_until="commit", timeout=PATIENCE)
    page.wait_for_selector("[data-first-paint]", state="attached", timeout=PATIENCE)
    sent, requests = host.sent, host.requests
    live, tasks, began, shift = page.evaluate("[live, tasks, window.began ?? 0, shift]")
    page.close()
    longest = max((took for start, took in tasks if began <= start < live), default=0.0)
    return Visit(live / 1000, sent / 1e6, requests, longest, shift)
