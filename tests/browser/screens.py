"""The screens that pages are judged on, and the rules of accessibility that they keep there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page

DESK, PHONE = 1280, 390
TARGETS = {DESK: 24, PHONE: 44}  # the least side of what a pointer, or a finger, presses
Scheme = Literal["light", "dark"]
# What axe is asked in each palette; what is no matter of colour need not be asked twice.
RULES: dict[str, Any] = {
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
PALETTES: dict[Scheme, dict[str, Any]] = {
    "light": RULES,
    "dark": RULES | {"runOnly": ["color-contrast", "link-in-text-block"]},
}
AUDIT = """async ([within, options]) => {
  const { violations } = await axe.run(within ?? document, options);
  const place = ({ html }) => html.slice(0, 120);
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 4).map(place)]);
}"""


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
        is_mobile=phone and browser.browser_type.name == "chromium",  # Firefox has no such mode
    )
    yield context
    context.close()


def broken_rules(page: Page, within: str | None = None, **options: Any) -> list[str]:
    """Return the rules of axe that a page breaks, or a part of it, each with where."""
    # What instant navigation swaps leaves axe where it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(AUDIT, [within, RULES | options])
    return [f"{rule}: {places}" for rule, places in found]


def sideways(page: Page, width: int) -> list[str]:
    """Return a complaint where a window so wide would scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url} is {wide} wide in {width}"] if wide > width else []
