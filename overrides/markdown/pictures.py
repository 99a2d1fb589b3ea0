"""A demo's pictures as they first stand: drawn, measured, and arranged side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from onefilter.demos import all_demos
from onefilter.demos._demo import Demo, View
from onefilter.scene.marks import Scene, Text
from onefilter.scene.svg import to_svg
from onefilter.speech import say, spoken

# How wide a picture has to be, in pixels, for its finest words to be read, and its name from there.
LEGIBLE = 9
PROBES = 8  # places along a side where it is tried whether pointing does anything
DETAILS = {"finest": 500, "fine": 360}
# Up to how many cells' width a picture is so wide; beyond the last, it is a square one.
WIDTHS = {"narrow": 6, "half": 12}


@dataclass(frozen=True)
class Picture:
    """A view as it first stands; a view that is not on show has no scene yet."""

    view: View
    scene: Scene | None
    is_pointed_at: bool = False
    is_paired: bool = False  # on a phone it shares a row with its neighbour

    @property
    def svg(self) -> str:
        """The picture, or a placeholder that takes the first scene to come."""
        label = say(self.view.label)
        scene = self.scene or Scene(1, 1, (), label)
        # Instant navigation makes every `href` absolute, and stumbles over an SVG element's.
        return to_svg(scene, label).replace(" href=", " xlink:href=")

    @property
    def sizes(self) -> list[float]:
        """How large its words are."""
        marks = self.scene.marks if self.scene else ()
        return [mark.size for mark in marks if isinstance(mark, Text)]

    @property
    def is_small(self) -> bool:
        """Whether half of a phone's width is enough for it."""
        return bool(self.scene) and not self.sizes and self.width in ("square", "half")

    @property
    def detail(self) -> str:
        """Whether it has words too fine for a phone's width, where it is then wider than that."""
        sizes = self.sizes
        least = LEGIBLE * self.scene.width / min(sizes) if self.scene and sizes else 0
        return next((name for name, most in DETAILS.items() if least > most), "")

    @property
    def width(self) -> str:
        """How much of the figure's width it asks for."""
        if self.scene is None or self.scene.width > 1.5 * self.scene.height:
            return "wide"
        across = self.scene.width if self.scene.columns else WIDTHS["half"] + 1
        return next((name for name, most in WIDTHS.items() if across <= most), "square")


def pictures(name: str) -> tuple[Picture, ...]:
    """Draw every view of a demo as it first stands."""
    return _pictures(name, spoken().code)


@cache
def _pictures(name: str, language: str) -> tuple[Picture, ...]:  # noqa: ARG001 - texts depend on it
    demo = all_demos()[name]
    state = demo.start(demo.complete({}))
    scenes = demo.draw(state)
    shown = [(view, scenes.get(view.name)) for view in demo.views]
    return tuple(Picture(view, scene, answers(demo, state, view, scene)) for view, scene in shown)


def answers(demo: Demo, state: Any, view: View, scene: Scene | None) -> bool:
    """Tell whether a view has cells that can be pointed at, and anything comes of it."""
    if scene is None or view.press != "point":
        return True
    if (point := demo.point) is None:
        return False
    rows, columns = (range(0, n, 1 + n // PROBES) for n in (scene.rows, scene.columns))
    tried = (point(state, view.name, row, column) for row in rows for column in columns)
    return any(found is not state for found in tried)


def paired(shown: list[Picture]) -> list[Picture]:
    """Pair small neighbours, from the last: of an odd number the first stays as large as it was.

    Narrow pictures stand elsewhere on a phone, and part nobody.
    """
    standing = [p for p in shown if p.width != "narrow" and not p.view.optional]
    together: set[str] = set()
    for picture, after in reversed(list(pairwise(standing))):
        if picture.is_small and after.is_small and after.view.name not in together:
            together |= {picture.view.name, after.view.name}
    return [replace(p, is_paired=p.view.name in together) for p in shown]


def columns(shown: list[Picture]) -> list[list[Picture]]:
    """Arrange pictures from left to right: each alone, but narrow neighbours together."""
    arranged: list[list[Picture]] = []
    for picture in shown:
        if picture.width == "narrow" and arranged and arranged[-1][0].width == "narrow":
            arranged[-1].append(picture)
        else:
            arranged.append([picture])
    return arranged
