"""A static host for benches, which compresses as such hosts do and counts what it sends."""

import functools
import gzip
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from onefilter.images import IMAGES
from overrides import serve
from overrides.hooks import licences
from overrides.hooks.assembly import ROOT

# What every host compresses; a "plain" one compresses nothing else, a "gzip" one everything.
TEXTS = (".html", ".css", ".js", ".mjs", ".json", ".py", ".svg", ".xml", ".txt")
STOCK = Path(__file__).parent / "stock"
# Below this, everything may be kept for ever: peers are served with the same grace as our own.
PEERS = "runtime/peers"


@cache
def compressed(path: Path) -> bytes:
    """Return a file as a host sends it that compresses."""
    return gzip.compress(path.read_bytes(), 6)


class Handler(serve.Handler):
    """Sends files compressed where a host would, and counts the bytes."""

    def do_GET(self) -> None:  # noqa: N802
        """Answer with a file."""
        path = Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        host: Any = self.server
        encoded = host.compresses or path.suffix in TEXTS
        body = compressed(path) if encoded else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if encoded:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        host.sent += len(body)
        host.requests += 1
        self.wfile.write(body)


class Host(serve.Server):
    """A site and its peers, on this machine."""

    compresses = False
    sent = 0
    requests = 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.RequestHandlerClass: Any = functools.partial(Handler, directory=folder, prefix="/")


def add_stock(folder: Path) -> str:
    """Put a page beside the site that uses PyScript as it comes; return its path."""
    target = folder / PEERS / "stock"
    modules = ROOT / "node_modules"
    shutil.copytree(STOCK, target)
    shutil.copytree(modules / "pyodide", target / "pyodide")
    shutil.copytree(modules / "@pyscript/core/dist", target / "pyscript")
    shutil.copy(licences.numpy_in_use(), target / "pyodide")
    page = target / "index.html"
    pixels = IMAGES["face"].pixels.ravel().tolist()
    page.write_text(page.read_text().replace('"PIXELS"', str(pixels)))
    return f"{PEERS}/stock/"
