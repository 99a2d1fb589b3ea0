"""Find a Chromium for the browser tests, and install one where there is none.

`python -m tests.chromium` prints its path. The tests call `find` themselves, which is quick once
one is there; they fail where none is, and are never skipped.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from overrides.hooks.numpy_wheel import default_cache

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_SECONDS = 600
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
UNPACK = 'import c from "@sparticuz/chromium"; console.log(await c.executablePath())'


def works(path: str | Path | None) -> bool:
    """Tell whether `path` is a browser that starts here (its libraries may be missing)."""
    if not path or not shutil.which(path):
        return False
    answer = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and "Chrom" in answer.stdout


def named() -> str | None:
    """Return what `CHROMIUM` names."""
    return os.environ.get("CHROMIUM")


def playwrights_own() -> str:
    """Return where Playwright keeps, or would keep, its own build."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def on_path() -> str | None:
    """Return the first browser on the path that starts."""
    return next((found for name in ON_PATH if works(found := shutil.which(name))), None)


def by_playwright() -> str:
    """Let Playwright download its build."""
    run([sys.executable, "-m", "playwright", "install", "chromium"])
    return playwrights_own()


def by_apt() -> str | None:
    """Install the distribution's package, as root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run(["apt-get", "update", "-qq"])
        run(["apt-get", "install", "-qq", "-y", "chromium"])
    return on_path()


def by_npm() -> str | None:
    """Unpack the build that an npm package carries; it needs no root and few libraries."""
    folder = default_cache() / "chromium"
    module = folder / "node_modules/@sparticuz/chromium"
    if not module.exists():
        folder.mkdir(parents=True, exist_ok=True)
        run(
            ["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(folder), NPM_PACKAGE]
        )
    answer = run(["node", "--input-type=module", "--eval", UNPACK], folder)
    return answer.strip() or None


def run(command: list[str], folder: Path | None = None) -> str:
    """Run an installer; what it says when it fails is shown, and the next one is tried."""
    print("  " + " ".join(command[:4]), "…", file=sys.stderr)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=INSTALL_SECONDS, cwd=folder
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"    {error}", file=sys.stderr)
        return ""
    if done.returncode:
        print("    " + (done.stderr.strip().splitlines() or ["failed"])[-1], file=sys.stderr)
    return done.stdout


PRESENT: tuple[Callable[[], str | None], ...] = (named, playwrights_own, on_path)
INSTALLABLE: tuple[Callable[[], str | None], ...] = (by_playwright, by_apt, by_npm)


def find() -> str:
    """Return the path of a Chromium that starts.

    Raises
    ------
    RuntimeError
        If none is there and none could be installed; the message says what to do.
    """
    for look in PRESENT:
        if works(path := look()):
            return str(path)
    print("No Chromium here yet; installing one (once):", file=sys.stderr)
    for install in INSTALLABLE:
        if works(path := install()):
            return str(path)
    raise RuntimeError(
        "The browser tests need a Chromium, and none could be installed. Install one, for example"
        " with 'sudo apt-get install chromium', or name one: CHROMIUM=/path/to/chromium make test"
    )


if __name__ == "__main__":
    try:
        print(find())
    except RuntimeError as error:
        sys.exit(str(error))
