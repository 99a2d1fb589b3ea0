"""What the tests caused and the site survived, counted in `build/reliability.json`.

What is caused counts when it begins, what holds only at its end, so that a test that fails leaves a
gap. A run renews the rows that it counts; rows of another commit are dropped. `make bench` prints
what is left. A test whose whole body is one fault says so: `@pytest.mark.fault("storage full")`.
"""

import json
import os
import subprocess
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filelock import FileLock

REPORT = Path(__file__).resolve().parents[1] / "build/reliability.json"
Row = dict[str, Any]
OUTCOMES = pytest.StashKey[list[str]]()

# What is summed: over the rows whose names begin so, one of their columns.
FIGURES = {
    "faults caused": ("faults", "caused"),
    "faults survived": ("faults", "survived"),
    "inputs fuzzed": ("hostile input", "cases"),
    "inputs held": ("hostile input", "held"),
    "axe findings": ("axe", "findings"),
    "pages × palettes × browsers looked at": ("axe", "palettes"),
    "pages × palettes × browsers passed": ("axe", "passed"),
}


class Tally:
    """Rows of counts, of one run; the processes that share a run add up."""

    def __init__(self) -> None:
        self.run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
        self.rows: dict[str, Counter[str]] = {}

    def count(self, row: str, **columns: int) -> None:
        """Add to a row's columns."""
        self.rows.setdefault(row, Counter()).update(columns)

    def write(self, report: Path = REPORT) -> None:
        """Renew this run's rows in the report."""
        if self.rows:
            report.parent.mkdir(exist_ok=True)
            with FileLock(report.with_suffix(".lock")):
                rows = read(report)
                rows |= {name: self.added(rows.get(name, {}), row) for name, row in self.counted()}
                told = {"commit": commit(), "figures": figures(rows), "rows": rows}
                report.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")

    def counted(self) -> list[tuple[str, Counter[str]]]:
        """Return this process's rows in their order."""
        return sorted(self.rows.items())

    def added(self, before: Row, row: Counter[str]) -> Row:
        """Return a row with what another process of the same run has counted in it."""
        others = Counter(before.get("counts", {}) if before.get("run") == self.run else {})
        others.update(row)
        return {"run": self.run, "counts": dict(others)}


class Counting:
    """Counts the faults that tests say they cause, and writes down what was counted."""

    def __init__(self, tally: Tally, report: Path = REPORT) -> None:
        self.tally = tally
        self.report = report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A fault is caused once its test runs, and survived if its tidying up passes as well."""
        part = yield
        outcomes = item.stash.setdefault(OUTCOMES, [])
        outcomes.append(part.outcome)
        caused = part.when == "call" and part.outcome != "skipped"
        survived = part.when == "teardown" and set(outcomes) == {"passed"}
        for marker in item.iter_markers("fault"):
            row = f"faults: {marker.args[0]}"
            self.tally.count(row, caused=int(caused), survived=int(survived))
        return part

    def pytest_sessionfinish(self) -> None:
        """Write, also after a run that failed."""
        self.tally.write(self.report)


def commit() -> str:
    """Return what the counts are true of: a commit, marked where files differ from it."""
    command = ["git", "describe", "--always", "--exclude=*", "--abbrev=12", "--dirty"]
    try:
        told = subprocess.run(command, cwd=REPORT.parents[1], capture_output=True, text=True)
    except OSError:
        return ""
    return told.stdout.strip()


def read(report: Path = REPORT) -> dict[str, Row]:
    """Return the rows that were counted at this commit."""
    if not report.exists():
        return {}
    told: dict[str, Any] = json.loads(report.read_text())
    rows: dict[str, Row] = told["rows"] if told.get("commit") == commit() else {}
    return rows


def figures(rows: dict[str, Row]) -> dict[str, int]:
    """Return what the rows come to, and the pages that passed by browser; not what none counted."""
    browsers = sorted({name.split(",")[0] for name in rows if name.startswith("axe: ")})
    passed = {
        f"pages × palettes passed in {browser.removeprefix('axe: ')}": (browser, "passed")
        for browser in browsers
    }
    return {
        name: sum(counts)
        for name, where in (FIGURES | passed).items()
        if (counts := column(rows, *where))
    }


def column(rows: dict[str, Row], beginning: str, name: str) -> list[int]:
    """Return a column of the rows whose names begin so."""
    return [
        row["counts"].get(name, 0) for title, row in rows.items() if title.startswith(beginning)
    ]
