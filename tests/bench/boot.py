"""How soon a page's Python has drawn its first picture: ours, and other ways to run Python."""

from __future__ import annotations

from statistics import median
from typing import Any

from tests.bench._contest import OURS, STOCK, Contest, Visits, contest, verdict, visit_in_turns
from tests.bench._visits import found, typical

AT_MOST = {STOCK: 0.30, "JupyterLite": 0.15, "marimo": 0.15, "pyodide-mkdocs-theme": 0.25}
AGAIN_AT_MOST = 0.33
LONGEST_TASK_MS = 50
SHIFT = 0.01
PLAIN_HOST_MEGABYTES = 9


def run(rounds: int) -> dict[str, Any]:
    """Visit every page twice with each of some profiles, on this machine itself."""
    with contest() as entered, found() as browser:
        first, again = visit_in_turns(browser, entered.pages, rounds, 2)
        return {
            "first visit": rows(first, entered),
            "second visit": rows(again, entered),
            "targets": targets(first, again),
            "browser": browser.version,
        }


def rows(visits: Visits, entered: Contest) -> dict[str, Any]:
    """Return a row a page, with our time as a share of its."""
    table = {name: typical(of_one) for name, of_one in visits.items()}
    for row in table.values():
        row["ours / it"] = table[OURS]["s"] / row["s"]
    return table | entered.missing_rows()


def targets(first: Visits, again: Visits) -> dict[str, Any]:
    """Hold what was measured to the targets."""
    ours = first[OURS]
    held = {
        f"first visit, in units of {name}": verdict(ratio(first, name), at_most)
        for name, at_most in AT_MOST.items()
        if name in first
    }
    return held | {
        f"second visit, in units of {STOCK}": verdict(ratio(again, STOCK), AGAIN_AT_MOST),
        "MB until live, plain host": verdict(
            median(v.megabytes for v in ours), PLAIN_HOST_MEGABYTES
        ),
        "longest task while booting, ms": verdict(
            median(v.longest_task_booting for v in ours), LONGEST_TASK_MS
        ),
        "layout shift": verdict(max(v.shift for v in ours), SHIFT),
    }


def ratio(visits: Visits, name: str) -> float:
    """Return our typical time in units of another page's."""
    return median(v.seconds for v in visits[OURS]) / median(v.seconds for v in visits[name])
