"""MkDocs' hook for scripts: the many modules of a page go out as few files.

One starts Python early, one is the bridge, one holds what the two share. The theme finds in
`config.extra.scripts` what the first of them cannot begin without: paths below the site's root.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from overrides.hooks.bundles import bundled

FOLDER = "assets/javascripts"
SOURCES = Path(__file__).parents[1] / FOLDER
EARLY, BRIDGE = "early.js", "onefilter.js"
_IMPORTED = re.compile(r'from\s*"\./([^"]+)"')


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: put few files in the place of many."""
    bundles = bundled([SOURCES / EARLY, SOURCES / BRIDGE])
    for path in filter(is_module, SOURCES.glob("*.js")):
        files.remove(files.src_uris[f"{FOLDER}/{path.name}"])
    for name, content in bundles.items():
        files.append(File.generated(config, f"{FOLDER}/{name}", content=content))
    needed = [EARLY, *_IMPORTED.findall(bundles[EARLY])]
    config.extra["scripts"] = [f"{FOLDER}/{name}" for name in needed]
    return files


def is_module(path: Path) -> bool:
    """Return whether a script is a part of a bundle, and not run by pages as it stands."""
    return re.search(r"^(import|export) ", path.read_text(encoding="utf-8"), re.M) is not None
