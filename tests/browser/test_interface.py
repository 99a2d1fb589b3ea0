"""What lessons and scripts rely on: `oneFilter.demo(NAME)`, and the files of the Data menu."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Figure, OpenDemo
from tests.conftest import Site

PLAYGROUND = "filter-playground"


def test_it_is_there_before_python(page: Page, site: Site) -> None:
    """A script may ask at once, and waits for `ready`."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    page.evaluate("oneFilter.demo('filter-playground').ready")
    figure = Figure(page, PLAYGROUND)
    assert figure.root.get_attribute("data-state") == "ready"
    figure.follows()


def test_each_method(open_demo: OpenDemo) -> None:
    """Methods settle once the frame is there, so that the next line finds it."""
    figure = open_demo(PLAYGROUND)
    pixels = [[(row + column) % 2 for column in range(24)] for row in range(24)]
    for method, arguments, native in (
        ("set", [{"filter": "laplacian", "w00": 3}], "set"),
        ("set", [{"image": "drawn", "pixels": pixels}], "set"),
        ("point", ["feature-map", 3, 4], "point"),
        ("step", [5], "step"),
        ("step", [-2], "step"),
    ):
        assert figure.call(method, *arguments) is None
        frame = getattr(figure.player, native)(PLAYGROUND, *arguments)
        assert figure.root.get_attribute("data-link") == frame["link"]
        figure.follows()
    values = figure.call("values")
    assert values["w00"] == 3
    assert values["pixels"] == pixels
    assert figure.call("link").endswith("#" + figure.player.frame(PLAYGROUND)["link"])


@pytest.mark.parametrize(
    ("method", "arguments", "words"),
    [
        ("set", [{"colour": 1}], "has no value 'colour'"),
        ("set", [{"w00": 11}], "w00 is 11"),
        ("set", [{"w00": 1, "w01": "abc"}], "w01 is 'abc'"),
        ("point", ["nowhere", 0, 0], "has no view 'nowhere'"),
        ("point", ["input", 24, 0], "no cell (24, 0)"),
        ("step", ["x"], "step is 'x'"),
    ],
)
def test_what_does_not_fit_is_named(
    method: str, arguments: list[Any], words: str, open_demo: OpenDemo
) -> None:
    """A rejection says what, and nothing has changed."""
    figure = open_demo(PLAYGROUND)
    with pytest.raises(Error, match=re.escape(words)):
        figure.call(method, *arguments)
    figure.follows()


def test_an_unknown_demo_is_named(page: Page, open_demo: OpenDemo) -> None:
    """Asking for another page's demo says which are here."""
    open_demo("pooling")
    with pytest.raises(Error, match='No demo is called "nothing" on this page; there are: pooling'):
        page.evaluate("oneFilter.demo('nothing').ready")


def test_the_data_menu_saves_true_numbers(page: Page, open_demo: OpenDemo) -> None:
    """Each array comes as a table, as nested lists and as numpy's own file."""
    figure = open_demo(PLAYGROUND)
    wanted = figure.player.arrays(PLAYGROUND)["feature_map"]
    figure.root.locator(".demo__data summary").click()
    read = {
        "CSV": lambda data: np.loadtxt(io.BytesIO(data), delimiter=","),
        "JSON": lambda data: np.array(json.loads(data)),
        ".npy": lambda data: np.load(io.BytesIO(data)),
    }
    for kind, reader in read.items():
        with page.expect_download() as download:
            figure.root.get_by_role("button", name=f"feature_map as {kind}", exact=True).click()
        ending = kind.lower().removeprefix(".")
        assert download.value.suggested_filename == f"{PLAYGROUND}-feature_map.{ending}"
        data = download.value.path().read_bytes()
        np.testing.assert_allclose(reader(data), wanted, atol=1e-12)
    page.keyboard.press("Escape")
    expect(figure.root.locator(".demo__data ul")).to_be_hidden()
