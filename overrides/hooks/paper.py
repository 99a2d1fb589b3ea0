"""MkDocs' hook for paper: each tier as one page, which prints as one document.

`print/TIER/` is put together from the tier's chapters once they are rendered, in the order of the
navigation, so that nothing is written twice; below `CODE/` stand those of each language that has
every chapter. Links between chapters stay on the page, and an id that several chapters have gets
the chapter's name before it. What they cite is listed at the end.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from onefilter.speech import ENGLISH, say, speaking
from overrides.catalogues import language, languages
from overrides.hooks.publish import paths
from overrides.markdown.pages import TIERS

FOLDER = "print/"
_ID = re.compile(r' id="([^"]*)"')
_NAMED = re.compile(r' (?P<name>id|for|name|aria-labelledby|aria-describedby)="(?P<value>[^"]*)"')
_LINK = re.compile(r' (?P<name>href|src)="(?P<value>[^"]*)"')
_CITE = "reference-"
_CITED = re.compile(rf' href="#{_CITE}([^"]*)"')
_WORK = re.compile(r'<li id="([^"]*)">(.*?)(?:<span class="of-backlinks">.*?</span>)?</li>', re.S)
_DEMO = re.compile(r' data-demo="([^"]*)"')
_HEADING = re.compile(r"<(/?)h([1-5])(?=[ >])")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: make a page for each tier of each language."""
    for code in ("", *languages()):
        for tier, label in TIERS.items():
            if all(files.get_file_from_path(path) for path in chapters(config, code, tier)):
                place = f"{_folder(code)}{FOLDER}{tier}.md"
                files.append(File.generated(config, place, content=cover(label, code)))
    return files


def _folder(code: str) -> str:
    return f"{code}/" if code else ""


def chapters(config: MkDocsConfig, code: str, tier: str) -> list[str]:
    """Return where the chapters of a tier stand in a language, in the navigation's order."""
    found = [path for path in paths(config.nav or []) if path.startswith(f"{tier}/")]
    return [_folder(code) + path for path in found]


def cover(label: str, code: str) -> str:
    """Return what stands above the chapters, as Markdown."""
    with speaking(language(code or ENGLISH.code)):
        tier, title = say(label), say("{tier}, on one page", tier=say(label))
        about = say("{tier}: its chapters in a row, to print or to keep as one PDF.", tier=tier)
        lead = say(
            "All chapters of this tier, one after the other: print this page, or save it as a PDF. "
            "Figures are printed as they stand, so set them first as you like them."
        )
    meta = {"title": title, "description": about, "hide": ["navigation", "toc"], "paper": True}
    meta["search"] = {"exclude": True}
    return f"---\n{json.dumps(meta)}\n---\n\n# {tier}\n\n{lead}\n{{: .of-lead }}\n"


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """MkDocs' hook: once every page is rendered, put the tiers together."""
    listed = files.get_file_from_path("bibliography.md")
    works = dict(_WORK.findall((listed and listed.page and listed.page.content) or ""))
    for code in ("", *languages()):
        for tier in TIERS:
            sheet = files.get_file_from_path(f"{_folder(code)}{FOLDER}{tier}.md")
            told = [files.get_file_from_path(path) for path in chapters(config, code, tier)]
            if sheet and sheet.page:
                document = Document(sheet.page.url, [f.page for f in told if f and f.page], works)
                with speaking(language(code or ENGLISH.code)):
                    sheet.page.content = (sheet.page.content or "") + document.html()


def _alive_once(html: str) -> str:
    """Return a page on which each demo comes alive where it stands first: there is one of each.

    >>> _alive_once('<a data-demo="a"> <b data-demo="b"> <c data-demo="a">')
    '<a data-demo="a"> <b data-demo="b"> <c>'
    """
    alive: set[str] = set()

    def first(match: re.Match[str]) -> str:
        if match[1] in alive:
            return ""
        alive.add(match[1])
        return match[0]

    return _DEMO.sub(first, html)


@dataclass(frozen=True)
class Document:
    """Chapters that share a page, its address, and the bibliography by key, as HTML."""

    url: str
    chapters: list[Page]
    works: Mapping[str, str]

    def html(self) -> str:
        """Return the chapters, one after the other, and the works that they cite."""
        counts = Counter(i for chapter in self.chapters for i in set(_ids(chapter)))
        shared = {i for i, count in counts.items() if count > 1}
        ids = {c.url: {i: _own(c, i) if i in shared else i for i in _ids(c)} for c in self.chapters}
        html = "".join(self._chapter(chapter, ids) for chapter in self.chapters)
        return _alive_once(html) + self._references(set(_CITED.findall(html)))

    def _references(self, cited: set[str]) -> str:
        items = [f'<li id="{_CITE}{k}">{work}</li>' for k, work in self.works.items() if k in cited]
        title = say("References")
        head = f'<section class="of-chapter"><h2 id="references">{title}</h2>'
        return f'{head}<ul class="of-bibliography">{"".join(items)}</ul></section>' if items else ""

    def _chapter(self, chapter: Page, ids: Mapping[str, Mapping[str, str]]) -> str:
        def named(match: re.Match[str]) -> str:
            words = (ids[chapter.url].get(word, word) for word in match["value"].split(" "))
            return f' {match["name"]}="{" ".join(words)}"'

        def linked(match: re.Match[str]) -> str:
            return f' {match["name"]}="{self._link(chapter, match["value"], ids)}"'

        content = _LINK.sub(linked, _NAMED.sub(named, chapter.content or ""))
        content = _HEADING.sub(lambda m: f"<{m[1]}h{int(m[2]) + 1}", content)
        return f'<section class="of-chapter" id="{_own(chapter)}">{content}</section>\n'

    def _link(self, chapter: Page, link: str, ids: Mapping[str, Mapping[str, str]]) -> str:
        """Return where a chapter's link leads from here."""
        path, _, anchor = urljoin(f"/{chapter.url}", link).partition("#")
        if not path.startswith("/"):
            return link  # to another host
        if path == "/bibliography/" and anchor in self.works:
            return f"#{_CITE}{anchor}"
        target = next((c for c in self.chapters if f"/{c.url}" == path), None)
        if target:
            return f"#{ids[target.url].get(anchor, anchor) if anchor else _own(target)}"
        relative = get_relative_url(path.removeprefix("/") or ".", self.url)
        return f"{relative}#{anchor}" if anchor else relative


def _ids(chapter: Page) -> list[str]:
    return _ID.findall(chapter.content or "")


def _own(chapter: Page, name: str = "chapter") -> str:
    """Return a name that only this chapter has."""
    stem = chapter.file.src_uri.rsplit("/", 1)[-1].removesuffix(".md")
    return f"{stem}-{name}"
