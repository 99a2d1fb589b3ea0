"""A copied link brings every demo back to the last bit, in a browser that has never seen it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Number, RefusedValue, Switch
from onefilter.demos._demo import Demo
from tests.browser.conftest import MEASURED, Figure, OpenDemo, allow_clipboard

DEMOS = all_demos().values()
FINGERPRINTS = """async (name) => {
  const arrays = Object.entries(await oneFilter.demo(name).arrays());
  const marked = arrays.map(async ([name, { shape, data }]) => {
    const bytes = await crypto.subtle.digest("SHA-256", Float64Array.from(data));
    return [name, [shape, [...new Uint8Array(bytes)]]];
  });
  return Object.fromEntries(await Promise.all(marked));
}"""

# What pointers do waits for animation frames: when nothing has come for three, the stroke is done.
SETTLED = """async (name) => {
  const demo = oneFilter.demo(name);
  for (let calm = 0, last = ""; calm < 3; ) {
    await new Promise(requestAnimationFrame);
    await demo.values();
    calm = demo.link() === last ? calm + 1 : 0;
    last = demo.link();
  }
}"""


def some_values(demo: Demo, chance: np.random.Generator) -> dict[str, Any]:
    """Return a value for every control that has a form."""
    found: dict[str, Any] = {}
    for control in demo.controls:
        match control:
            case Choice():
                fits = [option for option, _ in control.options if option != "uploaded"]
                found[control.name] = fits[chance.integers(len(fits))]
            case Number():
                value = chance.uniform(control.minimum, control.maximum)
                found[control.name] = int(value) if control.integer else float(value)
            case Switch():
                found[control.name] = bool(chance.integers(2))
    return found


def change(figure: Figure, demo: Demo) -> None:
    """Set what can be set, paint where one can paint, point everywhere, and take some steps."""
    for name, value in some_values(demo, np.random.default_rng(7)).items():
        # Values that fit one by one need not fit together.
        with suppress(RefusedValue):
            figure.player.set(demo.name, {name: value})
            figure.call("set", {name: value})
    for view in demo.views:
        if view.press == "paint":
            paint(figure, view.name)
        elif not view.optional and figure.player.frame(demo.name)["views"][view.name]["rows"]:
            figure.call("point", view.name, 0, 0)
    if demo.advance:
        figure.call("step", 3)


def paint(figure: Figure, view: str) -> None:
    """Draw a stroke across the middle, on a picture of the reader's own where there is one."""
    if figure.control("paint_this").count():
        figure.control("paint_this").click()
    canvas = figure.canvas(view)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    figure.page.mouse.move(box["x"] + box["width"] / 4, middle)
    figure.page.mouse.down()
    figure.page.mouse.move(box["x"] + box["width"] / 2, middle + 20, steps=5)
    figure.page.mouse.up()
    figure.page.evaluate(SETTLED, figure.name)


def fingerprints(page: Page, name: str) -> dict[str, Any]:
    """Return the shape and a hash of every array on show that is computed, not measured."""
    found: dict[str, Any] = page.evaluate(FINGERPRINTS, name)
    return {array: marks for array, marks in found.items() if array not in MEASURED}


def written(figure: Figure) -> dict[str, str]:
    """Return what the readouts say."""
    return {o.name: figure.output(o.name).inner_text() for o in all_demos()[figure.name].outputs}


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_a_copied_link_is_exact(demo: Demo, open_demo: OpenDemo, browser: Browser) -> None:
    figure = open_demo(demo.name)
    allow_clipboard(figure.page.context)
    change(figure, demo)
    figure.root.get_by_role("button", name="Copy link").click()
    figure.root.get_by_role("button", name="Copied").wait_for()
    values, link = figure.call("values"), figure.page.evaluate("navigator.clipboard.readText()")
    assert link == figure.call("link")
    elsewhere = browser.new_context()
    try:
        page = elsewhere.new_page()
        page.goto(link)
        copy = Figure(page, demo.name).is_ready()
        assert copy.call("values") == values
        assert fingerprints(page, demo.name) == fingerprints(figure.page, demo.name)
        assert written(copy) == written(figure)
        assert copy.call("link") == link
    finally:
        elsewhere.close()
