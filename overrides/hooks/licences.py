"""Say what others made of the site, under which terms, and pass their licences' texts on.

The texts come from the packages themselves, as they lie installed; those whose package carries none
stand in `overrides/licences/`. The page is `/licences/`, the texts are beside it.
"""

import importlib.metadata
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from overrides.hooks import numpy_wheel
from overrides.hooks.assembly import ROOT

OWN_TEXTS = ROOT / "overrides/licences"
NODE_MODULES = ROOT / "node_modules"
RULE = "=" * 70


@dataclass(frozen=True)
class Part:
    """Something that the site passes on."""

    name: str
    role: str
    licence: str
    source: str
    version: Callable[[], str]
    text: Callable[[], str]

    @property
    def file(self) -> str:
        """The name of its licence's file."""
        return self.name.lower().replace(" ", "-") + ".txt"


def own_texts(*names: str) -> Callable[[], str]:
    """Return texts kept in the checkout."""
    return lambda: joined((name, (OWN_TEXTS / name).read_text()) for name in names)


def npm_manifest(name: str) -> dict[str, Any]:
    """Return the `package.json` of an installed npm package."""
    loaded: dict[str, Any] = json.loads((NODE_MODULES / name / "package.json").read_text())
    return loaded


def npm_version(name: str) -> Callable[[], str]:
    """Return an npm package's version."""
    return lambda: str(npm_manifest(name)["version"])


def npm_family(name: str) -> list[str]:
    """Return an npm package and all it depends on, which its bundle contains."""
    found = [name]
    for member in found:
        found += [d for d in npm_manifest(member).get("dependencies", {}) if d not in found]
    return found


def npm_texts(name: str) -> Callable[[], str]:
    """Return the licences of an npm package and of all that is bundled into it."""
    return lambda: joined((member, npm_text(member)) for member in npm_family(name))


def npm_text(name: str) -> str:
    """Return one package's licence, or what its manifest says where it carries no text."""
    texts = [path.read_text() for path in sorted((NODE_MODULES / name).glob("LICENSE*"))]
    return "\n".join(texts) or f"{npm_manifest(name)['license']}, as its package.json says.\n"


def python_texts(name: str) -> Callable[[], str]:
    """Return the licence of an installed Python package."""

    def read() -> str:
        files = importlib.metadata.files(name) or []
        named = sorted(f for f in files if f.name.startswith("LICENSE"))
        return joined((str(f), Path(str(f.locate())).read_text()) for f in named)

    return read


def numpy_texts() -> str:
    """Return the licences that the browser's numpy wheel carries."""
    with zipfile.ZipFile(numpy_in_use()) as opened:
        names = [n for n in sorted(opened.namelist()) if ".dist-info/licenses/" in n]
        return joined((n.split("/licenses/")[1], opened.read(n).decode()) for n in names)


def numpy_in_use() -> Path:
    """Return the wheel before it was slimmed."""
    lock = json.loads((NODE_MODULES / "pyodide/pyodide-lock.json").read_text())
    return numpy_wheel.find(npm_version("pyodide")(), lock["packages"]["numpy"])


def joined(texts: Iterator[tuple[str, str]]) -> str:
    """Put several texts under each other, each below its name."""
    return "\n\n".join(f"{RULE}\n{name}\n{RULE}\n\n{text.strip()}\n" for name, text in texts)


PARTS = (
    Part(
        "Pyodide",
        "runs Python in your browser",
        "MPL-2.0",
        "https://github.com/pyodide/pyodide",
        npm_version("pyodide"),
        own_texts("pyodide.txt"),
    ),
    Part(
        "Python",
        "the language, its standard library, and the libraries linked into it",
        "PSF-2.0 and others",
        "https://github.com/python/cpython",
        lambda: "3.14",
        own_texts("python.txt", "python-libraries.txt"),
    ),
    Part(
        "numpy",
        "the arrays, and the libraries inside it",
        "BSD-3-Clause and others",
        "https://github.com/numpy/numpy",
        lambda: numpy_in_use().name.split("-")[1],
        numpy_texts,
    ),
    Part(
        "PyScript",
        "starts Python in a worker",
        "Apache-2.0 and others",
        "https://github.com/pyscript/pyscript",
        npm_version("@pyscript/core"),
        npm_texts("@pyscript/core"),
    ),
    Part(
        "zstddec",
        "unpacks what is sent packed",
        "MIT and BSD-3-Clause",
        "https://github.com/donmccurdy/zstddec",
        npm_version("zstddec"),
        npm_texts("zstddec"),
    ),
    Part(
        "CodeMirror",
        "the editor, as PyScript bundles it",
        "MIT",
        "https://github.com/codemirror",
        lambda: "6",
        own_texts("codemirror.txt"),
    ),
    Part(
        "Material for MkDocs",
        "the look of the pages, their icons and their search",
        "MIT and others",
        "https://github.com/squidfunk/mkdocs-material",
        lambda: importlib.metadata.version("mkdocs-material"),
        python_texts("mkdocs-material"),
    ),
    Part(
        "KaTeX",
        "the formulas: a style sheet and fonts",
        "MIT",
        "https://github.com/KaTeX/KaTeX",
        npm_version("katex"),
        npm_texts("katex"),
    ),
)


def page() -> str:
    """Write the page that lists the parts."""
    rows = [
        f"| [{p.name}]({p.source}) {p.version()} | {p.role} | [{p.licence}](licences/{p.file}) |"
        for p in PARTS
    ]
    own = (
        "Our own code is under the [MIT licence](licences/one-filter.txt), our text and figures"
        " under CC BY 4.0."
    )
    head = ["# Licences", "", own, "", "This site passes on, with parts left out and compiled:", ""]
    return "\n".join([*head, "| what | which | terms |", "|---|---|---|", *rows, ""])


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """MkDocs' hook: add the page and the texts."""
    texts = {part.file: part.text() for part in PARTS}
    texts["one-filter.txt"] = (ROOT / "LICENSE").read_text()
    for file in [f for f in files if f.src_uri.startswith("licences/")]:
        files.remove(file)
    for name, text in texts.items():
        files.append(File.generated(config, f"licences/{name}", content=text))
    hidden = InclusionLevel.NOT_IN_NAV
    files.append(File.generated(config, "licences.md", content=page(), inclusion=hidden))
    return files
