"""Run the benches, print their tables, and write `build/bench.json`.

A bench is a module in this folder with a function `run(rounds) -> dict`. A dict of dicts in what it
returns is a table: a row a dict, a column an entry; the unit stands in the column's or the row's
name. Anything else is a line.

    python -m tests.bench                         # everything: about forty minutes
    python -m tests.bench boot --rounds 2         # one bench, roughly
    python -m tests.bench --record                # and keep the figures that the pages quote
    python -m tests.bench --just-record           # keep those of the last runs, measure nothing

What is not run keeps the figures of its last run, with its date. The record (`docs/bench.json`) is
committed: README and the page *How fast is it?* quote it, and name the machine.
"""

import argparse
import datetime
import importlib
import json
import os
import pkgutil
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from overrides.hooks.assembly import ROOT
from overrides.markdown import record

REPORT = ROOT / "build/bench.json"
ROUNDS = 7
Figures = dict[str, Any]


def discover() -> dict[str, Any]:
    """Return the benches by name."""
    names = sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]))
    modules = {
        name: importlib.import_module(f"tests.bench.{name}") for name in names if name[0] != "_"
    }
    return {name: module for name, module in modules.items() if hasattr(module, "run")}


def machine() -> Figures:
    """Return what the figures depend on."""
    return {
        "system": f"{platform.system()} on {platform.machine()}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def processor() -> str:
    """Return the processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), "")


def is_table(value: object) -> bool:
    """Tell whether a figure is a table."""
    return isinstance(value, dict) and all(isinstance(row, dict) for row in value.values())


def told(figures: Figures) -> str:
    """Set figures as text: tables, then lines."""
    tables = [f"{name}\n{table(rows)}" for name, rows in figures.items() if is_table(rows)]
    rows = {name: row for name, row in figures.items() if isinstance(row, dict)}
    loose = {name: row for name, row in rows.items() if not is_table(row)}
    lines = [f"{name}: {cell(value)}" for name, value in figures.items() if name not in rows]
    return "\n\n".join([*tables, *([table(loose)] if loose else []), "\n".join(lines)]).rstrip()


def table(rows: Figures) -> str:
    """Set rows in columns."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    grid = [["", *columns]]
    grid += [[name, *(cell(row.get(c)) for c in columns)] for name, row in rows.items()]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    return "\n".join(
        "  ".join(text.rjust(w) for text, w in zip(row, widths, strict=True)) for row in grid
    )


def cell(value: float | str | None) -> str:
    """Write one value with three figures."""
    return f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)


def measure(bench: Any, rounds: int) -> Figures:
    """Run one bench."""
    when = datetime.datetime.now(datetime.UTC).date().isoformat()
    return {"date": when, "rounds": rounds} | bench.run(rounds)


def main(arguments: list[str]) -> int:
    """Run the benches, all or those wanted."""
    benches = discover()
    asked = understood(arguments, benches)
    report = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    if not asked.just_record:
        for name in asked.names or benches:
            print(f"\n{name}: {benches[name].__doc__.splitlines()[0]}", flush=True)
            report |= {"machine": machine(), name: measure(benches[name], asked.rounds)}
            print(told(report[name]), flush=True)
            REPORT.parent.mkdir(exist_ok=True)
            REPORT.write_text(written(report))
        print(f"\nWritten to {REPORT.relative_to(ROOT)}")
    if asked.record or asked.just_record:
        keep(report, benches)
    return 0


def understood(arguments: list[str], benches: Figures) -> argparse.Namespace:
    """Read the command's arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("names", nargs="*", metavar="bench", help=", ".join(benches))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="medians of so many visits")
    parser.add_argument("--record", action="store_true", help="keep the figures for the pages")
    parser.add_argument("--just-record", action="store_true", help="so, and measure nothing")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(benches):
        parser.error(f"no bench {', '.join(sorted(unknown))}; there are {', '.join(benches)}")
    return asked


def written(report: Figures) -> str:
    """Return a report as its file holds it."""
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def keep(report: Figures, benches: Iterable[str]) -> None:
    """Make a whole report the record, and quote it in the README."""
    if reasons := lacking(report, benches):
        sys.exit("Not recorded: " + "; ".join(reasons))
    record.PATH.write_text(written(report), encoding="utf-8")
    record.load.cache_clear()
    readme = ROOT / "README.md"
    readme.write_text(record.quoted(readme.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Recorded in {record.PATH.relative_to(ROOT)} and README.md")


def lacking(report: Figures, benches: Iterable[str]) -> list[str]:
    """Say what a report lacks to be the record."""
    absent = [f"{name} has not been run" for name in benches if name not in report]
    rough = [
        f"{name} has had {figures['rounds']} rounds of {ROUNDS}"
        for name, figures in report.items()
        if figures.get("rounds", ROUNDS) < ROUNDS
    ]
    return absent + rough


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
