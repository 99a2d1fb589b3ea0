"""How much memory a phone's tab holds with demos and code alive, in one long visit."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.bench._contest import our_site, verdict
from tests.bench._tab import PATIENCE, PHONE, megabytes, tab, wait_alive

MOST_MEGABYTES = 400
# A page of demos, one of code, one of both, and the demos that hold most.
PATHS = (
    "",
    "intuition/using/",
    "in-depth/",
    "demos/filter-playground/",
    "demos/feature-hierarchy/",
    "demos/transfer/",
    "expert/using/",
)


def run(rounds: int) -> dict[str, Any]:
    """Go through the pages in one visit, running code where there is some; one round tells all."""
    rows = {}
    with our_site() as host, tab(**PHONE) as page:
        for path in PATHS:
            page.goto(f"{host.url}{path}", timeout=PATIENCE)
            wait_alive(page)
            run_code(page)
            rows[path or "home"] = {"MB": megabytes(page.context)}
    most = max(row["MB"] for row in rows.values())
    return {"pages": rows, "target": {"MB of a tab": verdict(most, MOST_MEGABYTES)}}


def run_code(page: Page) -> None:
    """Run the page's first block of code, if it has any."""
    block = page.locator(".editor:visible")
    if block.count():
        block.first.locator("[data-act=run]").click()
        expect(block.first).to_have_attribute("data-state", "ready", timeout=PATIENCE)
