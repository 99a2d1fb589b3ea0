"""Build the site for an address on this machine, and serve it there.

The pages carry their own address (instant navigation needs it), so building and serving belong
together: `make serve` runs this file, and the browser tests use its parts.
"""

import argparse
import functools
import http.server
import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

from overrides.hooks.assembly import ROOT

HOST = "127.0.0.1"
PORTS_TRIED = 20
FOR_EVER = "public, max-age=31536000, immutable"
MIME_TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Plain files below a path, as a static host sends them."""

    protocol_version = "HTTP/1.1"
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | MIME_TYPES

    def __init__(self, *args: Any, directory: Path, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, directory=str(directory), **kwargs)

    def translate_path(self, path: str) -> str:
        """Map the part of `path` below the prefix to a file; nothing lies outside of it."""
        inside = path.startswith(self.prefix)
        return super().translate_path("/" + path[len(self.prefix) :] if inside else "/nothing/here")

    def end_headers(self) -> None:
        """Let browsers keep what is named by its hash, and ask again for the rest."""
        kept = self.path.startswith(f"{self.prefix}runtime/")
        self.send_header("Cache-Control", FOR_EVER if kept else "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer 404 with the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.exists():
            return super().send_error(code, message, explain)
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return None

    def log_message(self, *_: Any) -> None:
        """Say nothing: the address is what the terminal is for."""


class Server(http.server.ThreadingHTTPServer):
    """A static host on this machine alone."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0, prefix: str = "/") -> None:
        self.prefix = prefix
        self.folder = folder
        super().__init__((HOST, port), functools.partial(Handler, directory=folder, prefix=prefix))

    @property
    def url(self) -> str:
        """The address of the site's root."""
        return f"http://{HOST}:{self.server_port}{self.prefix}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a browser hang up: it does so whenever a page is left early."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def first_free(folder: Path, port: int) -> Server:
    """Open a server on `port`, or on the next free one after it."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            return Server(folder, candidate)
        except OSError:
            print(f"Port {candidate} is taken.", file=sys.stderr)
    raise SystemExit(f"No free port from {port} on. Choose another: make serve PORT=9000")


def build(url: str, folder: Path, *, is_preview: bool = False) -> None:
    """Build the site for the address `url` into `folder`, and stop on any warning.

    In a preview, browsers keep nothing that they would not ask for again: see `hooks/offline.py`.
    """
    environment = os.environ | {"SITE_URL": url, "SITE_DIR": str(folder)}
    environment["SITE_PREVIEW"] = "1" if is_preview else ""
    environment["NO_MKDOCS_2_WARNING"] = "1"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def main() -> int:
    """Build, print the address, and serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    with first_free(ROOT / "site", parser.parse_args().port) as server:
        try:
            build(server.url, server.folder, is_preview=True)
        except subprocess.CalledProcessError as error:
            return error.returncode
        print(f"\n  One Filter is at {server.url}\n  Stop it with Ctrl-C.\n", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
