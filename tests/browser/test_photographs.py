"""A reader's own picture: taken from a file, a drop, the clipboard or the camera, or refused."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect

from onefilter.photo import thumbnail, to_gray
from tests.browser.conftest import Figure, OpenDemo
from tests.conftest import until

PLAYGROUND = "filter-playground"


def photograph(width: int = 900, height: int = 600) -> Image.Image:
    """Make a picture with what photographs have: shading, soft shapes, detail and grain."""
    random = np.random.default_rng(7)
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    red = 120 + 90 * across + 20 * np.sin(40 * down)
    green = 90 + 120 * down
    blue = 200 - 100 * across * down
    light = 60 * np.exp(-((across - 0.4) ** 2 + (down - 0.5) ** 2) / 0.02)
    colours = np.stack([red, green, blue], axis=-1) + light[..., None]
    grain = random.normal(0, 8, colours.shape)
    picture = Image.fromarray(np.clip(colours + grain, 0, 255).astype(np.uint8))
    return picture.filter(ImageFilter.GaussianBlur(1))


def encoded(kind: str, picture: Image.Image | None = None) -> bytes:
    """Return a picture as a file of a kind."""
    file = io.BytesIO()
    (picture or photograph()).save(file, kind, quality=90)
    return file.getvalue()


def opaque(picture: Image.Image) -> NDArray[np.uint8]:
    """Return a picture's bytes with alpha, as the browser hands them over."""
    return np.asarray(picture.convert("RGBA"))


def choose(figure: Figure, name: str, mime: str, data: bytes) -> None:
    """Choose a file as the file dialog would."""
    figure.root.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": mime, "buffer": data}
    )


def test_a_photograph_is_shown_and_filtered(open_demo: OpenDemo) -> None:
    """A photograph becomes 24×24 pixels, and is filtered a second time at up to 640×480."""
    figure = open_demo(PLAYGROUND)
    for kind, side in (("jpeg", 900), ("png", 1200), ("webp", 700)):
        picture = photograph(side, 600)
        choose(figure, f"holiday.{kind}", f"image/{kind}", encoded(kind, picture))
        scale = min(640 / side, 480 / 600)
        size = (int(side * scale), int(600 * scale))
        expect(figure.canvas("photo")).to_have_attribute(
            "aria-label", f"Your photo, {size[0]} by {size[1]} pixels."
        )
        expect(figure.control("image")).to_have_value("uploaded")
        arrays = figure.arrays()
        assert arrays["photo"].shape == (size[1], size[0])
        assert arrays["photo_map"].shape == (size[1] - 2, size[0] - 2)
        # The browser scales and decodes in its own way; a thumbnail evens that out.
        wanted = thumbnail(to_gray(opaque(picture.resize(size, Image.Resampling.LANCZOS))))
        np.testing.assert_allclose(arrays["input"], wanted, atol=0.02)


def test_the_full_size_is_exact(open_demo: OpenDemo) -> None:
    """Without loss or scaling, every number is the native one."""
    picture = photograph(200, 150)
    figure = open_demo(PLAYGROUND)
    choose(figure, "small.png", "image/png", encoded("png", picture))
    expect(figure.control("image")).to_have_value("uploaded")
    figure.player.set(PLAYGROUND, {"photo": opaque(picture)})
    figure.follows()


def test_dropping_and_pasting(page: Page, open_demo: OpenDemo) -> None:
    """A file dropped onto the figure, and one in the clipboard, are taken as well."""
    figure = open_demo(PLAYGROUND)
    for event, picture in (("drop", photograph(60, 60)), ("paste", photograph(90, 50))):
        hand_over(page, event, encoded("png", picture))
        wanted = thumbnail(to_gray(opaque(picture)))
        label = f"Your photo, {picture.width} by {picture.height} pixels."
        expect(figure.canvas("photo")).to_have_attribute("aria-label", label)
        np.testing.assert_allclose(figure.arrays()["input"], wanted, atol=1e-6)


def hand_over(page: Page, event: str, data: bytes) -> None:
    """Drop or paste a file."""
    page.evaluate(
        """([event, text]) => {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "picture.png", { type: "image/png" }));
          const options = { bubbles: true, cancelable: true };
          const made = event === "drop"
            ? new DragEvent("drop", { ...options, dataTransfer: transfer })
            : new ClipboardEvent("paste", { ...options, clipboardData: transfer });
          document.querySelector("figure.demo .demo__stage").dispatchEvent(made);
        }""",
        [event, base64.b64encode(data).decode()],
    )


def huge_png() -> bytes:
    """Return the beginning of a PNG of a hundred million pixels."""
    body = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    check = struct.pack(">I", zlib.crc32(b"IHDR" + body))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + body + check


BAD = {
    "notes.txt": ("text/plain", b"No picture at all.", "no picture"),
    "poster.png": ("image/png", huge_png(), "100 million"),
    "logo.svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "empty.jpg": ("image/jpeg", b"", "empty"),
    "torn.jpg": ("image/jpeg", encoded("jpeg")[:4000], "damaged"),
}


def test_bad_files_are_refused_and_nothing_is_lost(open_demo: OpenDemo) -> None:
    """The message stands beside the control; the demo goes on, and takes a good file after it."""
    figure = open_demo(PLAYGROUND)
    for name, (mime, data, words) in BAD.items():
        choose(figure, name, mime, data)
        expect(figure.refusal("photo")).to_contain_text(words)
        expect(figure.control("photo")).to_have_attribute("aria-invalid", "true")
        figure.follows()
    choose(figure, "good.png", "image/png", encoded("png", photograph(80, 80)))
    expect(figure.control("image")).to_have_value("uploaded")
    expect(figure.refusal("photo")).to_be_hidden()


def test_an_uploaded_picture_needs_a_photo(open_demo: OpenDemo) -> None:
    """Choosing "your photo" without one says what to do first."""
    figure = open_demo(PLAYGROUND)
    figure.control("image").select_option("uploaded")
    message = figure.refusal("image")
    expect(message).to_contain_text("there is no photo")
    figure.control("image").select_option("disc")
    expect(message).to_be_hidden()


def test_a_photograph_outlives_a_change_of_page(page: Page, open_demo: OpenDemo) -> None:
    """Coming back by a link inside the site finds the photograph still there."""
    figure = open_demo(PLAYGROUND)
    choose(figure, "small.png", "image/png", encoded("png", photograph(80, 60)))
    expect(figure.control("image")).to_have_value("uploaded")
    before = figure.arrays()["input"]
    page.get_by_role("link", name="Pooling").first.click()
    Figure(page, "pooling").is_ready()
    page.go_back()
    figure.is_ready()
    expect(figure.control("image")).to_have_value("uploaded")
    np.testing.assert_array_equal(figure.arrays()["input"], before)


def test_the_camera_runs_until_it_is_stopped(open_demo: OpenDemo) -> None:
    """Live pictures come only after the reader asked, and stop with the button."""
    figure = open_demo(PLAYGROUND)
    expect(figure.canvas("photo")).to_be_hidden()
    button = figure.root.get_by_role("button", name="Use the camera")
    button.click()
    expect(figure.canvas("photo")).to_be_visible()
    first = figure.arrays()["input"]
    expect(figure.control("image")).to_have_value("uploaded")
    until(
        figure.page,
        """async (first) => {
          const { input } = await oneFilter.demo("filter-playground").arrays();
          return input.data.some((value, index) => value !== first[index]);
        }""",
        first.ravel().tolist(),
    )
    figure.root.get_by_role("button", name="Stop the camera").click()
    expect(button).to_be_visible()
