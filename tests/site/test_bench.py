"""The benches measure what they say: hosts, lines, and what a wheel needs in the browser."""

import gzip
import io
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.bench import _distribution, lighthouse
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
