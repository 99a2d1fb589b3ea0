"""The page keeps pace: a painting a frame, no script in the way, nothing that jumps."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BOOT, Figure
from tests.conftest import Site

PLAYGROUND = "filter-playground"
# Pages of every kind: what they carry differs most.
KINDS = {
    "home": "",
    "plain words": "intuition/sharing/",
    "formulas": "in-depth/layer/",
    "many formulas": "expert/",
    "several demos": "in-depth/depth/",
    "code": "expert/using/",
    "list of demos": "demos/",
    "a demo": f"demos/{PLAYGROUND}/",
    "bibliography": "bibliography/",
    "glossary": "glossary/",
}
MOST_SHIFT = 0.01

# Counts, canvas by canvas, how often each is painted between two frames.
COUNTER = """
  window.most = 0;
  const counts = new Map();
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    counts.set(this.canvas, (counts.get(this.canvas) ?? 0) + 1);
    most = Math.max(most, counts.get(this.canvas));
    return clear.apply(this, box);
  };
  const begin = () => { counts.clear(); requestAnimationFrame(begin); };
  requestAnimationFrame(begin);
"""
SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const where = entry.sources.map(({ node }) => node?.className ?? node?.nodeName);
      if (!entry.hadRecentInput) shifts.push([entry.value, where]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


def test_a_canvas_is_painted_once_a_frame(page: Page, site: Site) -> None:
    """However much is asked at once, while the demo plays besides."""
    page.add_init_script(COUNTER)
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND).is_ready()
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    page.evaluate("window.most = 0")
    page.evaluate(
        """async (name) => {
          const demo = oneFilter.demo(name);
          for (let round = 0; round < 10; round++) {
            const places = Array.from({ length: 8 }, (_, i) => demo.point("feature-map", i, round));
            await Promise.all(places);
          }
        }""",
        PLAYGROUND,
    )
    assert page.evaluate("window.most") == 1


@pytest.mark.parametrize(
    ("kind", "width"),
    [*((kind, 1280) for kind in KINDS), *((kind, 390) for kind in ("home", "code", "a demo"))],
)
def test_nothing_jumps(kind: str, width: int, browser: Browser, site: Site) -> None:
    """Neither while the page loads nor when its figures come alive, from top to bottom."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(site.url + KINDS[kind])
    page.wait_for_load_state("load")
    for figure in page.locator("figure.demo").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-state", "ready", timeout=BOOT)
    shifts: list[Any] = page.evaluate("shifts")
    context.close()
    assert sum(value for value, _ in shifts) <= MOST_SHIFT, shifts


class Scripts(HTMLParser):
    """The scripts that a page waits for before it shows its first word."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for: list[str] = []
        self.is_in_head = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.is_in_head &= tag != "body"
        is_free = {"async", "defer"} & given.keys() or given.get("type") == "module"
        if tag == "script" and self.is_in_head and given.get("src") and not is_free:
            self.waited_for.append(str(given["src"]))


def test_no_page_waits_for_a_script(site: Site) -> None:
    """But a short one before the theme's, for browsers that deny storage; and a demo's own.

    That must know at once whether it stands in someone else's page.
    """
    for path in site.folder.rglob("*.html"):
        scripts = Scripts()
        scripts.feed(path.read_text(encoding="utf-8"))
        waited_for = {Path(src).name for src in scripts.waited_for}
        own = {"embed.js"} if is_of_a_demo(path, site) else set()
        assert waited_for <= {"storage.js"} | own, path


def is_of_a_demo(path: Path, site: Site) -> bool:
    """Tell whether a page is a demo's own."""
    return (
        path.relative_to(site.folder).parts[0] == "demos"
        and len(path.relative_to(site.folder).parts) == 3
    )
