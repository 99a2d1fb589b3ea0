"""Visits to a page in a real browser: when its Python has drawn its picture, and what that cost."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, CDPSession, sync_playwright
from scipy.signal import correlate2d

from onefilter.images import IMAGES
from onefilter.kernels import PRESETS
from tests import chromium
from tests.bench._hosts import Host
from tests.conftest import BROWSER_FLAGS

PATIENCE = 180_000
# A browser rests that keeps a core busy for less than this share of a pause in seconds.
IDLE, PAUSE = 0.04, 0.25
# What every page has to show: the size of each answer of this filter on this picture.
IMAGE, FILTER = "face", "sobel_x"


@dataclass(frozen=True)
class Address:
    """Whose page it is, and where."""

    name: str
    host: Host
    path: str

    @property
    def url(self) -> str:
        """The whole address."""
        return self.host.url + self.path


@dataclass(frozen=True)
class Visit:
    """What one visit took until the picture was there."""

    seconds: float
    megabytes: float
    requests: int
    longest_task: float
    longest_task_booting: float
    shift: float
    memory: float | None

    def row(self) -> dict[str, Any]:
        """Return the columns of a table."""
        return {
            "s": self.seconds,
            "MB": self.megabytes,
            "requests": self.requests,
            "longest task ms": self.longest_task,
            "memory MB": self.memory,
        }


def typical(visits: list[Visit]) -> dict[str, Any]:
    """Return the median of every column."""
    rows = [visit.row() for visit in visits]
    return {
        column: None if rows[0][column] is None else median(row[column] for row in rows)
        for column in rows[0]
    }


def probe() -> str:
    """Return the script that waits for the picture on any page."""
    answers = abs(correlate2d(IMAGES[IMAGE].pixels, PRESETS[FILTER].weights, "valid"))
    script = (Path(__file__).parent / "probe.js").read_text()
    return script.replace("SHOWN", json.dumps(answers.round(4).tolist()))


@dataclass(frozen=True)
class Chromium:
    """A browser ready to be started."""

    engine: BrowserType
    path: str
    version: str


@contextmanager
def found() -> Iterator[Chromium]:
    """Find the browser."""
    path = chromium.find()  # which may ask a Playwright of its own
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    with sync_playwright() as playwright:
        yield Chromium(playwright.chromium, path, version.stdout.strip())


@contextmanager
def profile(browser: Chromium) -> Iterator[BrowserContext]:
    """Start the browser for a reader who has never been anywhere; what it keeps lies on disk."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        context = browser.engine.launch_persistent_context(
            folder,
            executable_path=browser.path,
            args=list(BROWSER_FLAGS),
            viewport={"width": 1280, "height": 900},
        )
        context.add_init_script(probe())
        yield context
        context.close()


def let_rest(context: BrowserContext) -> None:
    """Wait for a browser that does nothing: a new tab keeps it busy with pages of its own."""
    assert context.browser is not None
    session = context.browser.new_browser_cdp_session()
    used, before = processor_seconds(session), 0.0
    while used - before > IDLE * PAUSE:
        time.sleep(PAUSE)
        used, before = processor_seconds(session), used
    session.detach()


def processor_seconds(session: CDPSession) -> float:
    """Return how long a browser's processes have kept a core busy."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(process["cpuTime"] for process in processes)


def visit(context: BrowserContext, address: Address) -> Visit:
    """Visit a page until its Python has drawn the picture, and stay until nothing more comes."""
    page = context.new_page()
    let_rest(context)
    address.host.sent.clear()
    page.goto(address.url, wait_until="commit", timeout=PATIENCE)
    page.wait_for_selector("[data-bench-live]", state="attached", timeout=PATIENCE)
    record = page.evaluate("({ ...benchRecord, began: performance.timeOrigin })")
    memory = peak_memory(context)
    address.host.rest()
    live = (record["began"] + record["live"]) / 1000
    sent = [one.size for one in address.host.sent if one.asked < live]
    page.close()
    before = [(start, took) for start, took in record["tasks"] if start < record["live"]]
    booting = [took for start, took in before if start >= record["booting"]]
    return Visit(
        record["live"] / 1000,
        sum(sent) / 1e6,
        len(sent),
        max((took for _, took in before), default=0),
        max(booting, default=0),
        record["shift"],
        memory,
    )


def peak_memory(context: BrowserContext) -> float | None:
    """Return the most megabytes that a tab's process has held, where the system tells it."""
    if context.browser is None or not Path("/proc/self/status").exists():
        return None
    session = context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return max(resident(process["id"]) for process in processes if process["type"] == "renderer")


def resident(process: int) -> float:
    """Return a process's peak resident memory in megabytes."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0)
