"""Install PyTorch, an oracle of the tests, where that is cheap.

PyTorch is never locked: the same version is a 200 MB build for the CPU on one system and several
gigabytes with CUDA on another. So pip is asked first what it would take.
"""

import argparse
import importlib.util
import json
import subprocess
import sys

REQUIREMENT = "torch==2.13.0"
CUDA_PREFIXES = ("nvidia", "cuda", "triton")
PIP_INSTALL = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]


def would_install() -> list[str] | None:
    """Return the names of the packages pip would add for PyTorch, or None where it finds none."""
    command = [*PIP_INSTALL, "--dry-run", "--report", "-", REQUIREMENT]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        return None
    return [item["metadata"]["name"].lower() for item in json.loads(asked.stdout)["install"]]


def reason_to_skip(names: list[str] | None) -> str:
    """Return why PyTorch is not installed here, or nothing if it can be."""
    if names is None:
        return f"pip has no {REQUIREMENT} for this Python"
    if any(name.startswith(CUDA_PREFIXES) for name in names):
        return "pip would take a CUDA build of several gigabytes"
    return ""


def main() -> int:
    """Install PyTorch, or say why not and how to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--force", action="store_true", help="install a CUDA build, too")
    options = parser.parse_args()
    if importlib.util.find_spec("torch"):
        return 0
    reason = "" if options.force else reason_to_skip(would_install())
    if reason:
        print(f"PyTorch is not installed: {reason}. Its oracle tests are skipped.")
        print("To run them all the same: make torch")
        return 0
    print("Installing PyTorch, an oracle of the tests (once)")
    return subprocess.run([*PIP_INSTALL, REQUIREMENT], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
