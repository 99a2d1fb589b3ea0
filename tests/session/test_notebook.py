"""A notebook runs where nothing but numpy is installed, and gives what the page gives."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from onefilter.session.notebook import notebook, packed

BLOCKS = [
    "import numpy as np\nimport onefilter\nfrom onefilter.conv import conv2d",
    "x = np.arange(16.0).reshape(1, 1, 4, 4)\ny = conv2d(x, np.ones((1, 1, 3, 3)))",
    "show(y[0], 'Sums <of> nine')",
    "from onefilter import digits, nn\nprint(onefilter.__file__)\nprint(y.ravel().tolist())",
]
# Stands for Jupyter: cells one after the other, in one namespace, and what they display.
RUNNER = """
import json, sys, types
jupyter = types.ModuleType("IPython")
jupyter.display = types.ModuleType("IPython.display")
jupyter.display.HTML = str
jupyter.display.display = print
sys.modules["IPython"], sys.modules["IPython.display"] = jupyter, jupyter.display
sys.path[:] = [path for path in sys.path if not path.endswith("pysrc")]
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), names)
"""


def test_it_runs_with_the_package_that_it_carries(tmp_path: Path) -> None:
    if sys.platform == "emscripten":
        pytest.skip("no other Python can be started here")
    path = tmp_path / "made.ipynb"
    path.write_bytes(notebook("A page", "https://example.org/", BLOCKS))
    command = [sys.executable, "-X", "utf8", "-c", RUNNER, str(path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    picture, place, numbers = done.stdout.decode().splitlines()
    assert picture.startswith("<figure ")
    assert "Sums &lt;of&gt; nine" in picture
    assert Path(place).parents[1] != Path(__file__).parents[2] / "pysrc"
    window = np.add.outer([0, 4, 8], [0, 1, 2]).sum()
    assert json.loads(numbers) == [window, window + 9, window + 36, window + 45]


def test_it_is_a_notebook_of_the_format() -> None:
    made = json.loads(notebook("A page", "https://example.org/", BLOCKS))
    if sys.platform != "emscripten":  # where only the package's own needs are at hand
        nbformat = importlib.import_module("nbformat")
        nbformat.validate(made)
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in made["cells"]}) == len(made["cells"])
    assert ["".join(cell["source"]) for cell in made["cells"][2:]] == BLOCKS
    assert "https://example.org/" in "".join(made["cells"][0]["source"])


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert packed() == packed()
    assert len(packed()) < 400_000
