r"""Formulas, typeset at build by KaTeX, each beside its plain words and its symbols.

    /// formula | Two-dimensional convolution
        tex: \map{y[i, j]} = \sum_{m, n} \input{x[i + m, j + n]}\,\kernel{k[m, n]}
        plain: \map{output} = sum over the window of \input{pixel} × \kernel{weight}
        symbols:
            \kernel{k}: the kernel, a small grid of learned numbers

    Lay the kernel over a patch of the input …
    ///

The body is the paragraph "In words". What is written in a role, `\input`, `\kernel`, `\map` or
`\gradient`, has that role's colour in all of them, and in running text. A letter without an entry
among the symbols fails the build. What `\qquad` parts is
several formulas, side by side where there is room. Between dollars stands inline TeX.
`[[= expression ]]` puts a number of the package into a formula. TeX that KaTeX does not understand
fails the build.

    /// math
    y = x + F(x)
    ///

is a formula without the rest.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from functools import cache
from typing import Any, ClassVar

import pykatex
from markdown import Markdown
from markdown.extensions.toc import slugify
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from overrides.markdown.symbols import unexplained
from overrides.markdown.values import values_of

# Up to so many characters, a formula in running text stays on one line.
LONGEST_WHOLE = 48
ROLES = ("input", "kernel", "map", "gradient")
ROLE = r"\\(?P<role>" + "|".join(ROLES) + r")\{(?P<text>[^{}]*)\}"

_PLAIN_ROLES = "".join(rf"\def\{role}#1{{#1}}" for role in ROLES)
_COLOURED_ROLES = "".join(rf"\def\{role}#1{{\htmlClass{{of-{role}}}{{#1}}}}" for role in ROLES)


@cache
def typeset(tex: str, *, display: bool = False) -> str:
    """Return a formula as HTML, with MathML for those who listen.

    KaTeX cannot be strict and colour by class in one go: the first pass only judges.
    """
    try:
        pykatex.renderToString(_PLAIN_ROLES + tex, displayMode=display, strict=True)
        html = str(
            pykatex.renderToString(
                _COLOURED_ROLES + tex, displayMode=display, strict="ignore", trust=True
            )
        )
    except pykatex.ParseError as error:
        raise ValueError(f"KaTeX refuses {tex!r}: {error}") from error
    return html.replace(_escaped(_COLOURED_ROLES), "")


def _escaped(tex: str) -> str:
    return tex.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FormulaBlock(Block):
    """One formula in its four forms."""

    NAME = "formula"
    ARGUMENT = True
    OPTIONS: ClassVar = {
        "tex": ("", type_string),
        "plain": ("", type_string),
        "symbols": ({}, dict),
    }

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the name, the formula, its twin in words and its symbols."""
        for part in self.OPTIONS:
            if not self.options[part]:
                raise ValueError(f"formula {self.argument!r} lacks its `{part}`")
        if missing := unexplained(self.options["tex"], self.options["symbols"]):
            raise ValueError(f"formula {self.argument!r} does not say what {missing} are")
        label = "formula-" + slugify(self.argument, "-")
        figure = etree.SubElement(parent, "figure", {"class": "of-formula", "id": label})
        name = etree.SubElement(figure, "figcaption", {"class": "of-formula__name"})
        etree.SubElement(name, "a", {"href": f"#{label}"}).text = self.argument
        self._typeset(figure, "of-formula__tex", self.options["tex"], display=True)
        plain = etree.SubElement(figure, "p", {"class": "of-formula__plain"})
        plain.text = self.options["plain"]
        self._write_symbols(etree.SubElement(figure, "dl", {"class": "of-formula__symbols"}))
        self._words = etree.SubElement(figure, "div", {"class": "of-formula__words"})
        return figure

    def _typeset(self, parent: etree.Element, name: str, tex: str, *, display: bool) -> None:
        parts = values_of(self.md).fill(tex).split(r"\qquad")
        element = etree.SubElement(parent, "div" if display else "span", {"class": name})
        element.set("data-search-exclude", "")
        set_in_type = [typeset(part.strip(), display=display) for part in parts]
        element.text = self.md.htmlStash.store("".join(set_in_type))

    def _write_symbols(self, parent: etree.Element) -> None:
        for symbol, meaning in self.options["symbols"].items():
            pair = etree.SubElement(parent, "div")
            term = etree.SubElement(pair, "dt")
            self._typeset(term, "of-formula__symbol", symbol, display=False)
            etree.SubElement(pair, "dd").text = meaning

    def on_add(self, block: etree.Element) -> etree.Element:  # noqa: ARG002
        """Put the body where the words belong."""
        return self._words

    def on_end(self, block: etree.Element) -> None:  # noqa: ARG002
        """Head the words with what they are."""
        first = self._words.find("p")
        if first is None:
            raise ValueError(f"formula {self.argument!r} is not put in words")
        head = etree.Element("strong")
        head.text, head.tail, first.text = "In words.", " " + (first.text or ""), ""
        first.insert(0, head)


class MathBlock(Block):
    """A formula by itself, as the reference has it: its words stand around it."""

    NAME = "math"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Hold the TeX until the block ends."""
        return etree.SubElement(parent, "div", {"class": "of-formula__tex"})

    def on_markdown(self) -> str:
        """Keep the TeX as it is."""
        return "raw"

    def on_end(self, block: etree.Element) -> None:
        """Typeset it."""
        block.set("data-search-exclude", "")
        block.text = self.md.htmlStash.store(typeset((block.text or "").strip(), display=True))


class RoleProcessor(InlineProcessor):
    r"""Colour a word of running text by its role: `\kernel{weight}`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[etree.Element, int, int]:
        """Wrap one word."""
        element = etree.Element("span", {"class": f"of-{m['role']}"})
        element.text = m["text"]
        return element, m.start(0), m.end(0)


class InlineFormulas(Treeprocessor):
    """Typeset what arithmatex has found between dollars."""

    def run(self, root: etree.Element) -> None:
        """Replace the TeX of each by HTML."""
        for element in root.iter("span"):
            if element.get("class") == "arithmatex":
                tex = values_of(self.md).fill((element.text or "")[2:-2])
                element.set("class", "of-math")
                element.set("data-search-exclude", "")
                whole = tex if len(tex) > LONGEST_WHOLE else f"{{{tex}}}"
                element.text = self.md.htmlStash.store(typeset(whole))


class FormulaExtension(BlocksExtension):
    """Register the block, the inline formula and the coloured word."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        """Called once a converter."""
        options = {"generic": True, "block_syntax": [], "inline_syntax": ["dollar"]}
        md.registerExtensions(["pymdownx.arithmatex"], {"pymdownx.arithmatex": options})
        md.inlinePatterns.register(RoleProcessor(ROLE, md), "of-role", 177)
        md.treeprocessors.register(InlineFormulas(md), "of-inline-formulas", 15)
        block_mgr.register(FormulaBlock, self.getConfigs())
        block_mgr.register(MathBlock, self.getConfigs())


def makeExtension(**options: Any) -> FormulaExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return FormulaExtension(**options)
