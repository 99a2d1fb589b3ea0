"""MkDocs' hook for stylesheets: all of the site's own go out as one file.

A page is not drawn before its last stylesheet is there, and on a slow line each file takes a turn.
"""

import posixpath
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

BUNDLE = "assets/stylesheets/all.css"
_ADDRESS = re.compile(r"""url\((["']?)(?!["']|data:|/|#)([^)"']+)\1\)""")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: put one file in the place of many."""
    sheets = [files.src_uris[str(name)] for name in config.extra_css]
    content = "\n".join(moved(sheet.src_uri, sheet.content_string) for sheet in sheets)
    for sheet in sheets:
        files.remove(sheet)
    files.append(File.generated(config, BUNDLE, content=content))
    config.extra_css[:] = [BUNDLE]
    return files


def moved(name: str, css: str) -> str:
    """Return a stylesheet with its addresses as seen from the bundle.

    >>> moved("assets/katex/katex.css", "@font-face { src: url(fonts/Main.woff2) }")
    '@font-face { src: url(../katex/fonts/Main.woff2) }'
    """

    def address(match: re.Match[str]) -> str:
        path = posixpath.join(posixpath.dirname(name), match[2])
        return f"url({posixpath.relpath(path, posixpath.dirname(BUNDLE))})"

    return _ADDRESS.sub(address, css)
