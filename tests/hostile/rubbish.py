"""Rubbish by the thousand, the same at every run: endings of links, and would-be pictures."""

from __future__ import annotations

import base64
import io
import string
import struct
import zlib
from collections.abc import Callable
from random import Random
from urllib.parse import quote

from PIL import Image

from onefilter.demos import all_demos
from onefilter.demos._demo import Demo

NUMBERS = (
    *("nan", "inf", "-inf", "-0", "1e999", "-1e-999", "0x10", "1_0", "٣", "½", "1,5", " 1", "1 "),
    *("999999999", "9999999999", "-1", "0.1.2", "1e3", "true", "null", "undefined", "NaN", ""),
)
SCRIPTS = (
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "'\"><img src=x onerror=alert(1)>",
    "${7*7}{{7*7}}",
    "__import__('os').system('true')",
    "__class__",
    "constructor",
    "__proto__",
    "..%2f..%2f",
    "\0",
    "\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a" * 5000,
)
ANYTHING = string.printable + "äß€\u2028\ufeff𝕏"


def noise(random: Random, longest: int = 80) -> str:
    """Return letters of any kind."""
    return "".join(random.choices(ANYTHING, k=random.randrange(longest)))


BOMB = zlib.compress(bytes(10**6), 9)


def drawing(random: Random) -> str:
    """Return what claims to be a drawing: packed well, badly, or far too big."""
    raw = random.choice([bytes(576), random.randbytes(576), random.randbytes(4608)])
    packed = bytearray(random.choice([zlib.compress(raw), BOMB]))
    for _ in range(random.choice([0, 0, 1, 5])):
        packed[random.randrange(len(packed))] ^= 1 << random.randrange(8)
    return base64.urlsafe_b64encode(packed[: random.choice([None, 9])]).decode().rstrip("=")


def value(random: Random) -> str:
    """Return one value, encoded more or less well."""
    made: Callable[[], str] = random.choice(
        [
            lambda: random.choice(NUMBERS),
            lambda: random.choice(SCRIPTS),
            lambda: str(random.uniform(-12, 12)),
            lambda: str(random.randrange(-3, 30)),
            lambda: ".".join(str(random.randrange(-1, 30)) for _ in range(random.randrange(6))),
            lambda: drawing(random),
            lambda: noise(random),
        ]
    )
    return random.choice([quote, str])(made())


def ending(random: Random, demo: Demo) -> str:
    """Return a link's ending for a demo: some of its values, some rubbish, some damage."""
    known = [c.name for c in demo.controls] + ["step", "lit", "demo", "link", "code", "text"]
    options = [o for c in demo.controls for o, _ in getattr(c, "options", ())]
    fields = [f"demo={demo.name}"] * random.randrange(2)
    for _ in range(random.choice([1, 2, 2, 3, 3, 5, 8, 120])):
        name = random.choice([*known, *known, random.choice(SCRIPTS), noise(random, 12)])
        fits = options and random.random() < 0.3
        fields.append(f"{name}={random.choice(options) if fits else value(random)}")
    text = random.choice(["&", "&", "&", ";", "&&"]).join(fields)
    if random.random() < 0.2:
        at = random.randrange(len(text) + 1)
        text = (
            text[:at] + random.choice(["%", "%FF", "%00", "#", "=", "&", noise(random)]) + text[at:]
        )
    return text


def endings(count: int, seed: int = 7) -> list[tuple[Demo, str]]:
    """Return so many endings, each with the demo it is for."""
    random, demos = Random(seed), list(all_demos().values())
    return [(demo, ending(random, demo)) for demo in (random.choice(demos) for _ in range(count))]


def real_pictures() -> list[bytes]:
    """Return small pictures of every kind that is taken."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\0\0"
    kinds: list[dict[str, object]] = [
        {"format": "PNG"},
        {"format": "JPEG"},
        {"format": "JPEG", "progressive": True},
        {"format": "WEBP", "lossless": True},
        {"format": "WEBP", "lossless": False},
        {"format": "WEBP", "exif": exif},
    ]
    return [_written(**how) for how in kinds]


def _written(**how: object) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((64, 48)).convert("RGB").save(file, **how)  # type: ignore[arg-type]
    return file.getvalue()


def picture(random: Random, real: list[bytes]) -> bytes:
    """Return a picture that was cut, bent, lengthened, mixed with another, or made to lie."""
    data = bytearray(random.choice(real))
    kind = random.randrange(5)
    if kind == 0:
        del data[random.randrange(len(data)) :]
    elif kind == 1:
        for _ in range(random.choice([1, 3, 30])):
            data[random.randrange(min(len(data), 200))] = random.randrange(256)
    elif kind == 2:
        at = random.randrange(min(len(data), 64))
        data[at : at + 4] = struct.pack(random.choice(["<I", ">I"]), random.getrandbits(32))
    elif kind == 3:
        data[random.randrange(len(data)) :] = random.choice(real)
    else:
        data[:0] = random.choice([b"GIF89a", b"<svg>", b"%PDF-1.7\n", b"PK\3\4", b"\xff\xd8\xff"])
    return bytes(data)
