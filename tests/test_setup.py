"""What the two README commands install: locked with hashes, without hosts, and cheap by default."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from overrides.hooks.assembly import ROOT
from tests import chromium, torch_oracle
from tests.browsers import install

REQUIREMENTS = (ROOT / "requirements.txt").read_text()
LOCKED = dict(re.findall(r"^([\w.-]+)==(\S+)", REQUIREMENTS, re.MULTILINE))
NPM_LOCK = json.loads((ROOT / "package-lock.json").read_text())


def test_every_requirement_has_a_hash_and_none_a_host() -> None:
    entries = [e for e in re.split(r"\n(?=\S)", REQUIREMENTS.strip()) if not e.startswith("#")]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in REQUIREMENTS
    assert "--index" not in REQUIREMENTS


def test_the_lock_has_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for requirement in [*extras["site"], *extras["test"]]:
        name, _, version = re.split(r"(==|>=|$)", requirement, maxsplit=1)
        assert name.lower() in LOCKED, "run `make lock`"
        if "==" in requirement and "*" not in version:
            assert LOCKED[name.lower()] == version, "run `make lock`"


def test_pytorch_is_not_locked() -> None:
    assert not {"torch", "jax", "tensorflow"} & set(LOCKED)


def test_the_npm_lock_has_hashes_and_no_host() -> None:
    installed = {name: entry for name, entry in NPM_LOCK["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())


def test_the_npm_lock_has_what_the_project_asks_for() -> None:
    manifest = json.loads((ROOT / "package.json").read_text())
    for name, version in (manifest["dependencies"] | manifest["devDependencies"]).items():
        assert NPM_LOCK["packages"][f"node_modules/{name}"]["version"] == version


WORKFLOWS = {p.name: p.read_text() for p in (ROOT / ".github/workflows").glob("*.yml")}


def test_workflows_use_only_what_is_pinned_by_hash() -> None:
    """A tag can be moved to other code; a commit cannot."""
    used = re.findall(r"uses: (\S+)", "".join(WORKFLOWS.values()))
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []


def test_workflows_may_read_and_are_given_no_secret() -> None:
    for name, text in WORKFLOWS.items():
        assert "contents: read" in text, name
        assert "secrets." not in text, name


def test_what_is_locked_is_audited() -> None:
    assert "pip-audit" in WORKFLOWS["audit.yml"]
    assert "-r requirements.txt" in WORKFLOWS["audit.yml"]
    assert "npm audit" in WORKFLOWS["audit.yml"]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["torch", "numpy"], ""),
        (["torch", "nvidia-cublas-cu12"], "CUDA"),
        (["torch", "triton"], "CUDA"),
        (None, "no torch"),
    ],
)
def test_pytorch_is_installed_where_it_is_small(names: list[str] | None, reason: str) -> None:
    told = torch_oracle.reason_to_skip(names)
    assert reason in told
    assert bool(told) == bool(reason)


def test_a_browser_that_does_not_start_is_no_browser(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert not chromium.works(broken)
    assert not chromium.works(tmp_path / "missing")
    assert not chromium.works(None)


def test_a_named_browser_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "mine"
    named.write_text("#!/bin/sh\necho Chromium 156\n")
    named.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(named))
    assert chromium.find() == str(named)


def test_no_browser_anywhere_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "PRESENT", (lambda: None,))
    monkeypatch.setattr(chromium, "INSTALLABLE", (lambda: "/nowhere/chromium",))
    with pytest.raises(RuntimeError, match=r"CHROMIUM=.*make test"):
        chromium.find()


@pytest.mark.parametrize("variable", [None, "CI", "REQUIRE_BROWSERS"])
def test_a_browser_that_is_not_here_is_told_and_fails_where_it_is_required(
    variable: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CI", "REQUIRE_BROWSERS"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "1")
    outcomes = (pytest.skip.Exception, pytest.fail.Exception)
    with pytest.raises(outcomes, match=r"NOT TESTED in Firefox.*firefox-esr") as told:
        install.absent("Firefox")
    assert told.type is outcomes[variable is not None]
