"""Citations by key, and the bibliography, from one file.

`[@luo2016]` becomes "(Luo et al., 2016)", `[@luo2016; @zhang2019]` one bracket with both, and a
bare `@luo2016` in running text "Luo et al. (2016)". Each links to its entry on the page that holds

    /// bibliography
    ///

and each entry there links back to the pages that cite it; pages written at build are named in the
option `also`. A key without an entry, and an entry that no page cites, fail the build.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from overrides.markdown.pages import DOCS, title

PAGE = "/bibliography.md"

OTHERS = "others"

_KEY = r"@[a-z]+\d{4}[a-z]?"
BRACKETED = rf"\[(?P<keys>{_KEY}(?:;\s*{_KEY})*)\]"
NARRATIVE = rf"(?<![\w@/])(?P<keys>{_KEY})\b"
_FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?^\1\2", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Work:
    """One entry of the bibliography.

    Attributes
    ----------
    authors : tuple of str
        Family name first: "Luo, Wenjie". A long list may end with "others".
    letter : str
        Tells works of the same authors and year apart: "a", "b"; otherwise empty.
    """

    key: str
    authors: tuple[str, ...]
    year: int
    title: str
    venue: str
    link: str
    letter: str = ""

    @property
    def when(self) -> str:
        """Return the year, with a letter where authors and year alone are not enough."""
        return f"{self.year}{self.letter}"

    @property
    def short_authors(self) -> str:
        """Return the authors as running text names them."""
        names = [author.split(",")[0] for author in self.authors]
        if len(names) > 2 or names[-1] == OTHERS:
            return f"{names[0]} et al."
        return " and ".join(names)

    @property
    def full_authors(self) -> str:
        """Return every author, given name first."""
        names = [" ".join(reversed(author.split(", "))) for author in self.authors]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@cache
def works(path: Path = DOCS / "bibliography.yml") -> dict[str, Work]:
    """Return the bibliography by key, in the order in which it is printed."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = [
        Work(key=key, **{**entry, "authors": tuple(entry["authors"])})
        for key, entry in entries.items()
    ]
    found.sort(key=lambda work: (work.short_authors.casefold(), work.year, work.key))
    return {work.key: _told_apart(work, found) for work in found}


def _told_apart(work: Work, found: list[Work]) -> Work:
    alike = [w for w in found if (w.short_authors, w.year) == (work.short_authors, work.year)]
    return replace(work, letter="abcdef"[alike.index(work)]) if len(alike) > 1 else work


def find(key: str) -> Work:
    """Return the work behind a key, or say that there is none."""
    try:
        return works()[key]
    except KeyError:
        raise ValueError(f"@{key} is cited but does not stand in bibliography.yml") from None


def keys_in(markdown: str) -> list[str]:
    """Return the keys that a page's text cites, in order, each once."""
    prose = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", markdown))
    return list(dict.fromkeys(key[1:] for key in re.findall(rf"(?<![\w@/]){_KEY}\b", prose)))


def citing_pages(docs: Path = DOCS) -> Iterator[tuple[Path, str, list[str]]]:
    """Yield each page below a folder with its title and the keys that it cites."""
    for path in sorted(docs.rglob("*.md")):
        yield path.relative_to(docs), title(path), keys_in(path.read_text(encoding="utf-8"))


class CitationProcessor(InlineProcessor):
    """Write one citation; the first of a work on its page can be linked back to."""

    def __init__(self, pattern: str, md: Markdown, seen: set[str], *, narrative: bool) -> None:
        super().__init__(pattern, md)
        self._narrative = narrative
        self._seen = seen

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[etree.Element, int, int]:
        """Link every key of one citation."""
        keys = re.findall(r"[a-z]+\d{4}[a-z]?", m["keys"])
        citation = etree.Element("span", {"class": "of-citation"})
        citation.text = "" if self._narrative else "("
        for key in keys:
            link = self._link(find(key))
            link.tail = "" if self._narrative else (")" if key == keys[-1] else "; ")
            citation.append(link)
        return citation, m.start(0), m.end(0)

    def _link(self, work: Work) -> etree.Element:
        link = etree.Element("a", {"href": f"{PAGE}#{work.key}", "title": work.title})
        year = f" ({work.when})" if self._narrative else f", {work.when}"
        link.text = work.short_authors + year
        if work.key not in self._seen:
            self._seen.add(work.key)
            link.set("id", f"cites-{work.key}")
        return link


class BibliographyBlock(Block):
    """The list of works, each with links back to where it is cited."""

    NAME = "bibliography"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Write the list."""
        cited = [*citing_pages(), *self.config["also"]]
        unused = set(works()) - {key for _, _, keys in cited for key in keys}
        if unused:
            raise ValueError(f"no page cites {', '.join(sorted(unused))}")
        entries = etree.SubElement(parent, "ul", {"class": "of-bibliography"})
        for work in works().values():
            entry = etree.SubElement(entries, "li", {"id": work.key})
            _write_entry(entry, work)
            _write_backlinks(entry, work, [page for page in cited if work.key in page[2]])
        return entries


def _write_entry(entry: etree.Element, work: Work) -> None:
    entry.text = f"{work.full_authors} ({work.when}). "
    link = etree.SubElement(entry, "a", {"href": work.link})
    link.text, link.tail = work.title, " " if work.title.endswith("?") else ". "
    venue = etree.SubElement(entry, "em")
    venue.text, venue.tail = work.venue, "."


def _write_backlinks(
    entry: etree.Element, work: Work, pages: list[tuple[Path, str, list[str]]]
) -> None:
    back = etree.SubElement(entry, "span", {"class": "of-backlinks"})
    back.text = " Cited in "
    for path, name, _ in pages:
        link = etree.SubElement(back, "a", {"href": f"/{path.as_posix()}#cites-{work.key}"})
        link.text, link.tail = name, ", "
    back[-1].tail = "."


class CitationExtension(BlocksExtension):
    """Register both forms of citation, and the bibliography."""

    def __init__(self, **options: Any) -> None:
        self.config = {"also": [[], "Further pages: path below the docs, title, keys"]}
        super().__init__(**options)
        self._seen: set[str] = set()

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        """Called once a converter."""
        md.registerExtension(self)
        for pattern, narrative, name in (
            (BRACKETED, False, "bracketed"),
            (NARRATIVE, True, "bare"),
        ):
            processor = CitationProcessor(pattern, md, self._seen, narrative=narrative)
            md.inlinePatterns.register(processor, f"of-citation-{name}", 175 - narrative)
        block_mgr.register(BibliographyBlock, self.getConfigs())

    def reset(self) -> None:
        """Start a new page, on which every first citation is a first again."""
        self._seen.clear()


def makeExtension(**options: Any) -> CitationExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return CitationExtension(**options)
