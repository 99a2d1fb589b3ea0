"""The house rules: style, types, spelling, which way the arrows point, and how long things are."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from overrides.hooks.assembly import ROOT

BIN = Path(sys.executable).parent
SOURCES = ("pysrc", "overrides", "tests")
PYTHON = sorted(p for folder in SOURCES for p in (ROOT / folder).rglob("*.py"))
PACKAGE = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "pysrc/onefilter").rglob("*.py"))
OURS = [p for p in PYTHON if (ROOT / "tests") not in p.parents]
SCRIPTS = sorted(p for e in ("js", "mjs") for p in (ROOT / "overrides").rglob(f"*.{e}"))

COMMANDS = {
    "style": [BIN / "ruff", "check", *SOURCES],
    "format": [BIN / "ruff", "format", "--check", *SOURCES],
    "types": [BIN / "mypy"],
    "arrows": [BIN / "lint-imports", "--no-cache", "--no-logo"],
    "spelling": [BIN / "codespell"],
    "docstrings": [BIN / "numpydoc", "lint", *PACKAGE],
    "scripts": [ROOT / "node_modules/.bin/biome", "check", "--error-on-warnings"],
}
# What only the page has; one file may ask for it.
OF_THE_PAGE = {"js", "pyodide", "pyodide_js", "polyscript", "pyscript"}
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 250, 40, 8


@pytest.mark.parametrize("name", COMMANDS)
def test_command(name: str) -> None:
    path = {"PATH": f"{BIN}:/usr/bin:/bin"}
    done = subprocess.run(
        COMMANDS[name], cwd=ROOT, env=path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\n`make format` may put it right."


def test_a_file_fits_in_the_head() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in [*OURS, *SCRIPTS]}
    assert {p.name: lines for p, lines in lengths.items() if lines >= LONGEST_FILE} == {}


def functions(paths: list[Path]) -> Iterator[tuple[str, int]]:
    """Yield every function's name and its lines of code: no docstring, no signature."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def test_functions_are_short() -> None:
    lengths = dict(functions(OURS))
    assert {n: lines for n, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) < MEDIAN_FUNCTION


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_only_the_pages_program_knows_the_page() -> None:
    knowing = {str(p.relative_to(ROOT)) for p in PYTHON if imported(p) & OF_THE_PAGE}
    assert knowing == {"pysrc/browser/lab.py"}
