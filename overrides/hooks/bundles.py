"""Put modules that belong together into one file: on a line, each file takes its turn.

esbuild does it, since it reads modules as browsers do, knows what two bundles share, and takes
milliseconds. Names stay what they are, so that an error's trace can be read.
"""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

ESBUILD = Path(__file__).parents[2] / "node_modules/.bin/esbuild"
OPTIONS = (
    "--bundle",
    "--format=esm",
    "--charset=utf8",
    "--loader:.py=text",
    "--minify-whitespace",
    "--minify-syntax",
    "--log-level=warning",
)


def bundled(entries: Iterable[Path], *, outside: Iterable[str] = ()) -> dict[str, str]:
    """Return bundles of modules, and what they share, by file name.

    Parameters
    ----------
    entries : iterable of Path
        Modules of one folder that a page or a worker starts from; their endings are kept.
    outside : iterable of str
        What stays a file of its own, as it is imported.

    Returns
    -------
    dict of str to str
        A bundle an entry, under its name; what several have in common as `shared-HASH`.

    Raises
    ------
    subprocess.CalledProcessError
        A module cannot be read, or imports what is not there; esbuild has said what.
    """
    paths = list(entries)
    (home,), (ending,) = {path.parent for path in paths}, {path.suffix for path in paths}
    with tempfile.TemporaryDirectory() as folder:
        named = [
            f"--outdir={folder}",
            f"--out-extension:.js={ending}",
            "--chunk-names=shared-[hash]",
        ]
        kept = [f"--external:{name}" for name in outside]
        names = [path.name for path in paths]
        command = [str(ESBUILD), *names, *OPTIONS, "--splitting", *named, *kept]
        subprocess.run(command, cwd=home, check=True)  # hashes depend on the way to a file
        return {
            path.name: path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())
        }
