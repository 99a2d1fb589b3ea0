"""What breaks while a reader is at it: values are kept, and the page says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, Worker, expect

from onefilter.demos import all_demos
from tests import chromium
from tests.browser.conftest import BOOT, Figure, OpenDemo, allow_clipboard, visit
from tests.browser.test_editors import Block
from tests.conftest import BROWSER_FLAGS, Site, Watch, until
from tests.reliability import Tally

PLAYGROUND = "filter-playground"
RUNNING = "learn-the-filter"
VALUES = {"image": "disc", "padding": 1}
LINK = f"demo={PLAYGROUND}&image=disc&padding=1"
FILL = """(storage) => {
  for (let size = 1 << 22; size >= 1; size >>= 1) {
    try {
      for (let i = 0; ; i++) window[storage].setItem(`filler ${size} ${i}`, "x".repeat(size));
    } catch {}
  }
}"""
# A worker that is busy hears nothing, so it is ended from outside.
KILLER = """
  const workers = [];
  window.Worker = class extends Worker {
    constructor(...about) {
      super(...about);
      workers.push(this);
    }
  };
  window.killPython = () => workers.forEach((worker) => worker.terminate());
"""


@pytest.fixture
def cold(browser: Browser) -> Iterator[BrowserContext]:
    """Open a profile with an empty cache, and nothing between page and host."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    yield opened
    opened.close()


def python_worker(page: Page) -> Worker:
    """Return the worker that Python lives in."""
    (worker,) = (worker for worker in page.workers if worker.url.startswith("blob:"))
    return worker


def try_again(figure: Figure) -> None:
    """Press the button, and see the demo come back as it stood."""
    figure.root.get_by_role("button", name="Try again").click()
    figure.is_ready().follows()


def test_a_worker_that_dies_is_noticed_at_once(
    page: Page, open_demo: OpenDemo, tally: Tally
) -> None:
    """Nothing tells the page of it, while it rests or in mid-run; still no one waits in vain."""
    figure = open_demo(RUNNING)
    figure.control("image").select_option("disc")
    figure.player.set(RUNNING, {"image": "disc"})
    figure.follows()
    for running in (False, True):
        tally.count("faults: the worker killed", caused=1)
        if running:
            figure.control("play").click()
            expect(figure.root).to_have_attribute("data-state", "running")
        python_worker(page).evaluate("self.close()")
        expect(figure.root).to_have_attribute("data-state", "error")
        words = figure.root.locator(".demo__words")
        expect(words).to_contain_text("Python has ended")
        expect(words).to_contain_text("try again")
        link = figure.root.get_attribute("data-link") or ""
        step = int((re.search(r"step=(\d+)", link) or ["", "0"])[1])
        figure.player.mount(RUNNING, query=link)
        assert figure.player.frame(RUNNING)["link"] == link
        assert step >= 0
        try_again(figure)
        tally.count("faults: the worker killed", survived=1)


@pytest.mark.fault("the worker killed")
def test_a_worker_killed_while_code_runs_is_told_of(page: Page, site: Site) -> None:
    """The block says what to do; code and values are kept, and Run brings all of it back."""
    page.add_init_script(KILLER)
    page.goto(f"{site.url}in-depth/")
    figure = Figure(page, PLAYGROUND)
    figure.root.scroll_into_view_if_needed()
    figure.is_ready().control("image").select_option("disc")
    figure.player.set(PLAYGROUND, {"image": "disc"})
    figure.follows()
    block = Block(page, "one-product").write("print('begun')\nwhile True: pass")
    block.run.click()
    expect(block.output).to_contain_text("begun")
    page.evaluate("killPython()")
    expect(block.output).to_contain_text("Your code is still here: Run starts Python again.")
    expect(block.code).to_contain_text("while True: pass")
    expect(figure.root).to_have_attribute("data-state", "error")
    assert block.runs("6 * 7") == ["42"]
    figure.is_ready().follows()
    page.evaluate("localStorage.clear()")  # what was written is kept, and all tests share a profile


@pytest.fixture
def insecure(cold: BrowserContext, site: Site) -> Site:
    """The site by plain http from another computer, as in a room without a network."""
    elsewhere = Site(site.url.replace("127.0.0.1", "school.test"), site.folder)

    def pass_on(route: Route) -> None:
        route.fulfill(
            response=route.fetch(url=route.request.url.replace("school.test", "127.0.0.1"))
        )

    cold.route(f"{elsewhere.url}**", pass_on)
    return elsewhere


@pytest.mark.fault("the worker killed")
def test_a_worker_killed_where_there_are_no_locks(cold: BrowserContext, insecure: Site) -> None:
    """Where no browser tells of its end, the reader can stop what seems to run."""
    page = cold.new_page()
    page.add_init_script(KILLER)
    page.goto(f"{insecure.url}in-depth/")
    assert page.evaluate("isSecureContext || 'locks' in navigator") is False
    figure = Figure(page, PLAYGROUND)
    figure.root.scroll_into_view_if_needed()
    figure.is_ready()
    block = Block(page, "one-product").write("print('begun')\nwhile True: pass")
    block.run.click()
    expect(block.output).to_contain_text("begun")
    page.evaluate("killPython()")
    expect(block.run).to_have_text("Stop", use_inner_text=True)
    block.run.click()
    expect(block.output).to_contain_text("Stopped. Python begins afresh.")
    expect(block.code).to_contain_text("while True: pass")
    assert block.runs("6 * 7") == ["42"]
    figure.is_ready().follows()


@pytest.mark.fault("offline in mid-boot")
@pytest.mark.parametrize("held", ["image.bin", "pyodide.asm.mjs"])
def test_a_network_that_goes_in_mid_boot(held: str, cold: BrowserContext, site: Site) -> None:
    """What was under way fails, is told, and works when the network is back."""
    page = cold.new_page()
    waiting: list[Route] = []
    cold.route(f"**/{held}", lambda route: waiting.append(route))
    page.goto(f"{site.url}demos/{PLAYGROUND}/#{LINK}")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root).to_have_attribute("data-state", "booting")
    cold.set_offline(True)
    for route in waiting:
        route.abort("internetdisconnected")
    expect(figure.root).to_have_attribute("data-state", "error", timeout=BOOT)
    expect(figure.root.locator(".demo__words")).to_contain_text("try again")
    expect(figure.root.locator(".demo__stage > svg").first).to_be_visible()
    cold.unroute_all()
    cold.set_offline(False)
    figure.player.mount(PLAYGROUND, query=LINK)
    try_again(figure)


@pytest.mark.chromium("its own tools freeze a tab")
@pytest.mark.fault("a tab frozen for an hour")
def test_a_tab_that_slept_while_booting_goes_on(cold: BrowserContext, site: Site) -> None:
    """An hour's sleep is no hour of waiting: nothing is given up when the tab wakes."""
    release: list[Route] = []
    cold.route("**/image.bin", lambda route: release.append(route))
    page = cold.new_page()
    page.clock.install()
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root.locator(".demo__words")).to_contain_text("Loading Python")
    freeze(page)
    expect(figure.root).to_have_attribute("data-state", "booting")
    for route in release:
        route.continue_()
    figure.is_ready().follows()


def freeze(page: Page) -> None:
    """Freeze a tab for an hour, and wake it."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.clock.fast_forward("01:00:00")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    session.detach()


@pytest.mark.chromium("its own tools freeze a tab")
@pytest.mark.fault("a tab frozen for an hour")
def test_a_tab_that_slept_while_playing_goes_on(page: Page, site: Site) -> None:
    """What played plays on from where it was, not an hour later."""
    page.clock.install()
    page.goto(f"{site.url}demos/{RUNNING}/")
    figure = Figure(page, RUNNING).is_ready()
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    freeze(page)
    expect(figure.root).to_have_attribute("data-state", "running")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "ready")
    figure.player.mount(RUNNING, query=figure.root.get_attribute("data-link") or "")
    figure.follows()


@pytest.mark.fault("storage full")
def test_full_storage_costs_nothing_but_itself(cold: BrowserContext, site: Site) -> None:
    """With no byte left in either store, values still follow from page to page."""
    page = cold.new_page()
    watched = Watch(page, site.url)
    page.goto(f"{site.url}licences/")
    for storage in ("sessionStorage", "localStorage"):
        page.evaluate(FILL, storage)
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND).is_ready()
    keeps_values(figure, site)
    assert watched.errors == []


def keeps_values(figure: Figure, site: Site) -> None:
    """Set values, leave by a link, come back, and find them."""
    figure.control("image").select_option("disc")
    figure.control("padding").select_option("1")
    figure.player.set(PLAYGROUND, VALUES)
    figure.follows()
    visit(figure.page, f"{site.url}intuition/using/")
    visit(figure.page, f"{site.url}demos/{PLAYGROUND}/")
    figure.is_ready().follows()


@pytest.mark.chromium("storage is denied by its settings")
@pytest.mark.fault("storage denied")
def test_denied_storage_costs_nothing_but_itself(
    site: Site, tmp_path: Path, browser: Browser
) -> None:
    """Demos live and code runs, also after a failure; values follow from page to page."""
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default/Preferences").write_text(json.dumps(settings))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=executable(), args=list(BROWSER_FLAGS)
    )
    page = context.new_page()
    watched = Watch(page, site.url)
    held: list[Route] = []  # what makes up for the storage comes late; Python starts before
    page.route("**/storage.js", lambda route: held.append(route))
    with page.expect_response("**/pyscript/error-*.js"):
        page.goto(f"{site.url}demos/{PLAYGROUND}/", wait_until="commit")
    until(page, "() => document.querySelector('script[type=py]')")
    held[0].continue_()
    page.unroute("**/storage.js")
    assert page.evaluate("(() => { try { localStorage.setItem('a', 1) } catch { return 1 } })()")
    figure = Figure(page, PLAYGROUND).is_ready()
    keeps_values(figure, site)
    visit(page, f"{site.url}intuition/using/")
    assert Block(page, "first-maps").runs("6 * 7") == ["42"]
    assert watched.errors == []
    assert watched.foreign() == []
    context.close()


def executable() -> str:
    """Return the browser in use: no second Playwright may be asked while one runs."""
    return str(chromium.named() or chromium.on_path())


@pytest.mark.fault("two tabs at once")
def test_two_tabs_do_not_disturb_each_other(context: BrowserContext, site: Site) -> None:
    """Each has its own Python and its own values; what one restarts does not stop the other."""
    figures = []
    for image in ("disc", "checkerboard"):
        page = context.new_page()
        page.goto(f"{site.url}demos/{PLAYGROUND}/")
        figure = Figure(page, PLAYGROUND).is_ready()
        figure.control("image").select_option(image)
        figure.player.set(PLAYGROUND, {"image": image})
        figures.append(figure)
    first, second = figures
    python_worker(first.page).evaluate("self.close()")
    expect(first.root).to_have_attribute("data-state", "error")
    second.follows()
    try_again(first)
    second.page.reload()
    second.is_ready().follows()
    first.page.bring_to_front()
    first.follows()


@pytest.mark.fault("a decimal comma")
@pytest.mark.parametrize("text", ["0,5", "-1,25", "2.5"])
def test_a_decimal_comma_is_a_decimal_point(text: str, page: Page, open_demo: OpenDemo) -> None:
    """Typed or pasted, a weight is what its reader meant."""
    figure = open_demo(PLAYGROUND)
    allow_clipboard(page.context)
    for field, way in (("w11", "typed"), ("w12", "pasted")):
        figure.control(field).focus()
        page.keyboard.press("Control+A")
        if way == "typed":
            page.keyboard.type(text)
        else:
            page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
            page.keyboard.press("Control+V")
        figure.player.set(PLAYGROUND, {field: float(text.replace(",", "."))})
        figure.follows()
        expect(figure.refusal(field)).to_be_hidden()


@pytest.mark.fault("a decimal comma")
def test_a_german_browser_takes_both_marks(browser: Browser, site: Site) -> None:
    """Its fields may speak German; the values that they hold do not."""
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    page = context.new_page()
    watched = Watch(page, site.url)
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND).is_ready()
    assert page.evaluate("(0.5).toLocaleString()") == "0,5"
    for field, text in (("w11", "0,5"), ("w12", "-1.25")):
        figure.control(field).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        figure.player.set(PLAYGROUND, {field: float(text.replace(",", "."))})
        figure.follows()
        expect(figure.refusal(field)).to_be_hidden()
    expect(figure.output("sum")).to_have_text(figure.player.frame(PLAYGROUND)["readouts"]["sum"])
    assert watched.errors == []
    context.close()


# Clocks of a page and of its worker, where a machine is set right or a browser hides.
CLOCKS = {
    "stands still": """
      performance.now = () => 1000;
      Date.now = () => 0;
    """,
    "jumps back": """
      const hour = 3_600_000;
      let asked = 0;
      const now = performance.now.bind(performance);
      performance.now = () => now() + hour * (9 - Math.floor(asked++ / 4) % 9);
      Date.now = performance.now;
      const frame = self.requestAnimationFrame;
      if (frame) self.requestAnimationFrame = (act) => frame(() => act(performance.now()));
    """,
}


@pytest.mark.fault("a clock that is wrong")
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_is_wrong_stops_nothing(clock: str, cold: BrowserContext, site: Site) -> None:
    """Python starts, a demo plays and rests, code runs."""
    cold.route("**/interpreter.mjs", lambda route: prefix(route, CLOCKS[clock]))
    page = cold.new_page()
    page.add_init_script(f"{{ {CLOCKS[clock]} }}")
    page.goto(f"{site.url}demos/{RUNNING}/")
    figure = Figure(page, RUNNING).is_ready()
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "running")
    expect(figure.output("step")).not_to_have_text("0")
    figure.control("play").click()
    expect(figure.root).to_have_attribute("data-state", "ready")
    figure.player.step(RUNNING, int(figure.output("step").inner_text()))
    figure.follows()
    visit(page, f"{site.url}in-depth/")
    assert Block(page, "one-product").runs("print(6)\n7") == ["6", "7"]


def prefix(route: Route, script: str) -> None:
    """Send a module with lines before its own."""
    answer = route.fetch()
    route.fulfill(response=answer, body=f"{{ {script} }}\n{answer.text()}")


@pytest.mark.fault("a browser that cannot run Python")
@pytest.mark.parametrize("lacking", ["WebAssembly", "Worker"])
def test_a_browser_that_cannot_run_python_says_so_once(
    lacking: str, page: Page, site: Site
) -> None:
    """The site stays as it was published; one plain sentence, no button that could not help."""
    page.add_init_script(f"delete window.{lacking}")
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root).to_have_attribute("data-state", "error")
    words = figure.root.locator(".demo__words")
    expect(words).to_contain_text(f"it lacks {lacking}. The pictures stay as they are")
    expect(figure.root.get_by_role("button", name="Try again")).to_be_hidden()
    for view in all_demos()[PLAYGROUND].views:
        still = figure.root.locator(f'[data-view-box="{view.name}"]:not([hidden]) svg')
        assert still.count() == 0 or still.first.is_visible()
    visit(page, f"{site.url}intuition/using/")
    block = page.locator(".editor").first
    block.locator("[data-act=run]").click()
    expect(block.locator(".editor__output")).to_contain_text(f"it lacks {lacking}")
    expect(block).to_have_attribute("data-state", "ready")


def test_what_others_left_in_storage_is_no_harm(page: Page, site: Site, tally: Tally) -> None:
    """Rubbish under our own names is left unread."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    figure = Figure(page, PLAYGROUND).is_ready()
    name = page.evaluate("Object.keys(sessionStorage).find((key) => key.includes('#'))")
    rubbish = ["", "{", "null", "5", '{"link":5}', '{"link":{}}', '{"link":"%FF=%"}', "[]"]
    tally.count("hostile input: storage", cases=len(rubbish))
    for text in rubbish:
        page.evaluate("([name, text]) => sessionStorage.setItem(name, text)", [name, text])
        page.reload()
        figure.is_ready()
        figure.control("image").select_option("disc")
        expect(figure.root).to_have_attribute("data-link", re.compile("image=disc"))
    until(page, "(name) => JSON.parse(sessionStorage.getItem(name)).link.length > 0", name)
    tally.count("hostile input: storage", held=len(rubbish))
