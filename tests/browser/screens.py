"""The screens that pages are judged on, and the rules of accessibility that they keep there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

DESK, PHONE = 1280, 390
TARGETS = {DESK: 24, PHONE: 44}  # the least side of what a pointer, or a finger, presses
Scheme = Literal["light", "dark"]


@contextmanager
def screen(
    browser: Browser, width: int = DESK, scheme: Scheme = "light"
) -> Iterator[BrowserContext]:
    """Open a profile of its own; what is as narrow as a phone has a touch screen."""
    phone = width <= PHONE
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        has_touch=phone,
        is_mobile=phone,
    )
    yield context
    context.close()


def broken_rules(page: Page, within: str | None = None, **options: Any) -> list[str]:
    """Return the rules of axe that a page breaks, or a part of it, each with where."""
    found = Axe().run(page, context=within, options=options or None).response["violations"]
    return [f"{rule['id']}: {[node['html'][:120] for node in rule['nodes'][:4]]}" for rule in found]


def sideways(page: Page, width: int) -> list[str]:
    """Return a complaint where a window so wide would scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url} is {wide} wide in {width}"] if wide > width else []
