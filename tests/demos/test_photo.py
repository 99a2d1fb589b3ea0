"""Photographs: files that Pillow wrote, files cut off anywhere, and files that lie."""

import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.photo import MOST_PIXELS, PhotoError, inspect, thumbnail, to_gray

PNG = b"\x89PNG\r\n\x1a\n"


def written(format_: str, size: tuple[int, int] = (37, 21), mode: str = "RGB", **how: Any) -> bytes:
    """A picture file as Pillow writes it."""
    image = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 4), dtype=np.uint8)
    image.fromarray(noise, "RGBA").convert(mode).save(file, format_, **how)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    """The start of a PNG that claims a size."""
    return PNG + struct.pack(">I4sII", 13, b"IHDR", width, height)


REAL = [
    ("PNG", {}),
    ("PNG", {"mode": "RGBA"}),
    ("PNG", {"mode": "P"}),
    ("PNG", {"mode": "1"}),
    ("JPEG", {}),
    ("JPEG", {"progressive": True}),
    ("JPEG", {"mode": "L"}),
    ("JPEG", {"mode": "CMYK"}),
    ("JPEG", {"comment": b"x" * 60_000, "dpi": (72, 72)}),
    ("JPEG", {"icc_profile": b"p" * 200_000}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"mode": "RGBA", "lossless": True}),
    ("WEBP", {"mode": "RGBA", "icc_profile": b"p" * 99}),
]


@pytest.mark.parametrize(("format_", "how"), REAL, ids=str)
@pytest.mark.parametrize("size", [(37, 21), (1, 1), (300, 257)])
def test_a_real_file_tells_its_format_and_size(
    format_: str, how: dict[str, Any], size: tuple[int, int]
) -> None:
    file = written(format_, size, **how)
    expected = {"format": format_.lower(), "width": size[0], "height": size[1]}
    assert inspect(file) == expected


def test_a_rotation_in_a_file_changes_nothing() -> None:
    exif = pytest.importorskip("PIL.Image").Exif()
    exif[0x0112] = 6
    file = written("JPEG", exif=exif)
    assert b"Exif" in file
    assert inspect(file) == {"format": "jpeg", "width": 37, "height": 21}


@pytest.mark.parametrize(("format_", "how"), REAL, ids=str)
def test_a_file_cut_off_before_its_size_is_refused(format_: str, how: dict[str, Any]) -> None:
    file = written(format_, **how)
    told = False
    for length in [*range(1, 64), len(file) // 2]:
        try:
            header = inspect(file[:length])
        except PhotoError:
            # Once the size has been told, more of the file cannot take it back.
            assert not told
        else:
            told = True
            assert (header["width"], header["height"]) == (37, 21)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "empty"),
        (b"hello", "no picture"),
        (b"\x00" * 100, "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf <?xml version='1.0'?>\n<!-- a -->\n<SVG>", "SVG"),
        (b"<html>no</html>", "no picture"),
        (b"GIF89a" + bytes(20), "GIF"),
        (b"BM" + bytes(20), "BMP"),
        (b"II*\0" + bytes(20), "TIFF"),
        (b"MM\0*" + bytes(20), "TIFF"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"\0\0\0\x18ftypavif", "AVIF"),
        (b"RIFF\0\0\0\0WAVEfmt ", "no picture"),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(30), "damaged"),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(30), "damaged"),
        (b"RIFF\0\0\0\0WEBPVP9 " + bytes(30), "damaged"),
        (PNG + b"\0\0\0\x0dIDAT" + bytes(8), "damaged"),
        (b"\xff\xd8\xff\xda" + bytes(40), "damaged"),
        (b"\xff\xd8" + bytes(40), "damaged"),
        (b"\xff\xd8\xff\xe0\0\x00" * 3, "damaged"),
        (b"\xff\xd8" + b"\xff" * 90, "damaged"),
        (png_header(0, 10), "no pixels"),
        (png_header(10, 0), "no pixels"),
        (b"\xff\xd8\xff\xc0\0\x0b\x08\0\0\0\x10", "no pixels"),
        (png_header(10_000, 10_000), "100 million"),
        (png_header(2**32 - 1, 2**32 - 1), "at most 40 million"),
    ],
)
def test_what_is_not_taken_is_refused_in_plain_words(head: bytes, words: str) -> None:
    with pytest.raises(PhotoError, match=words) as refusal:
        inspect(head)
    assert refusal.value.name == "photo"
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value).split(". ")) >= 2, "it says what to do"


def test_forty_million_pixels_are_taken_and_one_row_more_is_not() -> None:
    assert inspect(png_header(8000, MOST_PIXELS // 8000))["height"] == 5000
    with pytest.raises(PhotoError):
        inspect(png_header(8000, MOST_PIXELS // 8000 + 1))


def test_markers_without_a_size_are_passed_over() -> None:
    tables = b"\xff\xc4\0\x04ab" + b"\xff\xff\xc8\0\x02" + b"\xff\xcc\0\x03a"
    frame = b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", 3, 9) + b"\x01\x01\x11\0"
    assert inspect(b"\xff\xd8" + tables + frame) == {"format": "jpeg", "width": 9, "height": 3}


@given(
    st.sampled_from([b"", PNG, b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"RIFF\0\0\0\0WEBPVP8X"]),
    st.binary(max_size=60),
)
def test_noise_is_told_or_refused(start: bytes, rest: bytes) -> None:
    try:
        header = inspect(start + rest)
    except PhotoError:
        return
    assert 0 < header["width"] * header["height"] <= MOST_PIXELS


def test_brightness_is_rec_601_luma_on_white_paper() -> None:
    colours = np.array(
        [[[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 255, 255]]], np.uint8
    )
    np.testing.assert_allclose(to_gray(colours), [[0.299, 0.587, 0.114, 1.0]], rtol=0, atol=1e-12)
    clear = np.array([[[9, 9, 9, 0], [0, 0, 0, 51]]], np.uint8)
    np.testing.assert_allclose(to_gray(clear), [[1.0, 0.8]], rtol=0, atol=1e-12)


def test_brightness_agrees_with_pillow() -> None:
    image = pytest.importorskip("PIL.Image")
    colours = np.random.default_rng(0).integers(0, 256, (40, 50, 4), dtype=np.uint8)
    colours[..., 3] = 255
    theirs = np.asarray(image.fromarray(colours, "RGBA").convert("L")) / 255
    np.testing.assert_allclose(to_gray(colours), theirs, rtol=0, atol=1.01 / 255)


@pytest.mark.parametrize("shape", [(24, 24), (48, 96), (240, 24 * 7), (100, 100), (7, 9), (1, 5)])
def test_a_thumbnail_is_the_mean_of_the_area_under_each_pixel(shape: tuple[int, int]) -> None:
    gray = np.random.default_rng(0).random(shape)
    edge = min(shape)
    top, left = (shape[0] - edge) // 2, (shape[1] - edge) // 2
    # Every pixel as 24×24 equal ones: then each new pixel covers a whole number of them.
    fine = np.kron(gray[top : top + edge, left : left + edge], np.ones((24, 24)))
    expected = fine.reshape(24, edge, 24, edge).mean(axis=(1, 3))
    np.testing.assert_allclose(thumbnail(gray), expected, rtol=0, atol=1e-12)


def test_thumbnails_agree_with_pillow_s_box_filter() -> None:
    image = pytest.importorskip("PIL.Image")
    gray = np.random.default_rng(0).random((100, 100)).astype(np.float32)
    theirs = np.asarray(image.fromarray(gray).resize((24, 24), image.Resampling.BOX))
    # Pillow's box takes whole pixels, ours the shares that lie inside.
    assert np.abs(thumbnail(gray) - theirs).mean() < 0.05
