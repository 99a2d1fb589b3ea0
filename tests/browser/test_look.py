"""What our styles ask for wins over the theme's, whose selectors are often the longer ones."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Site

STYLE = "(e, [pseudo, name]) => getComputedStyle(e, pseudo)[name]"


@pytest.mark.parametrize(
    ("path", "selector", "pseudo", "name", "wanted"),
    [
        ("intuition/", ".of-predict summary", "::before", "display", "none"),
        ("intuition/", ".of-predict summary", "::after", "display", "none"),
        ("intuition/", ".of-predict__choices li", None, "marginLeft", "0px"),
        ("intuition/", ".demo__code", None, "backgroundColor", "rgba(0, 0, 0, 0)"),
        ("demos/", ".of-cards", None, "display", "grid"),
        ("demos/", ".of-cards", None, "marginLeft", "0px"),
        ("", ".of-ways ul", None, "display", "grid"),
    ],
)
def test_our_style_wins(
    page: Page, site: Site, path: str, selector: str, pseudo: str | None, name: str, wanted: str
) -> None:
    page.goto(site.url + path)
    assert page.locator(selector).first.evaluate(STYLE, [pseudo, name]) == wanted


def test_a_phone_shows_picture_and_map_at_once(page: Page, site: Site) -> None:
    """On the first page both stand side by side, and no picture is wider than its place."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site.url)
    picture, feature_map = (
        page.locator(f'[data-demo="filter-playground"] [data-view-box="{name}"]').bounding_box()
        for name in ("input", "feature-map")
    )
    assert picture
    assert feature_map
    assert picture["y"] == pytest.approx(feature_map["y"], abs=1)
    assert feature_map["x"] > picture["x"] + picture["width"]
    assert feature_map["y"] + feature_map["height"] < 844
    expect(page.locator("h1")).to_be_in_viewport()
