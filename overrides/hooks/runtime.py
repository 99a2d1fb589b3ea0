"""MkDocs' hook for the browser's Python: assemble it, tell the theme, copy it into the site.

What is assembled, and why in two folders, stands in `assembly.py`. The theme finds it in
`config.extra.runtime`: `folder`, `interpreter`, `porter`, `files`, `pyscript`, `python` and
`manifest` are paths below the site's root, `parts` those of what PyScript imports, and `bytes` is
the size of a boot.
"""

import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from overrides.hooks.assembly import ROOT, assemble

# What the theme's folder holds for the build alone.
BUILD_ONLY = ("api/", "hooks/", "markdown/", "partials/", "assets/javascripts/boot/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs' hook: assemble, and tell the theme where everything will lie."""
    config.extra["runtime"] = assemble().paths()
    return config


def on_files(files: Files, **_: object) -> Files:
    """MkDocs' hook: keep the build's own files out of the site."""
    for file in [f for f in files if f.src_uri.startswith(BUILD_ONLY)]:
        files.remove(file)
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """MkDocs' hook: copy the two folders into the site."""
    target = Path(config.site_dir) / "runtime"
    shutil.copytree(ROOT / "build/runtime", target, dirs_exist_ok=True)
