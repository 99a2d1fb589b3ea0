"""Photographs: what a file says of itself, and how bytes become a small grey picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from onefilter.photo_sizes import READERS
from onefilter.speech import say

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
        raise PhotoError(say("This file is empty. Choose a PNG, JPEG or WebP picture."))
    for signature, format_, size in READERS:
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
        what = say("This picture is cut off or damaged. Open it elsewhere and save it anew.")
        raise PhotoError(what) from None


def _checked(format_: str, width: int, height: int) -> PhotoHeader:
    if not (width and height):
        raise PhotoError(say("This picture says that it has no pixels. Choose another one."))
    if width * height > MOST_PIXELS:
        raise PhotoError(
            say(
                "This picture has {width}×{height} pixels, {millions:.0f} million; "
                "at most {most:.0f} million are read here. Scale it down first.",
                width=width,
                height=height,
                millions=width * height / 1e6,
                most=MOST_PIXELS / 1e6,
            )
        )
    return {"format": format_, "width": width, "height": height}


def _other_kind(head: bytes) -> str:
    """Why a file of another kind is not taken, and what to do about it."""
    start = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<") and b"<svg" in start:
        return say(
            "This is an SVG drawing, which has no pixels. Save it as PNG and choose that file."
        )
    kinds = ((0, b"GIF8", "GIF"), (0, b"BM", "BMP"), (0, b"II*\0", "TIFF"))
    more = ((0, b"MM\0*", "TIFF"), (4, b"ftyphei", "HEIC"), (4, b"ftypavi", "AVIF"))
    for at, mark, name in kinds + more:
        if head.startswith(mark, at):
            return say(
                "Files of the kind {kind} are not read here. Save it as JPEG or PNG first.",
                kind=name,
            )
    return say("This file is no picture that is read here. Choose a PNG, JPEG or WebP picture.")
