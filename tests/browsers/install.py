"""Find the other browsers, Firefox and WebKitGTK, and install them where that is allowed.

`python -m tests.browsers.install` does so, as root by the system's packages. A test that needs one
which is not there is skipped, and says which package is missing; where `CI` or `REQUIRE_BROWSERS`
is set, it fails.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.chromium import run

PACKAGES = {"Firefox": ("firefox-esr",), "WebKitGTK": ("webkit2gtk-driver", "xvfb")}
FIREFOXES = ("firefox-esr", "firefox")
DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
LIBRARIES = Path("/usr/lib")


def firefox() -> str | None:
    """Return the path of a Firefox: the one that `FIREFOX` names, or the first on the path."""
    names = (os.environ.get("FIREFOX"), *FIREFOXES)
    return next((found for name in names if name and (found := shutil.which(name))), None)


def webkit() -> tuple[str, str, str] | None:
    """Return the paths of WebKitGTK's driver, its small browser, and a screen to draw on."""
    driver, screen = shutil.which(DRIVER), shutil.which(SCREEN)
    browsers = sorted(LIBRARIES.glob("*/webkit*gtk-*/MiniBrowser"))
    return (driver, str(browsers[-1]), screen) if driver and screen and browsers else None


def missing() -> list[str]:
    """Return the names of those that are not here."""
    return [name for name, found in (("Firefox", firefox()), ("WebKitGTK", webkit())) if not found]


def why(name: str) -> str:
    """Say what to do about a missing browser."""
    packages = " ".join(PACKAGES[name])
    return f"NOT TESTED in {name}: it is not here. Try: sudo apt-get install {packages}"


def absent(name: str) -> NoReturn:
    """Give a test up whose browser is not here; where all are required, that is a failure."""
    if os.environ.get("CI") or os.environ.get("REQUIRE_BROWSERS"):
        pytest.fail(why(name))
    pytest.skip(why(name))


def main() -> None:
    """Install what is missing, where that is allowed, and say what still is."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        run(["apt-get", "update", "-qq"])
        for name in missing():
            run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *PACKAGES[name]])
    for name in missing():
        print(why(name), file=sys.stderr)


if __name__ == "__main__":
    main()
