"""MkDocs' hook for lessons: pages of solutions, and links that open a demo as it should stand.

A page `teachers/worksheet-NAME.md` gets a twin, `teachers/solutions-NAME.md`, with the answers in
place of the lines. In any page, `[text](play:NAME#values)` leads to a demo with these values; what
the demo does not take fails the build.
"""

from __future__ import annotations

import html
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from onefilter.demos._controls import RefusedValue
from onefilter.player import Player

SHEET, SOLUTIONS = "teachers/worksheet-", "teachers/solutions-"
_ANSWER = re.compile(r"^/// answer \|", re.M)
_TITLE = re.compile(r"^(title: |# )Worksheet", re.M)
_LESSON = re.compile(r"^description: One lesson on paper", re.M)
_PLAY = re.compile(r'href="play:([\w-]+)#([^"]*)"')


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: write each worksheet's solutions."""
    for sheet in [f for f in files if f.src_uri.startswith(SHEET)]:
        place = sheet.src_uri.replace(SHEET, SOLUTIONS)
        files.append(File.generated(config, place, content=solved(sheet.content_string)))
    return files


def solved(sheet: str) -> str:
    """Return a worksheet's Markdown with the answers instead of the lines."""
    titled = _LESSON.sub(
        "description: Answers to the lesson on paper", _TITLE.sub(r"\1Solutions", sheet)
    )
    return _ANSWER.sub("/// worked |", titled)


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """MkDocs' hook: let links to demos lead there."""

    def link(match: re.Match[str]) -> str:
        name, values = match[1], html.unescape(match[2])
        check(page.file.src_uri, name, values)
        target = get_relative_url(f"demos/{name}/", page.url)
        return f'class="of-play" href="{target}#demo={name}&amp;{html.escape(values)}"'

    return _PLAY.sub(link, content)


def check(place: str, name: str, values: str) -> None:
    """Refuse a link that its demo would not take as it is."""
    try:
        refused = Player().mount(name, query=values)["refused"]
    except RefusedValue as error:
        refused = {name: str(error)}
    if refused:
        raise PluginError(f"{place}: play:{name}#{values}: {' '.join(refused.values())}")
