"""The package's tests pass in the browser's Python too, on the wheel that readers get."""

import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as etree
from pathlib import Path

import pytest

from overrides.hooks.assembly import ROOT, Runtime
from tests.pyodide import wheels

HERE = Path(__file__).parent
# What is mounted: tests of the package alone, for there is no browser inside one.
FOLDERS = ("package", "demos", "session")
LONGEST = 8000


def configured() -> str:
    """Return pyproject.toml's settings that hold inside as well, as an ini file."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    names = ("doctest_optionflags", "filterwarnings")
    lines = ["\n    ".join([f"{name} =", *options[name]]) for name in names]
    return "\n".join(["[pytest]", *lines, ""])


def run_inside(runtime: Runtime, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of the tests in `folder`; the report is `out/report.xml` there."""
    tests, out = folder / "tests", folder / "out"
    out.mkdir()
    for name in FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "tests" / name, tests / name, ignore=ignored)
    (tests / "pytest.ini").write_text(configured())
    mounts = [f"tools={wheels.site_packages()}", f"tests={tests}", f"out={out}"]
    node, boot = Path(sys.executable).with_name("node"), ROOT / "tests/runtime/python.mjs"
    command = [node, boot, runtime.root / runtime.package, HERE / "suite.py", *mounts]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_native_suite_passes_inside_pyodide(
    runtime: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run_inside(runtime, tmp_path)
    told = done.stdout.strip().splitlines()
    with capsys.disabled():
        print(f"\n  inside Pyodide: {told[-1] if told else 'nothing was said'}")
    print(done.stdout[-LONGEST:], done.stderr[-LONGEST:])
    assert done.returncode == 0
    suite = next(etree.parse(tmp_path / "out/report.xml").getroot().iter("testsuite"))
    assert int(suite.attrib["tests"]) > int(suite.attrib["skipped"])
