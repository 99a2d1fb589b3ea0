"""MkDocs' hook for the security policy: the same one on every page, before anything is loaded.

No page runs a script that is not the site's own or sets a style from an attribute, and none asks
another host for anything. The theme has a few scripts in its pages; their hashes, found when all
pages are written, are the only exceptions.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

# The encoding has to stand among a page's first bytes; it loads nothing.
START = '<meta charset="utf-8">'
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)

DIRECTIVES = {
    "default-src": "'self'",  # Firefox fetches the next page ahead, which has no rule of its own
    "script-src": "'self' 'wasm-unsafe-eval'",  # Python is WebAssembly
    "style-src": "'self'",
    "font-src": "'self' data:",  # the letters of formulas lie inside a stylesheet
    "img-src": "'self' data:",  # the theme's style sheets hold icons
    # PyScript makes its worker, and what that runs, out of what the page already has.
    "connect-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


def on_post_build(config: MkDocsConfig) -> None:
    """MkDocs' hook: write the policy into every page."""
    paths = sorted(Path(config.site_dir).rglob("*.html"))
    pages = {path: path.read_text(encoding="utf-8") for path in paths}
    told = policy(pages.values())
    for path, html in pages.items():
        path.write_text(protected(html, told), encoding="utf-8")


def policy(pages: Iterable[str]) -> str:
    """Return the policy that admits what `pages`, as HTML, run themselves.

    Examples
    --------
    >>> told = policy(["<script>1</script>"])
    >>> told[told.index("script-src") :][:60]
    "script-src 'self' 'wasm-unsafe-eval' 'sha256-a4ayc/80/OGda4B"
    """
    hashes = sorted({_hash(text) for html in pages for text in inline_scripts(html)})
    rules = DIRECTIVES | {"script-src": " ".join([DIRECTIVES["script-src"], *hashes])}
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def inline_scripts(html: str) -> list[str]:
    """Return the scripts that stand in a page and run.

    Examples
    --------
    >>> inline_scripts('<script>a</script><script src="b"></script><script type="text/json">')
    ['a']
    """
    found = _SCRIPT.finditer(html)
    return [m["text"] for m in found if not re.search(r"\s(?:src|type)=", m["attributes"])]


def protected(html: str, told: str) -> str:
    """Return a page with the policy in its head, before anything that it could hold back."""
    if html.count(START) != 1 or "<script" in html[: html.index(START)]:
        raise PluginError(f"a page does not begin as expected, with {START}: {html[:200]}")
    return html.replace(
        START, f'{START}<meta http-equiv="Content-Security-Policy" content="{told}">'
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
