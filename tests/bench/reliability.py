"""What the tests have caused and seen survived at this commit: counted by `make test`."""

from typing import Any

from tests.reliability import commit, figures, read


def run(rounds: int) -> dict[str, Any]:
    """Return the rows that the tests have counted, and what they come to."""
    rows = read()
    counts = {name: row["counts"] for name, row in sorted(rows.items())}
    return {**counts, **figures(rows), "commit": commit()}
