"""Install what the benches measure against: once, into `build/peers`, by version and hash."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from overrides.hooks.assembly import ROOT
from overrides.hooks.steps import digest

HERE = Path(__file__).parent
LISTS = HERE / "peers"
PEERS = ROOT / "build/peers"
TOOLS = PEERS / "tools/bin"
WHEELS = PEERS / "wheels"
NODE_MODULES = PEERS / "node_modules"
NODE = Path(sys.executable).with_name("node")
NPM = Path(sys.executable).with_name("npm")
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")
# The browser's platform, as Pyodide 314 names it; pure packages fit it, too.
BROWSER = ("--platform=pyemscripten_2026_0_wasm32", "--python-version=3.14")
BROWSER += ("--implementation=cp", "--abi=cp314", "--only-binary=:all:", "--no-deps")


def npm_packages() -> Path:
    """Return a `node_modules` with the JavaScript libraries and Lighthouse."""

    def install() -> None:
        for source in (LISTS / "package.json", LISTS / "package-lock.json", ROOT / ".npmrc"):
            shutil.copy(source, PEERS)
        run([NPM, "ci", "--ignore-scripts", "--silent"])

    once("node_modules", [LISTS / "package-lock.json"], install)
    return NODE_MODULES


def tools() -> Path:
    """Return the folder of the programs that build the peers' pages."""

    def install() -> None:
        venv.create(PEERS / "tools", with_pip=True)
        run([TOOLS / "python", *PIP, "install", "--require-hashes", "-r", LISTS / "tools.txt"])

    once("tools", [LISTS / "tools.txt"], install)
    return TOOLS


def wheels() -> Path:
    """Return the folder of the wheels that the peers load in the browser."""

    def install() -> None:
        lock = ["--require-hashes", "-r", LISTS / "wheels.txt"]
        run([sys.executable, *PIP, "download", *BROWSER, *lock, "--dest", WHEELS])

    once("wheels", [LISTS / "wheels.txt"], install)
    return WHEELS


def once(name: str, lists: list[Path], install: Any) -> None:
    """Install into `build/peers/NAME`, unless that was made from the same lists."""
    made_of = digest([path.read_bytes() for path in lists])
    mark = PEERS / f"{name}.installed"
    if mark.exists() and mark.read_text() == made_of:
        return
    shutil.rmtree(PEERS / name, ignore_errors=True)
    PEERS.mkdir(parents=True, exist_ok=True)
    print(f"  installing {name} into {PEERS.relative_to(ROOT)} (once) …", flush=True)
    install()
    mark.write_text(made_of)


def run(command: list[Any], folder: Path = PEERS, **options: Any) -> str:
    """Run a program to its end and return what it printed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **options)
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()[-4:]
        raise RuntimeError(f"{Path(command[0]).name} failed: " + " ".join(told))
    return done.stdout
