"""A demo on a page: its first frame, computed now, in the HTML that the bridge brings to life.

    /// demo | filter-playground
    ///

The figure is complete without any script: pictures as SVG, controls with their values, readouts as
text. `partials/demo.html` says how it is written.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from onefilter.demos import all_demos
from onefilter.demos._controls import Control, Number
from onefilter.demos._demo import Demo, View
from onefilter.player import Player
from onefilter.scene.marks import Scene, Text
from onefilter.scene.svg import to_svg
from onefilter.speech import ENGLISH, decimal, mark, say, speaking, spoken
from overrides.markdown.blocks import code_of, highlighted

PARTIALS = Path(__file__).parents[1] / "partials"
ICONS = Path(str(files("material"))) / "templates/.icons/material"
IN_FORMS = {"choice", "number", "switch", "action", "photo"}
PLAYING = {"back", "play", "step", "reset", "speed"}
AS_IT_IS = mark("The code as the package has it")
KEPT = "<!-- editor -->"
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

    @property
    def svg(self) -> str:
        """The picture, or a placeholder that takes the first scene to come."""
        label = say(self.view.label)
        scene = self.scene or Scene(1, 1, (), label)
        # Instant navigation makes every `href` absolute, and stumbles over an SVG element's.
        return to_svg(scene, label).replace(" href=", " xlink:href=")

    @property
    def detail(self) -> str:
        """Whether it has words too fine for a phone's width, where it is then wider than that."""
        marks = self.scene.marks if self.scene else ()
        sizes = [mark.size for mark in marks if isinstance(mark, Text)]
        least = LEGIBLE * self.scene.width / min(sizes) if self.scene and sizes else 0
        return next((name for name, most in DETAILS.items() if least > most), "")

    @property
    def width(self) -> str:
        """How much of the figure's width it asks for."""
        if self.scene is None or self.scene.width > 1.5 * self.scene.height:
            return "wide"
        across = self.scene.width if self.scene.columns else WIDTHS["half"] + 1
        return next((name for name, most in WIDTHS.items() if across <= most), "square")


@dataclass(frozen=True)
class Layout:
    """Where a demo's pictures and controls stand in its figure.

    Pictures stand side by side, narrow neighbours one above the other, those that come and go in a
    row below. What plays stands together; data without a form is left out.
    """

    columns: list[list[Picture]]
    optional: list[Picture]
    playing: list[Control]
    settings: list[Control]
    grids: Mapping[str, list[list[Number]]]

    @classmethod
    def of(cls, demo: Demo) -> Layout:
        """Arrange a demo's pictures and controls."""
        shown = pictures(demo.name)
        forms = [c for c in demo.controls if c.kind in IN_FORMS]
        gridded = [c for c in forms if isinstance(c, Number) and c.grid]
        settings = [c for c in forms if c.name not in PLAYING and c not in gridded]
        return cls(
            columns=columns([p for p in shown if not p.view.optional]),
            optional=[p for p in shown if p.view.optional],
            playing=[c for c in forms if c.name in PLAYING],
            settings=sorted(settings, key=lambda control: control.kind == "photo"),
            grids={name: rows(list(c)) for name, c in groupby(gridded, key=lambda c: c.grid)},
        )


def columns(shown: list[Picture]) -> list[list[Picture]]:
    """Arrange pictures from left to right: each alone, but narrow neighbours together."""
    arranged: list[list[Picture]] = []
    for picture in shown:
        if picture.width == "narrow" and arranged and arranged[-1][0].width == "narrow":
            arranged[-1].append(picture)
        else:
            arranged.append([picture])
    return arranged


def rows(numbers: list[Number]) -> list[list[Number]]:
    """Arrange numbers called w00, w01, … by the first digit of their names."""
    return [list(row) for _, row in groupby(numbers, key=lambda number: number.name[-2])]


@cache
def environment() -> jinja2.Environment:
    """Jinja as the partials expect it."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([PARTIALS, ICONS]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["sign"] = lambda number: (number > 0) - (number < 0)
    made.globals |= {"say": say, "decimal": decimal}
    return made


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


def code(demo: Demo) -> str:
    """Return the functions that a demo shows at work, each under the name of its module."""
    parts = [f"# {part.__module__}\n{code_of(part)}" for part in demo.code]
    return "\n\n".join(parts).rstrip("\n")


def editor(md: Markdown, demo: Demo) -> str:
    """Return the editor of a demo's code as HTML."""
    about = {
        "id": f"code-of-{demo.name}",
        "name": say("code of {demo}", demo=demo.name),
        "demo": demo.name,
    }
    still = {"status": AS_IT_IS, "is_checked": False, "events": []}
    template = environment().get_template("editor.html")
    return template.render(**about, **still, code=highlighted(md, code(demo)))


def figure(md: Markdown, name: str) -> str:
    """Return a demo's figure as HTML.

    Parameters
    ----------
    md : Markdown
        The converter, whose settings code is highlighted with.
    name : str
        The demo's.

    Returns
    -------
    str
        One ``<figure>``.

    Raises
    ------
    RefusedValue
        If there is no such demo.
    """
    if name not in all_demos():
        Player().mount(name)  # says which there are
    demo = all_demos()[name]
    # Without words for it, a demo stays in English.
    understood = spoken() is ENGLISH or demo.title in spoken().words
    page = {"page_language": spoken().code, "aside": say("This demo is in English so far.")}
    with speaking(spoken() if understood else ENGLISH):
        shown: dict[str, Any] = {"demo": demo, "layout": Layout.of(demo), "editor": KEPT}
        shown |= {} if understood else page
        shown |= {"frame": Player().mount(name), "language": spoken().code}
        html = environment().get_template("demo.html").render(**shown)
        # Lines are joined, for Markdown to leave them alone; those of code may not be.
        return " ".join(html.split("\n")).replace(KEPT, editor(md, demo))


class DemoBlock(Block):
    """Put a demo here."""

    NAME = "demo"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the figure."""
        paragraph = etree.SubElement(parent, "p")
        paragraph.text = self.md.htmlStash.store(figure(self.md, self.argument))
        return paragraph

    def on_markdown(self) -> str:
        """Leave the figure as it is."""
        return "raw"


class FigureExtension(BlocksExtension):
    """Register the block."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ARG002, N802
        """Called once a converter."""
        block_mgr.register(DemoBlock, self.getConfigs())


def makeExtension(**options: Any) -> FigureExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return FigureExtension(**options)
