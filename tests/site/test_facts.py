"""Every fact that the site has to teach stands where the checklist says."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from overrides.markdown.values import Values, written
from tests.conftest import Site

STRAIGHT = str.maketrans("“”‘’", "\"\"''")
CHECKLIST = Path(__file__).with_name("facts.yml")


@dataclass(frozen=True)
class Fact:
    """One line of the checklist."""

    number: int
    fact: str
    at: str
    says: tuple[str, ...] = ()
    gives: tuple[Any, ...] = ()
    demo: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Return the page's folder in the site, and the anchor."""
        page, _, anchor = self.at.partition("#")
        return page.removesuffix(".md").removesuffix("index").rstrip("/"), anchor


def checklist() -> list[Fact]:
    """Read the checklist."""
    lines = yaml.safe_load(CHECKLIST.read_text(encoding="utf-8"))
    lists = ("says", "gives")
    return [
        Fact(number, **{name: tuple(v) if name in lists else v for name, v in line.items()})
        for number, line in lines.items()
    ]


class Sections(HTMLParser):
    """The text and the demos below each heading of a page, by the heading's anchor."""

    def __init__(self) -> None:
        super().__init__()
        self.text: dict[str, str] = {}
        self.demos: dict[str, list[str]] = {}
        self._anchor = ""
        self._depth_of_mathml = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("h1", "h2") and given.get("id"):
            self._anchor = str(given["id"])
            self.text[self._anchor] = ""
            self.demos[self._anchor] = []
        if self._anchor and given.get("data-demo"):
            self.demos[self._anchor].append(str(given["data-demo"]))
        self._depth_of_mathml += tag == "math"

    def handle_endtag(self, tag: str) -> None:
        self._depth_of_mathml -= tag == "math"

    def handle_data(self, data: str) -> None:
        if self._anchor and not self._depth_of_mathml:
            self.text[self._anchor] += data


def plain(text: str) -> str:
    """Return a text with its white space, its quotes and its case evened out."""
    return re.sub(r"\s+", " ", text).translate(STRAIGHT).casefold()


def missing(fact: Fact, sections: Sections) -> list[str]:
    """Return what of a fact its section does not hold."""
    _, anchor = fact.place
    if anchor not in sections.text:
        return [f"#{anchor}"]
    text = plain(sections.text[anchor])
    values = [written(Values().evaluate(str(expression))) for expression in fact.gives]
    absent = [phrase for phrase in fact.says if plain(phrase) not in text]
    absent += [v for v in values if not re.search(rf"(?<![\d,.]){re.escape(v)}(?![\d]|,\d)", text)]
    if fact.demo and fact.demo not in sections.demos[anchor]:
        absent.append(fact.demo)
    return absent


def read(path: Path) -> Sections:
    sections = Sections()
    sections.feed(path.read_text(encoding="utf-8"))
    return sections


@pytest.mark.parametrize("fact", checklist(), ids=lambda fact: f"{fact.number}: {fact.fact}")
def test_a_fact_stands_where_the_checklist_says(fact: Fact, site: Site) -> None:
    folder, _ = fact.place
    assert missing(fact, read(site.folder / folder / "index.html")) == []


def test_the_checklist_is_numbered_without_gaps() -> None:
    facts = checklist()
    assert [fact.number for fact in facts] == list(range(1, len(facts) + 1))
    assert all(fact.says or fact.gives or fact.demo for fact in facts)


def test_what_is_missing_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<h2 id='here'>Here</h2><p>Nine\nweights, 1,792.</p><h2 id='there'></h2>")
    sections = read(page)
    fact = {"number": 1, "fact": "", "at": "page.md#here"}
    assert missing(Fact(**fact, says=("nine weights",), gives=("9 * 3 * 64 + 64",)), sections) == []
    assert missing(Fact(**fact, says=("ten weights",)), sections) == ["ten weights"]
    assert missing(Fact(**fact, gives=("79", "792", "179")), sections) == ["79", "792", "179"]
    assert missing(Fact(**fact, demo="pooling"), sections) == ["pooling"]
    assert missing(Fact(**{**fact, "at": "page.md#nowhere"}), sections) == ["#nowhere"]
    assert missing(Fact(**{**fact, "at": "page.md#there"}, says=("nine",)), sections) == ["nine"]
