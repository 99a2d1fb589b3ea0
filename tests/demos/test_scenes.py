"""How numbers become marks, marks become messages and SVG, and SVG something a browser can read."""

import base64
import binascii
import io
import re
import struct
import zlib
from typing import Any
from xml.etree import ElementTree as etree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.demos import all_demos
from onefilter.player import Player
from onefilter.scene.axes import Scale, decades, log_chart
from onefilter.scene.colormap import INDIGO, ORANGE, to_rgba
from onefilter.scene.grids import cells, fair_limit, fitting, outline, sheet
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.message import to_message
from onefilter.scene.numbers import plain, power_of_ten, short
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
    assert image.keys() == {"kind", "x", "y", "width", "height", "rows", "columns", "pixels"}
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


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.004, "0"),
        (-0.004, "0"),
        (1 / 9, "0.11"),
        (-2.0, "−2"),
        (10.0, "10"),
        (9999.5, "9999.5"),
        (-12345.0, "−1.2e4"),
        (float("inf"), "inf"),
    ],
)
def test_short_numbers(value: float, words: str) -> None:
    assert short(value) == words


@given(st.floats(allow_nan=False))
def test_plain_numbers_are_read_back(value: float) -> None:
    assert float(plain(value, 17)) == value
    assert not plain(value).startswith("-0") or abs(float(plain(value))) > 0


def test_powers_of_ten_are_raised() -> None:
    assert [power_of_ten(n) for n in (-12, 0, 1, 30)] == ["10⁻¹²", "1", "10¹", "10³⁰"]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 8))
def test_ticks_are_round_and_inside(low: float, length: float, most: int) -> None:
    ticks = Scale(low, low + length, 0, 1).ticks(most)
    assert len(ticks) <= most
    assert all(low - 1e-6 * length <= tick <= low + length * (1 + 1e-6) for tick in ticks)
    if len(ticks) > 1:
        step = ticks[1] - ticks[0]
        mantissa = float(f"{step:e}".split("e")[0])
        assert min(abs(mantissa - m) for m in (1, 2, 5, 10)) < 1e-3


def test_a_scale_maps_its_ends_and_keeps_inside() -> None:
    scale = Scale(10, 20, 6, 0)
    assert [scale(value) for value in (10, 15, 20, 0, 99)] == [6, 3, 0, 6, 0]


@given(st.lists(st.floats(1e-30, 1e30), min_size=1, max_size=5), st.integers(2, 7))
def test_decades_enclose_the_values(values: list[float], most: int) -> None:
    exponents = decades(np.array(values), most)
    assert 2 <= len(exponents) <= most
    assert len(set(np.diff(exponents))) == 1
    assert 10.0 ** exponents[0] <= min(values) * (1 + 1e-9)
    assert max(values) <= 10.0 ** exponents[-1] * (1 + 1e-9)


def lines(marks: tuple[Mark, ...]) -> list[Line]:
    """The curve, without the lines behind it."""
    return [mark for mark in marks if isinstance(mark, Line) and mark.role == "positive"]


def test_a_falling_curve_is_a_straight_line_on_a_logarithmic_axis() -> None:
    (curve,) = lines(log_chart(10.0 ** -np.arange(5), width=10, height=4))
    assert curve.points == ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    (curve,) = lines(log_chart(np.linspace(1, 2, 5000), width=10))
    assert len(curve.points) <= 240
    assert (curve.points[0][0], curve.points[-1][0]) == (0, 10)


@pytest.mark.parametrize("losses", [[0.5], [0.0], [0.0, 0.0], [1.0, 0.0]])
def test_a_curve_of_one_point_or_none_is_drawn_too(losses: list[float]) -> None:
    marks = log_chart(np.array(losses))
    assert lines(marks) == []
    points = [m for m in marks if isinstance(m, Rect) and m.role == "positive"]
    assert len(points) == sum(loss > 0 for loss in losses)


def test_a_limit_is_shared_and_rounding_is_not_blown_up() -> None:
    assert fair_limit(np.array([[-3.0]]), np.array([[2.0]])) == 3
    assert fair_limit(np.array([[1e-16]])) == 1
    assert fair_limit(np.zeros((2, 2))) == 1


def test_an_outline_has_a_halo_beneath() -> None:
    halo, line = outline(3, 5, 2, 1, stroke=0.2)
    assert (halo.role, line.role) == ("paper", "accent")
    assert halo.stroke > line.stroke
    assert all((r.y, r.x, r.height, r.width) == (3, 5, 2, 1) for r in (halo, line))


def test_the_outline_of_a_corner_cell_is_not_cut_off() -> None:
    scene = sheet(22, 22, outline(21, 21), "A test.")
    for rect in scene.marks:
        assert isinstance(rect, Rect)
        assert rect.x + rect.width + rect.stroke / 2 <= scene.x + scene.width + 0.03
    assert (scene.rows, scene.columns) == (22, 22)


def test_padding_is_shown_but_not_pointed_at() -> None:
    scene = sheet(24, 24, (), "A test.", padding=1)
    assert scene.x < -1
    assert scene.width > 26
    assert scene.rows == 24


def test_numbers_of_a_matrix_share_one_size_and_fit() -> None:
    marks = cells(np.array([[1.0, -10.25], [0.0, 3.0]]), 1.0)
    texts = [mark for mark in marks if isinstance(mark, Text)]
    assert [text.text for text in texts] == ["1", "−10.25", "0", "3"]
    assert len({text.size for text in texts}) == 1
    assert texts[0].size * 0.6 * len("−10.25") <= 0.84 + 1e-9
    assert fitting("1") == 0.36
    without = cells(np.array([[1.0, 0.0]]), 1.0, zeros=False)
    assert [mark.text for mark in without if isinstance(mark, Text)] == ["1"]


def test_marks_move_and_grow_together() -> None:
    moved = placed(EVERYTHING.marks, 2, -1, 3)
    image, rect, _, line, text = moved
    assert (image.x, image.y, image.width, image.height) == (2, -1, 6, 3)
    assert (rect.x, rect.y, rect.width, rect.height, rect.stroke) == (5, 2, 6, 3, 0.75)
    assert (line.points, line.stroke) == (((2, -1), (6.5, 5)), pytest.approx(0.3))
    assert (text.x, text.y, text.size) == (8, 5, 1.5)
    assert [type(mark) for mark in moved] == [type(mark) for mark in EVERYTHING.marks]


def only_known(demo: str, **values: Any) -> dict[str, Any]:
    """The values among these that a demo has."""
    known = all_demos()[demo].defaults
    return {name: value for name, value in values.items() if name in known}


@pytest.mark.parametrize("demo", all_demos())
def test_every_mark_lies_inside_its_scene(demo: str) -> None:
    player = Player()
    player.set(demo, only_known(demo, image="horizontal_stripes"))
    for view in player.frame(demo)["views"].values():
        left, top = view["x"], view["y"]
        right, bottom = left + view["width"], top + view["height"]
        for mark in view["marks"]:
            if mark["kind"] == "text":
                width = 0.6 * mark["size"] * len(mark["text"])
                shift = {"start": 0, "middle": width / 2, "end": width}[mark["anchor"]]
                assert left <= mark["x"] - shift
                assert mark["x"] - shift + width <= right
                assert top <= mark["y"] - mark["size"] / 2
                assert mark["y"] + mark["size"] / 2 <= bottom
            elif mark["kind"] != "line":
                assert left <= mark["x"] <= mark["x"] + mark["width"] <= right
                assert top <= mark["y"] <= mark["y"] + mark["height"] <= bottom


def overlap(some: dict, other: dict) -> bool:
    """Whether two texts of a message touch, at 0.6 of their height a character."""
    boxes = []
    for mark in (some, other):
        width = 0.6 * mark["size"] * len(mark["text"])
        left = mark["x"] - {"start": 0, "middle": width / 2, "end": width}[mark["anchor"]]
        boxes.append(
            (left, left + width, mark["y"] - mark["size"] / 2, mark["y"] + mark["size"] / 2)
        )
    (a, b, c, d), (e, f, g, h) = boxes
    return a < f and e < b and c < h and g < d


@pytest.mark.parametrize("demo", all_demos())
def test_no_text_lies_on_another(demo: str) -> None:
    player = Player()
    player.set(demo, only_known(demo, image="noise", w00=-9.87, w11=-3.21))
    player.step(demo, 1234)
    for view in player.frame(demo)["views"].values():
        texts = [mark for mark in view["marks"] if mark["kind"] == "text"]
        for number, some in enumerate(texts):
            assert not any(overlap(some, other) for other in texts[:number])
