"""What lessons are made of: questions to answer before looking, and worksheets.

A question, with choices or for a free guess; what follows is hidden until the reader asks for it:

    /// predict | What is the largest number?
        choices: [Three, Four]
        right: Four

    Four is one more than three.
    ///

On a worksheet, a square of numbers (`None` is left empty), and room for an answer of so many lines:

    /// numbers | The picture
    picture
    ///

    /// answer | 3
    Its page of solutions shows this in place of the lines.
    ///
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import Any, ClassVar

import numpy as np
from markdown import Markdown
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from onefilter.speech import say
from overrides.markdown.values import values_of, written

WIDEST = 12


class PredictBlock(Block):
    """A question, and its answer in a `<details>` that works without a script."""

    NAME = "predict"
    ARGUMENT = True
    OPTIONS: ClassVar = {"choices": ([], list), "right": ("", type_string)}

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the question, what to choose from, and the lid."""
        choices, right = [str(c) for c in self.options["choices"]], self.options["right"]
        if choices and right not in choices:
            raise ValueError(f"predict: the right answer {right!r} is not one of {choices}")
        number = _count(self.md)
        name = f"predict-{number}"
        box = etree.SubElement(parent, "div", {"class": "of-predict", "role": "group"})
        box.attrib |= {"aria-labelledby": name, "data-predict": ""}
        etree.SubElement(box, "p", {"class": "of-predict__kicker"}).text = say("Predict first")
        question = etree.SubElement(box, "p", {"class": "of-predict__question", "id": name})
        question.text = self.argument
        if choices:
            _write_choices(box, name, choices, right)
        lid = etree.SubElement(box, "details", {"class": "of-predict__answer"})
        etree.SubElement(lid, "summary").text = say("Reveal")
        if choices:
            verdict = etree.SubElement(lid, "p", {"class": "of-predict__verdict"})
            verdict.attrib |= {"role": "status", "data-right": say("Yes, as you said.")}
            verdict.set("data-wrong", say("Not what you said."))
            etree.SubElement(etree.SubElement(lid, "p"), "strong").text = right
        self._lid = lid
        return box

    def on_add(self, block: etree.Element) -> etree.Element:  # noqa: ARG002
        """Put the explanation under the lid."""
        return self._lid


def _write_choices(box: etree.Element, name: str, choices: list[str], right: str) -> None:
    listed = etree.SubElement(box, "ul", {"class": "of-predict__choices"})
    for choice in choices:
        label = etree.SubElement(etree.SubElement(listed, "li"), "label")
        radio = etree.SubElement(label, "input", {"type": "radio", "name": name})
        radio.set("autocomplete", "off")
        if choice == right:
            radio.set("data-right", "")
        radio.tail = f" {choice}"


def _count(md: Markdown) -> int:
    count: int = getattr(md, "of_predictions", 0) + 1
    md.of_predictions = count  # type: ignore[attr-defined]
    return count


class NumbersBlock(Block):
    """A square of numbers with a name."""

    NAME = "numbers"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Hold the expression until the block ends."""
        return etree.SubElement(parent, "pre")

    def on_markdown(self) -> str:
        """Keep the expression as it is."""
        return "raw"

    def on_end(self, block: etree.Element) -> None:
        """Evaluate the numbers and write them."""
        found = values_of(self.md).evaluate((block.text or "").strip())
        rows = [list(row) for row in (found if isinstance(found, list) else np.asarray(found))]
        if not rows or max(map(len, rows)) > WIDEST:
            raise ValueError(f"numbers | {self.argument}: rows of 1 to {WIDEST} numbers fit a page")
        block.clear()
        block.tag = "table"
        block.set("class", "of-numbers")
        etree.SubElement(block, "caption").text = self.argument
        for row in rows:
            line = etree.SubElement(etree.SubElement(block, "tbody"), "tr")
            for number in row:
                cell = etree.SubElement(line, "td")
                cell.text = "\u00a0" if number is None else written(_plain(number))


def _plain(number: Any) -> Any:
    """A whole number as such, whatever type it came in."""
    return int(number) if not isinstance(number, str) and number == int(number) else number


class AnswerBlock(Block):
    """Lines to write on; what the block holds is for the page of solutions."""

    NAME = "answer"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Hold the answer until the block ends."""
        return etree.SubElement(parent, "div", {"class": "of-lines"})

    def on_end(self, block: etree.Element) -> None:
        """Rule the lines in its place."""
        block.clear()
        block.attrib |= {"class": "of-lines", "role": "img"}
        block.set("aria-label", say("Room for your answer"))
        for _ in range(int(self.argument)):
            etree.SubElement(block, "div")


class SolutionBlock(Block):
    """The same on the page of solutions: the answer."""

    NAME = "worked"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Open the box."""
        return etree.SubElement(parent, "div", {"class": "of-solution"})


class LessonsExtension(BlocksExtension):
    """Register the blocks."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        """Called once a converter."""
        for block in (PredictBlock, NumbersBlock, AnswerBlock, SolutionBlock):
            block_mgr.register(block, self.getConfigs())
        md.registerExtension(self)
        self._md = md

    def reset(self) -> None:
        """Count a page's questions from one."""
        self._md.of_predictions = 0  # type: ignore[attr-defined]


def makeExtension(**options: Any) -> LessonsExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return LessonsExtension(**options)
