"""A program for the assembled runtime: the package's own tests, on the wheel that readers get.

/tools holds pytest and hypothesis, /tests the folders of tests, /out takes the report.
"""

import sys
from pathlib import Path

FLAGS = (
    "--doctest-modules",
    "--import-mode=importlib",
    "--rootdir=/tests",
    "--config-file=/tests/pytest.ini",
    "--junit-xml=/out/report.xml",
    "-p",
    "no:cacheprovider",
    "-q",
    "-ra",
)


def main() -> int:
    """Run pytest and return its exit status."""
    sys.path.insert(0, "/tools")
    import pytest

    import onefilter

    package = str(Path(onefilter.__file__).parent)
    return int(pytest.main([*FLAGS, "/tests", package]))
