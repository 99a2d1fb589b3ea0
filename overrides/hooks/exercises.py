"""MkDocs' hook for the exercises: their places in the navigation, and the line above each.

An exercise is found by being a file below `docs/exercises/`, so that its page needs no line of
configuration: the entry `exercises/index.md` of the navigation becomes a section with one part for
each tier. The partial `exercise_place.html` finds where an exercise stands in `page.meta.exercise`.
"""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

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
    tiers = [{label: [_path(one) for one in of_tier(tier)]} for tier, label in TIERS.items()]
    return {name: [LIST, *tiers]}


def _path(exercise: Exercise) -> str:
    return f"exercises/{exercise.name}.md"


def on_page_markdown(
    markdown: str,
    page: Page,
    config: MkDocsConfig,  # noqa: ARG001
    files: Files,
) -> str:
    """MkDocs' hook: tell the theme where an exercise stands, and where its idea is told."""
    for exercise in all_exercises():
        if _path(exercise) == page.file.src_uri:
            page.meta["exercise"] = _place(exercise, files)
            page.meta["hide"] = ["toc"]
    return markdown


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
    }
