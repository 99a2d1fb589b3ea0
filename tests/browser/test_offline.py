"""The site without a network: what is kept, that it is whole, and how a newer version comes."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from overrides import serve
from overrides.hooks import offline
from tests.browser._host import Host
from tests.browser.conftest import BOOT, Figure, visit
from tests.browser.test_editors import Block

PLAYGROUND = "filter-playground"
DEMO = f"demos/{PLAYGROUND}/"
PLAIN_PAGE = "notation/"  # no demo, no code
CODE_PAGE, CODE = "intuition/using/", "first-maps"
OTHER = ["another site", "One Filter at /"]
DENIALS = {
    "absent": "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })",
    "refusing": "ServiceWorkerContainer.prototype.register = () => Promise.reject(Error('No.'))",
}
# The SHA-256 of what each address gives, as this page gets it.
DIGESTS = """(urls) => Promise.all(urls.map(async (url) => {
  const bytes = await (await fetch(url)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}))"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Build a site for a host of its own."""
    host = Host(tmp_path_factory.mktemp("site"))
    serve.build(host.url, host.folder)
    yield host
    host.leave()


@pytest.fixture
def host(built: Host) -> Iterator[Host]:
    """Put everything back after a test."""
    built.asked.clear()
    yield built
    built.altered.clear()
    if built.is_gone:
        built.come_back()


@pytest.fixture
def changing(host: Host, tmp_path: Path) -> Iterator[Host]:
    """Let a test change the site."""
    shutil.copytree(host.folder, tmp_path / "before")
    yield host
    shutil.rmtree(host.folder)
    shutil.copytree(tmp_path / "before", host.folder)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a fresh profile."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def says(page: Page, state: str) -> None:
    """Wait until the page's foot says what is kept."""
    expect(page.locator("[data-offline]")).to_have_attribute("data-offline", state, timeout=BOOT)


def keep_all(page: Page, host: Host) -> Figure:
    """Visit a demo until it and everything else is kept."""
    page.goto(host.url + DEMO)
    figure = Figure(page, PLAYGROUND).is_ready()
    says(page, "all")
    return figure


@pytest.mark.fault("no network")
def test_everything_works_with_the_server_gone(page: Page, host: Host) -> None:
    """Every page, its demos, its code and the search; after a reload and over links."""
    keep_all(page, host)
    expect(page.locator("[data-offline]")).to_have_text(re.compile("demos and code included"))
    host.leave()
    page.reload()
    figure = Figure(page, PLAYGROUND).is_ready()
    figure.control("image").select_option("disc")
    figure.player.set(PLAYGROUND, {"image": "disc"})
    figure.follows()
    visit(page, host.url + CODE_PAGE)
    assert "Fraction(1, 3)" in run(page, "from fractions import Fraction\nFraction(2, 6)")
    find(page, "receptive field")
    every_page_opens(page, host)


def run(page: Page, code: str) -> str:
    """Write something into a block of code, run it, and return what it says."""
    block = page.locator(f"#{CODE}")
    block.locator("[data-act=edit]").click()
    expect(block.locator(".cm-content")).to_be_focused(timeout=BOOT)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
    block.locator("[data-act=run]").click()
    expect(block).to_have_attribute("data-state", "ready", timeout=BOOT)
    return block.locator(".editor__output").inner_text()


def find(page: Page, words: str) -> None:
    """Search, and open what is found."""
    page.locator(".md-search__input").click()
    ready = page.locator(".md-search-result__meta")
    expect(ready).to_have_text("Type to start searching", timeout=BOOT)
    page.keyboard.type(words)
    found = page.locator(".md-search-result__link").first
    expect(found).to_be_visible(timeout=BOOT)
    found.click()
    expect(page.locator(".md-content h1")).to_be_visible()


def every_page_opens(page: Page, host: Host) -> None:
    """Each is there, whole; one that does not exist is told as such."""
    files = sorted(host.folder.rglob("*.html"))
    places = [path.relative_to(host.folder).as_posix() for path in files]
    urls = [host.url + offline.address(place) for place in places]
    wanted = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    assert len(urls) > 20
    assert page.evaluate(DIGESTS, urls) == wanted
    for address, status in (("?from=home-screen", 200), ("demos", 200), ("nowhere/", 404)):
        answer = page.goto(host.url + address)
        assert answer
        assert answer.status == status
        expect(page.locator(".md-content h1")).to_be_visible()


def test_what_is_kept_is_what_starts(page: Page, host: Host) -> None:
    """Although the line is slow by now, or gone, and another start would take fewer bytes."""
    keep_all(page, host)
    slow = "Object.defineProperty(navigator, 'connection', { value: { effectiveType: '2g' } })"
    page.add_init_script(slow)
    host.leave()
    page.reload()
    Figure(page, PLAYGROUND).is_ready()
    says(page, "all")


def test_python_comes_first_and_once(page: Page, host: Host) -> None:
    """What is kept is what the page has downloaded; it waits until Python is there."""
    keep_all(page, host)
    twice = {
        path for path in host.asked if path.startswith("runtime/") and host.downloads(path) > 1
    }
    assert not twice
    boot = [path for path in host.asked if path.endswith(("image.bin", ".wasm.bin", "core.js"))]
    assert len(boot) == 3
    assert max(map(host.asked.index, boot)) < host.asked.index("sw.js")


def test_nothing_is_kept_before_the_demo_lives(page: Page, host: Host) -> None:
    """What is kept for later would take the line, and the processor, from what is waited for."""
    page.add_init_script("""
      const { register } = ServiceWorkerContainer.prototype;
      ServiceWorkerContainer.prototype.register = function (...about) {
        window.stateThen = document.querySelector("figure.demo").dataset.state;
        return register.apply(this, about);
      };
    """)
    keep_all(page, host)
    assert page.evaluate("stateThen") == "ready"


def test_the_large_files_are_asked_for_first(page: Page, host: Host) -> None:
    """Of the runtime only who fetches them comes before."""
    asked: list[Path] = []  # by the browser: which of several at once a host takes first is chance
    page.on("request", lambda request: asked.append(Path(request.url.removeprefix(host.url))))
    page.goto(host.url + DEMO)
    Figure(page, PLAYGROUND).is_ready()
    # PyScript, which the page itself asks for meanwhile, is no part of it.
    runtime = [path for path in asked if path.parts[0] == "runtime"]
    names = [path.name for path in runtime if path.parent.name != "pyscript"]
    large = {"image.bin", "pyodide.asm.wasm.bin", "unpack.wasm"}
    first = names[: max(map(names.index, large)) + 1]
    assert set(first) <= {"porter.mjs", "files.mjs", *large}


def test_without_a_demo_only_pages_are_kept(page: Page, host: Host) -> None:
    page.goto(host.url + PLAIN_PAGE)
    says(page, "pages")
    assert not [path for path in host.asked if path.startswith("runtime/")]
    host.leave()
    page.reload()
    expect(page.locator("[data-offline]")).to_have_text(re.compile("Demos and code follow"))
    page.goto(host.url + DEMO)
    expect(Figure(page, PLAYGROUND).root).to_have_attribute("data-state", "error", timeout=BOOT)


@pytest.mark.fault("a file damaged on its way into the cache")
@pytest.mark.parametrize("damage", ["cut short", "altered", "another version"])
def test_a_page_that_is_not_what_was_built_is_refused(damage: str, page: Page, host: Host) -> None:
    """Nothing is kept then but what is whole, and the next visit tries again."""
    true = (host.folder / "glossary/index.html").read_bytes()
    host.altered["glossary/"] = {
        "cut short": true[:-9],
        "altered": true.replace(b"<p>", b"<p >", 1),
        "another version": (host.folder / "index.html").read_bytes(),
    }[damage]
    page.goto(host.url + PLAIN_PAGE)
    says(page, "failed")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    host.altered.clear()
    host.asked.clear()
    page.reload()
    says(page, "pages")
    assert host.downloads("glossary/") == 1


@pytest.mark.fault("a file damaged on its way into the cache")
def test_a_runtime_that_is_not_what_was_built_is_refused(page: Page, host: Host) -> None:
    """A file that the demo did not need is damaged: the demo lives, but is not called kept."""
    (archive,) = host.folder.glob("runtime/*/python_stdlib.zip")
    path = archive.relative_to(host.folder).as_posix()
    host.altered[path] = archive.read_bytes()[:-1]
    page.goto(host.url + DEMO)
    Figure(page, PLAYGROUND).is_ready()
    says(page, "pages")
    expect(page.locator("[data-offline]")).to_contain_text(
        "python_stdlib.zip is not what was built"
    )
    host.altered.clear()
    page.reload()
    says(page, "all")


def renew(host: Host, path: str, words: str) -> None:
    """Publish the site anew with other words on one page."""
    file = host.folder / path / "index.html"
    file.write_text(file.read_text().replace("</h1>", f" {words}</h1>", 1))
    offline.write_worker(host.folder)


@pytest.mark.fault("an old service worker with a new site")
def test_an_update_waits_for_the_click(page: Page, changing: Host) -> None:
    """The old version goes on, whole; only what changed is fetched; then values stay."""
    host = changing
    figure = keep_all(page, host)
    figure.control("image").select_option("disc")
    renew(host, DEMO, "anew")
    host.asked.clear()
    page.reload()
    offer = page.locator(".of-newer")
    expect(offer).to_contain_text("A newer version is there")
    expect(page.locator(".md-content h1")).not_to_contain_text("anew")
    Figure(page, PLAYGROUND).is_ready()
    assert "sw.js" in host.asked  # once or twice: browsers look for newer workers by themselves
    assert [path for path in host.asked if path != "sw.js"] == [DEMO]
    host.leave()
    offer.get_by_role("button", name="Use it").click()
    expect(page.locator(".md-content h1")).to_contain_text("anew")
    expect(Figure(page, PLAYGROUND).is_ready().control("image")).to_have_value("disc")
    expect(offer).to_be_empty()


def test_an_update_can_be_left_for_later(page: Page, changing: Host) -> None:
    page.goto(changing.url + PLAIN_PAGE)
    says(page, "pages")
    renew(changing, PLAIN_PAGE, "anew")
    page.reload()
    offer = page.locator(".of-newer")
    offer.get_by_role("button", name="Later").click()
    expect(offer).to_be_empty()
    page.reload()
    expect(offer).to_contain_text("A newer version is there")
    expect(page.locator(".md-content h1")).not_to_contain_text("anew")


@pytest.mark.fault("an old service worker with a new site")
def test_an_update_leaves_another_tab_alone(
    page: Page, context: BrowserContext, changing: Host
) -> None:
    """Where the reader did not ask for it, code runs on, and the newer version is offered."""
    page.goto(changing.url + PLAIN_PAGE)
    says(page, "pages")
    other = context.new_page()
    other.goto(changing.url + CODE_PAGE)
    block = Block(other, CODE).write("print('begun')\nwhile True: pass")
    block.run.click()
    expect(block.output).to_contain_text("begun", timeout=BOOT)
    renew(changing, PLAIN_PAGE, "anew")
    page.bring_to_front()
    page.reload()
    page.get_by_role("button", name="Use it").click()
    expect(page.locator(".md-content h1")).to_contain_text("anew")
    other.bring_to_front()
    offer = other.locator(".of-newer")
    expect(offer).to_contain_text("A newer version is there")
    expect(block.root).to_have_attribute("data-state", "running")
    block.run.click()
    expect(block.output).to_contain_text("Stopped")
    assert block.runs("6 * 7") == ["42"]
    offer.get_by_role("button", name="Use it").click()
    expect(offer).to_be_empty()
    expect(block.root).to_contain_text("6 * 7")


@pytest.mark.fault("an old service worker with a new site")
def test_an_old_version_without_its_runtime_gives_way(page: Page, changing: Host) -> None:
    """Its pages are kept, its Python never was, and the host has but the new one."""
    host = changing
    page.goto(host.url + PLAIN_PAGE)
    says(page, "pages")
    (folder,) = host.folder.glob("runtime/onefilter-*")
    folder.rename(folder.with_name("onefilter-renewed"))
    for file in host.folder.rglob("*.html"):
        file.write_text(file.read_text().replace(folder.name, "onefilter-renewed"))
    offline.write_worker(host.folder)
    page.goto(host.url + DEMO)
    Figure(page, PLAYGROUND)
    expect(page.locator("figure.demo")).to_have_attribute("data-state", "ready", timeout=BOOT)
    says(page, "all")


def test_other_caches_of_the_host_are_left_alone(page: Page, changing: Host) -> None:
    """Sites share an origin, and with it the storage."""
    host = changing
    page.goto(f"{host.url}site.webmanifest")
    page.evaluate("(names) => Promise.all(names.map((name) => caches.open(name)))", OTHER)
    page.goto(host.url + PLAIN_PAGE)
    says(page, "pages")
    renew(host, PLAIN_PAGE, "anew")
    page.reload()
    page.get_by_role("button", name="Use it").click()
    expect(page.locator(".md-content h1")).to_contain_text("anew")
    own = f"One Filter at {page.evaluate('location.pathname')}".removesuffix(PLAIN_PAGE)
    assert sorted(page.evaluate("caches.keys()")) == sorted([*OTHER, own])
    digest = hashlib.sha256((host.folder / PLAIN_PAGE / "index.html").read_bytes()).hexdigest()
    kept = "async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)"
    addresses = page.evaluate(kept, own)
    assert [a for a in addresses if PLAIN_PAGE in a] == [f"{host.url}{PLAIN_PAGE}?sha256={digest}"]


def room_for_pages(host: Host) -> int:
    """Return the bytes of all that is kept but Python, and of half an image of Python."""
    kept = {name: (host.folder / name).stat().st_size for name in offline.hashes(host.folder)}
    pages = sum(size for name, size in kept.items() if not name.startswith(offline.RUNTIME))
    python = sum(size for name, size in kept.items() if name.endswith("/image.bin"))
    return pages + python // 2


@pytest.mark.chromium("its own tools set a quota")
@pytest.mark.fault("a full cache")
@pytest.mark.parametrize("state", ["failed", "pages"])
def test_full_storage_does_no_harm(
    state: str, page: Page, context: BrowserContext, host: Host
) -> None:
    """Without room for the pages, or for Python, the site is what it was."""
    room = room_for_pages(host) if state == "pages" else 200_000
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin(host), "quotaSize": room})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(host.url + DEMO)
    Figure(page, PLAYGROUND).is_ready()
    says(page, state)
    page.reload()
    Figure(page, PLAYGROUND).is_ready().follows()
    assert not errors


def origin(host: Host) -> str:
    return re.match(r"\w+://[^/]+", host.url)[0]  # type: ignore[index]


@pytest.mark.fault("a service worker denied")
@pytest.mark.parametrize("denial", DENIALS)
def test_denied_storage_does_no_harm(denial: str, page: Page, host: Host) -> None:
    page.add_init_script(DENIALS[denial])
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(host.url + DEMO)
    Figure(page, PLAYGROUND).is_ready().follows()
    says(page, {"absent": "", "refusing": "failed"}[denial])
    assert not errors


def test_who_saves_data_is_asked(page: Page, host: Host) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"
    )
    page.goto(host.url + PLAIN_PAGE)
    says(page, "offered")
    assert not host.downloads("sw.js")
    page.get_by_role("button", name="Keep these pages").click()
    says(page, "pages")


def test_a_preview_shows_what_was_written_last(page: Page, changing: Host) -> None:
    """Whoever writes the site sees it at once, and still reads it with the server gone."""
    host = changing
    offline.write_worker(host.folder, is_preview=True)
    page.goto(host.url + PLAIN_PAGE)
    says(page, "pages")
    file = host.folder / PLAIN_PAGE / "index.html"
    file.write_text(file.read_text().replace("</h1>", " anew</h1>", 1))
    page.reload()
    expect(page.locator(".md-content h1")).to_contain_text("anew")
    host.leave()
    page.reload()
    expect(page.locator(".md-content h1")).to_be_visible()


@pytest.mark.chromium("its own tools judge a manifest")
def test_it_can_be_installed(page: Page, context: BrowserContext, host: Host) -> None:
    """The browser finds nothing amiss with the manifest, its icons and the worker."""
    page.goto(host.url + PLAIN_PAGE)
    says(page, "pages")
    session = context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The tests' profile leaves no traces, and nothing can be installed into such a one.
    assert {error["errorId"] for error in found} <= {"in-incognito"}
