"""What `make bench` measured when it was last recorded, for the pages and README to quote.

`docs/bench.json` is written by the benches and committed. A page has this module under the name
`record`: `[[= record.seconds("One Filter") ]]`, and `record.visits("first visit")` gives
the rows of a table; a bench that has not been recorded yet leaves its table empty.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from overrides.hooks.assembly import ROOT

PATH = ROOT / "docs/bench.json"
OURS, STOCK = "One Filter", "PyScript, worker"
COLUMNS = ("s", "ours / it", "MB", "requests", "longest task ms", "memory MB")
# Where README quotes the record, between two comments.
QUOTE = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)", re.DOTALL)


@cache
def load() -> dict[str, Any]:
    """Return the record."""
    loaded: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return loaded


def table(bench: str, name: str) -> dict[str, Any]:
    """Return a table of a bench."""
    found: dict[str, Any] = load().get(bench, {}).get(name, {})
    return found


def measured(*path: str) -> Any:
    """Return one entry of the record, by the names on the way to it."""
    found: Any = load()
    for name in path:
        found = found[name]
    return shown(found)


def shown(value: Any) -> Any:
    """Return a number as it is told: with three figures, whole from a hundred on."""
    if value is None:
        return "–"
    if not isinstance(value, float):
        return value
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")


def seconds(page: str) -> Any:
    """Return the seconds of a first visit to a page until its picture is there."""
    return measured("boot", "first visit", page, "s")


def share(page: str) -> Any:
    """Return our seconds in units of another page's."""
    return measured("boot", "first visit", page, "ours / it")


def visits(name: str) -> list[tuple[Any, ...]]:
    """Return a row for each page, of its first or its second visit on this machine."""
    rows = table("boot", name).items()
    return [(page, *(shown(row.get(column)) for column in COLUMNS)) for page, row in rows]


def lines() -> list[tuple[Any, ...]]:
    """Return, for every line, our seconds, the stock page's, their ratio, and both pages' bytes."""
    rows = []
    for name, pages in load().get("lines", {}).items():
        if isinstance(pages, dict) and OURS in pages:
            ours, stock = pages[OURS], pages[STOCK]
            figures = (ours["s"], stock["s"], stock["ours / it"], ours["MB"], stock["MB"])
            rows.append((name, *map(shown, figures)))
    return rows


def targets() -> list[tuple[Any, ...]]:
    """Return every target that visits and answers are held to, and whether it holds."""
    return [
        (name, shown(row["measured"]), shown(row["at most"]), row["holds"])
        for bench in ("boot", "lines", "answers", "editors")
        for name, row in table(bench, "targets").items()
    ]


def scores() -> list[tuple[Any, ...]]:
    """Return what Lighthouse says of every kind of page."""
    rows = table("lighthouse", "scores").items()
    return [(name, *(row[column] for column in row if column != "wanting")) for name, row in rows]


def convolutions(where: str, *rivals: str) -> list[tuple[Any, ...]]:
    """Return our milliseconds for each workload, and the same in units of every rival's."""
    sizes = table("convolution", "workloads")
    columns = ("ms", *(f"/ {rival}" for rival in rivals))
    return [
        (sizes[name], *(shown(row.get(column)) for column in columns))
        for name, row in table("convolution", where).items()
    ]


def machine() -> str:
    """Return in words where and when was measured."""
    where = load()["machine"]
    words = f"{where['cores']} cores of {where['processor']}, {load()['boot']['date']}"
    return f"{words}; {where['note']}" if "note" in where else words


def quoted(readme: str) -> str:
    """Return the README with the record's figures between its two comments."""
    visits = load()["boot"]["first visit"]
    rows = [
        f"| {name} | {shown(row['s'])} | {shown(row.get('ours / it'))} |"
        for name, row in visits.items()
    ]
    text = "\n".join(
        [
            "| First visit, empty caches | seconds | One Filter takes, of that |",
            "|---|---|---|",
            *rows,
            "",
            f"Measured side by side on {machine()}.",
            "",
        ]
    )
    return QUOTE.sub(lambda _: text, readme)
