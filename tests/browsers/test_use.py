"""What readers and teachers do, in each browser: keys, pointers, links, palettes, code, faults."""

from __future__ import annotations

import json

import pytest

from onefilter.player import Player
from tests.browser._host import Host
from tests.browsers._steps import (
    DEMO,
    FIGURE,
    attribute,
    canvas,
    cells,
    follows,
    is_ready,
    shows,
    until,
)
from tests.browsers.conftest import Window
from tests.conftest import Site

pytestmark = pytest.mark.browsers
CODE = f"{FIGURE} .demo__code"
EXERCISE, ANSWER = "how-many-places", "def places(p, w): return max(0, p - w + 1)"
VERDICT = ".exercise__verdict"
FIRST_SCRIPT = "assets/javascripts/storage.js"  # of every page
DENY = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {
    configurable: true,
    get() { throw new DOMException("denied", "SecurityError"); },
  });
"""
KILLER = """{
  const workers = [];
  window.Worker = class extends Worker {
    constructor(...about) {
      super(...about);
      workers.push(this);
    }
  };
  window.killPython = () => workers.forEach((worker) => worker.terminate());
}
"""
# What is copied, a page may not read back everywhere.
CATCH = "(navigator.clipboard.writeText = async (text) => { window.caught = text; }) && null"
# Why a page cannot keep a word.
STORE = """(() => {
  try {
    localStorage.setItem("a", "word");
  } catch ({ name }) {
    return name;
  }
})()"""
PICTURE = f"document.querySelector({json.dumps(canvas('input'))}).toDataURL()"
SEEN = "document.querySelector(%s).checkVisibility()"


@pytest.fixture
def player() -> Player:
    """Return a native player that has the demo on stage."""
    native = Player()
    native.mount(DEMO)
    return native


def opened(window: Window, url: str) -> None:
    """Open the demo's page, and wait until it lives."""
    window.goto(url)
    is_ready(window)


def beforehand(host: Host, script: str) -> None:
    """Let every page run something before anything of its own."""
    file = host.folder / FIRST_SCRIPT
    host.altered[FIRST_SCRIPT] = script.encode() + file.read_bytes()


def is_seen(window: Window, selector: str) -> bool:
    """Tell whether an element can be seen."""
    return bool(window.evaluate(SEEN % json.dumps(selector)))


def words(selector: str) -> str:
    """Return the expression for what an element says."""
    return f"document.querySelector({json.dumps(selector)}).textContent"


def test_keys_move_on_a_picture(window: Window, host: Host, player: Player) -> None:
    opened(window, f"{host.url}demos/{DEMO}/")
    for key, (rows, columns) in {"ArrowRight": (0, 1), "ArrowDown": (1, 0)}.items():
        window.press(canvas("feature-map"), key)
        player.move(DEMO, "feature-map", rows, columns)
        follows(window, player)


def test_a_pointer_paints(window: Window, host: Host, player: Player) -> None:
    """A stroke crosses every cell of its way, and the filter sees it."""
    opened(window, f"{host.url}demos/{DEMO}/")
    window.click(f"{FIGURE} [name=clear]")
    player.press(DEMO, "clear")
    follows(window, player)
    stroke = [(6, column) for column in range(4, 12)]
    window.stroke(*cells(window, player, "input", *stroke, (20, 20)))
    for row, column in stroke:
        player.point(DEMO, "input", row, column, pressed=True)
    player.point(DEMO, "input", 20, 20)
    follows(window, player)


def test_a_copied_link_brings_it_all_back(window: Window, site: Site, host: Host) -> None:
    """At an address where this browser has never been."""
    opened(window, f"{host.url}demos/{DEMO}/")
    window.fill(f'{FIGURE} [name="w11"]', "0.25")
    shows(window, {"w11": 0.25})
    window.evaluate(CATCH)
    window.click(f"{FIGURE} .demo__copy")
    until(window, words(f"{FIGURE} .demo__copy [data-said]"), "Copied")
    link = window.evaluate("caught")
    assert link.startswith(host.url)
    opened(window, link.replace(host.url, site.url))
    shows(window, {"w11": 0.25})


def test_a_lesson_embeds_it_without_some_controls(window: Window, host: Host) -> None:
    opened(window, f"{host.url}demos/{DEMO}/?embed&hide=padding,brush")
    assert is_seen(window, canvas("input"))
    assert is_seen(window, f'{FIGURE} [data-control="image"]')
    for hidden in (".md-header", ".md-footer", '[data-control="padding"]'):
        assert not is_seen(window, hidden)
    shows(window, {})


def test_a_presenter_turns_it_by_keys(window: Window, host: Host, player: Player) -> None:
    opened(window, f"{host.url}demos/{DEMO}/?present")
    assert not is_seen(window, ".md-header")
    title = f"{FIGURE} .demo__title"
    for key, by, along in (("ArrowRight", 1, "step"), ("ArrowDown", 1, "tour")):
        window.press(title, key)
        player.turn(DEMO, by, along)
        follows(window, player)
    window.press(title, "Escape")
    until(window, SEEN % json.dumps(".md-header"), True)


def test_the_dark_palette_reaches_the_pictures(window: Window, host: Host) -> None:
    opened(window, f"{host.url}demos/{DEMO}/")
    window.click("label[for=__palette_1]")
    until(window, attribute("body", "data-md-color-scheme"), "default")
    light = window.evaluate(PICTURE)
    window.click("label[for=__palette_2]")
    until(window, attribute("body", "data-md-color-scheme"), "slate")
    until(window, f"{PICTURE} !== {json.dumps(light)}", True)
    shows(window, {})


def test_the_german_page_speaks_german(window: Window, host: Host) -> None:
    opened(window, f"{host.url}de/")
    assert window.evaluate("document.documentElement.lang") == "de"
    window.evaluate(f'oneFilter.demo("{DEMO}").point("feature-map", 3, 4).then(() => null)')
    assert window.evaluate(words(f"{FIGURE} [data-readout=cell]")) == "Zeile 3, Spalte 4"


def test_without_leave_to_store_the_page_is_whole(window: Window, host: Host) -> None:
    beforehand(host, DENY)
    opened(window, f"{host.url}demos/{DEMO}/")
    assert window.evaluate(STORE) == "QuotaExceededError"
    shows(window, {})


def test_python_that_ends_comes_back(window: Window, host: Host) -> None:
    """The reader is told, and everything is as it was left once tried again."""
    beforehand(host, KILLER)
    opened(window, f"{host.url}demos/{DEMO}/")
    window.fill(f'{FIGURE} [name="w11"]', "0.5")
    shows(window, {"w11": 0.5})
    window.evaluate("killPython() ?? null")
    until(window, attribute(FIGURE, "data-state"), "error")
    told = window.evaluate(words(f"{FIGURE} .demo__words"))
    assert "Python has ended" in told
    assert "try again" in told
    window.click(f"{FIGURE} .demo__retry")
    is_ready(window)
    shows(window, {"w11": 0.5})


def test_an_exercise_is_checked(window: Window, host: Host) -> None:
    window.goto(f"{host.url}exercises/{EXERCISE}/")
    until(window, attribute(".editor", "data-state"), "ready")
    window.click(".exercise [data-act=check]")
    until(window, attribute(VERDICT, "data-verdict"), "failed")
    window.click(".exercise [data-act=edit]")
    until(window, "document.activeElement.className.includes('cm-content')", True)
    window.press(".cm-content", "Control+a")
    window.type(".cm-content", ANSWER)
    window.click(".exercise [data-act=check]")
    until(window, attribute(VERDICT, "data-verdict"), "solved")


def test_the_demo_runs_its_code(window: Window, host: Host) -> None:
    opened(window, f"{host.url}demos/{DEMO}/")
    window.click(f"{CODE} > summary")
    window.click(f"{CODE} [data-act=run]")
    until(window, attribute(FIGURE, "data-own") + " !== null", True)
    assert is_seen(window, f"{FIGURE} .demo__own")
    shows(window, {})
