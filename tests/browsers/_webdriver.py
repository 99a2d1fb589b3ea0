"""As much of the WebDriver protocol as a reader's visit takes, for WebKitGTK.

Playwright drives Debian's Chromium and Firefox, but no WebKit that a distribution ships.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 60  # seconds; WebKitGTK draws by software here
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the standard's name for a reference to one
AWAITED = "const end = arguments[0]; Promise.resolve(%s).then(end, (e) => end({ error: `${e}` }));"
FREE = 'document.querySelector(%s).scrollIntoView({ block: "center", behavior: "instant" }) ?? null'
# The standard's characters for keys that write none.
KEYS = {
    "Control": "\ue009",
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
Place = tuple[int, int]  # in pixels of the window
SIZE = {"width": 1280, "height": 900}
SOFTWARE = {
    "GDK_BACKEND": "x11",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # a container seldom has what it needs
}
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Session:
    """One window."""

    def __init__(self, address: str, browser: str) -> None:
        self._address = f"{address}/session"
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self._address += "/" + self._ask("", capabilities=wanted)["sessionId"]
        self._ask("/timeouts", script=2000 * PATIENCE, pageLoad=2000 * PATIENCE)
        self._ask("/window/rect", **SIZE)

    def goto(self, url: str) -> None:
        """Open a page."""
        self._ask("/url", url=url)

    def reload(self) -> None:
        """Open the same page again."""
        self._ask("/refresh")

    def evaluate(self, script: str) -> Any:
        """Return what a JavaScript expression gives, awaited."""
        answer = self._ask("/execute/async", script=AWAITED % script, args=[])
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def click(self, selector: str) -> None:
        """Click the first element that fits, once it lies free: the theme's header covers some."""
        self.evaluate(FREE % json.dumps(selector))
        self._ask(f"{self._element(selector)}/click")

    def fill(self, selector: str, text: str) -> None:
        """Type into the first element that fits, instead of what it holds."""
        self._ask(f"{self._element(selector)}/clear")
        self.type(selector, text)

    def type(self, selector: str, text: str) -> None:
        """Type into the first element that fits, after what it holds."""
        self._ask(f"{self._element(selector)}/value", text=text)

    def press(self, selector: str, key: str) -> None:
        """Press a key, or several at a time, in the first element that fits."""
        self.evaluate(f"document.querySelector({json.dumps(selector)}).focus() ?? null")
        keys = [KEYS.get(name, name) for name in key.split("+")]
        down = [{"type": "keyDown", "value": value} for value in keys]
        up = [{"type": "keyUp", "value": value} for value in reversed(keys)]
        self._ask("/actions", actions=[{"type": "key", "id": "keys", "actions": down + up}])

    def stroke(self, *places: Place) -> None:
        """Press the pointer at the first place, lead it on, and let go before the last."""
        first, *others, last = [{"type": "pointerMove", "x": x, "y": y} for x, y in places]
        down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
        about = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self._ask("/actions", actions=[about | {"actions": [first, down, *others, up, last]}])

    def close(self) -> None:
        """Close the window."""
        self._send(urllib.request.Request(self._address, method="DELETE"))

    def _element(self, selector: str) -> str:
        found = self._ask("/element", using="css selector", value=selector)
        return f"/element/{found[ELEMENT]}"

    def _ask(self, path: str, **about: Any) -> Any:
        body = json.dumps(about).encode()
        headers = {"Content-Type": "application/json"}
        return self._send(urllib.request.Request(self._address + path, body, headers))

    @staticmethod
    def _send(request: urllib.request.Request) -> Any:
        try:
            with urllib.request.urlopen(request, timeout=2 * PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{request.full_url}: {error.read().decode()}") from None


@contextmanager
def started(driver: str, browser: str, screen: str) -> Iterator[Session]:
    """Start a screen, a driver and a window."""
    with drawn_on(screen) as display:
        port = free_port()
        environment = os.environ | SOFTWARE | {"DISPLAY": display}
        with subprocess.Popen([driver, f"--port={port}"], env=environment, **QUIET) as process:
            try:
                session = Session(answering(port, process), browser)
                yield session
                session.close()
            finally:
                process.terminate()


@contextmanager
def drawn_on(screen: str) -> Iterator[str]:
    """Start a screen; yield the display's name once it is there."""
    reading, writing = os.pipe()
    width, height = SIZE.values()
    about = ["-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    command = [screen, "-displayfd", str(writing), *about]
    with (
        subprocess.Popen(command, pass_fds=[writing], **QUIET) as server,
        os.fdopen(reading) as told,
    ):
        os.close(writing)
        try:
            yield f":{told.readline().strip()}"
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answering(port: int, process: subprocess.Popen[bytes]) -> str:
    """Wait until a driver listens on its port; return its address."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
        except ConnectionRefusedError:
            continue
        return f"http://127.0.0.1:{port}"
    raise RuntimeError(f"WebKitGTK's driver ended with {process.returncode}")
