"""The assembled runtime boots, computes what SciPy computes, and is what its lists say."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from scipy.signal import correlate2d

from overrides.hooks import assembly
from overrides.hooks.assembly import ROOT, Runtime

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def answers(runtime: Runtime, tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """What the runtime computes from a picture and a filter, which stand beside it."""
    folder = tmp_path_factory.mktemp("shared")
    rng = np.random.default_rng(20)
    np.save(folder / "image.npy", rng.normal(size=(24, 24)))
    np.save(folder / "kernel.npy", rng.normal(size=(3, 3)))
    package = runtime.root / runtime.package
    assembly.run_node(HERE / "python.mjs", package, HERE / "inside.py", f"given={folder}")
    return {path.stem: np.load(path) for path in folder.glob("*.npy")} | dict(
        np.load(folder / "answers.npz")
    )


def test_numpy_and_the_package_convolve_as_scipy_does(answers: dict[str, np.ndarray]) -> None:
    expected = correlate2d(answers["image"], answers["kernel"], mode="valid")
    np.testing.assert_allclose(answers["numpy"], expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(answers["onefilter"], expected, rtol=0, atol=1e-12)


def test_the_other_compiled_parts_of_numpy_work(answers: dict[str, np.ndarray]) -> None:
    image = answers["image"]
    np.testing.assert_allclose(answers["spectrum"], np.fft.rfft2(image), atol=1e-10)
    np.testing.assert_allclose(image @ answers["solved"], image[:, 0], atol=1e-8)
    np.testing.assert_array_equal(answers["uniform"], np.random.default_rng(0).random(9))


def test_readers_can_look_the_package_up(answers: dict[str, np.ndarray]) -> None:
    assert "Parameters" in str(answers["looked_up"])


def test_the_lock_lists_numpy_and_the_package_with_their_hashes(runtime: Runtime) -> None:
    folder = runtime.root / runtime.package
    packages = json.loads((folder / "pyodide-lock.json").read_text())["packages"]
    assert sorted(packages) == ["numpy", "onefilter"]
    for entry in packages.values():
        data = (folder / entry["file_name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]


def test_the_manifest_describes_every_file(runtime: Runtime) -> None:
    folder = runtime.root / runtime.package
    listed = {(folder / f["path"]).resolve(): f for f in runtime.manifest()["files"]}
    there = {p.resolve() for p in runtime.root.rglob("*") if p.is_file()}
    assert there - set(listed) == {(folder / "manifest.json").resolve()}
    for path, entry in listed.items():
        data = path.read_bytes()
        assert (entry["size"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_no_file_points_at_a_source_map(runtime: Runtime) -> None:
    for path in (runtime.root / runtime.python).glob("**/*.*js"):
        assert not re.search(r"^//# sourceMappingURL", path.read_text(), re.MULTILINE), path.name


def test_the_theme_is_told_of_files_that_are_there(runtime: Runtime) -> None:
    paths = runtime.paths()
    assert paths.pop("bytes") == sum(f["size"] for f in runtime.manifest()["files"] if f["boot"])
    parts = {f"part {i}": path for i, path in enumerate(paths.pop("parts"))}
    assert len(parts) == 2
    for name, path in (paths | parts).items():
        assert not urlsplit(path).scheme
        assert (runtime.root.parent / path).exists(), name


def test_repacking_again_gives_the_same_bytes(runtime: Runtime, tmp_path: Path) -> None:
    source = ROOT / "node_modules/pyodide/python_stdlib.zip"
    again = tmp_path / "python_stdlib.zip"
    pyodide = ROOT / "node_modules/pyodide"
    assembly.run_node(assembly.REPACKERS[0], pyodide, "stdlib", source, again)
    shipped = runtime.root / runtime.python / "python_stdlib.zip"
    assert again.read_bytes() == shipped.read_bytes()


def test_a_change_in_the_package_renews_its_folder_alone(tmp_path: Path) -> None:
    first, second = (copy_of_the_checkout(tmp_path / name) for name in ("first", "second"))
    before = assembly.assemble(first)
    with (second / "pysrc/onefilter/shapes.py").open("a") as source:
        source.write("\nCHANGED = True\n")
    after = assembly.assemble(second)
    assert after.python == before.python
    assert after.package != before.package

    # The same sources at another place, over an older build: the same bytes, and nothing left over.
    shutil.copy(first / "pysrc/onefilter/shapes.py", second / "pysrc/onefilter/shapes.py")
    again = assembly.assemble(second)
    assert (again.python, again.package) == (before.python, before.package)
    assert {p.name for p in again.root.iterdir()} == {again.python, again.package}


def copy_of_the_checkout(root: Path) -> Path:
    """Copy what the wheel is built from; what npm brought and the cache are shared."""
    (root / "build").mkdir(parents=True)
    shutil.copytree(ROOT / "pysrc", root / "pysrc", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, root)
    for name in ("node_modules", "build/cache"):
        (root / name).symlink_to(ROOT / name)
    return root


def test_node_that_fails_fails_the_build(tmp_path: Path) -> None:
    script = tmp_path / "fails.mjs"
    script.write_text("process.exit(3)")
    with pytest.raises(subprocess.CalledProcessError):
        assembly.run_node(script)


def test_this_python_brings_its_own_node() -> None:
    assert shutil.which("node", path=str(Path(sys.executable).parent))
