"""The page keeps pace: a painting a frame, no script in the way, nothing that jumps."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BOOT, Figure, visit
from tests.conftest import Site, Watch

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


def test_no_stylesheet_is_asked_for_again(page: Page, site: Site) -> None:
    """Neither when the theme starts nor when a page is turned: it would be bare meanwhile."""
    page.add_init_script("""
      window.anew = [];
      new MutationObserver((changes) => {
        const links = changes.map(({ target }) => target).filter(({ rel }) => rel);
        const fetched = links.filter(({ rel }) => rel === "stylesheet");
        anew.push(...fetched.map(({ href }) => href));
      }).observe(document, { attributeFilter: ["href"], subtree: true });
    """)
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    Figure(page, PLAYGROUND).is_ready()
    before = page.evaluate_handle("[...document.querySelectorAll('link[rel=stylesheet]')]")
    visit(page, f"{site.url}glossary/")
    assert (
        page.evaluate("(before) => before.map((sheet) => sheet.isConnected)", before) == [True] * 3
    )
    assert page.locator("link[rel=stylesheet]").count() == 3
    assert page.evaluate("anew") == []


def test_the_way_to_python_is_asked_for_at_once(site: Site) -> None:
    """Every module between the page and the first of Python's files stands in the page's head."""
    scripts = site.folder / "assets/javascripts"
    wanted = {path.relative_to(site.folder).as_posix() for path in closure(scripts / "early.js")}
    page = (site.folder / f"demos/{PLAYGROUND}/index.html").read_text(encoding="utf-8")
    named = re.findall(r'<link rel="modulepreload"[^>]* href="(?:\.\./)*([^"]+)"', page)
    assert len(named) == len(set(named))
    (porter,) = (path for path in named if path.endswith("/porter.mjs"))
    (core,) = (path for path in named if path.endswith("/core.js"))
    ahead = {
        p.relative_to(site.folder).as_posix()
        for path in (porter, core)
        for p in closure(site.folder / path)
    }
    (plugin,) = (path for path in named if Path(path).name.startswith("error-"))
    assert set(named) == wanted | ahead | {plugin}
    assert all((site.folder / path).is_file() for path in named)


def closure(module: Path) -> set[Path]:
    """Return a module and all that it cannot begin without."""
    found, waiting = set(), [module]
    while waiting:
        path = waiting.pop()
        found.add(path)
        imports = re.findall(r'\b(?:import|from) *"(\./[^"]+)"', path.read_text())
        waiting += {path.parent / name for name in imports} - found
    return found


def test_the_search_index_comes_to_who_searches(page: Page, watch: Watch, site: Site) -> None:
    """And to who comes from a search, whose words are marked."""
    asked = lambda: [url for url in watch.own if url.endswith("search_index.json")]  # noqa: E731
    page.goto(f"{site.url}glossary/")
    page.wait_for_load_state("networkidle")
    assert not asked()
    page.locator(".md-search__input").focus()
    page.keyboard.type("padding")
    expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=BOOT)
    assert len(asked()) == 1
    page.goto(f"{site.url}glossary/?h=padding")
    expect(page.locator("mark").first).to_be_visible()


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
    """But two short ones before the theme's, which mend what that asks for; and a demo's own.

    That must know at once whether it stands in someone else's page. And one opens the letters of
    formulas, which came with the stylesheet before it.
    """
    for path in site.folder.rglob("*.html"):
        scripts = Scripts()
        html = path.read_text(encoding="utf-8")
        scripts.feed(html)
        waited_for = {Path(src).name for src in scripts.waited_for}
        own = {"embed.js"} if is_of_a_demo(path, site) else set()
        letters = {"letters.js"} if 'class="katex"' in html else set()
        assert waited_for <= {"storage.js", "search.js"} | own | letters, path


def is_of_a_demo(path: Path, site: Site) -> bool:
    """Tell whether a page is a demo's own."""
    return (
        path.relative_to(site.folder).parts[0] == "demos"
        and len(path.relative_to(site.folder).parts) == 3
    )
