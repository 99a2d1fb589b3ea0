"""Photographs: what a file says of itself, and how bytes become a small grey picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.floating[Any]]

MOST_PIXELS = 40_000_000
HEAD = 1 << 20
"""Bytes enough for `inspect`: a camera may write hundreds of thousands before the size."""

# Rec. ITU-R BT.601: how bright the eye finds red, green and blue.
LUMA = np.array([0.299, 0.587, 0.114])


class PhotoHeader(TypedDict):
    """What the first bytes of a photograph say."""

    format: str
    width: int
    height: int


class PhotoError(ValueError):
    """A file that is not taken; the message says what to do. ``name`` is the control's."""

    name = "photo"


def inspect(head: bytes) -> PhotoHeader:
    """Read the format and the size of a photograph without decoding it.

    Parameters
    ----------
    head : bytes
        The file's first bytes: all of them, or at least `HEAD`.

    Returns
    -------
    PhotoHeader
        The ``format``, ``"png"``, ``"jpeg"`` or ``"webp"``, and the ``width`` and ``height`` in
        pixels as stored, before any rotation that the file asks for.

    Raises
    ------
    PhotoError
        If the file is empty, of another kind, cut off, damaged, or too large to decode safely.

    References
    ----------
    ITU-T, *Recommendation T.81* (JPEG), 1992, annex B; Google, *WebP Container Specification*;
    W3C, *Portable Network Graphics*.

    Examples
    --------
    >>> inspect(b"<svg>")
    Traceback (most recent call last):
    onefilter.photo.PhotoError: This is an SVG drawing, which has no pixels. Save it as PNG...
    """
    if not head:
        raise PhotoError("This file is empty. Choose a PNG, JPEG or WebP picture.")
    for signature, format_, size in _READERS:
        if head.startswith(signature) and (format_ != "webp" or head[8:12] == b"WEBP"):
            return _checked(format_, *_measured(size, head))
    raise PhotoError(_other_kind(head))


def to_gray(colours: NDArray[np.uint8]) -> Gray:
    """Turn decoded bytes into brightness; what is transparent shows white paper.

    Parameters
    ----------
    colours : ndarray of shape (H, W, 4)
        Red, green, blue and alpha.

    Returns
    -------
    ndarray of shape (H, W)
        Rec. 601 luma from 0 to 1.

    Examples
    --------
    >>> to_gray(np.array([[[255, 0, 0, 255], [0, 0, 0, 0]]], np.uint8))
    array([[0.299, 1.   ]])
    """
    return _on_paper((colours[..., :3] @ LUMA) / 255, colours)


def to_channels(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Take decoded bytes apart into channels; what is transparent shows white paper.

    Parameters
    ----------
    colours : ndarray of shape (H, W, 4)
        Red, green, blue and alpha.

    Returns
    -------
    ndarray of shape (3, H, W)
        Red, green and blue from 0 to 1.

    Examples
    --------
    >>> to_channels(np.array([[[255, 0, 0, 255], [0, 0, 0, 0]]], np.uint8)).tolist()
    [[[1.0, 1.0]], [[0.0, 1.0]], [[0.0, 1.0]]]
    """
    return np.stack([_on_paper(colours[..., c] / 255, colours) for c in range(3)])


def _on_paper(brightness: Gray, colours: NDArray[np.uint8]) -> Gray:
    alpha = colours[..., 3] / 255
    paper: Gray = np.minimum(brightness * alpha + (1 - alpha), 1.0)
    return paper


def thumbnail(gray: Gray, side: int = 24) -> Gray:
    """Scale the centre square of a picture; every new pixel is the mean of the area under it.

    Parameters
    ----------
    gray : ndarray of shape (H, W)
        The picture.
    side : int
        Pixels along a side of the result.

    Returns
    -------
    ndarray of shape (side, side)
        The small picture.

    Examples
    --------
    >>> thumbnail(np.array([[9.0, 0, 1, 2, 9], [9, 4, 5, 6, 9], [9, 8, 9, 10, 9]]), 1)
    array([[5.]])
    """
    rows, columns = gray.shape
    edge = min(rows, columns)
    top, left = (rows - edge) // 2, (columns - edge) // 2
    shares = _shares(edge, side)
    return shares @ gray[top : top + edge, left : left + edge] @ shares.T


def _shares(pixels: int, side: int) -> Gray:
    """How much of each new pixel, a row, each old one covers; a row sums to one."""
    ends = np.linspace(0, pixels, side + 1)
    old = np.arange(pixels)
    covered = np.minimum(ends[1:, None], old + 1) - np.maximum(ends[:-1, None], old)
    shares: Gray = np.maximum(covered, 0) * (side / pixels)
    return shares


def _measured(size: Callable[[bytes], tuple[int, int]], head: bytes) -> tuple[int, int]:
    try:
        return size(head)
    except (IndexError, StopIteration):
        what = "This picture is cut off or damaged. Open it elsewhere and save it anew."
        raise PhotoError(what) from None


def _checked(format_: str, width: int, height: int) -> PhotoHeader:
    if not (width and height):
        raise PhotoError("This picture says that it has no pixels. Choose another one.")
    if width * height > MOST_PIXELS:
        raise PhotoError(
            f"This picture has {width}×{height} pixels, {width * height / 1e6:.0f} million; "
            f"at most {MOST_PIXELS / 1e6:.0f} million are read here. Scale it down first."
        )
    return {"format": format_, "width": width, "height": height}


def _png_size(head: bytes) -> tuple[int, int]:
    if _part(head, 12, 4) != b"IHDR":
        raise IndexError
    return _big(head, 16, 4), _big(head, 20, 4)


def _jpeg_size(head: bytes) -> tuple[int, int]:
    frame = next(at for marker, at in _jpeg_segments(head) if marker in _FRAMES)
    return _big(head, frame + 5, 2), _big(head, frame + 3, 2)


# Every "start of frame" but the three numbers among them that mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN = 0xDA


def _jpeg_segments(head: bytes) -> Iterator[tuple[int, int]]:
    """Markers, and where their lengths stand, up to the first scan."""
    at = 2
    while head[at] == 0xFF:
        while head[at] == 0xFF:
            at += 1
        marker = head[at]
        if marker == _SCAN:
            return
        yield marker, at + 1
        at += 1 + _big(head, at + 1, 2)


def _webp_size(head: bytes) -> tuple[int, int]:
    kind = _part(head, 12, 4)
    if kind == b"VP8X":
        return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
    if kind == b"VP8L" and head[20] == 0x2F:
        bits = _little(head, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and _part(head, 23, 3) == b"\x9d\x01\x2a":
        return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF
    raise IndexError


def _part(head: bytes, at: int, length: int) -> bytes:
    part = head[at : at + length]
    if len(part) < length:
        raise IndexError
    return part


def _big(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(_part(head, at, length), "big")


def _little(head: bytes, at: int, length: int) -> int:
    return int.from_bytes(_part(head, at, length), "little")


_READERS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int]]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png", _png_size),
    (b"\xff\xd8", "jpeg", _jpeg_size),
    (b"RIFF", "webp", _webp_size),
)


def _other_kind(head: bytes) -> str:
    """Why a file of another kind is not taken, and what to do about it."""
    start = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<") and b"<svg" in start:
        return "This is an SVG drawing, which has no pixels. Save it as PNG and choose that file."
    kinds = ((0, b"GIF8", "a GIF"), (0, b"BM", "a BMP"), (0, b"II*\0", "a TIFF"))
    more = ((0, b"MM\0*", "a TIFF"), (4, b"ftyphei", "a HEIC"), (4, b"ftypavi", "an AVIF"))
    for at, mark, name in kinds + more:
        if head.startswith(mark, at):
            return f"This is {name} file, which is not read here. Save it as JPEG or PNG first."
    return "This file is no picture that is read here. Choose a PNG, JPEG or WebP picture."
