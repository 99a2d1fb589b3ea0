"""Run every bench, print its tables, and write `build/bench.json`.

A bench is a module in this folder with a function `run() -> dict[str, float | str | dict]`. A dict
inside the dict is a row of a table: its name, then a column for each entry. Name the unit in the
column. `python -m tests.bench convolution boot` runs just those.
"""

import datetime
import importlib
import json
import os
import pkgutil
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

from overrides.hooks.assembly import ROOT

REPORT = ROOT / "build/bench.json"
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
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
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


def table(figures: Figures) -> str:
    """Set figures as a table: a row a dict, a line for each other value."""
    rows = {name: row for name, row in figures.items() if isinstance(row, dict)}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    grid = [["", *columns]] if rows else []
    grid += [[name, *(cell(row.get(c)) for c in columns)] for name, row in rows.items()]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    lines = ["  ".join(text.rjust(w) for text, w in zip(row, widths, strict=True)) for row in grid]
    lines += [f"{name}: {cell(value)}" for name, value in figures.items() if name not in rows]
    return "\n".join(lines)


def cell(value: float | str | None) -> str:
    """Write one value with three figures."""
    return f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)


def main(wanted: list[str]) -> int:
    """Run the benches, all or those wanted."""
    benches = discover()
    if unknown := set(wanted) - set(benches):
        sys.exit(f"no bench {', '.join(sorted(unknown))}; there are {', '.join(benches)}")
    report = {"machine": machine()}
    for name in wanted or benches:
        print(f"\n{name}: {benches[name].__doc__.splitlines()[0]}", flush=True)
        report[name] = benches[name].run()
        print(table(report[name]), flush=True)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nWritten to {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
