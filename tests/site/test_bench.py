"""The benches measure what they say: hosts, lines, and what a wheel needs in the browser."""

import gzip
import io
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest

from onefilter.demos import all_demos
from tests.bench import _distribution, _tab, lighthouse, soak
from tests.bench._contest import verdict
from tests.bench._hosts import Host, Line
from tests.conftest import hosted

WASM = b"\0asm" + 60_000 * b"\1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "code.wasm").write_bytes(WASM)
    (tmp_path / "page.html").write_text("<p>" + "word " * 999)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "compresses", "packed"),
    [("code.wasm", False, False), ("code.wasm", True, True), ("page.html", False, True)],
)
def test_a_host_compresses_as_hosts_do(
    name: str, compresses: bool, packed: bool, folder: Path
) -> None:
    with hosted(Host(folder)) as host:
        assert isinstance(host, Host)
        host.be(compresses=compresses)
        with urlopen(f"{host.url}{name}") as answer:
            body = answer.read()
        whole = (folder / name).read_bytes()
        assert (gzip.decompress(body) if packed else body) == whole
        assert [(sent.path, sent.size) for sent in host.sent] == [(f"/{name}", len(body))]


def test_all_that_is_asked_for_shares_the_line(folder: Path) -> None:
    """The line is taken for as long as all bytes need, whoever sends them."""
    host = Host(folder)
    with host:
        host.be(Line(megabits=8000))
        for _ in range(3):
            taken = host.free
            sent = io.BytesIO()
            host.carry(WASM, sent)
            assert sent.getvalue() == WASM
            assert host.free - taken >= len(WASM) / 1e9


def test_a_wheel_is_described_by_what_it_needs_in_the_browser() -> None:
    metadata = (
        "Name: x\nRequires-Dist: six>=1\nRequires-Dist: PyZMQ; sys_platform != 'emscripten'\n"
        "Requires-Dist: Prompt_Toolkit\nRequires-Dist: uv; extra == 'all'\n"
    )
    assert _distribution.requirements(metadata) == {"six", "prompt-toolkit"}


def test_a_verdict_is_told_from_its_figures() -> None:
    assert [verdict(x, 0.3)["holds"] for x in (0.29, 0.3, 0.31)] == ["yes", "yes", "no"]


def test_a_poor_score_names_what_is_wanting() -> None:
    audits = {"contrast": {"id": "contrast", "score": 0}, "names": {"id": "names", "score": 1}}
    refs = [{"id": name, "weight": 7} for name in audits]
    categories = {name: {"score": 1.0, "auditRefs": refs} for name in lighthouse.AT_LEAST}
    categories["accessibility"] = {"score": 0.93, "auditRefs": refs}
    row = lighthouse.scores({"categories": categories, "audits": audits})
    assert row["accessibility"] == 93
    assert row["wanting"] == "contrast"


def reader(**about: Any) -> soak.Soak:
    """Return a reader at home, on a page of whom nobody asks anything."""
    page: Any = SimpleNamespace(url="http://home/")
    return soak.Soak(page, "http://home/", Random(1), **about)


def test_a_scripted_reader_goes_where_it_has_been_least() -> None:
    visit = reader()
    links = {f"http://home/{name}/" for name in "abcde"}
    for round_ in (1, 2):
        for _ in links:
            visit.visits[visit.least_visited(links)] += 1
        assert set(visit.visits.values()) == {round_}
    assert visit.least_visited(set()) == "http://home/"
    assert visit.is_page("http://home/a/")
    assert not any(map(visit.is_page, ["http://home/", "http://home/a.npy", "http://else/a/"]))


def test_a_soak_is_judged_by_memory_and_by_what_it_has_met() -> None:
    watched: Any = SimpleNamespace(errors=["oh"], foreign=list)
    told = [{"MB": 100}, {"MB": 140}, {"MB": 121}]
    names = set(all_demos())
    met = reader(told=told, demos=names - {"pooling"}, failed=["3 workers on a page"])
    assert soak.judge(met, watched) == [
        "console: oh",
        "memory grew from 100 to 121 MB",
        "never met: pooling",
        "3 workers on a page",
    ]
    calm = reader(told=[*told, {"MB": 120}], demos=names)
    watched.errors = []
    assert soak.judge(calm, watched) == []


def test_a_soak_knows_every_page(tmp_path: Path) -> None:
    for path in ("index.html", "404.html", "a/index.html", "a/b/index.html", "a/x.js"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    wanted = {"http://home/", "http://home/a/", "http://home/a/b/"}
    assert soak.pages("http://home/", tmp_path) == wanted


def test_a_tabs_memory_is_not_that_of_the_browsers_own_buttons() -> None:
    command = [sys.executable, "-c", "print(flush=True); input()", "--type=renderer"]
    for flag, own in (("--renderer-client-id=5", False), ("--top-chrome-webui", True)):
        with subprocess.Popen(
            [*command, flag], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            assert _tab.draws_browser(process.pid) == own
            process.communicate(b"\n")
    assert not _tab.draws_browser(os.getpid())
