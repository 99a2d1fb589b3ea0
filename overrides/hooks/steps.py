"""What the steps of the build share: Node, and a cache of what takes long to make."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def digest(parts: list[bytes]) -> str:
    """Return 12 hexadecimal digits that change when any of `parts` does."""
    hashes = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(hashes).hexdigest()[:12]


def run_node(script: Path, *arguments: str | Path) -> None:
    """Run a script with the Node that lies beside this Python."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"
    subprocess.run([node, str(script), *map(str, arguments)], check=True)


def cached(root: Path, inputs: list[bytes], make: Callable[[Path], None]) -> Path:
    """Return a file that `make` writes, from `build/cache` where it was made of the same inputs."""
    target = root / "build/cache" / digest(inputs)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}")  # another build may make the same
        make(part)
        part.replace(target)
    return target
