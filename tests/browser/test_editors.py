"""Blocks of code run where they stand, whatever is written into them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from onefilter.scene.colormap import to_rgba
from tests.browser.conftest import BOOT, Figure, allow_clipboard, visit
from tests.browser.screens import DESK, PHONE, TARGETS, Scheme, broken_rules, screen, sideways
from tests.conftest import Site, Watch, until
from tests.session.test_notebook import RUNNER
from tests.site import sources

PLAYGROUND = "filter-playground"
BESIDE_A_DEMO = "in-depth"  # a page with the playground and one block
TWO_BLOCKS = "intuition/using"
ABOVE = "The blocks above ran first, as published."
# What a picture shows, however it is drawn.
TOLD = """output => [...output.querySelectorAll(".editor__text, .editor__picture")].map(part => {
  const canvas = part.querySelector("canvas");
  if (canvas) return canvas.getAttribute("aria-label");
  const [title, words] = ["title", "desc"].map(tag => part.querySelector(tag)?.textContent);
  return title ? (words ? `${title}: ${words}` : title) : part.textContent.trimEnd();
})"""


class Block:
    """One block of code on a page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.root = page.locator(f"#{name}")
        self.run = self.root.locator("[data-act=run]")
        self.output = self.root.locator(".editor__output")
        self.code = self.root.locator(".cm-content")

    def is_ready(self, timeout: float = BOOT) -> Block:
        """Wait until it rests."""
        expect(self.root).to_have_attribute("data-state", "ready", timeout=timeout)
        return self

    def press(self, act: str) -> None:
        """Press one of its buttons."""
        self.root.locator(f"[data-act={act}]").click()

    def write(self, code: str) -> Block:
        """Replace its code as a reader does."""
        self.press("edit")
        expect(self.code).to_be_focused(timeout=BOOT)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(code)
        return self

    def runs(self, code: str | None = None) -> list[str]:
        """Run it, perhaps with other code, and return what it says."""
        if code is not None:
            self.write(code)
        self.run.click()
        return self.is_ready().says()

    def says(self) -> list[str]:
        """Return its texts, and its pictures in words."""
        told: list[str] = self.output.evaluate(TOLD)
        return told


def names(page: Page) -> list[str]:
    """Return the blocks of a page, without the code of its demos."""
    found: list[str] = page.locator("[data-editor]:not([data-of])").evaluate_all(
        "blocks => blocks.map(block => block.id)"
    )
    return found


# Where it stands on the page, however far that is scrolled.
PLACE = """element => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + scrollX, top + scrollY, width, height];
}"""


def address(page: Page) -> str:
    """Return where a page is, without the section that it is scrolled to."""
    return page.url.split("#")[0]


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """Forget what a page keeps for later visits: all tests share a profile."""
    yield page
    page.evaluate("localStorage.clear()")


@pytest.fixture
def block(page: Page, site: Site) -> Block:
    """Open a page with one block beside a demo that is live."""
    page.goto(f"{site.url}{BESIDE_A_DEMO}/")
    figure = Figure(page, PLAYGROUND)
    figure.root.scroll_into_view_if_needed()
    figure.is_ready()
    return Block(page, "one-product")


def test_the_last_block_runs_without_the_ones_above(page: Page, site: Site) -> None:
    """Names that it builds on are made first, without a word but that."""
    page.goto(f"{site.url}{TWO_BLOCKS}/")
    block = Block(page, names(page)[-1])
    published = block.says()
    assert block.runs() == published
    expect(block.output.locator(".editor__note")).to_have_text(ABOVE)
    block.runs()
    expect(block.output.locator(".editor__note")).to_have_count(0)


def test_nothing_moves_when_an_editor_comes(block: Block) -> None:
    """Neither the first Run nor the editor changes any block's place or size."""
    before = [part.evaluate(PLACE) for part in (block.root, block.run)]
    block.runs()
    expect(block.code).to_be_visible()
    after = [part.evaluate(PLACE) for part in (block.root, block.run)]
    np.testing.assert_allclose(after, before, atol=1)


# CodeMirror's parts that a page has asked for, from wherever they came, are so many.
ASKED = """(count) => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("codemirror")).length === count"""
ALL_PARTS = 5
NEAR = {"a pointer": lambda block: block.root.hover(), "the focus": lambda block: block.run.focus()}


@pytest.mark.parametrize("sign", NEAR)
def test_the_editor_is_loaded_when_it_is_needed(sign: str, block: Block) -> None:
    """A page that is only read does not load it; whoever comes near a block finds it there."""
    until(block.page, ASKED, 0)
    NEAR[sign](block)
    until(block.page, ASKED, ALL_PARTS)
    expect(block.code).to_have_count(0)
    block.runs()
    expect(block.code).to_be_visible()
    until(block.page, ASKED, ALL_PARTS)


def test_a_picture_has_the_packages_colours(block: Block) -> None:
    """Each cell of a shown map has the colour that the package gives it."""
    assert block.runs("import numpy as np\nshow(np.linspace(0, 1, 100).reshape(10, 10))") == [
        "10 × 10 numbers from 0 to 1."
    ]
    canvas = block.output.locator("canvas")
    found = canvas.evaluate(
        """canvas => Array.from({ length: 100 }, (_, index) => {
          const at = (cell) => (cell + 0.5 + 0.125) / 10.25 * canvas.width;
          const [x, y] = [at(index % 10), at(Math.floor(index / 10))];
          return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
        })"""
    )
    wanted = to_rgba(np.linspace(0, 1, 100).reshape(10, 10), "gray")
    np.testing.assert_array_equal(found, wanted.reshape(100, 4))


CASES = {
    "syntax": (
        "x = 1\ny = (",
        ["Line 2:\n    y = (\n        ^\nSyntaxError: '(' was never closed"],
    ),
    "input": ("input('Who?')", ["NoInputError"]),
    "torch": ("import torch", ["ModuleNotFoundError: No module named 'torch'"]),
    "markup": ("print('<b id=x>&amp;</b>')", ["<b id=x>&amp;</b>"]),
    "recursion": ("def f():\n    f()\nf()", ["RecursionError"]),
    "exit": ("import sys\nsys.exit()", []),
    "javascript": ("import js", ["ModuleNotFoundError"]),
    "memory": ("import numpy as np\nhuge = np.ones(2**28)", ["array is too big"]),
    "memories": (
        "import numpy as np\nhuge = [np.ones(2**27) for _ in range(4)]",
        ["MemoryError"],
    ),
}


def test_whatever_is_run_the_page_goes_on(block: Block) -> None:
    """Every way to fail has its message, and the next run works."""
    for name, (code, wanted) in CASES.items():
        found = block.runs(code)
        assert len(found) == len(wanted), (name, found)
        for text, part in zip(found, wanted, strict=True):
            assert part in text, name
        assert block.runs("6 * 7") == ["42"], name
    Figure(block.page, PLAYGROUND).follows()


def test_an_error_marks_its_line_and_has_a_hint(block: Block) -> None:
    """The line is lit until the code changes."""
    (told,) = block.runs("import numpy as np\nx = np.ones((2, 3))\nx @ x")
    assert told.startswith("Line 3:\n    x @ x\nValueError")
    expect(block.root.locator(".editor__marked")).to_have_text("x @ x")
    expect(block.output.locator(".editor__hint")).to_contain_text("Print .shape of both")
    expect(block.output.locator(".editor__hint code")).to_have_count(5)
    block.code.press("Control+End")
    block.page.keyboard.type(".T")
    expect(block.root.locator(".editor__marked")).to_have_count(0)
    assert block.runs() == ["array([[3., 3.],\n       [3., 3.]])"]


def test_a_flood_of_lines_is_cut_and_counted(block: Block) -> None:
    """Ten million lines neither fill the page nor stop it."""
    block.write("for number in range(10_000_000): print(number)")
    block.run.click()
    notes = block.output.locator(".editor__note")
    expect(notes.first).to_contain_text("40,000 characters", timeout=BOOT)
    assert len(block.says()[0]) < 40_001
    block.is_ready()
    expect(notes.last).to_contain_text("more lines were printed")
    assert block.runs("6 * 7") == ["42"]


def test_output_comes_while_the_code_runs(block: Block) -> None:
    """A line is there before the code ends, here because it never does."""
    block.write("print('first')\nwhile True: pass").run.click()
    expect(block.output).to_have_text("first")
    expect(block.root).to_have_attribute("data-state", "running")


def test_stop_ends_an_endless_loop(block: Block) -> None:
    """Python begins afresh; the demos come back as the reader left them."""
    page, figure = block.page, Figure(block.page, PLAYGROUND)
    figure.control("w11").fill("3")
    figure.player.set(PLAYGROUND, {"w11": 3})
    figure.follows()
    assert block.runs("kept = 1") == []
    (python,) = [worker for worker in page.workers if worker.url.startswith("blob:")]
    block.write("while True: pass").run.click()
    expect(block.run).to_have_accessible_name("Stop")
    with python.expect_event("close"):
        block.run.click()
    expect(block.output).to_have_text("Stopped. Python begins afresh.")
    figure.is_ready()
    figure.follows()
    expect(figure.control("w11")).to_have_value("3")
    (told,) = block.runs("kept")
    assert "NameError" in told


def test_a_double_click_does_what_its_first_click_does(block: Block) -> None:
    """On Stop it does not run the loop again, on Run it does not stop it."""
    block.write("while True: pass").run.dblclick()
    expect(block.root).to_have_attribute("data-state", "running")
    block.run.click()
    block.is_ready()
    block.run.click()
    expect(block.root).to_have_attribute("data-state", "running")
    block.run.dblclick()
    expect(block.output).to_have_text("Stopped. Python begins afresh.")
    assert block.is_ready().runs("6 * 7") == ["42"]


def test_a_demo_waits_with_patience_for_a_reader_s_code(block: Block) -> None:
    """While code runs a demo's change waits, and nobody takes Python for dead."""
    figure = Figure(block.page, PLAYGROUND)
    block.page.clock.install()
    block.write("while True: pass").run.click()
    expect(block.root).to_have_attribute("data-state", "running")
    figure.control("w00").fill("2")
    block.page.clock.fast_forward(120_000)
    expect(block.root).to_have_attribute("data-state", "running")
    expect(figure.root).to_have_attribute("data-state", "ready")
    block.run.click()
    figure.is_ready()


def test_runs_wait_for_their_turn(page: Page, site: Site) -> None:
    """A second block waits for the first, and Stop ends both."""
    page.goto(f"{site.url}{TWO_BLOCKS}/")
    first, second = (Block(page, name) for name in names(page)[:2])
    first.runs()
    first.write("while True: pass").run.click()
    expect(first.root).to_have_attribute("data-state", "running")
    second.run.click()
    expect(second.root).to_have_attribute("data-state", "waiting")
    expect(second.root.locator(".editor__status")).to_contain_text("Waiting")
    first.run.click()
    first.is_ready()
    second.is_ready()
    expect(second.root.locator(".editor__status")).to_have_text("Not run")
    published = second.says()
    assert second.runs() == published


def test_leaving_a_page_ends_what_runs_there(block: Block, site: Site) -> None:
    """The next page's demos and blocks work at once."""
    page = block.page
    block.write("while True: pass").run.click()
    expect(block.root).to_have_attribute("data-state", "running")
    page.evaluate("window.here = true")
    visit(page, f"{site.url}{TWO_BLOCKS}/")
    other = Block(page, names(page)[0])
    published = other.says()
    assert other.runs() == published
    assert page.evaluate("window.here")  # no full load


def test_a_page_that_comes_back_begins_anew(block: Block, site: Site) -> None:
    """Names belong to one visit of one page."""
    page, home = block.page, address(block.page)
    block.runs("mine = 1")
    visit(page, f"{site.url}{TWO_BLOCKS}/")
    page.go_back()
    expect(page).to_have_url(re.compile(re.escape(home)))
    again = Block(page, block.name)
    (told,) = again.runs("mine")
    assert "NameError" in told


def test_code_that_nobody_watches_is_stopped(block: Block) -> None:
    """An endless loop in a forgotten tab ends after ten minutes."""
    page = block.page
    page.clock.install()
    block.write("while True: pass").run.click()
    expect(block.root).to_have_attribute("data-state", "running")
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.clock.fast_forward(9 * 60_000)
    expect(block.root).to_have_attribute("data-state", "running")
    page.clock.fast_forward(2 * 60_000)
    expect(block.output).to_contain_text("a tab that nobody looked at")
    page.evaluate("delete document.hidden")
    assert block.runs("6 * 7") == ["42"]
    Figure(page, PLAYGROUND).is_ready().follows()


def test_the_keyboard_is_enough(block: Block) -> None:
    """Edit opens the editor, Shift+Enter runs, Tab indents, Escape leaves."""
    page = block.page
    block.root.locator("[data-act=edit]").focus()
    page.keyboard.press("Enter")
    expect(block.code).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("for i in range(2):\nprint(i)")
    page.keyboard.press("Shift+Enter")
    assert block.is_ready().says() == ["0\n1"]
    page.keyboard.press("Escape")
    expect(block.run).to_be_focused()
    page.keyboard.press("Enter")
    assert block.is_ready().says() == ["0\n1"]
    expect(block.root.locator(".editor__status")).to_have_attribute("aria-live", "polite")
    expect(block.output).to_have_attribute("role", "log")
    expect(block.output).to_have_attribute("aria-live", "polite")


def test_a_run_without_a_word_is_heard(block: Block) -> None:
    """Its status is read out when it ends, and what counts up meanwhile is not."""
    status = block.root.get_by_role("status")
    assert block.runs("x = 1") == []
    expect(status).to_contain_text("Output, after")
    expect(status).to_have_attribute("aria-live", "polite")
    block.write("while True: pass").run.click()
    expect(status).to_have_attribute("aria-live", "off")
    block.run.click()
    block.is_ready()


def test_edits_are_kept_and_reset(block: Block) -> None:
    """What a reader wrote is there after a reload, and gone after Reset."""
    page = block.page
    original, published = block.root.locator("code").first.inner_text(), block.says()
    block.runs("'mine'")
    page.reload()
    block.is_ready()
    expect(block.root.locator("code").first).to_have_text("'mine'")
    assert block.says() == published
    assert block.runs() == ["'mine'"]
    block.press("reset")
    assert block.says() == published
    expect(block.code).to_contain_text("def convolve")
    page.reload()
    expect(block.root.locator("code").first).to_have_text(original.strip())
    keys = page.evaluate("Object.keys(localStorage)")
    assert not [key for key in keys if "code:" in key]


@pytest.fixture
def clipboard(context: BrowserContext) -> Iterator[BrowserContext]:
    """Let pages write to the clipboard, and read it."""
    allow_clipboard(context)
    yield context
    context.clear_permissions()


def copied(page: Page) -> str:
    """Return what is on the clipboard."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_code_is_copied(clipboard: BrowserContext, block: Block) -> None:
    """Copy takes the code as it stands."""
    block.write("print('ä')\n")
    block.press("copy")
    expect(block.root.locator("[data-act=copy]")).to_have_text("Copied")
    assert copied(block.page) == "print('ä')\n"


def test_a_link_carries_code_and_does_not_run_it(
    clipboard: BrowserContext, block: Block, watch: Watch
) -> None:
    """Whoever opens it sees the code, is told so, and has to press Run."""
    page, published = block.page, block.says()
    block.write("print('ünder ≥ 1')")
    block.press("link")
    expect(block.root.locator("[data-act=link]")).to_have_text("Copied")
    link = copied(page)
    assert len(link) < 300
    block.write("'my own'")
    page.goto("about:blank")
    page.goto(link)
    block.is_ready()
    expect(block.root.locator("code").first).to_have_text("print('ünder ≥ 1')")
    expect(block.root.locator(".editor__notice")).to_contain_text("Read it before you run it")
    assert block.says() == published
    assert block.runs() == ["ünder ≥ 1"]
    expect(block.root.locator(".editor__notice")).to_be_hidden()


def test_a_link_leaves_the_readers_own_code_alone(block: Block) -> None:
    """Only running or editing what came with a link keeps it."""
    page, home = block.page, address(block.page)
    block.write("'my own'")
    expect(block.code).to_have_text("'my own'")
    page.goto("about:blank")
    page.goto(f"{home}#code={block.name}&text=KyjKzCvRUDJU0gQA")  # print("1")
    expect(block.is_ready().root.locator("code").first).to_have_text('print("1")')
    page.goto("about:blank")
    page.goto(home)
    expect(block.is_ready().root.locator("code").first).to_have_text("'my own'")


def test_an_edit_of_what_a_link_brought_outlasts_a_reload(block: Block) -> None:
    """The address, too, no longer says what stands here."""
    page, home = block.page, address(block.page)
    page.goto("about:blank")
    page.goto(f"{home}#code={block.name}&text=KyjKzCvRUDJU0gQA")  # print("1")
    expect(block.is_ready().root.locator("code").first).to_have_text('print("1")')
    block.write("'my own'")
    expect(page).to_have_url(home)
    page.reload()
    expect(block.is_ready().root.locator("code").first).to_have_text("'my own'")


@pytest.mark.parametrize("text", ["rubbish", "%%%", "A" * 50, "eJzLSM3JyQcABiwCFQ"])
def test_a_damaged_link_says_so(text: str, page: Page, site: Site) -> None:
    """The published code stands, and the demos' own links are not touched by it."""
    page.goto(f"{site.url}{BESIDE_A_DEMO}/#code=one-product&text={text}")
    block = Block(page, "one-product").is_ready()
    expect(block.root.locator(".editor__notice")).to_contain_text("is damaged")
    expect(block.root.locator("code").first).to_contain_text("def convolve")
    figure = Figure(page, PLAYGROUND)
    figure.root.scroll_into_view_if_needed()
    figure.is_ready()
    expect(figure.root.locator(".demo__notice")).to_be_hidden()


def test_a_notebook_holds_the_blocks_up_to_this_one(page: Page, site: Site, tmp_path: Path) -> None:
    """With the reader's own edits, the page's address, and the package."""
    page.goto(f"{site.url}{TWO_BLOCKS}/")
    first, second = (Block(page, name) for name in names(page)[:2])
    listing = (sources.DOCS / f"{TWO_BLOCKS}.md").read_text(encoding="utf-8")
    mine = sources.fences(listing, "python", runnable=True)[0] + "x = 'mine'"
    first.write(mine)
    with page.expect_download(timeout=BOOT) as saving:
        # By key: what was just written may still move the button under a pointer.
        second.root.locator("[data-act=notebook]").press("Enter")
    assert saving.value.suggested_filename == f"{second.name}.ipynb"
    saving.value.save_as(tmp_path / "saved.ipynb")
    cells = json.loads((tmp_path / "saved.ipynb").read_text(encoding="utf-8"))["cells"]
    assert f"{site.url}{TWO_BLOCKS}/" in "".join(cells[0]["source"])
    assert "PACKAGE = " in "".join(cells[1]["source"])
    assert "".join(cells[2]["source"]) == mine
    assert len(cells) == 4
    runner = [sys.executable, "-X", "utf8", "-c", RUNNER, str(tmp_path / "saved.ipynb")]
    done = subprocess.run(runner, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "scores of the ten classes" in done.stdout


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_editors_are_for_everyone(scheme: Scheme, width: int, browser: Browser, site: Site) -> None:
    """Code, output, error and hint keep to the rules in both palettes, wide and narrow."""
    with screen(browser, width, scheme) as context:
        page = context.new_page()
        page.goto(f"{site.url}{BESIDE_A_DEMO}/")
        block = Block(page, "one-product").is_ready()
        assert broken_rules(page, f"#{block.name}") == []
        block.runs("# a remark\nclass A: pass\nprint('x', 1.5, True)\nshow([1, 2])\nconv2d(A)")
        expect(block.output.locator(".editor__hint")).to_be_visible()
        assert broken_rules(page, f"#{block.name}") == []
        assert sideways(page, width) == []
        for button in block.root.locator("button").all():
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= TARGETS[width]


def test_without_javascript_the_output_stands(browser: Browser, site: Site) -> None:
    """Code and what it says are on the page; buttons that cannot work are not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}{TWO_BLOCKS}/")
    for name in names(page):
        root = page.locator(f"#{name}")
        expect(root.locator("code").first).to_be_visible()
        expect(root.locator(".editor__output > *").first).to_be_visible()
        expect(root.locator("[data-act=run]")).to_be_hidden()
    context.close()
