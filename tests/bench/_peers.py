"""The pages that ours is measured against, each built from its package and served by ourselves.

Every page runs the same program (`peers/program.py`), which shows the same convolution of the same
picture as our page does. Nothing comes from another host: what a package would fetch from a CDN
lies beside its page.
"""

import json
import os
import re
import shutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from onefilter.images import IMAGES
from overrides.hooks import licences
from overrides.hooks.assembly import ROOT
from overrides.hooks.steps import digest
from tests.bench import _distribution, _install
from tests.bench._install import LISTS, run

PYODIDE = ROOT / "node_modules/pyodide"
SITES = _install.PEERS / "sites"
THEME = "pyodide-mkdocs-theme"
CDN = "https://cdn.jsdelivr.net/"
# Where pyodide-mkdocs-theme looks on that CDN, and the file of an npm package that lies there.
ON_THE_CDN = {
    "npm/lodash@4.17.20/lodash.min.js": "lodash/lodash.min.js",
    "npm/jquery@3.7.1": "jquery/dist/jquery.min.js",
    "npm/jquery.terminal@2.43.1/css/jquery.terminal.min.css": (
        "jquery.terminal/css/jquery.terminal.min.css"
    ),
    "npm/jquery.terminal@2.43.1/js/jquery.terminal.min.js": (
        "jquery.terminal/js/jquery.terminal.min.js"
    ),
    "npm/mathjax@3/es5": "mathjax/es5",
    "pyodide/v0.25.0/full/pyodide.js": "pyodide/pyodide.js",
}


@dataclass(frozen=True)
class Peer:
    """A way to run Python on a page: how to build one, and where its program runs."""

    name: str
    build: Callable[[Path], None]
    query: str = ""

    def path(self) -> str:
        """Build the page where that has not happened; return its path on the peers' host."""
        target = SITES / site_path(self.name)
        if not target.exists():
            part = target.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            self.build(part)
            part.rename(target)
        return f"{site_path(self.name)}/{self.query}"


def site_path(name: str) -> str:
    """Return where a peer lies on its host: a folder that browsers may keep for ever."""
    sources = [LISTS, Path(__file__), Path(_distribution.__file__)]
    files = [file for source in sources for file in (source, *sorted(source.glob("*")))]
    made_of = digest([file.read_bytes() for file in files if file.is_file()])
    return f"runtime/{re.sub(r'[^a-z]+', '-', name.lower())}-{made_of}"


def program(show: str) -> str:
    """Return the program's text, the picture in it, and how it is shown."""
    pixels = [round(float(pixel), 3) for pixel in IMAGES["face"].pixels.ravel()]
    code = (LISTS / "program.py").read_text()
    return f"{code}\n\nuri = picture({json.dumps(pixels)})\n{show}\n"


def stock(target: Path, where: str, show: str) -> None:
    """Write a page that uses PyScript as it comes."""
    shutil.copytree(PYODIDE, target / "pyodide")
    shutil.copytree(ROOT / "node_modules/@pyscript/core/dist", target / "pyscript")
    shutil.copy(licences.numpy_in_use(), target / "pyodide")
    shutil.copy(LISTS / "paint.js", target)
    page = (LISTS / "stock.html").read_text().replace("WHERE", where)
    (target / "index.html").write_text(page.replace("PROGRAM", program(show)))


def stock_worker(target: Path) -> None:
    """PyScript in a worker."""
    stock(target, "worker", "from polyscript import xworker\nxworker.postMessage(uri)")


def stock_main(target: Path) -> None:
    """PyScript on the page's own thread."""
    stock(target, "", "from pyscript import document\ndocument.querySelector('img').src = uri")


SHOW_IN_A_CELL = (
    "from IPython.display import Image\nImage(base64.b64decode(uri.split(',')[1]), width=220)"
)


def jupyterlite(target: Path) -> None:
    """JupyterLite's console, the lightest of its pages, with its Pyodide kernel."""
    lite = target.with_suffix(".lite")
    shutil.rmtree(lite, ignore_errors=True)
    _distribution.lay_out(PYODIDE, lite / "static/pyodide")
    command = [_install.tools() / "jupyter", "lite", "build", "--apps=repl", "--no-sourcemaps"]
    run([*command, f"--lite-dir={lite}", f"--output-dir={target}"], lite)
    shutil.rmtree(lite)


def marimo(target: Path) -> None:
    """A notebook of one cell, exported by marimo to run in the browser."""
    target.mkdir(parents=True)
    notebook = target / "notebook.py"
    code = textwrap.indent(program(""), "    ")
    notebook.write_text((LISTS / "notebook.txt").read_text().replace("PROGRAM", code))
    path = os.pathsep.join([str(_install.tools()), os.environ["PATH"]])
    command = [_install.tools() / "marimo", "-y", "export", "html-wasm", notebook]
    run([*command, "-o", target, "--mode", "run", "-f"], target, env=os.environ | {"PATH": path})
    _distribution.lay_out(_install.npm_packages() / "pyodide-of-marimo", target / "pyodide")
    page = target / "index.html"
    own = {"index": "./pyodide/", "lockfile": "./pyodide/pyodide-lock.json"}
    told = " ".join(f'data-pyodide-{name}-url="{url}"' for name, url in own.items())
    page.write_text(page.read_text().replace("<marimo-wasm", f"<marimo-wasm {told}", 1))


def mkdocs_theme(target: Path) -> None:
    """A page of pyodide-mkdocs-theme with a program that runs by itself."""
    source = target.with_suffix(".source")
    shutil.rmtree(source, ignore_errors=True)
    (source / "docs").mkdir(parents=True)
    shutil.copy(LISTS / "mkdocs.yml", source)
    show = "import js\njs.document.getElementById('picture').src = uri"
    (source / "docs/picture.py").write_text(f"# --- PYODIDE:env --- #\n{program(show)}")
    image = '<img id="picture" alt="A feature map" width="220" height="220">'
    (source / "docs/index.md").write_text(
        f"# One convolution\n\n{image}\n\n{{{{ run('picture') }}}}\n"
    )
    run([_install.tools() / "mkdocs", "build", "-q", "--site-dir", target], source)
    shutil.rmtree(source)
    _distribution.lay_out(PYODIDE, target / "pyodide")
    bring_home(target, f"/{site_path(THEME)}")


def bring_home(target: Path, address: str) -> None:
    """Lay what a page would fetch from the CDN beside it, and tell the page so."""
    for path in (path for path in ON_THE_CDN.values() if not path.startswith("pyodide/")):
        source = _install.npm_packages() / path
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target / path)
    for page in [*target.glob("*.html"), *target.rglob("*.js")]:
        text = page.read_text()
        for name, path in ON_THE_CDN.items():
            text = text.replace(CDN + name, f"{address}/{path}")
        # The files are others than those whose hashes the theme knows.
        page.write_text(re.sub(r'(, )?integrity: ?"sha256-[^"]+",?', "", text))


JUPYTERLITE_QUERY = f"repl/index.html?kernel=python&toolbar=0&code={quote(program(SHOW_IN_A_CELL))}"
PEERS = [
    Peer("PyScript, worker", stock_worker),
    Peer("PyScript, main thread", stock_main),
    Peer(THEME, mkdocs_theme),
    Peer("marimo", marimo),
    Peer("JupyterLite", jupyterlite, JUPYTERLITE_QUERY),
]
