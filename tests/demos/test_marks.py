"""Marks become messages and SVG, and SVG something that a browser can read."""

import base64
import binascii
import io
import re
import struct
import zlib
from xml.etree import ElementTree as etree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.demos import all_demos
from onefilter.scene.colormap import INDIGO, ORANGE, to_rgba
from onefilter.scene.marks import Image, Line, Rect, Scene, Text
from onefilter.scene.message import to_message
from onefilter.scene.place import placed
from onefilter.scene.png import to_png
from onefilter.scene.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"
EVERYTHING = Scene(
    4,
    3,
    (
        Image(np.array([[0.0, 1.0]]), 0, 0, 2, 1, "gray"),
        Rect(1, 1, 2, 1, "accent", 0.25),
        Rect(0, 0, 1, 1, "paper", opacity=0.5),
        Line(((0, 0), (1.5, 2)), "muted", 0.1, dashed=True),
        Text(2, 2, "<&\"'>\x00", "ink", 0.5, "middle"),
    ),
    "Everything & <more>.",
    -1,
    -0.5,
    3,
    4,
)


def test_grey_runs_from_black_to_white_and_is_clipped() -> None:
    colours = to_rgba(np.array([[-1.0, 0.0, 0.5, 1.0, 9.0]]), "gray")
    assert colours[0, :, 0].tolist() == [0, 0, 128, 255, 255]
    assert (colours[..., 0] == colours[..., 1]).all()
    assert (colours[..., 3] == 255).all()


def test_signs_have_a_colour_and_magnitudes_an_alpha() -> None:
    colours = to_rgba(np.array([[-9.0, -2.0, -1.0, 0.0, 1.0, 2.0, 9.0]]), "signed", limit=2.0)[0]
    assert colours[:, 3].tolist() == [255, 255, 128, 0, 128, 255, 255]
    assert {tuple(c) for c in colours[:3, :3].tolist()} == {ORANGE}
    assert {tuple(c) for c in colours[4:, :3].tolist()} == {INDIGO}


@given(st.floats(-3, 3), st.floats(0.1, 5))
def test_colours_are_a_level_away_at_most(value: float, limit: float) -> None:
    colour = to_rgba(np.array([[value]]), "signed", limit)[0, 0]
    assert abs(int(colour[3]) - 255 * min(abs(value) / limit, 1)) <= 0.51


def test_an_image_is_coloured_once() -> None:
    mark = Image(np.ones((2, 2)), 0, 0, 2, 2)
    assert mark.colours is mark.colours


def test_a_message_says_what_the_painter_needs() -> None:
    message = to_message(EVERYTHING)
    frame = {name: message[name] for name in ("x", "y", "width", "height", "rows", "columns")}
    assert frame == {"x": -1, "y": -0.5, "width": 4, "height": 3, "rows": 3, "columns": 4}
    image, outlined, filled, line, text = message["marks"]
    assert (image["kind"], image["rows"], image["columns"]) == ("image", 1, 2)
    assert image["pixels"].shape == (1, 2, 4)
    assert image.keys() == {
        "kind",
        "x",
        "y",
        "width",
        "height",
        "rows",
        "columns",
        "signed",
        "pixels",
    }
    place = {"kind": "rect", "x": 1, "y": 1, "width": 2, "height": 1}
    assert outlined == place | {"role": "accent", "stroke": 0.25, "opacity": 1.0}
    assert filled["opacity"] == 0.5
    assert line == {
        "kind": "line",
        "points": [[0, 0], [1.5, 2]],
        "role": "muted",
        "stroke": 0.1,
        "dashed": True,
    }
    assert text.keys() == {"kind", "x", "y", "text", "role", "size", "anchor"}


def test_svg_is_well_formed_and_escaped() -> None:
    root = etree.fromstring(to_svg(EVERYTHING, "A & B"))
    assert root.attrib["viewBox"] == "-1 -0.5 4 3"
    assert root.findtext(f"{SVG}title") == "A & B"
    assert root.findtext(f"{SVG}desc") == "Everything & <more>."
    assert root.findtext(f"{SVG}text") == "<&\"'>"
    outlined, filled = root.iter(f"{SVG}rect")
    assert (outlined.attrib["fill"], outlined.attrib["class"]) == ("none", "of-stroke-accent")
    assert (filled.attrib["opacity"], filled.attrib["class"]) == ("0.5", "of-fill-paper")
    (line,) = root.iter(f"{SVG}polyline")
    assert line.attrib["points"] == "0,0 1.5,2"
    assert line.attrib["stroke-dasharray"] == "0.3"


def test_svg_without_a_title_is_named_by_its_words() -> None:
    root = etree.fromstring(to_svg(EVERYTHING))
    assert root.findtext(f"{SVG}title") == EVERYTHING.text
    assert root.find(f"{SVG}desc") is None


def test_svg_lengths_are_short_and_have_no_exponent() -> None:
    scene = Scene(1, 1, (Rect(1 / 3, 1e-9, 1e5, -1e-9),), "A test.")
    (rect,) = etree.fromstring(to_svg(scene)).iter(f"{SVG}rect")
    assert [rect.attrib[name] for name in ("x", "y", "width", "height")] == [
        "0.3333",
        "0",
        "100000",
        "0",
    ]


@pytest.mark.parametrize("demo", all_demos())
def test_no_picture_needs_inline_style_or_script(demo: str) -> None:
    record = all_demos()[demo]
    for scene in record.draw(record.start(record.defaults)).values():
        for element in etree.fromstring(to_svg(scene, demo)).iter():
            assert "style" not in element.attrib
            assert element.tag.removeprefix(SVG) in {
                *("svg", "title", "desc", "image", "rect", "polyline", "text")
            }
            assert not any(name.startswith("on") for name in element.attrib)
            for name in {"x", "y", "width", "height", "font-size"} & element.attrib.keys():
                assert re.fullmatch(r"-?\d+(\.\d{1,4})?", element.attrib[name])


def pixels_of(png: bytes) -> np.ndarray:
    """Unpack an unfiltered RGBA file by the specification."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        (check,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert check == binascii.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    columns, rows, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert rest == [8, 6, 0, 0, 0]
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(rows, -1)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(rows, columns, 4)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (24, 24)])
def test_a_png_holds_the_very_colours(shape: tuple[int, int]) -> None:
    colours = np.random.default_rng(0).integers(0, 256, (*shape, 4), dtype=np.uint8)
    np.testing.assert_array_equal(pixels_of(to_png(colours)), colours)


def test_pillow_reads_the_png_in_an_svg() -> None:
    image = pytest.importorskip("PIL.Image")
    (element,) = etree.fromstring(to_svg(EVERYTHING)).iter(f"{SVG}image")
    assert element.attrib["image-rendering"] == "pixelated"
    kind, data = element.attrib["href"].split(",")
    assert kind == "data:image/png;base64"
    read = np.asarray(image.open(io.BytesIO(base64.b64decode(data))))
    np.testing.assert_array_equal(read, EVERYTHING.marks[0].colours)


def test_marks_move_and_grow_together() -> None:
    moved = placed(EVERYTHING.marks, 2, -1, 3)
    image, rect, _, line, text = moved
    assert (image.x, image.y, image.width, image.height) == (2, -1, 6, 3)
    assert (rect.x, rect.y, rect.width, rect.height, rect.stroke) == (5, 2, 6, 3, 0.75)
    assert (line.points, line.stroke) == (((2, -1), (6.5, 5)), pytest.approx(0.3))
    assert (text.x, text.y, text.size) == (8, 5, 1.5)
    assert [type(mark) for mark in moved] == [type(mark) for mark in EVERYTHING.marks]
