"""A static host for benches: at the end of a line, compressing as such hosts do, counting."""

import functools
import gzip
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from overrides import serve

# What every host compresses; a "plain" one compresses nothing else, a "gzip" one everything.
TEXTS = (".html", ".css", ".js", ".mjs", ".json", ".py", ".svg", ".xml", ".txt")
CHUNK = 1 << 14
REST_SECONDS = 2


class Sent(NamedTuple):
    """A file that was sent: its path, how many bytes it took, and when it was asked for."""

    path: str
    size: int
    asked: float  # seconds of the epoch


@dataclass(frozen=True)
class Line:
    """The line between reader and host; without figures, this machine's own."""

    megabits: float | None = None
    milliseconds: float = 0

    @property
    def bytes_a_second(self) -> float:
        """How much it carries."""
        return self.megabits * 1e6 / 8 if self.megabits else float("inf")


LOCAL = Line()


@cache
def compressed(path: Path) -> bytes:
    """Return a file as a host sends it that compresses."""
    return gzip.compress(path.read_bytes(), 6)


class Handler(serve.Handler):
    """Sends files compressed where a host would, as fast as the line carries them."""

    def do_GET(self) -> None:  # noqa: N802
        """Answer with a file."""
        path = Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        host: Any = self.server
        asked = time.time()
        time.sleep(host.line.milliseconds / 1000)
        if not path.is_file():
            self.send_error(404)
            return
        encoded = host.compresses or path.suffix in TEXTS
        body = compressed(path) if encoded else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        if encoded:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        host.sent.append(Sent(self.path, len(body), asked))
        host.carry(body, self.wfile)
        host.busy_until = time.monotonic()


class Host(serve.Server):
    """A folder at the end of a line, which all that is asked for at a time shares.

    The host is what is slow, not the browser: emulation in the browser gives every worker a line
    of its own.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.RequestHandlerClass: Any = functools.partial(Handler, directory=folder, prefix="/")
        self.sent: list[Sent] = []
        self.busy_until = 0.0
        self.lock = threading.Lock()
        self.be()

    def be(self, line: Line = LOCAL, *, compresses: bool = False) -> None:
        """Become a host of another kind."""
        self.line, self.compresses, self.free = line, compresses, 0.0
        self.sent.clear()

    def rest(self) -> None:
        """Wait until a page, and what works for it, have asked for nothing for a while."""
        while (left := self.busy_until + REST_SECONDS - time.monotonic()) > 0:
            time.sleep(left)

    def carry(self, body: bytes, file: BinaryIO) -> None:
        """Send a body in chunks, each when the line is free."""
        if self.line is LOCAL:
            file.write(body)
            return
        with self.lock:
            self.free = max(self.free, time.monotonic())
        for begin in range(0, len(body), CHUNK):
            chunk = body[begin : begin + CHUNK]
            with self.lock:  # a line carries what is ready, also while a busy machine looks away
                self.free += len(chunk) / self.line.bytes_a_second
                arrives = self.free
            time.sleep(max(0, arrives - time.monotonic()))
            file.write(chunk)
