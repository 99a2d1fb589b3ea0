"""One visit, in each browser: the image, the numbers, code, the next page, losses, no network."""

from __future__ import annotations

import pytest

from tests.browser._host import Host
from tests.browsers._steps import DEMO, FIGURE, attribute, is_ready, shows, until
from tests.browsers.conftest import Window
from tests.conftest import Site

pytestmark = pytest.mark.browsers
LESSON = "in-depth/"  # with this demo and one block of code
BLOCK = "#one-product"
NEXT = 'figure[data-demo="channels"]'  # on the page after the lesson
PLAIN = (".whl", ".zip", "pyodide.asm.wasm")
GUARDED = ("image.bin", "pyodide.asm.wasm.bin", "unpack.wasm", "porter.mjs")
# What some hosts send, with status 200, for a file that they do not have.
NOT_FOUND = b"<!doctype html><title>Not found</title>"
SAID = "[...document.querySelectorAll('%s')].map((e) => e.textContent.trim()).join()"
STARTS = """performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith("interpreter.mjs") || name.endsWith("porter.mjs")).length"""


def plain_files(host: Host) -> list[str]:
    """Return what was asked for that only a start from plain files asks for."""
    boot = host.asked[: host.asked.index("sw.js")] if "sw.js" in host.asked else host.asked
    return [path for path in boot if path.endswith(PLAIN)]


def test_it_restores_the_image(window: Window, host: Host) -> None:
    window.goto(f"{host.url}demos/{DEMO}/")
    is_ready(window)
    shows(window, {})
    assert [path for path in host.asked if path.endswith("image.bin")]
    assert not plain_files(host)


@pytest.mark.parametrize("file", GUARDED)
def test_it_survives_the_loss_of(file: str, window: Window, host: Host) -> None:
    (path,) = (p for p in host.folder.glob("runtime/*/*") if p.name == file)
    host.altered[path.relative_to(host.folder).as_posix()] = NOT_FOUND
    window.goto(f"{host.url}demos/{DEMO}/")
    is_ready(window)
    shows(window, {})
    assert plain_files(host)


def test_an_image_cut_short_is_noticed(window: Window, host: Host) -> None:
    (path,) = host.folder.glob("runtime/*/image.bin")
    whole = path.read_bytes()
    host.altered[path.relative_to(host.folder).as_posix()] = whole[: len(whole) // 2]
    window.goto(f"{host.url}demos/{DEMO}/")
    is_ready(window)
    shows(window, {})
    assert plain_files(host)


def test_a_control_changes_it_and_values_go_along(window: Window, site: Site) -> None:
    """The next page is there without another Python, and on the way back all is as it was left."""
    window.goto(f"{site.url}{LESSON}")
    is_ready(window)
    window.fill(f'{FIGURE} [name="w11"]', "0.5")
    shows(window, {"w11": 0.5})
    window.evaluate("window.stays = true")
    window.click(".md-footer__link--next")
    is_ready(window, NEXT)
    window.evaluate("history.back()")
    is_ready(window)
    shows(window, {"w11": 0.5})
    assert window.evaluate("window.stays")
    assert window.evaluate(STARTS) <= 2


def test_code_runs(window: Window, site: Site) -> None:
    """As published, and as a reader goes on writing it."""
    window.goto(f"{site.url}{LESSON}")
    said = SAID % f"{BLOCK} .editor__text"
    published = window.evaluate(said)
    window.click(f"{BLOCK} [data-act=run]")
    until(window, attribute(BLOCK, "data-state"), "ready")
    assert window.evaluate(said) == published != ""
    window.click(f"{BLOCK} [data-act=edit]")
    window.type(f"{BLOCK} .cm-content", "\nprint('here', 6 * 7);")  # at either end
    window.click(f"{BLOCK} [data-act=run]")
    until(window, f"{said}.includes('here 42')", True)


def test_it_reads_without_a_network(window: Window, host: Host) -> None:
    window.goto(f"{host.url}demos/{DEMO}/")
    is_ready(window)
    assert until(window, attribute("[data-offline]", "data-offline"), "all", "failed") == "all"
    host.leave()
    window.reload()
    is_ready(window)
    shows(window, {})
