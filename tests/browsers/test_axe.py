"""Each browser's own style and tree: axe finds nothing, in either palette."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser._host import Host
from tests.browser.screens import AUDIT, PALETTES, Scheme
from tests.browsers._steps import DEMO, attribute, until
from tests.browsers.conftest import Window
from tests.reliability import Tally

pytestmark = pytest.mark.browsers
# One page of each kind.
PAGES = (
    *("", "intuition/", "in-depth/", "expert/attention/", "de/", f"demos/{DEMO}/", "demos/"),
    *("exercises/", "exercises/how-many-places/", "reference/conv/", "teachers/", "glossary/"),
    *("bibliography/", "404.html"),
)
SWITCHES = {"light": ("__palette_1", "default"), "dark": ("__palette_2", "slate")}
# Without a pointer, which would leave axe with a hint that is just fading in.
PRESS = "document.getElementById(%s).click() ?? null"
ALIVE = "[...document.querySelectorAll('figure.demo')].every((e) => e.dataset.state === 'ready')"
WAKE = "document.querySelector('figure.demo')?.scrollIntoView() ?? null"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(path: str, window: Window, name: str, host: Host, tally: Tally) -> None:
    window.goto(host.url + path)
    window.evaluate(WAKE)
    until(window, ALIVE, True)
    window.evaluate(f"(() => {{ {AXE_SCRIPT} }})() ?? null")
    findings = [
        found for palette in PALETTES for found in broken_rules(window, palette, name, tally)
    ]
    assert findings == []


def broken_rules(window: Window, palette: Scheme, name: str, tally: Tally) -> list[str]:
    """Switch to a palette, ask axe, and count its answer."""
    switch, scheme = SWITCHES[palette]
    window.evaluate(PRESS % json.dumps(switch))
    until(window, attribute("body", "data-md-color-scheme"), scheme)
    found = window.evaluate(f"({AUDIT})([null, {json.dumps(PALETTES[palette])}])")
    row = f"axe: {name}, 1280 pixels wide"
    tally.count(row, palettes=1, passed=int(not found), findings=len(found))
    return [f"{palette}: {rule} {places}" for rule, places in found]
