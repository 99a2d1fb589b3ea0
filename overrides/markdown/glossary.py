"""The glossary: one file of terms, its page, and a definition wherever a term first appears.

The first time that a page uses a term in running text, the term links to its entry and carries the
definition as a tooltip. Headings, links, code, formulas, admonitions and captions are left alone,
and so is a term that the page itself explains, in bold. The entries stand on the page that holds

    /// glossary
    ///
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from onefilter.speech import ENGLISH, spoken
from overrides.markdown.pages import DOCS, title

PAGE = "/glossary.md"

_RUNNING_TEXT = {"p", "li", "dd", "td", "em", "span"}
_CONTAINERS = {"div", "ul", "ol", "dl", "blockquote", "table", "tbody", "tr", "section", "details"}


@dataclass(frozen=True)
class Term:
    """One entry: a word, what it means, and where it is taught.

    Attributes
    ----------
    also : tuple of str
        Other names and spellings.
    forms : tuple of str
        Plurals and the like, which go without saying.
    """

    name: str
    meaning: str
    see: str
    also: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Return everything that the text may call it."""
        return (self.name, *self.also, *self.forms)

    @property
    def label(self) -> str:
        """Return the entry's anchor."""
        return slugify(self.name, "-")


@cache
def terms(path: Path = DOCS / "glossary.yml") -> tuple[Term, ...]:
    """Return the glossary, sorted by name."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = [
        Term(name, e["meaning"], e["see"], tuple(e.get("also", ())), tuple(e.get("forms", ())))
        for name, e in entries.items()
    ]
    return tuple(sorted(found, key=lambda term: term.name.casefold()))


@cache
def _index() -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return a pattern that finds any form of any term, the longest first, and whose it is."""
    forms = {word.casefold(): term for term in terms() for word in term.words}
    longest_first = sorted(forms, key=len, reverse=True)
    pattern = rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])"
    return re.compile(pattern, re.IGNORECASE), forms


class TermLinker(Treeprocessor):
    """Link each term's first appearance on a page."""

    def run(self, root: etree.Element) -> None:
        """Walk the page in reading order, unless it is the glossary itself."""
        if any(element.get("class") == "of-glossary" for element in root.iter("dl")):
            return
        if spoken() is not ENGLISH:
            return  # its terms are English
        seen = _explained_here(root)
        for element in list(_running_text(root)):
            _link_text(element, seen)


def _explained_here(root: etree.Element) -> set[str]:
    """Return the labels of the terms that the page itself explains: they stand in bold."""
    _, forms = _index()
    bold = ((element.text or "").casefold() for element in root.iter("strong"))
    return {forms[text].label for text in bold if text in forms}


def _running_text(element: etree.Element) -> Iterator[etree.Element]:
    """Yield the elements that hold running text, in reading order."""
    for child in element:
        if child.tag in _RUNNING_TEXT and "data-search-exclude" not in child.attrib:
            yield child
            yield from _running_text(child)
        elif child.tag in _CONTAINERS and "admonition" not in child.get("class", ""):
            yield from _running_text(child)


def _link_text(element: etree.Element, seen: set[str]) -> None:
    children = list(element)
    pieces = _split(element.text or "", seen)
    if pieces:
        element.text = pieces[0]
        _insert(element, 0, pieces[1:])
    for child in children:
        pieces = _split(child.tail or "", seen)
        if pieces:
            child.tail = pieces[0]
            _insert(element, list(element).index(child) + 1, pieces[1:])


def _split(text: str, seen: set[str]) -> list[Any]:
    """Cut a text at new terms: text, link, text, link, text; empty if there is none."""
    pattern, forms = _index()
    pieces: list[Any] = []
    end = 0
    for match in pattern.finditer(text):
        term = forms[match[1].casefold()]
        if term.label not in seen:
            seen.add(term.label)
            pieces += [text[end : match.start()], _link(term, match[1])]
            end = match.end()
    return [*pieces, text[end:]] if pieces else []


def _link(term: Term, text: str) -> etree.Element:
    link = etree.Element("a", {"class": "of-term", "href": f"{PAGE}#{term.label}"})
    link.set("title", term.meaning)
    link.text = text
    return link


def _insert(parent: etree.Element, index: int, pieces: list[Any]) -> None:
    for link, tail in zip(pieces[::2], pieces[1::2], strict=True):
        link.tail = tail
        parent.insert(index, link)
        index += 1


class GlossaryBlock(Block):
    """All terms, each with its meaning and the way to where it is taught."""

    NAME = "glossary"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the list."""
        entries = etree.SubElement(parent, "dl", {"class": "of-glossary"})
        for term in terms():
            name = etree.SubElement(entries, "dt", {"id": term.label})
            name.text = term.name
            meaning = etree.SubElement(entries, "dd")
            also = f" Also: {', '.join(term.also)}." if term.also else ""
            meaning.text = f"{term.meaning}{also} Taught in "
            link = etree.SubElement(meaning, "a", {"href": f"/{term.see}"})
            link.text, link.tail = title(Path(term.see.split("#")[0])), "."
        return entries


class GlossaryExtension(BlocksExtension):
    """Register the linker and the list."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        """Called once a converter."""
        md.treeprocessors.register(TermLinker(md), "of-terms", 14)
        block_mgr.register(GlossaryBlock, self.getConfigs())


def makeExtension(**options: Any) -> GlossaryExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return GlossaryExtension(**options)
