"""Convolution, learning and training, in multiples of what other libraries take."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from overrides.hooks.assembly import ROOT, assemble
from tests.bench import _install
from tests.bench._workloads import WORKLOADS

HERE = Path(__file__).parent
MEGABYTE = 2**20
EXTRA_MEGABYTES = 8.0
# The most that the ratio ours / theirs should be, by type, rival and workload.
NATIVE_TARGETS = {
    ("float64", "torch"): dict.fromkeys("bceg", 1.0),
    ("float32", "torch"): dict.fromkeys("cde", 3.0),
    ("float64", "SciPy"): dict.fromkeys("ab", 1.0),
}
BROWSER_TARGETS = {
    "tfjs-cpu": dict.fromkeys("bcdeg", 0.33),
    "convnetjs": dict.fromkeys("bcdeg", 0.33),
    "loop": dict.fromkeys("bde", 1.0),
    "tfjs-wasm": {"b": 1.0},
}


def run(rounds: int) -> dict[str, Any]:  # each side has its own rounds
    """Return a row for each workload, natively and in the browser's Python under Node."""
    return {"native": native(), "workloads": sizes()} | browser()


def sizes() -> dict[str, str]:
    """Return each workload in a few words: its maps, its filters, its options."""
    return {
        name: ", ".join(
            ["×".join(map(str, maps)), "×".join(map(str, filters))]
            + [f"{option} {value}" for option, value in options.items()]
        )
        for name, (maps, filters, options) in WORKLOADS.items()
    }


def native() -> dict[str, Any] | str:
    """Compare with PyTorch and SciPy, where PyTorch is installed."""
    if find_spec("torch") is None:
        return "PyTorch is not installed; make torch brings it"
    command = [sys.executable, "-m", "tests.bench._native"]
    path = os.pathsep.join([str(ROOT), str(ROOT / "pysrc")])
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    found = output(command, env=os.environ | threads | {"PYTHONPATH": path})
    return {name: native_row(name, figures) for name, figures in found.items()}


def native_row(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    """Set times and memory as ratios, with what misses its target."""
    workload, dtype = name.split()
    times = figures["times"]
    scipy = [taken for rival, taken in times.items() if rival.startswith("SciPy")]
    ratios = {"torch": times["ours"] / times["torch"]}
    if scipy:
        ratios["SciPy"] = times["ours"] / min(scipy)
    targets = {rival: NATIVE_TARGETS.get((dtype, rival), {}) for rival in ratios}
    extra = figures["extra"] / MEGABYTE
    late = missed(workload, ratios, targets)
    if workload in "abcde" and extra > EXTRA_MEGABYTES:
        late.append(f"memory > {EXTRA_MEGABYTES:g} MB")
    row = {"ms": times["ours"] * 1000} | {f"/ {rival}": ratio for rival, ratio in ratios.items()}
    return row | {"extra MB": extra, "missed": ", ".join(late) or "–"}


def browser() -> dict[str, Any]:
    """Compare with JavaScript libraries, in the Python that readers get."""
    runtime = assemble()
    peers = _install.npm_packages().parent
    command = [_install.NODE, HERE / "peers.mjs", runtime.root / runtime.package, peers, HERE]
    found = output(command)
    rows = {name: browser_row(name, found[name]) for name in WORKLOADS}
    learning, training = found["learning"], found["training"]
    return {
        "browser": rows,
        "learning, steps/s in units of a JavaScript loop's (target 5)": learning["loop"]
        / learning["at once"],
        "learning, the same step by step": learning["loop"] / learning["one by one"],
        "learning, steps/s at once": 1 / learning["at once"],
        "learning, steps/s step by step": 1 / learning["one by one"],
        "digit training, epochs/s in units of convnetjs's (target 2)": training["convnetjs"]
        / training["ours"],
        "pointer to frame before painting, 99th percentile ms (target 1)": found["hover"] * 1000,
    }


def browser_row(name: str, times: dict[str, float]) -> dict[str, Any]:
    """Set times as ratios, with what misses its target."""
    ours = min(times.pop("ours float64"), times.pop("ours float32"))
    ratios = {rival: ours / taken for rival, taken in times.items()}
    row = {"ms": ours * 1000} | {f"/ {rival}": ratio for rival, ratio in ratios.items()}
    return row | {"missed": ", ".join(missed(name, ratios, BROWSER_TARGETS)) or "–"}


def missed(
    workload: str, ratios: dict[str, float], targets: dict[str, dict[str, float]]
) -> list[str]:
    """Name every target that a workload's ratios miss."""
    return [
        f"{rival} > {targets[rival][workload]:g}"
        for rival, ratio in ratios.items()
        if ratio > targets[rival].get(workload, float("inf"))
    ]


def output(command: list[Any], **options: Any) -> dict[str, Any]:
    """Run a program and read the JSON object that is its last line."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
