"""How soon a block of code answers on a page whose demos are live, and how soon after Stop."""

from __future__ import annotations

from statistics import median
from typing import Any

from playwright.sync_api import Page

from tests.bench._contest import our_site, verdict
from tests.bench._hosts import Host
from tests.bench._visits import PATIENCE, Chromium, found, profile

PAGE, DEMO, BLOCK = "in-depth/", "filter-playground", "one-product"
TRIVIAL, ENDLESS = "6 * 7", "while True: pass"
LATER_RUNS = 9
# When the demo's figure came to be what it is.
STATES = """
const states = [];
document.addEventListener("DOMContentLoaded", () => {
  const figure = document.querySelector("figure[data-demo=NAME]");
  const note = () => states.push([figure.dataset.state, performance.now()]);
  if (figure) new MutationObserver(note).observe(figure, { attributeFilter: ["data-state"] });
});
window.benchStates = states;
""".replace("NAME", DEMO)
# From letting go of Run, which is what presses it, until the answer and the editor are there.
RUN = """(name) => {
  const block = document.getElementById(name);
  const has = (part) => block.querySelector(part) !== null;
  const pressed = new Promise((resolve) =>
    block.addEventListener("pointerup", resolve, { capture: true, once: true }),
  );
  window.benchAnswer = pressed.then(async ({ timeStamp }) => {
    const old = block.querySelector(".editor__output > *");
    const isNew = () => has(".editor__output > *") && !old?.isConnected;
    do await new Promise(requestAnimationFrame);
    while (block.dataset.state !== "ready" || !isNew() || !has(".cm-content"));
    return performance.now() - timeStamp;
  });
}"""
FRAME = "new Promise(requestAnimationFrame)"
STEPS = 12  # frames in which a hand moves the pointer from the code to Run: a fifth of a second
STOP = """async ([name, demo]) => {
  const figure = document.querySelector(`figure[data-demo=${demo}]`);
  const begin = performance.now();
  document.querySelector(`#${name} [data-act=run]`).click();
  do await new Promise(requestAnimationFrame);
  while (figure.dataset.state !== "ready");
  return performance.now() - begin;
}"""


def run(rounds: int) -> dict[str, Any]:
    """Return what was measured beside what it may be."""
    with our_site() as host, found() as browser:
        visits = [visit(browser, host) for _ in range(rounds)]
    firsts, laters, boots, stops = zip(*visits, strict=True)
    every_later = [time for times in laters for time in times]
    ratio = median(stop / boot for stop, boot in zip(stops, boots, strict=True))
    return {
        "targets": {
            "first Run, editor cached, ms": verdict(median(firsts), 150),
            "every later Run of a trivial block, ms": verdict(max(every_later), 50),
            "Stop until the demo lives, in units of its boot": verdict(ratio, 1.5),
        },
        "later Run, median ms": median(every_later),
        "later Runs in their order, median ms": [
            median(times) for times in zip(*laters, strict=True)
        ],
        "boot, cached, median ms": median(boots),
        "Stop until the demo lives, median ms": median(stops),
    }


def visit(browser: Chromium, host: Host) -> tuple[float, list[float], float, float]:
    """Return a first Run, later Runs, a boot and a Stop, on the second visit to a page."""
    with profile(browser) as context:
        context.add_init_script(STATES)
        page = live(context.new_page(), host)
        press(page, BLOCK)
        page.close()
        page = live(context.new_page(), host)
        states = dict(reversed(page.evaluate("benchStates")))
        first = press(page, BLOCK)
        write(page, TRIVIAL)
        later = [press(page, BLOCK) for _ in range(LATER_RUNS)]
        write(page, ENDLESS)
        page.locator(f"#{BLOCK} [data-act=run]").click()
        page.wait_for_selector(f"#{BLOCK}[data-state=running]")
        stop = page.evaluate(STOP, [BLOCK, DEMO])
    return first, later, states["ready"] - states["booting"], stop


def live(page: Page, host: Host) -> Page:
    """Wait until the page's demo lives, and look at the block."""
    page.goto(f"{host.url}{PAGE}", wait_until="commit", timeout=PATIENCE)
    page.locator(f"figure[data-demo={DEMO}]").scroll_into_view_if_needed()
    page.wait_for_selector(f"figure[data-demo={DEMO}][data-state=ready]", timeout=PATIENCE)
    page.locator(f"#{BLOCK}").scroll_into_view_if_needed()
    return page


def press(page: Page, name: str) -> float:
    """Move the pointer from the code to Run, press, and return what the answer took."""
    page.evaluate(RUN, name)
    code, run = (page.locator(f"#{name} {part}") for part in (".editor__code", "[data-act=run]"))
    begin, end = code.bounding_box(), run.bounding_box()
    assert begin
    assert end
    x, y = end["x"] + end["width"] / 2, end["y"] + end["height"] / 2
    far, up = begin["x"] + begin["width"] / 2 - x, begin["y"] - y
    for step in range(STEPS + 1):
        left = 1 - step / STEPS
        page.mouse.move(x + left * far, y + left * up)
        page.evaluate(FRAME)
    page.mouse.down()
    page.mouse.up()
    took: float = page.evaluate("benchAnswer")
    return took


def write(page: Page, code: str) -> None:
    """Replace the block's code as a reader does."""
    page.locator(f"#{BLOCK} [data-act=edit]").click()
    page.wait_for_selector(f"#{BLOCK} .cm-content:focus")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
