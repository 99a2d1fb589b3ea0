"""MkDocs' hook for links to the site: every page gets a card, which `main.html` names.

A card shows the first picture of the page's own figure, or a filter where there is none. What is
drawn once is kept in the build's cache.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from onefilter.kernels import PRESETS
from onefilter.scene.grids import MARGIN, cells
from onefilter.scene.marks import Image, Scene, Text
from onefilter.scene.svg import to_svg
from overrides.hooks import card
from overrides.hooks.assembly import ROOT
from overrides.hooks.card import Card
from overrides.hooks.languages import in_english
from overrides.hooks.steps import cached
from overrides.markdown.figures import SHOWN
from overrides.markdown.pictures import pictures

FOLDER = "assets/share"


def on_env(env: Any, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """MkDocs' hook: once every page is rendered, draw the cards."""
    for file in files.documentation_pages():
        if file.page and file.src_uri == in_english(file.src_uri):
            path = f"{FOLDER}/{file.src_uri.removesuffix('.md')}.png"
            made = card_of(file.page, config)
            files.append(File.generated(config, path, content=kept(made)))
            file.page.meta.update(card=path, card_alt=made.scene.text)
    for file in files.documentation_pages():
        twin = files.get_file_from_path(in_english(file.src_uri))
        if file.page and twin and twin.page and twin is not file:
            # The cards' letters write English.
            file.page.meta.update({k: twin.page.meta[k] for k in ("card", "card_alt")})


def card_of(page: Page, config: MkDocsConfig) -> Card:
    """Return what a page's card says and shows."""
    sections = [ancestor.title for ancestor in page.ancestors]
    label = str(sections[-1]) if sections else ""
    words = str(page.meta.get("description", config.site_description))
    return Card(config.site_name, label, str(page.title), words, scene_of(page))


def scene_of(page: Page) -> Scene:
    """Return the most telling picture of a page's first figure, or a filter."""
    found = SHOWN.search(page.markdown or "")
    scenes = [p.scene for p in pictures(found[1]) if p.scene] if found else []
    written = [scene for scene in scenes if not card.unwritten(words_in(scene))]
    coloured = [s for s in written if any(isinstance(mark, Image) for mark in s.marks)]
    return next(iter(coloured or written), a_filter(page.file.src_uri))


def words_in(scene: Scene) -> str:
    """Return what stands in a picture."""
    return "".join(mark.text for mark in scene.marks if isinstance(mark, Text))


def a_filter(place: str) -> Scene:
    """Draw one of the named filters: which one does not matter, but it is always the same."""
    number = int(hashlib.sha256(place.encode()).hexdigest(), 16)
    kernel = list(PRESETS.values())[number % len(PRESETS)]
    marks = cells(kernel.weights, abs(kernel.weights).max())
    side = 3 * (1 + 2 * MARGIN)
    words = f"The nine weights of the filter {kernel.label}."
    return Scene(side, side, marks, words, -3 * MARGIN, -3 * MARGIN)


def kept(made: Card) -> bytes:
    """Return a card's picture, drawn now or once before."""
    words = (made.site, made.label, made.title, made.words, to_svg(made.scene))
    inputs = [Path(card.__file__).read_bytes(), *(word.encode() for word in words)]

    def make(target: Path) -> None:
        target.write_bytes(card.draw(made))

    return cached(ROOT, inputs, make).read_bytes()
