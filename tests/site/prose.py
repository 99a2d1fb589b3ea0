"""Read the running text of built pages: what a reader reads, without code, figures and tables."""

import re
from html.parser import HTMLParser
from pathlib import Path

TIERS = ("intuition", "in-depth", "expert")
_BLOCKS = {"p", "li", "h1", "h2", "h3", "dt", "dd", "caption", "td", "th", "figcaption", "summary"}
_VOID = {"br", "img", "input", "hr", "link", "meta", "wbr", "source", "path"}


class Article(HTMLParser):
    """The blocks of a page's article, each with its tag, in reading order.

    What stands in an element of `skipped` tags, or of a class in `skipped_classes`, is left out.
    """

    skipped = frozenset(
        {"code", "pre", "svg", "script", "style", "math", "nav", "noscript", "template", "button"}
    )
    skipped_classes = frozenset(
        {"demo", "headerlink", "katex", "of-bibliography", "of-formula__plain"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        inside = tag == "article" or (bool(self._open) and self._open[-1][1])
        hidden = tag in self.skipped or bool(classes & self.skipped_classes)
        self._open.append((tag, inside and not hidden))
        if tag in _BLOCKS and self._open[-1][1]:
            self.blocks.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leave out what closes itself, such as a shape in a picture."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1] and self.blocks:
            tag, text = self.blocks[-1]
            self.blocks[-1] = (tag, text + data)


def blocks(path: Path) -> list[tuple[str, str]]:
    """Return the blocks of the page at `path`, their white space made plain."""
    article = Article()
    article.feed(path.read_text(encoding="utf-8"))
    found = [(tag, re.sub(r"\s+", " ", text).strip()) for tag, text in article.blocks]
    return [(tag, text) for tag, text in found if text]


def sentences(path: Path) -> list[str]:
    """Return the sentences of a page's paragraphs and lists."""
    return split_into_sentences([text for tag, text in blocks(path) if tag in ("p", "li")])


def split_into_sentences(running: list[str]) -> list[str]:
    """Return the sentences of some texts, those of a single word left out."""
    split = [part for text in running for part in re.split(r"(?<=[.!?:])\s+(?=[A-Z0-9])", text)]
    return [sentence for sentence in split if len(sentence.split()) > 1]


def readability_index(found: list[str]) -> float:
    """Return the automated readability index, about the school grade that a text asks for.

    The formula is that of Senter and Smith, *Automated readability index*, 1967. It counts letters
    and words, so unlike most of its kind it needs no guess at syllables, and no dictionary.
    """
    words = [word for sentence in found for word in re.findall(r"[\w'’×-]+", sentence)]
    letters = sum(len(word) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(found) - 21.43


def pages(folder: Path, tier: str) -> list[Path]:
    """Return the built pages of a tier."""
    return sorted((folder / tier).rglob("index.html"))
