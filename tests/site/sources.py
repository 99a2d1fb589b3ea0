"""Read the Markdown behind the pages: what an author typed, without what the build computes."""

import re
import textwrap
from pathlib import Path

from overrides.hooks.assembly import ROOT
from overrides.markdown.formulas import ROLE
from overrides.markdown.values import VALUE

DOCS = ROOT / "docs"

_FENCE = re.compile(
    r"^ *(`{3,}) *(?P<language>\w*)(?P<about>[^\n]*)\n(?P<code>.*?)^ *\1 *$", re.M | re.S
)
_COMPUTED = re.compile(r"^/// values\n.*?^///\n|(?<=\n)(?!    )\[\(.*?\]\n(?=///)", re.M | re.S)
_FORMULA_TEX = re.compile(r"^ {4}tex: (?:\|\n(?: {8}.*\n)+|.*\n)", re.M)
_SYMBOL = re.compile(r"^ {8}(?:\"[^\"\n]+\"|[^:\n]+): ", re.M)
_UNSPOKEN = [
    re.compile(r"\A---\n.*?\n---\n", re.S),  # front matter
    _COMPUTED,
    _FENCE,
    re.compile(r"^/// (?:source|demo|wrong|answer) \|.*$", re.M),
    re.compile(VALUE),
    re.compile(r"`[^`\n]+`"),
    re.compile(r"\]\([^)\s]*\)"),
    re.compile(r"\{ #[\w-]+ \}"),
    re.compile(r"@[a-z]+\d{4}[a-z]?"),
]


def pages() -> list[Path]:
    """Return every page that is written by hand."""
    return sorted(DOCS.rglob("*.md"))


def tex(markdown: str) -> list[str]:
    """Return the TeX of a page: its formulas, their symbols, and what stands between dollars."""
    without_values = re.sub(VALUE, "", markdown)
    found = _FORMULA_TEX.findall(without_values) + _SYMBOL.findall(without_values)
    return found + re.findall(r"\$([^$\n]+)\$", without_values)


def spoken(markdown: str) -> str:
    """Return the words that an author typed to be read, captions and heads of tables included."""
    for pattern in [_FORMULA_TEX, _SYMBOL, re.compile(r"\$[^$\n]+\$"), *_UNSPOKEN]:
        markdown = pattern.sub(" ", markdown)
    return re.sub(ROLE, r"\g<text>", markdown)


def fences(markdown: str, language: str, *, runnable: bool | None = None) -> list[str]:
    """Return the fenced code of one language, all of it or what the page does, or does not, run."""
    found = [match for match in _FENCE.finditer(markdown) if match["language"] == language]
    return [
        textwrap.dedent(match["code"])
        for match in found
        if runnable is None or (".run" in match["about"]) is runnable
    ]
