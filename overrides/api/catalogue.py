"""What the reference describes: the package's modules, their public names, and where each is found.

`docs/reference.yml` says in which order the modules stand and where each is taught and seen. All
else is read from the package by griffe, which parses the sources without running them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import griffe
import yaml

from overrides.markdown.pages import DOCS

PACKAGE = "onefilter"
SOURCES = DOCS.parent / "pysrc"
FOLDER = "reference"

Member = griffe.Function | griffe.Class | griffe.Attribute


@dataclass(frozen=True, eq=False)
class Module:
    """A module with a page of its own.

    Attributes
    ----------
    name : str
        Its name below the package: "nn.functional".
    members : dict of str to Member
        What it offers, in the order of its source, wherever that is defined.
    taught, shown : tuple of str
        Pages that explain it, as Markdown links to them; names of demos that show it.
    """

    name: str
    node: griffe.Module
    members: Mapping[str, Member]
    taught: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Return what an import calls it."""
        return f"{PACKAGE}.{self.name}"

    @property
    def page(self) -> str:
        """Return its page, below the docs."""
        return f"{FOLDER}/{self.name}.md"


@dataclass(frozen=True)
class Group:
    """Modules of like purpose, under one heading."""

    title: str
    lead: str
    modules: tuple[Module, ...]


@cache
def package() -> griffe.Module:
    """Return the parsed package."""
    loaded = griffe.load(PACKAGE, search_paths=[SOURCES], docstring_parser="numpy")
    assert isinstance(loaded, griffe.Module)
    return loaded


@cache
def contents() -> dict[str, Any]:
    """Return `docs/reference.yml`."""
    loaded: dict[str, Any] = yaml.safe_load((DOCS / "reference.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def groups() -> tuple[Group, ...]:
    """Return the modules that have a page, in groups."""
    return tuple(
        Group(
            entry["title"],
            entry["lead"],
            tuple(_module(name, about or {}) for name, about in entry["modules"].items()),
        )
        for entry in contents()["groups"]
    )


def modules() -> Iterator[Module]:
    """Yield the modules that have a page, in their order."""
    for group in groups():
        yield from group.modules


def _module(name: str, about: dict[str, list[str]]) -> Module:
    node = package()[name]
    return Module(
        name, node, public(node), tuple(about.get("taught", ())), tuple(about.get("shown", ()))
    )


def public(module: griffe.Module) -> dict[str, Member]:
    """Return a module's public names: those it exports, else those that it defines."""
    found = {}
    for name in exported(module):
        member = module[name]
        if member.is_alias:
            member = member.final_target
        if isinstance(member, Member) and _is_described(member):
            found[name] = member
    return found


def exported(module: griffe.Module) -> list[str]:
    """Return the names in ``__all__``, else all that are defined here without an underscore."""
    if module.exports is not None:
        return [str(name) for name in module.exports]
    return [n for n, m in module.members.items() if not m.is_alias and not n.startswith("_")]


def _is_described(member: Member) -> bool:
    """Tell a function, a class or a documented constant from a mere alias of a type."""
    return not isinstance(member, griffe.Attribute) or member.docstring is not None


@cache
def homes() -> dict[str, str]:
    """Return where readers import each public thing from: path of its definition → module."""
    found: dict[str, str] = {}
    for module in modules():
        for member in module.members.values():
            found.setdefault(member.path, module.path)
    return found


def address(name: str, scope: griffe.Module | griffe.Class) -> str | None:
    """Return the place in the reference of what a docstring calls `name`, as a link from the docs.

    Parameters
    ----------
    name : str
        Relative to the docstring's own module, or below the package.
    scope : Module or Class
        Where the docstring stands.

    Returns
    -------
    str or None
        None if it names nothing that has a place.
    """
    try:
        path = name if name.startswith(f"{PACKAGE}.") else scope.resolve(name)
        target = package()[path.removeprefix(f"{PACKAGE}.")]
        target = target.final_target if target.is_alias else target
    except (KeyError, griffe.GriffeError):
        return None
    if isinstance(target, griffe.Module):
        return _page_of(target.path)
    home = homes().get(target.path)
    if home is not None:
        return f"{_page_of(home)}#{target.name}"
    owner = homes().get(target.parent.path) if target.parent else None
    return (
        f"{_page_of(owner)}#{target.parent.name}.{target.name}" if owner and target.parent else None
    )


def _page_of(path: str) -> str | None:
    known = {module.path: module.page for module in modules()}
    return f"/{known[path]}" if path in known else None
