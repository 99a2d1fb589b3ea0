"""MkDocs' hook for formulas: the stylesheet and fonts of the KaTeX that typesets them at build.

Both must be of one version; a newer stylesheet gives oversized superscripts. Browsers that run this
site all read WOFF2, so the older formats stay behind.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

SOURCE = Path(__file__).parents[2] / "node_modules/katex/dist"
TARGET = "assets/katex"
STYLESHEET = f"{TARGET}/katex.min.css"

_OLDER_FORMATS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)')


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs' hook: link the stylesheet before the site's own."""
    config.extra_css.insert(0, STYLESHEET)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: add the stylesheet and the fonts to the site."""
    css = (SOURCE / "katex.min.css").read_text(encoding="utf-8")
    content = _OLDER_FORMATS.sub("", css)
    files.append(File.generated(config, STYLESHEET, content=content))
    for font in sorted(SOURCE.glob("fonts/*.woff2")):
        name = f"{TARGET}/fonts/{font.name}"
        files.append(File.generated(config, name, abs_src_path=str(font)))
    return files
