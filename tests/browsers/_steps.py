"""Steps of a visit, in whichever browser."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from onefilter.player import Player
from tests.browsers.conftest import PATIENCE, Window

DEMO = "filter-playground"
FIGURE = f'figure[data-demo="{DEMO}"]'
# Settles when what an expression gives is one of those wanted.
UNTIL = """(async () => {
  const end = performance.now() + %d;
  for (;;) {
    const found = %s;
    if (%s.includes(found)) return found;
    if (performance.now() > end) throw new Error(`still ${found}`);
    await new Promise(requestAnimationFrame);
  }
})()"""
# Python starts when a demo is in sight.
SEEN = "((e) => e && (e.scrollIntoView(), e.dataset.state))(document.querySelector(%s))"
ARRAYS = f'oneFilter.demo("{DEMO}").arrays().then(JSON.stringify)'
BOX = """((e) => {
  e.scrollIntoView({ block: "center", behavior: "instant" });
  const { x, y, width, height } = e.getBoundingClientRect();
  return { x, y, width, height };
})(document.querySelector(%s))"""


def until(window: Window, expression: str, *wanted: Any) -> Any:
    """Wait until an expression gives one of what is wanted; return which."""
    return window.evaluate(UNTIL % (PATIENCE, expression, json.dumps(wanted)))


def attribute(selector: str, name: str) -> str:
    """Return the expression for an element's attribute."""
    return f"document.querySelector({json.dumps(selector)})?.getAttribute({json.dumps(name)})"


def is_ready(window: Window, figure: str = FIGURE) -> None:
    """Scroll to a demo, and wait until it lives."""
    assert until(window, SEEN % json.dumps(figure), "ready", "error") == "ready"


def shows(window: Window, values: dict[str, Any]) -> None:
    """Wait until the demo has some values, and hold its numbers to the native ones."""
    player = Player()
    player.mount(DEMO)
    if values:
        player.set(DEMO, values)
    follows(window, player)


def follows(window: Window, player: Player) -> None:
    """Wait until the demo shows what the native player does, and compare their numbers."""
    until(window, attribute(FIGURE, "data-link"), player.frame(DEMO)["link"])
    here = json.loads(window.evaluate(ARRAYS))
    for array, there in player.arrays(DEMO).items():
        found = np.reshape(here[array]["data"], here[array]["shape"])
        np.testing.assert_allclose(found.astype(float), there, rtol=1e-6, atol=1e-6)


def canvas(view: str) -> str:
    """Return the selector of a view's canvas."""
    return f'{FIGURE} canvas[data-view="{view}"]'


def cells(
    window: Window, player: Player, view: str, *wanted: tuple[int, int]
) -> list[tuple[int, int]]:
    """Bring a view into sight; return where the middles of some cells lie, in the window."""
    scene = player.frame(DEMO)["views"][view]
    box = window.evaluate(BOX % json.dumps(canvas(view)))
    across, down = box["width"] / scene["width"], box["height"] / scene["height"]
    return [
        (
            round(box["x"] + (column + 0.5 - scene["x"]) * across),
            round(box["y"] + (row + 0.5 - scene["y"]) * down),
        )
        for row, column in wanted
    ]
