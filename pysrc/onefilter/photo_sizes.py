"""Where the files of photographs say how large they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator


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


READERS: tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int]]], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png", _png_size),
    (b"\xff\xd8", "jpeg", _jpeg_size),
    (b"RIFF", "webp", _webp_size),
)
