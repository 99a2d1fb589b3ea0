"""Rubbish as it reaches a page: in its address, in what a link to code carries, and as files."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from random import Random
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from overrides.hooks.scripts import SOURCES
from tests.browser.conftest import BOOT, OpenDemo
from tests.browser.test_photographs import choose
from tests.conftest import Site, until
from tests.hostile.rubbish import endings, noise, picture, real_pictures, value
from tests.reliability import Tally

PLAYGROUND = "filter-playground"
CASES = 200  # a browser lets no page change its address much more often
PARSED = 4000
SEARCHES = 40
FILES = 60
MOST_MEMORY = 100e6  # bytes that a page holds once the browser has tidied up
# Changes the address's ending and waits until the demo has been asked for its values twice over.
GO = """async (endings) => {
  for (const ending of endings) {
    location.hash = ending;
    await new Promise(requestAnimationFrame);
    await oneFilter.demo("filter-playground").values();
  }
}"""

# What the page makes of an ending, and then its Python; the address itself takes no thousands.
PARSE = """async ([scripts, endings]) => {
  const { addressed, isRubbish } = await import(`${scripts}/memory.js`);
  const { linked } = await import(`${scripts}/code-link.js`);
  const { python } = await import(document.querySelector("link[href*='/shared-']").href);
  const demo = "filter-playground";
  const isHere = (name) => name === demo;
  let alive = 0;
  for (const hash of endings) {
    const query = addressed(demo, true, hash);
    if (typeof isRubbish(isHere, hash) !== "boolean") throw new Error(hash);
    await linked(hash)?.read().catch(() => {});
    const frame = await python.ask("mount", { demo, values: {}, query });
    alive += Object.keys(frame.values).length > 0;
  }
  return alive;
}"""


def no_dialog(page: Page) -> list[Dialog]:
    """Collect dialogs, which only a script that runs can open."""
    dialogs: list[Dialog] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))
    return dialogs


def test_no_ending_of_an_address_runs_or_breaks_anything(
    page: Page, open_demo: OpenDemo, tally: Tally
) -> None:
    """The demo is alive after each, and nothing was added to the page but words."""
    tally.count("hostile input: addresses in a browser", cases=CASES)
    dialogs = no_dialog(page)
    figure = open_demo(PLAYGROUND)
    scripts = page.locator("script, iframe, object, embed, img").count()
    page.evaluate(GO, [query for _, query in endings(CASES, seed=23)])
    assert page.locator("script, iframe, object, embed, img").count() == scripts
    assert dialogs == []
    page.evaluate("location.hash = 'demo=filter-playground&image=disc'")
    figure.player.mount(PLAYGROUND, query="demo=filter-playground&image=disc")
    figure.follows()
    expect(figure.root.locator(":is(.demo__refusal, .demo__notice):visible")).to_have_count(0)
    tally.count("hostile input: addresses in a browser", held=CASES)


def test_thousands_of_endings_are_read_without_harm(
    page: Page, open_demo: OpenDemo, site: Site, tally: Tally
) -> None:
    """The page's own scripts and its Python, all in one go; each is answered with a demo."""
    dialogs = no_dialog(page)
    for name in ("memory.js", "code-link.js"):
        page.context.route(f"**/assets/javascripts/{name}", from_source)
    open_demo(PLAYGROUND)
    cases = [f"#{query}" for _, query in endings(PARSED, seed=29)]
    tally.count("hostile input: addresses in a browser", cases=PARSED)
    assert page.evaluate(PARSE, [f"{site.url}assets/javascripts", cases]) == PARSED
    assert dialogs == []
    tally.count("hostile input: addresses in a browser", held=PARSED)


def from_source(route: Route) -> None:
    """Hand over a module by itself: the site has it as a part of a bundle."""
    source = SOURCES / Path(urlsplit(route.request.url).path).name
    route.fulfill(path=source, content_type="text/javascript")


def test_no_question_of_an_address_runs_or_breaks_anything(
    browser: Browser, site: Site, tally: Tally
) -> None:
    """Whatever it asks to hide, embed or present; Python is left out, for it never sees that."""
    random = Random(31)
    context = browser.new_context(service_workers="block")
    context.route("**/runtime/**", lambda route: route.abort())
    page = context.new_page()
    dialogs, errors = no_dialog(page), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    parts = "script, iframe, object, embed, img"
    counts = set()
    tally.count("hostile input: addresses in a browser", cases=SEARCHES)
    for _ in range(SEARCHES):
        names = random.choice(["hide", "embed", "present", "hide=w11&embed&present", "h"])
        texts = quote(",".join(value(random) for _ in range(random.randrange(4))))
        page.goto(f"{site.url}demos/{PLAYGROUND}/?{names}={texts[:2000]}")
        expect(page.locator("figure.demo .demo__copy")).to_be_attached()
        page.evaluate("oneFilter.demo('filter-playground').ready.catch(() => {})")
        counts.add(page.locator(parts).count())
    assert len(counts) == 1
    assert (dialogs, errors) == ([], [])
    context.close()
    tally.count("hostile input: addresses in a browser", held=SEARCHES)


def packed(code: bytes) -> str:
    """Return code as links carry it."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = squeezer.compress(code) + squeezer.flush()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def links_to_code(block: str) -> list[str]:
    """Return endings that bring code, or claim to."""
    random = Random(5)
    codes = [b"print('ran')", b"\xff\xfe", b"", b"x = 1\n" * 30_000, bytes(200_000_000)]
    texts = [packed(code) for code in codes]
    texts += [noise(random) for _ in range(60)]
    texts += [texts[0][: random.randrange(len(texts[0]))] for _ in range(20)]
    names = [block, block, block, "no-such-block", "__proto__", "<b>"]
    return [f"code={random.choice(names)}&text={text}" for text in texts]


@pytest.mark.chromium("its own tools tell a page's memory")
def test_code_from_a_link_never_runs_by_itself(page: Page, site: Site, tally: Tally) -> None:
    """It is shown, with a warning; what is damaged or too long is said to be; nothing runs."""
    dialogs = no_dialog(page)
    page.goto(f"{site.url}intuition/using/")
    block = page.locator(".editor").first
    expect(block).to_have_attribute("data-state", "ready")
    name = str(block.get_attribute("data-editor"))
    before = block.locator(".editor__output").inner_text()
    cases = links_to_code(name)
    tally.count("hostile input: links to code", cases=len(cases))
    for ending in cases:
        page.evaluate("(ending) => { location.hash = ending; }", ending)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    bomb = f"code={name}&text={packed(bytes(200_000_000))}"
    page.evaluate("(ending) => { location.hash = ending; }", bomb)
    expect(block.locator(".editor__notice")).to_contain_text("damaged")
    page.evaluate("(ending) => { location.hash = ending; }", f"code={name}&text={packed(b'1 / 0')}")
    expect(block.locator(".editor__code")).to_contain_text("1 / 0")
    expect(block.locator(".editor__notice")).to_contain_text("Read it before you run it")
    assert block.get_attribute("data-state") == "ready"
    assert block.locator(".editor__output").inner_text() == before
    assert dialogs == []
    assert held(page) < MOST_MEMORY
    tally.count("hostile input: links to code", held=len(cases))


def held(page: Page) -> float:
    """Return the bytes that a page holds, buffers included, once the browser has tidied up."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    session.detach()
    return sum(
        usage.get(part, 0) for part in ("usedSize", "embedderHeapUsedSize", "backingStorageSize")
    )


def png_bomb(side: int) -> bytes:
    """Return a whole PNG of a few kilobytes that unpacks to `side` × `side` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    squeezer = zlib.compressobj(9)
    rows = b"".join(squeezer.compress(bytes(side + 1)) for _ in range(side)) + squeezer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.chromium("its own tools tell a page's memory")
def test_a_file_that_is_too_large_is_not_even_read(
    page: Page, open_demo: OpenDemo, tmp_path: Path, tally: Tally
) -> None:
    """The limit is known before the first byte: the page holds no more than before."""
    figure = open_demo(PLAYGROUND)
    before = held(page)
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(real_pictures()[0])
        file.truncate(129_000_000)
    page.evaluate(
        """() => {
          Blob.prototype.arrayBuffer = Blob.prototype.slice = () => { throw Error('read'); };
        }"""
    )
    tally.count("hostile input: files in a browser", cases=1)
    figure.root.locator("input[type=file]").set_input_files(path)
    expect(figure.refusal("photo")).to_have_text(
        "This file is over 128 MB. Scale the picture down first.", timeout=3_000
    )
    assert held(page) < before + 10e6
    figure.follows()
    tally.count("hostile input: files in a browser", held=1)


@pytest.mark.chromium("its own tools tell a page's memory")
def test_no_file_does_harm(page: Page, open_demo: OpenDemo, tally: Tally) -> None:
    """Whatever is chosen as a photograph is shown or refused in words, and the demo goes on."""
    figure = open_demo(PLAYGROUND)
    random, real = Random(3), real_pictures()
    webp = b"RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff"
    jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\3\1\x22\0\2\x11\1\3\x11\1"
    files = [picture(random, real) for _ in range(FILES)]
    files += [png_bomb(30_000), webp, jpeg, b"GIF89a\xff\xff\xff\xff" + bytes(9)]
    files += [png_bomb(6000)]  # large, within limits, and all zeros
    tally.count("hostile input: files in a browser", cases=len(files))
    for index, file in enumerate(files):
        choose(figure, f"{index}.png", "image/png", file)
        # The field is emptied once the file has been dealt with.
        until(page, "() => document.querySelector('input[type=file]').files.length === 0")
    choose(figure, "good.png", "image/png", real[0])
    expect(figure.control("image")).to_have_value("uploaded", timeout=BOOT)
    expect(figure.refusal("photo")).to_be_hidden()
    assert held(page) < MOST_MEMORY
    tally.count("hostile input: files in a browser", held=len(files))
