"""The catalogues of `overrides/locales`: what the code says, and what that means elsewhere.

They are gettext's `.po` files, which translators' tools read and write. `python -m
overrides.catalogues` finds every text in the code and brings all catalogues up to date; a new
language begins as an empty file of its name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from mkdocs.config import load_config

from onefilter.demos import all_demos
from onefilter.demos._controls import Choice
from onefilter.demos._demo import Demo
from onefilter.kernels import PRESETS
from onefilter.speech import ENGLISH, Language
from overrides.hooks.assembly import ROOT
from overrides.markdown.pages import TIERS

LOCALES = ROOT / "overrides/locales"
# Where texts stand, and which of Babel's readers finds them there.
SOURCES = {
    "pysrc/onefilter/**/*.py": "python",
    "pysrc/browser/*.py": "python",
    "overrides/markdown/*.py": "python",
    "overrides/hooks/*.py": "python",
    "overrides/partials/*.html": "jinja2",
    "overrides/*.html": "jinja2",
    "overrides/assets/javascripts/*.js": "javascript",
}
KEYWORDS: dict[str, None] = {"say": None, "mark": None}


def languages() -> list[str]:
    """Return the codes of all languages but English."""
    return sorted(path.stem for path in LOCALES.glob("*.po"))


@cache
def language(code: str) -> Language:
    """Read a language's catalogue."""
    if code == ENGLISH.code:
        return ENGLISH
    with (LOCALES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    words = {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}
    return Language(code, words, Locale.parse(code).number_symbols["latn"]["decimal"])


def as_json(code: str) -> str:
    """Return a catalogue as the page and its Python read it."""
    spoken = language(code)
    told = {"code": code, "decimal": spoken.decimal, "words": spoken.words}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def texts() -> Iterator[tuple[str, str]]:
    """Yield every text of the code, and the file that says it."""
    for pattern, reader in SOURCES.items():
        for path in sorted(ROOT.glob(pattern)):
            if "speech" not in path.read_text(encoding="utf-8") and reader != "jinja2":
                continue  # says something else
            for _, text, *_ in extract_from_file(reader, path, KEYWORDS):
                yield str(text), str(path.relative_to(ROOT))
    for text in of_site():
        yield text, "mkdocs.yml"
    for name, demo in all_demos().items():
        for text in of_record(demo):
            yield text, f"pysrc/onefilter/demos/{name.replace('-', '_')}.py"


def of_site() -> Iterator[str]:
    """Yield what the site's configuration and its list of ideas say."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    yield from (str(title) for entry in config.nav or [] for title in entry)
    yield config.copyright or ""
    ideas = yaml.safe_load((ROOT / "docs/ideas.yml").read_text(encoding="utf-8"))
    yield from (idea["question"] for idea in ideas.values())
    yield from TIERS.values()
    yield from (kernel.description for kernel in PRESETS.values())


def of_record(demo: Demo) -> Iterator[str]:
    """Yield the texts of a demo's record."""
    yield from (demo.title, demo.lead, demo.hint)
    for part in (*demo.controls, *demo.views, *demo.outputs):
        yield part.label
    for control in demo.controls:
        if isinstance(control, Choice):
            yield from (label for _, label in control.options)


def update(path: Path) -> None:
    """Bring a catalogue up to date: new texts wait for words, old ones stay at its end."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    template = Catalog()
    for text, place in texts():
        if text.strip(" 0123456789×"):
            template.add(text, locations=[(place, 0)])
    catalogue.update(template, no_fuzzy_matching=True)
    with path.open("wb") as file:
        write_po(file, catalogue, include_lineno=False, sort_output=True, width=100)


if __name__ == "__main__":
    for code in languages():
        update(LOCALES / f"{code}.po")
