"""MkDocs' hook for the tiers: from any page to the same idea, one tier plainer or deeper.

`docs/ideas.yml` says where each idea stands in each tier, as a page and an anchor. A page of a tier
names its idea in its front matter; the partial `tiers.html` then finds the way in
`page.meta.tiers`, one entry a tier: `tier`, `label`, `lead`, `url` and `current`. A page without an
idea, and an anchor that does not exist, fail the build.
"""

from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from overrides.markdown.pages import TIERS


def ideas(config: MkDocsConfig) -> dict[str, dict[str, str]]:
    """Return where each idea stands: its question, and a place a tier."""
    path = Path(config.docs_dir) / "ideas.yml"
    found: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """MkDocs' hook: tell the theme where the page's idea stands in every tier."""
    *_, tier, _ = ("", *page.file.src_uri.split("/"))
    if tier in TIERS:
        idea = ideas(config).get(page.meta.get("idea", ""))
        if idea is None:
            raise PluginError(f"{page.file.src_uri} names no idea of ideas.yml in its front matter")
        page.meta["question"] = idea["question"]
        page.meta["tiers"] = [_entry(name, idea[name], tier, page, files) for name in TIERS]
    return markdown


def _entry(tier: str, place: str, own: str, page: Page, files: Files) -> dict[str, Any]:
    path, _, anchor = place.partition("#")
    folder = page.file.src_uri.partition(f"{own}/")[0]  # that of the page's language
    file = files.get_file_from_path(folder + path) or files.get_file_from_path(path)
    if file is None:
        raise PluginError(f"ideas.yml sends readers to {path}, which does not exist")
    url = f"{file.url}#{anchor}" if anchor else file.url
    return {"tier": tier, "label": TIERS[tier], "url": url, "current": tier == own}


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """MkDocs' hook: once every page is rendered, check that each place exists."""
    for idea, entry in ideas(config).items():
        for tier in TIERS:
            path, _, anchor = entry[tier].partition("#")
            file = files.get_file_from_path(path)
            page = file.page if file else None
            if page is None or (anchor and anchor not in (page.present_anchor_ids or ())):
                raise PluginError(f"ideas.yml: {idea} points to {entry[tier]}, which is not there")
