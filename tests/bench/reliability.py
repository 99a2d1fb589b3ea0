"""What the tests have caused and seen survived: counted by `make test`, printed here."""

from typing import Any

from tests.reliability import read


def run(rounds: int) -> dict[str, Any]:
    """Return the rows that the tests have counted."""
    return dict(sorted(read().items())) or {"nothing counted yet": "run `make test` first"}
