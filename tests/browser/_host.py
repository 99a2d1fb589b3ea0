"""A host that can go away and come back, alter what it sends, and remembers what it was asked."""

from __future__ import annotations

import functools
import threading
from pathlib import Path
from typing import Any

from overrides import serve
from tests.conftest import SUB_PATH


class Handler(serve.Handler):
    """Answers as the host says."""

    server: Server

    def do_GET(self) -> None:  # noqa: N802
        """Answer, unless the host has gone."""
        host = self.server.host
        if host.is_gone:
            self.close_connection = True
            return
        path = self.path.removeprefix(self.prefix).split("?")[0]
        host.asked.append(path)
        if path in host.altered:
            self.send_altered(host.altered[path])
        else:
            super().do_GET()

    def send_altered(self, body: bytes) -> None:
        """Send something else than what was built."""
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(serve.Server):
    """One opening of a host."""

    def __init__(self, host: Host, port: int) -> None:
        self.host = host
        super().__init__(host.folder, port, SUB_PATH)
        self.RequestHandlerClass: Any = functools.partial(
            Handler, directory=host.folder, prefix=SUB_PATH
        )


class Host:
    """A static host for the files in `folder`, below a path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.altered: dict[str, bytes] = {}
        self.is_gone = True
        self.come()

    def come(self, port: int = 0) -> None:
        """Answer, from now on."""
        self.server = Server(self, port)
        self.url = self.server.url
        self.is_gone = False
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    def come_back(self) -> None:
        """Answer again, at the same address."""
        self.come(self.server.server_port)

    def leave(self) -> None:
        """Refuse every connection; those that are open end without an answer."""
        self.is_gone = True
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def downloads(self, path: str) -> int:
        """Return how often a file was asked for."""
        return self.asked.count(path)
