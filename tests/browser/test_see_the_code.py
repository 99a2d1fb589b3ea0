"""The code that a demo runs: to be read, rewritten, run in that demo alone, and put back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from onefilter.demos import all_demos
from overrides.markdown.figures import code
from tests.browser.conftest import BOOT, Figure, OpenDemo, Tour, visit
from tests.browser.screens import DESK, PHONE, Scheme, broken_rules, screen, sideways
from tests.conftest import Site

POOLING, PLAYGROUND = "pooling", "filter-playground"
TOGETHER = "in-depth"  # a page with the playground and a block
NEGATIVE = """

_largest = max_pool2d


def max_pool2d(x, *size):
    if x.max() > 4:
        raise ValueError("too light")
    return -_largest(x, *size)
"""


class Code:
    """The editor under a figure."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.page = figure.page
        self.fold = figure.root.locator(".demo__code")
        self.root = self.fold.locator(".editor")
        self.run = self.root.locator("[data-act=run]")
        self.output = self.root.locator(".editor__output")
        self.status = self.root.locator(".editor__status")
        self.badge = figure.root.locator(".demo__own")

    def opened(self) -> Code:
        """Unfold it."""
        self.fold.locator("summary").click()
        expect(self.root).to_be_visible()
        return self

    def runs(self, addition: str, *, whole: bool = False) -> Code:
        """Write something below the code, or in its place, and run it."""
        self.writes(addition, whole=whole)
        self.page.keyboard.press("Shift+Enter")
        expect(self.root).to_have_attribute("data-state", "ready", timeout=BOOT)
        return self

    def writes(self, addition: str, *, whole: bool = False) -> None:
        """Write as a reader does."""
        self.press("edit")
        expect(self.root.locator(".cm-content")).to_be_focused(timeout=BOOT)
        self.page.keyboard.press("Control+A" if whole else "Control+End")
        self.page.keyboard.insert_text(addition)

    def press(self, act: str) -> None:
        """Press one of its buttons."""
        self.root.locator(f"[data-act={act}]").click()

    def is_own(self, own: bool) -> None:
        """Wait until the figure says whose code it runs."""
        expect(self.badge).to_be_visible() if own else expect(self.badge).to_be_hidden()


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """Forget what a page keeps for later visits: all tests share a profile."""
    yield page
    page.evaluate("localStorage.clear()")


@pytest.fixture
def pooling(open_demo: OpenDemo) -> Code:
    """Open a demo and its code."""
    return Code(open_demo(POOLING)).opened()


@pytest.mark.parametrize("name", list(all_demos()))
def test_every_demo_runs_its_code_from_the_page(name: str, tour: Tour) -> None:
    """Unchanged, it gives the same numbers as natively, and the figure says that it ran."""
    with tour.at(name) as figure:
        shown = Code(figure).opened()
        expect(shown.root.locator("code").first).to_have_text(code(all_demos()[name]))
        shown.run.click()
        shown.is_own(True)
        expect(shown.status).to_contain_text("The demo runs your version")
        figure.follows()
        shown.press("reset")
        shown.is_own(False)
        figure.follows()


def test_the_readers_version_runs_in_that_demo(pooling: Code) -> None:
    """The numbers change, and come back with Reset."""
    before = pooling.figure.arrays()
    pooling.runs(NEGATIVE).is_own(True)
    after = pooling.figure.arrays()
    np.testing.assert_allclose(after["pooled"], -before["pooled"])
    np.testing.assert_array_equal(after["feature_map"], before["feature_map"])
    pooling.press("reset")
    pooling.is_own(False)
    np.testing.assert_array_equal(pooling.figure.arrays()["pooled"], before["pooled"])
    expect(pooling.status).to_have_text("The code as the package has it")


def test_a_broken_version_says_so_and_the_demo_goes_on(pooling: Code) -> None:
    """Its line is marked, the picture stays, and the demo still answers."""
    before = pooling.figure.arrays()
    pooling.runs("\n\ndef max_pool2d(x, *size):\n    return larges(x)")
    expect(pooling.output).to_contain_text("NameError: name 'larges' is not defined")
    expect(pooling.output.locator(".editor__hint")).to_be_visible()
    expect(pooling.root.locator(".editor__marked")).to_have_text("    return larges(x)")
    expect(pooling.status).to_have_text("The demo goes on as before")
    pooling.is_own(False)
    np.testing.assert_array_equal(pooling.figure.arrays()["pooled"], before["pooled"])
    pooling.figure.control("mode").select_option("mean")
    pooling.figure.player.set(POOLING, {"mode": "mean"})
    pooling.figure.follows()


def test_a_version_that_fails_later_leaves_the_last_picture(pooling: Code) -> None:
    """The figure tells it beside the controls, the editor with its line."""
    pooling.runs(NEGATIVE).is_own(True)
    before = pooling.figure.arrays()
    pooling.figure.control("filter").select_option("outline")
    notice = pooling.figure.root.locator(".demo__notice")
    expect(notice).to_have_text("Your version of the code fails here: ValueError: too light")
    expect(pooling.output).to_contain_text("ValueError: too light")
    np.testing.assert_array_equal(pooling.figure.arrays()["pooled"], before["pooled"])
    for again in ("sobel_x", "outline", "identity"):
        pooling.figure.control("filter").select_option(again)
        pooling.figure.call("values")  # answers come in order
    expect(pooling.output.locator(".editor__text--error")).to_have_count(1)
    pooling.press("reset")
    pooling.is_own(False)
    pooling.figure.control("filter").select_option("outline")
    pooling.figure.player.set(POOLING, {"filter": "outline"})
    pooling.figure.follows()


def test_stop_ends_an_endless_version(pooling: Code) -> None:
    """The demo comes back with its values and its own code."""
    pooling.figure.control("mode").select_option("mean")
    pooling.figure.player.set(POOLING, {"mode": "mean"})
    pooling.figure.follows()
    pooling.writes("\n\ndef avg_pool2d(x, *size):\n    while True:\n        pass\n")
    pooling.run.click()
    expect(pooling.run).to_have_accessible_name("Stop")
    pooling.run.click()
    expect(pooling.output).to_contain_text("the demo with its own code")
    pooling.figure.is_ready()
    pooling.figure.follows()
    pooling.is_own(False)


def test_a_version_that_hangs_later_can_be_stopped(pooling: Code) -> None:
    """Stop comes by itself where the demo does not answer."""
    endless = NEGATIVE.replace('raise ValueError("too light")', "while True: pass")
    pooling.runs(endless).is_own(True)
    pooling.figure.control("filter").select_option("outline")
    expect(pooling.run).to_have_accessible_name("Stop")
    expect(pooling.status).to_contain_text("still at work")
    pooling.run.click()
    expect(pooling.output).to_contain_text("the demo with its own code")
    pooling.figure.is_ready()
    pooling.figure.follows()
    pooling.is_own(False)


def test_other_demos_and_blocks_keep_the_original(page: Page, site: Site) -> None:
    """A version reaches the demo that it stands under, and nothing else on the page."""
    page.goto(f"{site.url}{TOGETHER}/")
    figure = Figure(page, PLAYGROUND)
    figure.root.scroll_into_view_if_needed()
    shown = Code(figure.is_ready()).opened()
    shown.runs("\n\ndef conv2d(x, weight, *rest, **more):\n    return 0 * x[:, :, 1:-1, 1:-1]\n")
    shown.is_own(True)
    assert not figure.arrays()["feature_map"].any()
    block = page.locator("#one-product")
    block.locator("[data-act=edit]").click()
    expect(block.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "import numpy as np\nfrom onefilter.conv import conv2d\n"
        "int(conv2d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3))).sum())"
    )
    page.keyboard.press("Shift+Enter")
    expect(block.locator(".editor__text--value")).to_have_text("9")
    visit(page, f"{site.url}demos/{PLAYGROUND}/")
    again = Figure(page, PLAYGROUND, figure.player).is_ready()
    assert again.arrays()["feature_map"].any()
    Code(again).is_own(False)


def test_a_link_with_a_version_opens_it_and_does_not_run_it(page: Page, site: Site) -> None:
    """Whoever opens it sees the code and has to press Run."""
    ending = "code=code-of-pooling&text=KyjKzCvRUDJU0gQA"  # print("1")
    page.goto(f"{site.url}demos/{POOLING}/#{ending}")
    shown = Code(Figure(page, POOLING).is_ready())
    expect(shown.root).to_be_visible()
    expect(shown.root.locator("code").first).to_have_text('print("1")')
    expect(shown.root.locator(".editor__notice")).to_contain_text("Read it before you run it")
    shown.is_own(False)
    expect(shown.output).to_be_empty()
    shown.run.click()
    expect(shown.output).to_contain_text("this code does not define it")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_code_is_for_everyone(scheme: Scheme, width: int, browser: Browser, site: Site) -> None:
    """Code, badge, error and notice keep to the rules in both palettes, wide and narrow."""
    with screen(browser, width, scheme) as context:
        page = context.new_page()
        page.goto(f"{site.url}demos/{POOLING}/")
        figure = Figure(page, POOLING)
        figure.root.scroll_into_view_if_needed()
        shown = Code(figure.is_ready()).opened()
        shown.runs(NEGATIVE).is_own(True)
        figure.control("filter").select_option("outline")
        expect(shown.output).to_contain_text("too light")
        assert broken_rules(page, f"#{figure.root.get_attribute('id')}") == []
        assert sideways(page, width) == []


def test_without_javascript_the_code_can_be_read(browser: Browser, site: Site) -> None:
    """It is on the page; buttons that cannot work are not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}demos/{POOLING}/")
    fold = page.locator(".demo__code")
    fold.locator("summary").click()
    expect(fold.locator("code").first).to_contain_text(re.compile(r"def max_pool2d\("))
    expect(fold.locator("[data-act=run]")).to_be_hidden()
    context.close()
