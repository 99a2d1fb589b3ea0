"""MkDocs' hook for formulas: the stylesheet and fonts of the KaTeX that typesets them at build.

Both must be of one version; a newer stylesheet gives oversized superscripts. Browsers that run this
site all read WOFF2, so the older formats stay behind. KaTeX places its boxes by `style` attributes,
which the site's security policy forbids: each kind of them becomes a class in the stylesheet.
"""

import hashlib
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

SOURCE = Path(__file__).parents[2] / "node_modules/katex/dist"
TARGET = "assets/katex"
STYLESHEET = f"{TARGET}/katex.min.css"

_OLDER_FORMATS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)')
_PLACED = re.compile(r'<span(?: class="(?P<names>[^"]*)")? style="(?P<style>[^"<>]*)">')
# A drawn sign says its width in an attribute, and again in a style, which no page may have.
_DRAWN = re.compile(r'(<svg [^>]*width="(?P<width>[^"]*)"[^>]*) style="width:(?P=width);?"')


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


def on_post_build(config: MkDocsConfig) -> None:
    """MkDocs' hook: move the formulas' places from their pages into the stylesheet."""
    site, styles = Path(config.site_dir), set()
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        styles |= {m["style"] for m in _PLACED.finditer(html)}
        path.write_text(placed(html), encoding="utf-8")
    bundle = str(config.extra_css[0])  # into which `styles.py` has put ours with all others
    with (site / bundle).open("a", encoding="utf-8") as stylesheet:
        stylesheet.writelines(map(rule, sorted(styles)))


def placed(html: str) -> str:
    """Return a page whose formulas are placed by classes.

    Examples
    --------
    >>> placed('<span class="strut" style="height:1em;">')
    '<span class="strut of-k-29edcb1d">'
    >>> placed('<svg width="0.9em" height="0.3em" style="width:0.9em" viewBox="0 0 9 3">')
    '<svg width="0.9em" height="0.3em" viewBox="0 0 9 3">'
    """
    return _PLACED.sub(_by_class, _DRAWN.sub(r"\1", html))


def _by_class(match: re.Match[str]) -> str:
    names = [match["names"], name_of(match["style"])]
    return f'<span class="{" ".join(filter(None, names))}">'


def rule(style: str) -> str:
    r"""Return the class's rule; as an attribute does, it wins over every other.

    Examples
    --------
    >>> rule("height:1em;top:0;")
    '.of-k-c392ffa0{height:1em!important;top:0!important;}\n'
    """
    return f".{name_of(style)}{{{style.replace(';', '!important;')}}}\n"


def name_of(style: str) -> str:
    """Return the class that stands for what was a `style` attribute."""
    return "of-k-" + hashlib.sha256(style.encode()).hexdigest()[:8]
