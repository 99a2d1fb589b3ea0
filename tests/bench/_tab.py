"""One tab in a browser of its own: what is in it, and how much memory its process holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.bench._visits import found
from tests.conftest import BROWSER_FLAGS

PATIENCE = 180_000
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BROWSERS_OWN = ("--top-chrome-webui", "--extension-process")
SCREEN = {"viewport": {"width": 1280, "height": 900}}


@contextmanager
def tab(**about: Any) -> Iterator[Page]:
    """Open one page in a fresh browser."""
    with found() as chromium:
        browser = chromium.engine.launch(executable_path=chromium.path, args=list(BROWSER_FLAGS))
        yield browser.new_context(**about).new_page()
        browser.close()


def wait_alive(page: Page) -> None:
    """Wait until no demo is on its way; the first one that is seen starts Python.

    On a page for paper, a demo that was there before is a picture alone, and never lives.
    """
    for figure in page.locator("figure[data-demo]:visible").all():
        figure.scroll_into_view_if_needed()
        live = re.compile("ready|running|error")
        expect(figure).to_have_attribute("data-state", live, timeout=PATIENCE)


def megabytes(context: BrowserContext) -> float:
    """Return what the tabs' processes hold now, shared pages in proportion, after a collection."""
    for page in context.pages:
        session = context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        session.detach()
    assert context.browser is not None
    session = context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return sum(
        proportional(p["id"])
        for p in processes
        if p["type"] == "renderer" and not draws_browser(p["id"])
    )


def draws_browser(process: int) -> bool:
    """Tell whether a process draws the browser's own buttons and extensions, not a page."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return False
    return any(flag in command for flag in BROWSERS_OWN)


def proportional(process: int) -> float:
    """Return a process's proportional set size in megabytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("Pss:")), 0)
