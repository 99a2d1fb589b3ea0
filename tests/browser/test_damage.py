"""Every file of the browser's Python, missing, cut short or altered: there is always a way on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from overrides.hooks.assembly import Runtime
from tests.browser.conftest import BOOT, Figure
from tests.browser.test_editors import Block
from tests.conftest import Site
from tests.reliability import Tally

DEMO = "pooling"
IMAGE = "image.bin"
DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda _: None,
    "cut short": lambda data: data[: len(data) // 2],
    "altered": lambda data: data[: len(data) // 2] + b"\0damage\0" + data[len(data) // 2 + 8 :],
    # Python reads such text, and opens such an archive, as if nothing were wrong.
    "lengthened": lambda data: data + b"\n# damage\n",
}
# What a boot asks for besides what its manifest marks, and what only one from plain files does.
PARTS = ("core.js", "core-*.js")
PLAIN = ("pyodide.asm.wasm", "python_stdlib.zip", "numpy-*.whl", "onefilter-*.whl")


# A module that ends early may still be one, of which nobody hears: only patience ends that wait.
LARGE = ("image.bin", "pyodide.asm.wasm.bin", "unpack.wasm", "pyodide.asm.mjs", "core.js")
CHOSEN: dict[str, tuple[str, ...]] = {
    "cut short": (*LARGE, "pyodide.asm.wasm"),
    "altered": (*LARGE, "numpy-*.whl"),
    "lengthened": ("image.bin", "python_stdlib.zip", "onefilter-*.whl"),
}
# What has to be the very file that was built; of the rest the engine or the fallback sees to it.
HASHED = PLAIN


def asked_for(runtime: Runtime, damage: str) -> tuple[str, ...] | list[str]:
    """Return the files that a boot asks for, as patterns of their names; all may be missing."""
    if damage in CHOSEN:
        return CHOSEN[damage]
    boot = [Path(file["path"]).name for file in runtime.manifest()["files"] if file["boot"]]
    return [*sorted(boot), *PARTS, *PLAIN]


def damage_one(context: BrowserContext, runtime: Runtime, name: str, damage: str) -> None:
    """Send a file damaged; one of plain files is asked for only where there is no image."""

    def answer(route: Route) -> None:
        (path,) = runtime.root.rglob(Path(route.request.url).name)
        body = DAMAGES[damage](path.read_bytes())
        if body is None:
            route.fulfill(status=404)
        else:
            route.fulfill(body=body, content_type=mime(path))

    context.route(f"**/{name}", answer)
    if name in PLAIN:
        context.route(f"**/{IMAGE}", lambda route: route.abort())


def mime(path: Path) -> str:
    """Return what a host says that a file is."""
    kinds = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
    return kinds.get(path.suffix, "application/octet-stream")


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_is_damaged_there_is_a_way_on(
    damage: str, browser: Browser, site: Site, runtime: Runtime, tally: Tally
) -> None:
    """Either Python comes another way, or the figure says so, and works once the file is whole."""
    for name in asked_for(runtime, damage):
        tally.count(f"faults: a runtime file {damage}", caused=1)
        context = browser.new_context(service_workers="block")
        damage_one(context, runtime, name, damage)
        page = context.new_page()
        page.goto(f"{site.url}demos/{DEMO}/#demo={DEMO}&mode=mean")
        figure = Figure(page, DEMO)
        figure.player.mount(DEMO, query=f"demo={DEMO}&mode=mean")
        expect(figure.root).to_have_attribute("data-state", re.compile("ready|error"), timeout=BOOT)
        if name in HASHED:
            stem = name.split("*")[0]
            expect(figure.root.locator(".demo__words")).to_contain_text(f"running. {stem}")
        if figure.root.get_attribute("data-state") == "error":
            recover(context, figure)
        figure.is_ready().follows()
        context.close()
        tally.count(f"faults: a runtime file {damage}", survived=1)


def recover(context: BrowserContext, figure: Figure) -> None:
    """See that the figure says what to do, and do it."""
    words = figure.root.locator(".demo__words")
    expect(words).to_contain_text("Python is not running")
    expect(words).to_contain_text("try again, or reload the page")
    expect(figure.root.locator(".demo__stage > svg").first).to_be_visible()
    context.unroute_all()
    figure.root.get_by_role("button", name="Try again").click()
    live = re.compile("ready|error")
    expect(figure.root).to_have_attribute("data-state", "booting")
    expect(figure.root).to_have_attribute("data-state", live, timeout=BOOT)
    # A page remembers a module that was no JavaScript until it is loaded anew.
    if figure.root.get_attribute("data-state") == "error":
        figure.page.reload()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_late_import_from_a_damaged_archive_ends_nothing(
    damage: str, browser: Browser, site: Site, runtime: Runtime, tally: Tally
) -> None:
    """Python says that it cannot read the file, goes on, and reads it once it is whole."""
    context = browser.new_context(service_workers="block")
    damage_one(context, runtime, "python_stdlib.zip", damage)
    context.unroute(f"**/{IMAGE}")
    page = context.new_page()
    page.goto(f"{site.url}in-depth/")
    block = Block(page, "one-product")
    code = "import colorsys\nprint(colorsys.rgb_to_hsv(1, 1, 1))"
    assert "Error" in block.runs(code)[0]
    assert block.runs("6 * 7") == ["42"]
    context.unroute_all()
    assert block.runs(code) == ["(0.0, 0.0, 1)"]
    context.close()
    tally.count(f"faults: a runtime file {damage}", caused=1, survived=1)
