"""MkDocs' hook for the reference: an index, and a page for each module, from the package itself.

The entry `reference/index.md` of the navigation becomes a section with every module in it, in the
groups of `docs/reference.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import griffe
from markdown.extensions.toc import slugify
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from onefilter.demos import all_demos
from overrides.api.catalogue import FOLDER, PACKAGE, Module, groups, modules
from overrides.api.examples import example
from overrides.api.prose import anchored, cited, markdown, sections
from overrides.api.signatures import signature
from overrides.markdown.figures import environment
from overrides.markdown.pages import title

INDEX = f"{FOLDER}/index.md"


@dataclass(frozen=True)
class Entry:
    """One function, class or constant, as its template takes it."""

    name: str
    signature: str
    sections: tuple[str, ...]
    example: str
    file: str
    source: str
    methods: tuple[Entry, ...] = ()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs' hook: put the modules' pages where the navigation names their index."""
    config.nav = [_section(entry) for entry in config.nav or []]
    also = [(Path(m.page), m.path, cited(page(m))) for m in modules()]
    config.mdx_configs["overrides.markdown.citations"] = {"also": also}
    return config


def _section(entry: Any) -> Any:
    if not (isinstance(entry, dict) and INDEX in entry.values()):
        return entry
    (name,) = entry
    parts = [{g.title: [{m.path: m.page} for m in g.modules]} for g in groups()]
    return {name: [INDEX, *parts]}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: write the pages."""
    made = environment()
    made.filters["anchor"] = lambda text: slugify(text, "-")
    index = made.get_template("reference.md").render(groups=groups(), summary=summary)
    files.append(File.generated(config, INDEX, content=index))
    for module in modules():
        files.append(File.generated(config, module.page, content=page(module)))
    return files


@cache
def page(module: Module) -> str:
    """Return a module's page in Markdown."""
    return anchored(environment().get_template("reference_page.md").render(**described(module)))


def summary(module: Module) -> str:
    """Return the first sentence of a module's docstring."""
    assert module.node.docstring is not None
    return markdown(module.node.docstring.value.split("\n\n")[0], module.node)


def described(module: Module) -> dict[str, Any]:
    """Collect what a module's page says."""
    assert module.node.docstring is not None
    demos = {name: all_demos()[name].title for name in module.shown}
    return {
        "module": module,
        "lead": summary(module).replace("`", ""),
        "text": markdown(module.node.docstring.value, module.node),
        "taught": [f"[{title(Path(place.split('#')[0]))}](/{place})" for place in module.taught],
        "shown": [f"[{label}](/demos/{name}.md)" for name, label in demos.items()],
        "entries": [entry(name, member) for name, member in module.members.items()],
    }


def entry(name: str, member: griffe.Object) -> Entry:
    """Describe one member of a module, or of a class."""
    path = member.path.removeprefix(f"{PACKAGE}.")
    return Entry(
        name,
        signature(member, name),
        tuple(sections(member)),
        example(member),
        Path(str(member.relative_package_filepath)).as_posix(),
        "" if isinstance(member, griffe.Attribute) else path,
        tuple(_methods(member)),
    )


def _methods(member: griffe.Object) -> Iterator[Entry]:
    """Yield the public methods and properties that a class brings, not those that it overrides."""
    if isinstance(member, griffe.Class):
        inherited = {name for base in member.mro() for name in base.members}
        for name, each in member.members.items():
            is_new = not name.startswith("_") and name not in inherited
            if is_new and isinstance(each, griffe.Object) and each.docstring:
                yield entry(name, each)
