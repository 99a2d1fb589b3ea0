"""Tables and code on a page come from the package.

A table is one Python expression, of rows; its names are those of `values`:

    /// table | Sizes of a feature map
        head: [Image, Kernel, Map]
    [(n, 3, shapes.output_size(n, 3)) for n in (24, 32)]
    ///

A source block shows a function of the package as it stands, without its docstring:

    /// source | conv.conv2d
    ///
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from typing import Any, ClassVar

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string
from pymdownx.highlight import Highlight

from overrides.markdown.values import values_of, written


class TableBlock(Block):
    """A table whose rows an expression gives, with its name as caption.

    It stands in a box of its own that scrolls, by keyboard too, where a screen is too narrow.
    """

    NAME = "table"
    ARGUMENT = True
    OPTIONS: ClassVar = {"head": ([], list), "format": ("", type_string)}

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Hold the expression until the block ends."""
        return etree.SubElement(parent, "pre")

    def on_markdown(self) -> str:
        """Keep the expression as it is."""
        return "raw"

    def on_end(self, block: etree.Element) -> None:
        """Evaluate the rows and write them."""
        rows = [tuple(row) for row in values_of(self.md).evaluate((block.text or "").strip())]
        head = [str(name) for name in self.options["head"]]
        _check_widths(head, rows)
        block.clear()
        block.tag = "div"
        block.attrib |= {"class": "of-table", "role": "region", "tabindex": "0"}
        block.set("aria-label", self.argument)
        table = etree.SubElement(block, "table", {"class": "of-table__grid"})
        etree.SubElement(table, "caption").text = self.argument
        columns = zip(*rows, strict=True) if rows else ((),) * len(head)
        numeric = [bool(rows) and all(isinstance(c, Real) for c in column) for column in columns]
        _write_row(etree.SubElement(table, "thead"), "th", head, numeric)
        body = etree.SubElement(table, "tbody")
        for row in rows:
            cells = [written(cell, self._format(cell)) for cell in row]
            _write_row(body, "td", cells, numeric)

    def _format(self, cell: object) -> str | None:
        return self.options["format"] or None if isinstance(cell, float) else None


def _check_widths(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells does not fit the head {head}: {row}")


def _write_row(
    parent: etree.Element, tag: str, cells: Sequence[str], numeric: Sequence[bool]
) -> None:
    row = etree.SubElement(parent, "tr")
    for cell, is_number in zip(cells, numeric, strict=True):
        element = etree.SubElement(row, tag, {"class": "of-number"} if is_number else {})
        if tag == "th":
            element.set("scope", "col")
        element.text = cell


class SourceBlock(Block):
    """The code of one function or class of the package."""

    NAME = "source"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Quote the code, under the name of its file."""
        module, name = self.argument.rsplit(".", 1)
        thing = getattr(importlib.import_module(f"onefilter.{module}"), name)
        figure = etree.SubElement(parent, "figure", {"class": "of-source"})
        code = etree.SubElement(figure, "div")
        code.text = self.md.htmlStash.store(highlighted(self.md, code_of(thing)))
        caption = etree.SubElement(figure, "figcaption")
        etree.SubElement(caption, "code").text = f"onefilter/{module.replace('.', '/')}.py"
        return figure


def code_of(thing: Callable[..., object]) -> str:
    """Return the source of a function or class without its docstring."""
    source = textwrap.dedent(inspect.getsource(thing))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, (ast.FunctionDef, ast.ClassDef))
    if ast.get_docstring(tree) is None:
        return source
    docstring, lines = tree.body[0], source.splitlines()
    return "\n".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :]) + "\n"


def highlighted(md: Markdown, code: str) -> str:
    """Return Python code as the site's fences are highlighted."""
    settings = next(
        extension.get_pymdownx_highlight_settings()
        for extension in md.registeredExtensions
        if hasattr(extension, "get_pymdownx_highlight_settings")
    )
    known = inspect.signature(Highlight).parameters
    highlight = Highlight(md, **{name: settings[name] for name in settings if name in known})
    return str(highlight.highlight(code, "python"))


class LeftoverCheck(Postprocessor):
    """Refuse a page on which a block or a value was not understood and would show as it is."""

    def run(self, text: str) -> str:
        """Return the page's HTML unchanged."""
        leftover = re.search(r"(?:<p>|\n)/{3,}.*|\[\[= ?[^<\n]*", text)
        if leftover:
            raise ValueError(f"not understood, check its name and options: {leftover[0].strip()}")
        return text


class QuotingExtension(BlocksExtension):
    """Register both blocks, and the check."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        """Called once a converter."""
        md.postprocessors.register(LeftoverCheck(md), "of-leftovers", 0)
        block_mgr.register(TableBlock, self.getConfigs())
        block_mgr.register(SourceBlock, self.getConfigs())


def makeExtension(**options: Any) -> QuotingExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return QuotingExtension(**options)
