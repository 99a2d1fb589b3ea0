"""What was caused is counted, what was not seen to hold is not, and what is stale goes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import reliability
from tests.reliability import Counting, Tally, figures, read

SUITE = """
import pytest

@pytest.fixture
def torn():
    yield
    raise RuntimeError("tidying up fails")

@pytest.mark.fault("met well")
def test_passes(): pass

@pytest.mark.fault("met badly")
def test_fails(): assert 0

@pytest.mark.fault("left in a mess")
def test_is_torn(torn): pass

@pytest.mark.fault("never met")
def test_is_skipped(): pytest.skip("not here")
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "build" / "reliability.json"


def tally(run: str) -> Tally:
    """Begin to count in a run so named."""
    begun = Tally()
    begun.run = run
    return begun


def test_a_fault_survives_only_what_passes_to_its_end(tmp_path: Path, report: Path) -> None:
    suite = tmp_path / "test_suite.py"
    suite.write_text(SUITE)
    options = ["-q", "-p", "no:cacheprovider", "-c", str(tmp_path / "pytest.ini")]
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = fault(name)\n")
    pytest.main([str(suite), *options], plugins=[Counting(Tally(), report)])
    rows = {name: row["counts"] for name, row in read(report).items()}
    assert rows.pop("faults: met well") == {"caused": 1, "survived": 1}
    assert rows.pop("faults: met badly") == {"caused": 1, "survived": 0}
    assert rows.pop("faults: left in a mess") == {"caused": 1, "survived": 0}
    assert rows == {"faults: never met": {"caused": 0, "survived": 0}}


def test_processes_of_one_run_add_up_and_another_run_renews(report: Path) -> None:
    for run, cases in (("first", 5), ("second", 3), ("second", 4)):
        counted = tally(run)
        counted.count("hostile input: links", cases=cases)
        counted.write(report)
    assert read(report)["hostile input: links"]["counts"] == {"cases": 7}
    other = tally("third")
    other.count("faults: storage full", caused=1)
    other.write(report)
    assert read(report).keys() == {"faults: storage full", "hostile input: links"}


def test_what_another_commit_survived_is_dropped(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now in ("before", "after"):
        monkeypatch.setattr(reliability, "commit", lambda now=now: now)
        counted = tally(now)
        counted.count(f"faults: {now}", caused=1, survived=1)
        counted.write(report)
    assert read(report).keys() == {"faults: after"}
    monkeypatch.setattr(reliability, "commit", lambda: "later")
    assert read(report) == {}


def test_the_figures_are_sums_of_their_rows(report: Path) -> None:
    assert figures({}) == {}
    counted = Tally()
    counted.count("faults: a", caused=3, survived=2)
    counted.count("faults: b", caused=1, survived=1)
    counted.count("hostile input: c", cases=200, held=200)
    for browser, passed in (("Chromium", 7), ("Firefox", 8)):
        counted.count(f"axe: {browser}, 390 pixels wide", palettes=8, passed=passed, findings=1)
    counted.count("visits: Firefox", steps=9, passed=9)
    counted.write(report)
    assert json.loads(report.read_text())["figures"] == figures(read(report))
    assert figures(read(report)) == {
        "faults caused": 4,
        "faults survived": 3,
        "inputs fuzzed": 200,
        "inputs held": 200,
        "axe findings": 2,
        "pages × palettes × browsers looked at": 16,
        "pages × palettes × browsers passed": 15,
        "pages × palettes passed in Chromium": 7,
        "pages × palettes passed in Firefox": 8,
    }
