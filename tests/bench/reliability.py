"""What the tests have caused and seen survived: counted by `make test`, printed here."""

from typing import Any

from tests.reliability import read

# What is summed over all rows, and the column that it stands in.
TOTALS = {
    "faults caused": "caused",
    "faults survived": "survived",
    "inputs fuzzed": "cases",
    "inputs held": "held",
    "axe findings": "findings",
    "pages × palettes × browsers looked at by axe": "palettes",
}


def run(rounds: int) -> dict[str, Any]:
    """Return the rows that the tests have counted, and their sums."""
    rows = dict(sorted(read().items()))
    counted = {column for row in rows.values() for column in row}
    sums = {
        name: sum(row.get(column, 0) for row in rows.values())
        for name, column in TOTALS.items()
        if column in counted
    }
    return {**rows, **sums} or {"nothing counted yet": "run `make test` first"}
