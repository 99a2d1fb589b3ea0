"""Links that carry values, what the visit remembers, and endings that mean nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Figure, OpenDemo, allow_clipboard
from tests.conftest import Site

PLAYGROUND = "filter-playground"
VALUES: dict[str, Any] = {"image": "disc", "w11": 2.5, "padding": 1, "flip": True}


def test_a_copied_link_brings_everything_back(page: Page, open_demo: OpenDemo) -> None:
    """Values, a drawing and the place come back from the link alone, on a fresh page."""
    allow_clipboard(page.context)
    figure = open_demo(PLAYGROUND)
    figure.call("set", VALUES)
    figure.call("set", {"pixels": [[(r * c) % 7 / 6 for c in range(24)] for r in range(24)]})
    figure.call("point", "feature-map", 3, 4)
    figure.root.get_by_role("button", name="Copy link").click()
    expect(figure.root.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == figure.call("link")
    arrays, shown = figure.arrays(), figure.root.get_attribute("data-link") or ""
    other = page.context.new_page()
    other.goto(link)
    copy = Figure(other, PLAYGROUND).is_ready()
    expect(copy.root).to_have_attribute("data-link", shown)
    for name, array in copy.arrays().items():
        assert (array == arrays[name]).all()


def test_a_link_without_a_name_is_for_the_first_demo(open_demo: OpenDemo) -> None:
    """The short form works where it is clear."""
    figure = open_demo(PLAYGROUND, "#image=disc")
    figure.player.set(PLAYGROUND, {"image": "disc"})
    figure.follows()


def test_the_address_can_change_under_the_page(page: Page, open_demo: OpenDemo) -> None:
    """A link to the page that one is on sets its demo."""
    figure = open_demo(PLAYGROUND)
    page.evaluate("location.hash = 'demo=filter-playground&image=disc'")
    figure.player.set(PLAYGROUND, {"image": "disc"})
    figure.follows()


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("#w11=abc", "w11"),
        ("#demo=filter-playground&image=nothing&%FF=%00&w00=1e999", "image"),
        ("#demo=no-such-demo&image=disc", "means nothing here"),
        ("#%E0%A4%A", "means nothing here"),
        ("#pixels=AAAA", "pixels"),
        ("#<script>alert(1)</script>=1", "nothing that this demo can set"),
        ("#" + "x=1&" * 200, "values"),
    ],
)
def test_a_rubbish_ending_is_told_and_breaks_nothing(
    ending: str, words: str, open_demo: OpenDemo
) -> None:
    """Every part that does not fit is named, the rest works."""
    figure = open_demo(PLAYGROUND, ending)
    told = figure.root.locator(":is(.demo__refusal, .demo__notice):not([hidden])")
    expect(told.first).to_be_visible()
    assert words in " ".join(told.all_inner_texts())
    figure.control("image").select_option("disc")
    figure.player.set(PLAYGROUND, {"image": "disc"})
    figure.follows()
    expect(told).to_have_count(0)


def test_an_anchor_is_no_rubbish(page: Page, site: Site) -> None:
    """A heading's anchor says nothing to the demos."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/#values")
    figure = Figure(page, PLAYGROUND)
    figure.call("values")
    expect(figure.root.locator(".demo__notice")).to_be_hidden()
    page.evaluate("location.hash = 'from-a-script'")
    figure.follows()
    expect(figure.root.locator(".demo__notice")).to_be_hidden()


def test_reloading_keeps_what_was_set(page: Page, open_demo: OpenDemo) -> None:
    """After a reload the reader's values count for more than the link that they came by."""
    figure = open_demo(PLAYGROUND, "#demo=filter-playground&image=disc")
    figure.control("filter").select_option("laplacian")
    figure.player.set(PLAYGROUND, {"image": "disc", "filter": "laplacian"})
    figure.follows()
    page.reload()
    figure.is_ready().follows()


def test_what_is_borrowed_follows_to_another_page(page: Page, open_demo: OpenDemo) -> None:
    """The image and the filter go along to the next demo, the newest ones first."""
    figure = open_demo(PLAYGROUND)
    figure.control("image").select_option("disc")
    expect(figure.control("image")).to_have_value("disc")
    page.get_by_role("link", name="Pooling", exact=True).first.click()
    pooling = Figure(page, "pooling").is_ready()
    expect(pooling.control("image")).to_have_value("disc")
    pooling.control("image").select_option("checkerboard")
    page.go_back()
    figure.is_ready()
    expect(figure.control("image")).to_have_value("checkerboard")


def test_demos_on_one_page_share_the_picture(page: Page, site: Site) -> None:
    """Choosing a picture in one demo changes it in the others at once."""
    page.goto(site.url)
    playground, pooling = Figure(page, PLAYGROUND), Figure(page, "pooling")
    playground.is_ready()
    pooling.is_ready()
    playground.control("image").select_option("disc")
    expect(pooling.control("image")).to_have_value("disc")
    pooling.player.set("pooling", {"image": "disc"})
    pooling.follows()
