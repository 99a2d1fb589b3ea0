"""In a browser, Python thaws from the image; whatever breaks, it starts from plain files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from overrides.hooks import image
from overrides.hooks.assembly import Runtime
from tests.browser.conftest import Figure
from tests.conftest import Site

DEMO = "pooling"
SHARED = "**/assets/javascripts/shared-*.js"  # Python's program is in it
PLAIN = (".whl", ".zip", "pyodide.asm.wasm")
# How many of the programs that the image knows compiled have not been run.
LEFT = """async () => {
  const { python } = await import(document.querySelector('link[href*="/shared-"]').href);
  const said = new Promise((resolve) => {
    python.addEventListener("said", ({ detail }) => resolve(detail.event.text), { once: true });
  });
  const code = "import sys; print(len(sys.modules['_programs'].compiled))";
  const [demo, page, scope, block, name] = ["", "", "", "", ""];
  await python.ask("run", { demo, page, scope, block, name, code, quiet: false });
  return await said;
}"""
# What the page hears of the worker that brings everything.
HEAR = """
window.heard = new Set();
window.Worker = class extends Worker {
  constructor(...about) {
    super(...about);
    if (!String(about[0]).endsWith("/porter.mjs")) return;
    this.addEventListener("message", ({ data }) => {
      for (const key of Object.keys(data)) heard.add(key);
    });
  }
};
"""
Damage = Callable[[bytes], bytes | None]
DAMAGES: dict[str, Damage] = {
    "missing": lambda _: None,
    "cut short": lambda data: data[: len(data) // 2],
    "one bit wrong": lambda data: data[:500] + bytes([data[500] ^ 1]) + data[501:],
    "too long": lambda data: data + data[-9:],
    "something else": lambda _: b"<!doctype html><title>Sign in to this network</title>" * 99,
}


@dataclass
class Visit:
    """A page with a demo, what it asked for and what it said."""

    page: Page
    url: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda told: self.said.append(told.text))

    def works(self) -> None:
        """Open the demo and hold its numbers to the native ones."""
        self.page.goto(f"{self.url}demos/{DEMO}/")
        Figure(self.page, DEMO).is_ready().follows()

    @property
    def is_thawed(self) -> bool:
        """Whether nothing was asked for that only plain files bring."""
        return not [url for url in self.asked if url.endswith(PLAIN)]

    @property
    def reasons(self) -> list[str]:
        """Why Python started from plain files, in its own words."""
        return [text for text in self.said if "plain files" in text]

    def serves(self, pattern: str, data: bytes | None) -> None:
        """Answer requests that fit `pattern` with `data`, or say that there is no such file."""

        def answer(route: Route) -> None:
            if data is None:
                route.fulfill(status=404, body="no")
            else:
                route.fulfill(body=data, content_type=content_type(pattern))

        self.page.context.route(pattern, answer)


def content_type(name: str) -> str:
    """Return what a host says of a file."""
    types = {".mjs": "text/javascript", ".bin": "application/octet-stream"}
    return types.get(Path(name).suffix, "application/wasm")


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context.new_page(), site.url)
    context.close()


@pytest.fixture(scope="module")
def files(runtime: Runtime) -> dict[str, bytes]:
    """Return the runtime's files by name."""
    paths = [p for f in (runtime.python, runtime.package) for p in (runtime.root / f).glob("*")]
    return {path.name: path.read_bytes() for path in paths if path.is_file()}


def test_python_thaws_from_the_image(visit: Visit) -> None:
    visit.works()
    assert visit.is_thawed
    assert not visit.reasons


def test_no_start_compiles_what_every_start_runs(visit: Visit) -> None:
    visit.works()
    assert visit.page.evaluate(LEFT) == "0\n"


def test_what_is_brought_goes_past_the_page(visit: Visit) -> None:
    """The page may be busy; it hears how far it is."""
    visit.page.add_init_script(HEAR)
    visit.works()
    assert visit.page.evaluate("[...heard]") == ["boot"]


def test_the_rest_of_numpy_and_of_python_comes_when_asked_for(visit: Visit) -> None:
    visit.works()
    visit.page.context.route(SHARED, late_import)
    visit.works()
    assert [url for url in visit.asked if url.endswith(".whl")]
    assert [url for url in visit.asked if url.endswith(".zip")]


def late_import(route: Route) -> None:
    """Put imports that nobody froze before those of the program, which stands in a bundle."""
    first = "import numpy as np"
    body = route.fetch().text()
    assert body.count(first) == 1
    late = f"import this, json.tool, numpy.polynomial; {first}"
    route.fulfill(body=body.replace(first, late), content_type="text/javascript")


@pytest.mark.parametrize("language", ["de-DE", "zh-Hant-TW"])
def test_any_language_thaws(language: str, browser: Browser, site: Site) -> None:
    """The language is in the memory of every fresh instance."""
    context = browser.new_context(locale=language)
    visit = Visit(context.new_page(), site.url)
    visit.works()
    assert visit.is_thawed
    context.close()


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["image.bin", "pyodide.asm.wasm.bin"])
def test_a_damaged_file_is_noticed(
    name: str, damage: str, visit: Visit, files: dict[str, bytes]
) -> None:
    visit.serves(f"**/{name}", DAMAGES[damage](files[name]))
    visit.works()
    assert visit.reasons
    assert not visit.is_thawed


@pytest.mark.parametrize("damage", ["missing", "cut short", "something else"])
def test_a_damaged_decoder_is_noticed(damage: str, visit: Visit, files: dict[str, bytes]) -> None:
    """What it unpacks is checked, so that one wrong bit in the decoder itself does no harm."""
    visit.serves("**/unpack.wasm", DAMAGES[damage](files["unpack.wasm"]))
    visit.works()
    assert visit.reasons
    assert not visit.is_thawed


def test_a_porter_that_never_comes_is_not_waited_for(visit: Visit) -> None:
    visit.serves("**/porter.mjs", None)
    visit.works()
    assert visit.reasons
    assert not visit.is_thawed


def test_a_wrong_program_is_noticed(visit: Visit, files: dict[str, bytes], tmp_path: Path) -> None:
    """It says one thing differently, and is whole in every other way."""
    said = b"cannot unpack non-iterable"
    assert said in files["pyodide.asm.wasm"]
    other = image.packed(tmp_path, files["pyodide.asm.wasm"].replace(said, said.upper()))
    visit.serves("**/pyodide.asm.wasm.bin", other)
    visit.serves("**/files.mjs", believing(files, "pyodide.asm.wasm.bin", other))
    visit.works()
    assert visit.reasons


def test_an_image_of_other_files_is_noticed(
    visit: Visit, files: dict[str, bytes], runtime: Runtime, tmp_path: Path
) -> None:
    python, package = runtime.root / runtime.python, runtime.root / runtime.package
    (numpy,), (wheel,) = python.glob("numpy-*.whl"), package.glob("*.whl")
    frozen = image.frozen(assembly_root(runtime), python, numpy, wheel.read_bytes())
    name = runtime.python.encode()
    other = image.packed(tmp_path, frozen.replace(name, name[::-1], 1))
    visit.serves("**/image.bin", other)
    visit.serves("**/files.mjs", believing(files, "image.bin", other))
    visit.works()
    assert any("other files" in reason for reason in visit.reasons)


def assembly_root(runtime: Runtime) -> Path:
    """Return the checkout that a runtime was assembled in."""
    return runtime.root.parents[1]


def believing(files: dict[str, bytes], name: str, data: bytes) -> bytes:
    """Return `files.mjs` as if `data` were the file that was built."""
    was = files[name]
    text = files["files.mjs"].replace(was[-4:].hex().encode(), data[-4:].hex().encode())
    return text.replace(f'"size": {len(was)}'.encode(), f'"size": {len(data)}'.encode())


SPARING = "Object.defineProperty(navigator, 'connection', {{ value: {{ {} }} }})"


@pytest.mark.parametrize("connection", ["saveData: true", "effectiveType: '3g'"])
def test_who_saves_data_or_waits_for_it_gets_no_image(connection: str, visit: Visit) -> None:
    visit.page.add_init_script(SPARING.format(connection))
    visit.works()
    assert not [url for url in visit.asked if url.endswith(".zip")]  # nor what nothing imports
    assert not [url for url in visit.asked if url.endswith("image.bin")]
    assert [url for url in visit.asked if url.endswith("pyodide.asm.wasm.bin")]
    assert not [url for url in visit.asked if url.endswith("pyodide.asm.wasm")]
    assert not visit.reasons


def test_what_was_left_out_comes_when_it_is_imported(visit: Visit) -> None:
    """A module, and a part of a package that is in use."""
    visit.page.add_init_script(SPARING.format("saveData: true"))
    visit.page.context.route(SHARED, late_import)
    visit.works()
    assert len([url for url in visit.asked if url.endswith(".zip")]) == 1
    assert not visit.reasons
