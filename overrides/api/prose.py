"""Docstrings as Markdown: their roles, formulas, references and sections."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import griffe

from overrides.api.catalogue import address
from overrides.markdown.citations import PAGE as BIBLIOGRAPHY
from overrides.markdown.citations import works

Scope = griffe.Module | griffe.Class

_INLINE = re.compile(
    r":math:`(?P<math>[^`]+)`|``(?P<code>.+?)``|(?<![`\w])`(?P<name>[^`\n]+)`(?!`)", re.DOTALL
)
_DISPLAY = re.compile(
    r"^\.\. math::(?P<same>[^\n]*)\n(?P<below>(?:[ \t]+\S[^\n]*\n?|[ \t]*\n(?=[ \t]+\S))*)",
    re.MULTILINE,
)
_CITED = re.compile(rf"\]\({re.escape(BIBLIOGRAPHY)}#(\w+)\)")
_TITLE = re.compile(r"\*(?P<title>[^*]+)\*")


def markdown(text: str, scope: Scope) -> str:
    """Return a docstring's text as the site's Markdown.

    Parameters
    ----------
    text : str
        reStructuredText as numpydoc has it: code, names, formulas.
    scope : Module or Class
        Where names are looked up.

    Raises
    ------
    ValueError
        If a name between single backticks names nothing that has a place in the reference.
    """
    formulas = _DISPLAY.sub(_display, text.strip() + "\n")
    return _INLINE.sub(lambda found: _inline(found, scope), formulas).strip()


def _display(found: re.Match[str]) -> str:
    tex = (found["same"] + "\n" + textwrap.dedent(found["below"])).strip()
    return f"/// math\n{tex}\n///\n\n"


def _inline(found: re.Match[str], scope: Scope) -> str:
    if found["math"]:
        return f"${' '.join(found['math'].split())}$"
    if found["code"]:
        return f"`{' '.join(found['code'].split())}`"
    return linked(found["name"], scope)


def linked(name: str, scope: Scope) -> str:
    """Return a link to what a docstring names."""
    place = address(name, scope)
    if place is None:
        raise ValueError(
            f"{scope.path}: `{name}` has no place in the reference; "
            "write it between double backticks if it needs none"
        )
    return f"[`{name.rsplit('.', 1)[-1]}`]({place})"


def referenced(text: str) -> str:
    """Return a docstring's references, each title linked to its entry in the bibliography."""
    return _TITLE.sub(_entry, text.replace("\n", " "))


def _entry(found: re.Match[str]) -> str:
    title, before = found["title"].casefold(), found.string[: found.start()]
    for work in works().values():
        first_author = work.authors[0].split(",")[0]
        if work.title.casefold().startswith(title) and first_author in before:
            return f"[*{found['title']}*]({BIBLIOGRAPHY}#{work.key})"
    return found[0]


def cited(page: str) -> list[str]:
    """Return the keys of the works that a page refers to, each once."""
    return list(dict.fromkeys(_CITED.findall(page)))


def anchored(page: str) -> str:
    """Mark the first reference to each work, so that the bibliography can lead back to it."""
    for key in cited(page):
        link = f"]({BIBLIOGRAPHY}#{key})"
        page = page.replace(link, f"{link}{{ #cites-{key} }}", 1)
    return page


def sections(member: griffe.Object) -> Iterator[str]:
    """Yield what a docstring says, section by section, but for its examples."""
    scope = member if isinstance(member, griffe.Class) else member.parent
    assert isinstance(scope, (griffe.Module, griffe.Class))
    for section in member.docstring.parsed if member.docstring else ():
        kind, value = section.kind.value, section.value
        match kind:
            case "text":
                yield markdown(value, scope)
            case "parameters" | "attributes" | "returns" | "yields" | "raises":
                yield f"**{kind.capitalize()}**"
                yield "\n\n".join(_items(value, scope, _annotations(member)))
            case "admonition":
                yield f"**{section.title}**"
                yield referenced(value.description)


def _annotations(member: griffe.Object) -> dict[str, str]:
    """Return the types in a signature, which griffe fills in where a docstring names none."""
    if not isinstance(member, (griffe.Function, griffe.Class)):
        return {}
    return {each.name: str(each.annotation) for each in member.parameters}


def _items(items: Iterable[Any], scope: Scope, annotations: dict[str, str]) -> Iterator[str]:
    """Yield entries of a definition list; neighbours that share their text share an entry."""
    for description, group in groupby(items, lambda item: item.description):
        found = list(group)
        names = [item.name for item in found if getattr(item, "name", None)]
        kind = str(found[0].annotation or "")
        if len(names) > 1 and kind == annotations.get(names[0]):
            kind = ""
        text = textwrap.indent(markdown(description, scope), "    ").strip()
        told = f"`{kind}`{{ .of-type }}" if kind else ""
        yield f"{', '.join(f'`{name}`' for name in names)} {told}".strip() + f"\n:   {text}"
