"""The program that every peer runs: one convolution in numpy, as a picture."""

import base64
import struct
import zlib

import numpy as np


def picture(pixels: list[float]) -> str:
    """Convolve an image and return the size of every answer as the address of a PNG."""
    image = np.array(pixels).reshape(24, 24)
    kernel = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    answers = np.abs(np.einsum("ijkl,kl->ij", windows, kernel))
    return "data:image/png;base64," + base64.b64encode(png(answers / answers.max())).decode()


def png(ink: np.ndarray) -> bytes:
    """Write a plane of numbers, 0 for white and 1 for black, as a PNG."""
    rows = np.pad(np.uint8(255 - 255 * ink), ((0, 0), (1, 0))).tobytes()
    size = struct.pack(">IIBBBBB", *ink.shape[::-1], 8, 0, 0, 0, 0)
    parts = [(b"IHDR", size), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
