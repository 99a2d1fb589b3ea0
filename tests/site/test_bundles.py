"""Few files in the place of many: what a page's modules are put together to."""

import re
import subprocess
from pathlib import Path

import pytest

from overrides.hooks import scripts
from overrides.hooks.bundles import bundled
from tests.conftest import Site

MODULES = {
    "counter.js": "export const counter = { count: 0 };\n",
    "early.js": 'import { counter } from "./counter.js";\ncounter.count += 1;\n',
    "late.js": """import { counter } from "./counter.js";
import "./outside.js";
console.log(counter);
""",
}


def written(folder: Path, **more: str) -> list[Path]:
    """Write the modules and return those that a page starts from."""
    for name, code in (MODULES | more).items():
        (folder / name).write_text(code)
    return [folder / "early.js", folder / "late.js"]


def test_what_two_bundles_share_is_one_module(tmp_path: Path) -> None:
    """A page has one counter, whichever script came first."""
    files = bundled(written(tmp_path), outside=["./outside.js"])
    (shared,) = files.keys() - {"early.js", "late.js"}
    assert [name for name, code in files.items() if "count:0" in code.replace(" ", "")] == [shared]
    for name in ("early.js", "late.js"):
        assert f'"./{shared}"' in files[name]
    assert '"./outside.js"' in files["late.js"]


def test_a_module_that_is_not_there_fails_the_build(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        bundled(written(tmp_path))


def test_the_same_modules_give_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
    one, other = (bundled(written(folder), outside=["./outside.js"]) for folder in folders)
    assert one == other


def test_a_site_has_the_bundles_and_what_pages_run_as_it_stands(site: Site) -> None:
    sources = {path.name for path in scripts.SOURCES.glob("*.js")}
    plain = {path.name for path in scripts.SOURCES.glob("*.js") if not scripts.is_module(path)}
    there = {path.name for path in (site.folder / scripts.FOLDER).glob("*.js")}
    assert plain
    assert there & sources == plain | {scripts.EARLY, scripts.BRIDGE}
    for name in (scripts.EARLY, scripts.BRIDGE):
        code = (site.folder / scripts.FOLDER / name).read_text(encoding="utf-8")
        assert all(
            re.match(r"\./shared-\w+\.js$", one) for one in re.findall(r'from"([^"]+)"', code)
        )
