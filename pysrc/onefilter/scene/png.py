"""The smallest PNG writer that serves: one image, eight bits a channel, with alpha."""

from __future__ import annotations

import struct
import zlib

from onefilter.scene.colormap import Colours


def to_png(colours: Colours) -> bytes:
    r"""Write a picture as a PNG file.

    Parameters
    ----------
    colours : ndarray of shape (H, W, 4)
        Red, green, blue and alpha.

    Returns
    -------
    bytes
        The file.

    References
    ----------
    W3C, *Portable Network Graphics (PNG) Specification*, third edition, 2025.

    Examples
    --------
    >>> import numpy as np
    >>> to_png(np.zeros((1, 1, 4), np.uint8))[:4]
    b'\x89PNG'
    """
    rows, columns, _ = colours.shape
    # Every row starts with the number of its filter: none.
    lines = b"".join(b"\0" + row.tobytes() for row in colours)
    header = struct.pack(">IIBBBBB", columns, rows, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
