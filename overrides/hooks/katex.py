"""MkDocs' hook for formulas: the stylesheet and fonts of the KaTeX that typesets them at build.

Both must be of one version; a newer stylesheet gives oversized superscripts. Browsers that run this
site all read WOFF2, so the older formats stay behind. KaTeX places its boxes by `style` attributes,
which the site's security policy forbids: each kind of them becomes a class in the stylesheet.

Letters that come after a page's first picture are of other widths than those that stood in for
them, and push all else aside. So the fonts that most formulas need lie inside a stylesheet of their
own, for which a page with formulas waits; `letters.js` opens them.
"""

import base64
import hashlib
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

SOURCE = Path(__file__).parents[2] / "node_modules/katex/dist"
TARGET = "assets/katex"
STYLESHEET = f"{TARGET}/katex.min.css"
LETTERS = f"{TARGET}/letters.css"
AT_ONCE = ("Main-Regular", "Math-Italic", *(f"Size{size}-Regular" for size in (1, 2, 3, 4)))

_FACE = re.compile(r"@font-face\{[^}]*url\(fonts/KaTeX_(?P<font>[^)]*)\.woff2\)[^}]*\}")
_OLDER_FORMATS = re.compile(r',url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)')
_PLACED = re.compile(r'<span(?: class="(?P<names>[^"]*)")? style="(?P<style>[^"<>]*)">')
# A drawn sign says its width in an attribute, and again in a style, which no page may have.
_DRAWN = re.compile(r'(<svg [^>]*width="(?P<width>[^"]*)"[^>]*) style="width:(?P=width);?"')


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs' hook: link the stylesheet before the site's own, and tell where letters are."""
    config.extra_css.insert(0, STYLESHEET)
    config.extra["letters"] = LETTERS
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: add the stylesheet and the fonts to the site."""
    css = _OLDER_FORMATS.sub("", (SOURCE / "katex.min.css").read_text(encoding="utf-8"))
    faces = {face["font"]: face[0] for face in _FACE.finditer(css)}
    later = _FACE.sub(lambda face: "" if face["font"] in AT_ONCE else face[0], css)
    files.append(File.generated(config, STYLESHEET, content=later))
    letters = "\n".join(with_font(faces[font]) for font in AT_ONCE)
    files.append(File.generated(config, LETTERS, content=letters))
    for font in sorted(faces.keys() - AT_ONCE):
        name = f"fonts/KaTeX_{font}.woff2"
        files.append(File.generated(config, f"{TARGET}/{name}", abs_src_path=str(SOURCE / name)))
    return files


def with_font(face: str) -> str:
    """Return a `@font-face` rule that holds its font instead of naming the file."""
    address = re.compile(r"url\((fonts/[^)]*)\)")
    return address.sub(lambda match: f"url({_as_data(SOURCE / match[1])})", face)


def _as_data(font: Path) -> str:
    return f"data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()}"


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
