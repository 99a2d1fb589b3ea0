"""MkDocs' hook for the exercises: their places in the navigation, and the ways to and from them.

An exercise is found by being a file below `docs/exercises/`, so that its page needs no line of
configuration: the entry `exercises/index.md` of the navigation becomes a section with one part for
each tier, and the section that tells its idea ends with a link to it. The partial
`exercise_place.html` finds where an exercise stands in `page.meta.exercise`.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from onefilter.speech import say
from overrides.markdown.exercises import Exercise, all_exercises, of_tier
from overrides.markdown.pages import TIERS, title

LIST = "exercises/index.md"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs' hook: put the exercises where the navigation names their list."""
    all_exercises.cache_clear()
    config.nav = [_section(entry) for entry in config.nav or []]
    return config


def _section(entry: Any) -> Any:
    if not (isinstance(entry, dict) and LIST in entry.values()):
        return entry
    (name,) = entry
    parts = [{_heading(tier): [_path(one) for one in of_tier(tier)]} for tier in TIERS]
    return {name: [LIST, *parts]}


def _heading(tier: str) -> str:
    """Return what a tier's part is called, other than the tier itself."""
    return f"{TIERS[tier].replace(' ', '-')} exercises"


def _path(exercise: Exercise) -> str:
    return f"exercises/{exercise.name}.md"


def on_page_markdown(
    markdown: str,
    page: Page,
    config: MkDocsConfig,  # noqa: ARG001
    files: Files,
) -> str:
    """MkDocs' hook: lead from an exercise to its idea, and from the idea to the exercise."""
    for exercise in all_exercises():
        if _path(exercise) == page.file.src_uri:
            page.meta["exercise"] = _place(exercise, files)
            page.meta["hide"] = ["toc"]
    for anchor, exercises in _told_by(page.file.src_uri).items():
        markdown = linked(markdown, anchor, exercises)
    return markdown


def _next(exercise: Exercise, files: Files) -> dict[str, str] | None:
    """Return the exercise that follows, be it in the next tier."""
    every = all_exercises()
    following = every[every.index(exercise) + 1 :]
    if not following:
        return None
    file = files.get_file_from_path(_path(following[0]))
    return {"title": following[0].title, "url": file.url if file else ""}


def _told_by(path: str) -> dict[str, list[Exercise]]:
    """Return the exercises whose idea a page tells, by the anchor of the section."""
    found: dict[str, list[Exercise]] = {}
    for exercise in all_exercises():
        page, _, anchor = exercise.idea.partition("#")
        if page == path:
            found.setdefault(anchor, []).append(exercise)
    return found


def linked(markdown: str, anchor: str, exercises: Iterable[Exercise]) -> str:
    """Return a page's Markdown with a link to exercises at the end of one of its sections.

    Raises
    ------
    PluginError
        If it has no such section.
    """
    section = re.search(rf"^## [^\n]*{{ #{anchor} }}\n.*?(?=^## |\Z)", markdown, re.M | re.S)
    if section is None:
        names = " and ".join(f"{exercise.name}.md" for exercise in exercises)
        raise PluginError(f"{names} names the section #{anchor}, which is not there")
    links = ", ".join(f"[{one.title}](../{_path(one)})" for one in exercises)
    words = say("Try it: {links}.", links=links)
    told = f"{section[0].rstrip()}\n\n{words}\n{{: .exercise-link }}\n\n"
    return markdown[: section.start()] + told + markdown[section.end() :]


def _place(exercise: Exercise, files: Files) -> dict[str, Any]:
    path, _, anchor = exercise.idea.partition("#")
    file = files.get_file_from_path(path)
    if file is None:
        raise PluginError(f"{exercise.name}.md sends readers to {path}, which does not exist")
    tier = of_tier(exercise.tier)
    return {
        "tier": TIERS[exercise.tier],
        "number": tier.index(exercise) + 1,
        "count": len(tier),
        "url": f"{file.url}#{anchor}",
        "page": title(Path(file.src_uri)),
        "next": _next(exercise, files),
    }
