"""A page's card, which other sites show beside a link to it: its words, and its picture.

Pillow draws it from the marks that the page's own figure is made of. The letters are KaTeX's, which
the site has at hand anyway, so that nothing is fetched and every machine draws the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from onefilter.scene import marks
from onefilter.scene.jupyter import COLOURS
from onefilter.scene.marks import Scene
from overrides.hooks.assembly import ROOT

SIZE = (1200, 630)
# Drawn larger and then reduced, so that lines are smooth.
FINER = 2
MARGIN, COLUMN, GAP = 70, 560, 60
PICTURE = 470
FONTS = ROOT / "node_modules/katex/dist/fonts"


@dataclass(frozen=True)
class Card:
    """What a card says and shows."""

    site: str
    label: str
    title: str
    words: str
    scene: Scene


@cache
def font(style: str, size: float) -> ImageFont.FreeTypeFont:
    """Return one of KaTeX's fonts at a size in pixels."""
    return ImageFont.truetype(FONTS / f"KaTeX_{style}.ttf", size * FINER)


def unwritten(words: str) -> set[str]:
    """Return the characters that the cards' letters cannot write."""
    regular = font("Main-Regular", 20)
    nothing = bytes(regular.getmask("\uffff"))
    return {c for c in words if bytes(regular.getmask(c)) == nothing and not c.isspace()}


def draw(card: Card) -> bytes:
    """Draw a card as PNG, the same bytes every time."""
    if strange := unwritten(card.title + card.label + card.words):
        raise ValueError(f"the card of {card.title!r} has no letters for {sorted(strange)}")
    picture = Image.new("RGB", [FINER * side for side in SIZE], COLOURS["paper"])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, FINER * 18, FINER * SIZE[1]), COLOURS["positive"])
    write(pen, card)
    width, height = SIZE
    place(picture, card.scene, (width - MARGIN - PICTURE, (height - PICTURE) / 2), PICTURE)
    out = io.BytesIO()
    picture.reduce(FINER).quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def write(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Write label, title, words and, at the bottom, the site's name."""
    y = 80.0
    for words, style, size, role, most in (
        (card.label, "Main-Bold", 28, "accent", 1),
        (card.title, "Main-Bold", title_size(card.title), "ink", 3),
        (card.words, "Main-Regular", 29, "muted", 5),
    ):
        letters = font(style, size)
        for line in lines(words, letters, COLUMN, most):
            pen.text((FINER * MARGIN, FINER * y), line, COLOURS[role], letters)
            y += 1.25 * size
        y += 18
    name = font("Main-Bold", 30)
    pen.text((FINER * MARGIN, FINER * (SIZE[1] - 90)), card.site, COLOURS["positive"], name)


def title_size(title: str) -> int:
    """Return the largest size at which a title takes two lines, or the smallest that there is."""
    sizes = (64, 56, 50, 44)
    fits = (s for s in sizes if len(list(lines(title, font("Main-Bold", s), COLUMN, 9))) <= 2)
    return next(fits, sizes[-1])


def lines(words: str, letters: ImageFont.FreeTypeFont, width: float, most: int) -> Iterator[str]:
    """Break words into lines of at most a width; what does not fit ends in dots."""
    found, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and letters.getlength(longer) > FINER * width:
            found.append(line)
            longer = word
        line = longer
    found.append(line)
    if len(found) > most:
        found[most - 1] = found[most - 1].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
    yield from found[:most]


def place(picture: Image.Image, scene: Scene, corner: tuple[float, float], room: float) -> None:
    """Draw a scene into a square of some room, as large as fits and in its middle."""
    scale = room / max(scene.width, scene.height)
    left = corner[0] + (room - scale * scene.width) / 2 - scale * scene.x
    top = corner[1] + (room - scale * scene.height) / 2 - scale * scene.y
    brush = Brush(picture, FINER * scale, FINER * left, FINER * top)
    for mark in scene.marks:
        brush.paint(mark)


class Brush:
    """Paints marks: scene units become pixels."""

    def __init__(self, picture: Image.Image, scale: float, left: float, top: float) -> None:
        self._picture, self._pen = picture, ImageDraw.Draw(picture)
        self._scale, self._left, self._top = scale, left, top

    def paint(self, mark: marks.Mark) -> None:
        """Paint one mark."""
        match mark:
            case marks.Image():
                self._cells(mark)
            case marks.Rect():
                self._rect(mark)
            case marks.Line():
                points = [self._at(*point) for point in mark.points]
                self._pen.line(points, COLOURS[mark.role], self._width(mark.stroke), "curve")
            case marks.Text():
                side = {"start": "l", "middle": "m", "end": "r"}[mark.anchor] + "m"
                letters = font("Main-Regular", mark.size * self._scale / FINER)
                self._pen.text(
                    self._at(mark.x, mark.y), mark.text, COLOURS[mark.role], letters, anchor=side
                )

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return self._left + self._scale * x, self._top + self._scale * y

    def _width(self, stroke: float) -> int:
        return max(1, round(self._scale * stroke))

    def _box(self, mark: marks.Image | marks.Rect, grown: float = 0) -> list[int]:
        low = self._at(mark.x - grown, mark.y - grown)
        high = self._at(mark.x + mark.width + grown, mark.y + mark.height + grown)
        return [round(number) for number in (*low, *high)]

    def _cells(self, mark: marks.Image) -> None:
        left, top, right, bottom = self._box(mark)
        cells = Image.fromarray(mark.colours, "RGBA")
        cells = cells.resize((right - left, bottom - top), Image.Resampling.NEAREST)
        self._picture.paste(cells, (left, top), cells)

    def _rect(self, mark: marks.Rect) -> None:
        if mark.stroke:
            width = self._width(mark.stroke)
            self._pen.rectangle(self._box(mark, mark.stroke / 2), None, COLOURS[mark.role], width)
            return
        left, top, right, bottom = self._box(mark)
        filled = Image.new("RGB", (max(1, right - left), max(1, bottom - top)), COLOURS[mark.role])
        light = Image.new("L", filled.size, round(255 * mark.opacity))
        self._picture.paste(filled, (left, top), light)
