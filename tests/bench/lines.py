"""How soon the first picture is there at the end of slower lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.bench._contest import STOCK, contest, verdict, visit_in_turns
from tests.bench._hosts import Line
from tests.bench._visits import found
from tests.bench.boot import ratio, rows

MILLISECONDS = 40


@dataclass(frozen=True)
class Condition:
    """A line, a host, and the largest share of the stock page's time that we allow ourselves."""

    megabits: float
    compresses: bool
    at_most: float

    @property
    def name(self) -> str:
        """How a reader would say it."""
        return f"{self.megabits} Mbit/s, {'host compresses' if self.compresses else 'plain host'}"


CONDITIONS = [
    Condition(100, True, 0.37),
    Condition(100, False, 0.25),
    Condition(20, True, 0.53),
    Condition(20, False, 0.38),
    Condition(10, True, 0.63),
    Condition(10, False, 0.45),
]


def run(rounds: int) -> dict[str, Any]:
    """Return a table a condition, and what holds of the targets."""
    tables: dict[str, Any] = {}
    targets: dict[str, Any] = {}
    with contest(STOCK) as entered, found() as browser:
        for condition in CONDITIONS:
            entered.be(Line(condition.megabits, MILLISECONDS), compresses=condition.compresses)
            (visits,) = visit_in_turns(browser, entered.pages, rounds, 1)
            tables[condition.name] = rows(visits, entered)
            targets[f"{condition.name}, in units of {STOCK}"] = verdict(
                ratio(visits, STOCK), condition.at_most
            )
    return tables | {"targets": targets, "latency ms": MILLISECONDS}
