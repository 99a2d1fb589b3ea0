"""Every language says everything: the interface, three demos, and pages that are whole."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po
from markdown import Markdown

from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Number, RefusedValue
from onefilter.player import Player
from onefilter.speech import Language, say, speaking
from overrides import catalogues
from overrides.hooks.assembly import ROOT
from overrides.markdown import figures
from tests.conftest import Site
from tests.site import pages, prose, sources

TOLD = ("filter-playground", "learn-the-filter", "pooling")
RECORDS = {f"pysrc/onefilter/demos/{n.replace('-', '_')}.py" for n in set(all_demos()) - set(TOLD)}
TWINS = sorted((sources.DOCS / "de").rglob("*.md"))
NAMES = re.compile(r"\{(\w*)[^}]*\}")
SCRIPTS = sorted((ROOT / "overrides/assets/javascripts").glob("*.js"))
SCRIPTS = [path for path in SCRIPTS if path.name != "api.js"]  # read by people who write scripts
# Workers know no language: the page says what they tell of in codes.
WORKERS = sorted((ROOT / "overrides/assets/javascripts/boot").glob("*.mjs"))
WORKERS += [ROOT / "overrides/sw.js"]
TEMPLATES = sorted((ROOT / "overrides").glob("*.html"))
TEMPLATES += sorted((ROOT / "overrides/partials").glob("*.html"))
# Read by nobody: who catches it says something else.
QUIET = {"too long", "nothing could be brought", "nothing is kept"}
# Names, not words: of keys, of what a browser has, of errors and caches.
NAMES_IN_CODE = {"Enter", "Escape", "Files", "Refusal", "Suspending", "Worker", "One Filter at {}"}


def needed() -> set[str]:
    """Return the texts of the interface and of the demos that every language has."""
    places: dict[str, set[str]] = {}
    for text, place in catalogues.texts():
        places.setdefault(text, set()).add(place)
    return {t for t, where in places.items() if not where <= RECORDS and re.search("[a-z]", t)}


@pytest.mark.parametrize("code", catalogues.languages())
def test_no_text_is_left_without_words(code: str) -> None:
    words = catalogues.language(code).words
    assert sorted(needed() - words.keys()) == []


@pytest.mark.parametrize("code", catalogues.languages())
def test_a_catalogue_is_up_to_date(code: str, tmp_path: Path) -> None:
    """After `python -m overrides.catalogues` there is nothing to change."""
    path = catalogues.LOCALES / f"{code}.po"
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    catalogues.update(copy)
    assert entries(copy) == entries(path)


def entries(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        found = read_po(file)
    return {str(m.id): str(m.string) for m in found if m.id}


@pytest.mark.parametrize("code", catalogues.languages())
def test_a_translation_names_what_the_text_names(code: str) -> None:
    for text, translated in catalogues.language(code).words.items():
        assert sorted(NAMES.findall(text)) == sorted(NAMES.findall(translated)), text


class Brackets(dict[str, str]):
    """The words of no language: each text in brackets, so that what was never said stands out."""

    def get(self, text: str, default: object = None) -> str:  # type: ignore[override]  # noqa: ARG002
        return f"⟦{text}⟧"

    def __contains__(self, text: object) -> bool:
        return True


NO_LANGUAGE = Language("xx", Brackets(), ",")


def unsaid(text: str) -> str:
    """Return the letters of a text that stand outside of all brackets; single ones are symbols."""
    while text != (text := re.sub(r"⟦[^⟦⟧]*⟧", "", text)):
        pass
    return " ".join(re.findall(r"[A-Za-zÀ-ž]{2,}", text))


def everything_told(name: str) -> Iterator[str]:
    """Play a demo in all its states and yield what it says."""
    player, demo, chance = Player(), all_demos()[name], np.random.default_rng(1)
    player.mount(name)
    for _ in range(60):
        for control in demo.controls:
            if isinstance(control, Choice):
                value = control.options[chance.integers(len(control.options))][0]
            elif isinstance(control, Number):
                value = chance.uniform(control.minimum, control.maximum)
            else:
                continue
            try:
                player.set(name, {control.name: value})
            except RefusedValue as error:
                yield str(error)
        if demo.advance:
            player.step(name, int(chance.integers(0, 4000)))
        frame = player.frame(name)
        yield from frame["readouts"].values()
        for view in frame["views"].values():
            yield view["text"]
            yield from (m["text"] for m in view["marks"] if m["kind"] == "text")


@pytest.mark.parametrize("name", TOLD)
def test_a_demo_says_nothing_past_the_catalogue(name: str) -> None:
    with speaking(NO_LANGUAGE):
        left = {unsaid(text) for text in everything_told(name)}
    # Values keep their names, as links and scripts know them; infinity is a number.
    values = {c.name for c in all_demos()[name].controls} | {"uploaded", "custom", "inf"}
    assert {word for words in left for word in words.split()} <= values


class Said(HTMLParser):
    """All that a figure's HTML says or lets a screen reader say."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_code += tag == "pre"
        spoken = ("aria-label", "aria-roledescription", "title", "alt", "data-said", "data-stop")
        self.texts += [value or "" for name, value in attrs if name in spoken]

    def handle_endtag(self, tag: str) -> None:
        self._in_code -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if not self._in_code:
            self.texts.append(data)


@pytest.mark.parametrize("name", TOLD)
def test_a_figure_says_nothing_past_the_catalogue(name: str) -> None:
    said = Said()
    with speaking(NO_LANGUAGE):
        said.feed(figures.figure(Markdown(extensions=["pymdownx.highlight"]), name))
    assert {unsaid(text) for text in said.texts} <= {"", "Esc"}


def test_what_is_never_said_is_noticed() -> None:
    with speaking(NO_LANGUAGE):
        assert unsaid(say("row {row}", row=say("a {b}", b=1))) == ""
        assert unsaid(f"{say('Loss')} of 3 steps") == "of steps"


def code_of(script: Path) -> str:
    """Return a script without its comments."""
    text = script.read_text(encoding="utf-8")
    return re.sub(r"(^|\s)//.*$|^\s*/?\*.*$", "", text, flags=re.M)


def words_in(code: str) -> set[str]:
    """Return what reads like words among the literals that nothing says."""
    code = re.sub(r"(?<![.#\w])(say|mark)\(\s*\"[^\"]*\"", "", code)
    literals = re.findall(r"\"([^\"\n]*)\"|`([^`]*)`", code)
    phrase = re.compile(r"^[A-Z][a-z’]+$|(^|\{\} )([A-Z]?[a-z’]+ ){2}|^[A-Z][a-z’]+ ")
    texts = {plain or re.sub(r"\$\{[^}]*\}", "{}", template) for plain, template in literals}
    return {text for text in texts if phrase.search(text)} - NAMES_IN_CODE


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_what_readers_read(script: Path) -> None:
    """Words, and whatever an error tells, stand in `say(…)`."""
    code = code_of(script)
    errors = set(re.findall(r"Error\(\s*[\"`]([^\"`$]*)", code))
    assert (words_in(code) | errors) - QUIET == set()


@pytest.mark.parametrize("script", WORKERS, ids=lambda path: path.name)
def test_a_worker_hands_no_words_to_the_page(script: Path) -> None:
    """What it says, it says to the console, in errors and warnings; the page is told in codes."""
    code = re.sub(r"(Error|warn|super)\(\s*([\"`])[^\"`]*\2", "", code_of(script))
    assert words_in(code) == set()
    told = re.findall(r"(?:failure|problem): (?:error\.)?message", code)
    assert not told or script.name == "porter.mjs"  # whom only another worker hears


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_what_readers_read(template: Path) -> None:
    """Neither its HTML nor what it hands over holds words of its own."""
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    said = Said()
    said.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL))
    assert {unsaid(words) for words in said.texts} <= {"", "Esc"}
    handed = re.findall(r"\{%.*?%\}|\{\{.*?\}\}", text, flags=re.DOTALL)
    assert set().union(*map(words_in, handed)) == set()


@pytest.mark.parametrize(
    "code",
    [
        'element.textContent = "Solved";',
        "throw new Error(`This file is of version ${version}.`);",
        'this.#say("not what was built");',
        "note(`${path} is not what was built.`)",
        '{% set name = "your own answer" %}',
    ],
)
def test_words_past_the_catalogue_are_noticed(code: str) -> None:
    assert words_in(code)


@pytest.mark.parametrize("page", TWINS, ids=lambda path: path.stem)
def test_twins_are_built_alike(page: Path) -> None:
    """The same anchors, figures, numbers, citations and questions stand in the same order."""
    twin = sources.DOCS / page.relative_to(sources.DOCS / "de")
    parts = (
        r"\{ #([\w-]+) \}",
        r"^/// (\w+)",
        r"^/// demo \| (.*)",
        r"\[\[= (.+?) \]\]",
        r"@([a-z]+\d{4}[a-z]?)",
    )
    here, there = (path.read_text(encoding="utf-8") for path in (page, twin))
    for part in parts:
        assert sorted(re.findall(part, here, re.M)) == sorted(re.findall(part, there, re.M))
    assert re.findall(parts[0], here) == re.findall(parts[0], there)


@pytest.mark.parametrize("page", TWINS, ids=lambda path: path.stem)
def test_a_twin_repeats_no_sentence_of_the_other(page: Path, site: Site) -> None:
    place = page.relative_to(sources.DOCS).with_suffix("").as_posix()
    place = place.removesuffix("index").rstrip("/")
    here = site.folder / place / "index.html"
    there = site.folder / place.removeprefix("de").lstrip("/") / "index.html"
    told = [
        {text for _, text in prose.blocks(path) if len(text.split()) > 2} for path in (here, there)
    ]
    assert len(told[0]) > 10
    same = {text for text in told[0] & told[1] if re.search(r"[a-z]{3}", text)}
    assert same == set()


@pytest.mark.parametrize("page", TWINS, ids=lambda path: path.stem)
def test_twins_lead_to_each_other(page: Path, site: Site) -> None:
    place = page.relative_to(sources.DOCS / "de").with_suffix("").as_posix()
    place = place.removesuffix("index").rstrip("/")
    english, german = (
        f"{site.url}{at}{place}/".replace("//", "/").replace(":/", "://") for at in ("", "de/")
    )
    if not place:
        english, german = site.url, f"{site.url}de/"
    built = pages.read_all(site.folder, site.url)
    html = {
        code: (site.folder / at / place / "index.html").read_text(encoding="utf-8")
        for code, at in (("en", ""), ("de", "de"))
    }
    assert '<html lang="en"' in html["en"]
    assert '<html lang="de"' in html["de"]
    assert all(text.count('rel="alternate " hreflang=') == 2 for text in html.values())
    resolved = {
        url: {pages.urljoin(url, link) for link in built[url].links} for url in (english, german)
    }
    assert german in resolved[english]
    assert english in resolved[german]
