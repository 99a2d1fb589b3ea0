"""An exercise on its page, and the list of all: what `exercises.py` says of the file, as HTML.

On the page `docs/exercises/index.md` a block `/// exercises | intuition` lists those of a tier, and
`/// progress` sums up how far the reader is.
"""

from __future__ import annotations

import html
import xml.etree.ElementTree as etree
from collections.abc import Callable
from typing import Any

from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from onefilter.speech import mark, say
from overrides.markdown.blocks import highlighted
from overrides.markdown.exercises import all_exercises, of_tier
from overrides.markdown.figures import environment
from overrides.markdown.pages import TIERS
from overrides.markdown.running import Build

NOT_RUN = mark("Nothing has run yet")


def write_starter(md: Markdown, code: str, identity: str) -> str:
    """Write the reader's code, and the places for what a check says.

    It is run, so that a broken one fails the build. What it says is the reader's to see.
    """
    Build().run(code, f"the starter of {identity}")
    template = environment().get_template("exercise.html")
    return template.render(exercise=identity, status=NOT_RUN, code=highlighted(md, code))


def write_checks(_md: Markdown, code: str, _identity: str) -> str:
    """Write the checks where the page's script finds them, and a reader does not."""
    return f"<template data-checks data-search-exclude>{html.escape(code)}</template>"


FENCES: dict[str, Callable[[Markdown, str, str], str]] = {
    "starter": write_starter,
    "checks": write_checks,
}
"""What is written for a fence of Python of each mark."""


class DetailsBlock(Block):
    """Something to open when it is wanted."""

    NAME, KIND = "", ""

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Begin a box that is shut."""
        box = etree.SubElement(parent, "details", {"class": self.KIND, "data-help": self.NAME})
        etree.SubElement(box, "summary").text = self.summary()
        return box

    def summary(self) -> str:
        """Return what stands on the box."""
        raise NotImplementedError


class HintBlock(DetailsBlock):
    """A hint; they are numbered."""

    NAME, KIND = "hint", "tip"

    def summary(self) -> str:
        """Count the hints of the page."""
        self.tracker["hints"] = self.tracker.get("hints", 0) + 1
        return say("Hint {number}", number=self.tracker["hints"])


class SolutionBlock(DetailsBlock):
    """The solution."""

    NAME, KIND = "solution", "success"

    def summary(self) -> str:
        """Return the one word."""
        return say("Solution")


class WrongBlock(Block):
    """A wrong answer; it leaves nothing on the page."""

    NAME, ARGUMENT = "wrong", True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Hold the answer until the block ends."""
        self._parent = parent
        return etree.SubElement(parent, "div")

    def on_end(self, block: etree.Element) -> None:
        """Take it off the page."""
        self._parent.remove(block)


class TemplateBlock(Block):
    """HTML from a template."""

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write it."""
        paragraph = etree.SubElement(parent, "p")
        paragraph.text = self.md.htmlStash.store(" ".join(self.written().split("\n")))
        return paragraph

    def on_markdown(self) -> str:
        """Leave it as it is."""
        return "raw"

    def written(self) -> str:
        """Return the HTML."""
        raise NotImplementedError


class ListBlock(TemplateBlock):
    """The exercises of one tier."""

    NAME, ARGUMENT = "exercises", True

    def written(self) -> str:
        """Write the list."""
        template = environment().get_template("exercises.html")
        return template.render(label=TIERS[self.argument], exercises=of_tier(self.argument))


class ProgressBlock(TemplateBlock):
    """How far the reader is, and what can be done with that."""

    NAME = "progress"

    def written(self) -> str:
        """Write what stays hidden until there is a script."""
        return environment().get_template("progress.html").render(count=len(all_exercises()))


class ExerciseExtension(BlocksExtension):
    """Register the blocks."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ARG002, N802
        """Called once a converter."""
        for block in (HintBlock, SolutionBlock, WrongBlock, ListBlock, ProgressBlock):
            block_mgr.register(block, self.getConfigs())


def makeExtension(**options: Any) -> ExerciseExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return ExerciseExtension(**options)
