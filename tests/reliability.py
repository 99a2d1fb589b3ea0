"""What the tests caused and the site survived, counted in `build/reliability.json`.

A test counts only what it has seen hold. A run renews the rows that it counts and leaves the others
as they were; `make bench` prints them.
"""

import json
from collections import Counter
from pathlib import Path

from filelock import FileLock

REPORT = Path(__file__).resolve().parents[1] / "build/reliability.json"


class Tally:
    """Rows of counts, of one run."""

    def __init__(self) -> None:
        self.rows: dict[str, Counter[str]] = {}

    def count(self, row: str, **columns: int) -> None:
        """Add to a row's columns."""
        self.rows.setdefault(row, Counter()).update(columns)

    def write(self, report: Path = REPORT) -> None:
        """Renew this run's rows in the report."""
        if self.rows:
            report.parent.mkdir(exist_ok=True)
            with FileLock(report.with_suffix(".lock")):
                report.write_text(json.dumps(read(report) | self.rows, indent=1) + "\n")


def read(report: Path = REPORT) -> dict[str, dict[str, int]]:
    """Return the rows counted so far."""
    if not report.exists():
        return {}
    rows: dict[str, dict[str, int]] = json.loads(report.read_text())
    return rows
