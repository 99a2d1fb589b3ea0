"""The browser's Python computes the same numbers as this one."""

from pathlib import Path

import numpy as np

from overrides.hooks import assembly
from overrides.hooks.assembly import ROOT, Runtime
from tests.pyodide import agreement

HERE = Path(__file__).parent


def test_numbers_agree_to_a_millionth(runtime: Runtime, tmp_path: Path) -> None:
    boot, package = ROOT / "tests/runtime/python.mjs", runtime.root / runtime.package
    assembly.run_node(boot, package, HERE / "agreement.py", f"out={tmp_path}")
    native = agreement.results()
    with np.load(tmp_path / "results.npz") as inside:
        assert set(inside) == set(native)
        for name, expected in native.items():
            # Relative to the largest number of each result, however small all of them are.
            scale = np.abs(expected).max() or 1.0
            np.testing.assert_allclose(
                inside[name] / scale, expected / scale, rtol=0, atol=1e-6, err_msg=name
            )
            assert inside[name].dtype == expected.dtype
