"""Rubbish as it reaches a page: in its address, in what a link to code carries, and as files."""

from __future__ import annotations

import base64
import struct
import zlib
from random import Random

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import BOOT, OpenDemo
from tests.browser.test_photographs import choose
from tests.conftest import Site, until
from tests.hostile.rubbish import endings, noise, picture, real_pictures
from tests.reliability import Tally

PLAYGROUND = "filter-playground"
CASES = 200
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
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    assert session.send("Runtime.getHeapUsage")["usedSize"] < MOST_MEMORY
    tally.count("hostile input: links to code", held=len(cases))


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
    tally.count("hostile input: files in a browser", held=len(files))
