"""A demo on a page: its first frame, computed now, in the HTML that the bridge brings to life.

    /// demo | filter-playground
    ///

The figure is complete without any script: pictures as SVG, controls with their values, readouts as
text. `partials/demo.html` says how it is written.
"""

from __future__ import annotations

import re
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
from onefilter.demos._demo import Demo
from onefilter.player import Player
from onefilter.speech import ENGLISH, decimal, mark, say, speaking, spoken
from overrides.markdown.blocks import code_of, highlighted
from overrides.markdown.pictures import Picture, columns, paired, pictures

PARTIALS = Path(__file__).parents[1] / "partials"
ICONS = Path(str(files("material"))) / "templates/.icons/material"
IN_FORMS = {"choice", "number", "switch", "action", "photo"}
PLAYING = {"back", "play", "step", "reset", "speed"}
AS_IT_IS = mark("The code as the package has it")
KEPT = "<!-- editor -->"
# How a page names a demo that it shows, in its Markdown.
SHOWN = re.compile(r"^/// demo \| (\S+)$", re.M)


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
        shown = paired(list(pictures(demo.name)))
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
