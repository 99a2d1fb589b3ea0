"""What the pages say of speed comes from the record of `make bench`, and from nowhere else."""

import re
from collections.abc import Iterator

import markdown
import pytest

from overrides.hooks.assembly import ROOT
from overrides.markdown import record
from tests.bench import _peers, boot, lines
from tests.bench.__main__ import lacking

PAGE = (ROOT / "docs/speed.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXTENSIONS = ["tables", "pymdownx.superfences", "overrides.markdown.values"]
EXTENSIONS += ["overrides.markdown.blocks", "pymdownx.highlight", "attr_list"]


@pytest.fixture
def other_record(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict]:
    """Let the record be of another machine for a while, on which all takes a day longer."""
    changed = record.load() | {"machine": {"cores": 64, "processor": "a far faster one"}}
    visits = changed["boot"]["first visit"]
    later = {name: row | {"s": (row["s"] or 0) + 86_400} for name, row in visits.items()}
    changed["boot"] = changed["boot"] | {"first visit": later}
    monkeypatch.setattr(record, "load", lambda: changed)
    return changed


def converted() -> str:
    text = PAGE.split("---", 2)[2]
    return re.sub(r"<[^>]+>", " ", markdown.markdown(text, extensions=EXTENSIONS))


def test_the_page_shows_every_visit_of_the_record() -> None:
    page = converted()
    for table in ("first visit", "second visit"):
        for name, row in record.load()["boot"][table].items():
            assert name in page
            assert f"{record.shown(row['s']):.4g}" in page


def test_the_page_follows_the_record(other_record: dict) -> None:
    page = converted()
    assert "a far faster one" in page
    assert "86,40" in page


def test_the_readme_quotes_the_record() -> None:
    assert record.QUOTE.search(README)
    assert record.quoted(README) == README


def test_the_readme_follows_the_record(other_record: dict) -> None:
    assert record.quoted(README) != README


def test_a_bench_is_recorded_whole() -> None:
    kept = record.load()
    everyone = {record.OURS} | {peer.name for peer in _peers.PEERS}
    assert set(kept["boot"]["first visit"]) == set(kept["boot"]["second visit"]) == everyone
    for name in boot.AT_MOST:
        assert f"first visit, in units of {name}" in kept["boot"]["targets"]
    for condition in lines.CONDITIONS if "lines" in kept else []:
        assert set(kept["lines"][condition.name]) == {record.OURS, record.STOCK}


def test_a_rough_or_partial_run_is_not_recorded() -> None:
    whole = {"machine": {}, "boot": {"rounds": 7}, "lines": {"rounds": 9}}
    assert lacking(whole, ["boot", "lines"]) == []
    assert lacking(whole, ["boot", "lines", "answers"]) == ["answers has not been run"]
    assert "boot has had 2 rounds of 7" in lacking(whole | {"boot": {"rounds": 2}}, ["boot"])


def test_every_verdict_follows_from_its_figures() -> None:
    for bench in ("boot", "lines", "answers"):
        for name, row in record.table(bench, "targets").items():
            assert (row["holds"] == "yes") == (row["measured"] <= row["at most"]), name


def test_every_ratio_is_of_the_seconds_beside_it() -> None:
    for table in ("first visit", "second visit"):
        rows = record.load()["boot"][table]
        ours = rows[record.OURS]["s"]
        assert {name: row["ours / it"] for name, row in rows.items()} == pytest.approx(
            {name: ours / row["s"] for name, row in rows.items()}
        )
