"""The benches' clock stops at the right picture, and at no other."""

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page
from scipy.signal import correlate2d

from onefilter.images import IMAGES
from onefilter.kernels import PRESETS
from tests.bench._visits import FILTER, IMAGE, probe
from tests.bench.peers.program import picture

DRAW = """(pixels) => {
  const image = new Image(220, 220);
  image.src = pixels;
  document.body.append(image);
}"""
PAINT = """(rows) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = rows.length;
  document.body.append(canvas);
  const context = canvas.getContext("2d");
  rows.forEach((row, y) => row.forEach((ink, x) => {
    context.fillStyle = `rgb(255 127 0 / ${ink})`;
    context.fillRect(x, y, 1, 1);
  }));
}"""


@pytest.fixture
def blank(context: BrowserContext) -> Page:
    context.add_init_script(probe())
    page = context.new_page()
    page.goto("data:text/html,<title>Nothing yet</title>")
    return page


def answers(name: str) -> np.ndarray:
    """Return the feature map's absolute values, as shares of the largest."""
    size = abs(correlate2d(IMAGES[IMAGE].pixels, PRESETS[name].weights, "valid"))
    return size / size.max()


def is_live(page: Page) -> bool:
    """Let two frames pass and ask the probe."""
    page.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    return bool(page.evaluate("benchRecord.live"))


def test_the_peers_picture_stops_the_clock(blank: Page) -> None:
    assert not is_live(blank)
    blank.evaluate(DRAW, picture(IMAGES[IMAGE].pixels.ravel().tolist()))
    blank.wait_for_selector("[data-bench-live]", state="attached")


def test_a_coloured_canvas_stops_the_clock(blank: Page) -> None:
    blank.evaluate(PAINT, answers(FILTER).tolist())
    blank.wait_for_selector("[data-bench-live]", state="attached")


@pytest.mark.parametrize("other", ["identity", "sobel_y", "box_blur"])
def test_another_picture_does_not(other: str, blank: Page) -> None:
    blank.evaluate(PAINT, answers(other).tolist())
    assert not is_live(blank)


def test_a_picture_out_of_sight_does_not(blank: Page) -> None:
    blank.add_style_tag(content="canvas { display: none }")
    blank.evaluate(PAINT, answers(FILTER).tolist())
    assert not is_live(blank)
