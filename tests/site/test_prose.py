"""The words: British, readable, and free of numbers that nobody computed."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from overrides.markdown.glossary import terms
from tests.conftest import Site
from tests.site import prose, sources

GERMAN = "de"

# Measured grades of the Intuition tier lie between 1 and 4; in English schools that is age 6 to 10.
HIGHEST_GRADE = {"intuition": 5.0, "in-depth": 9.0, "expert": 9.0}
LONGEST_SENTENCE = {"intuition": 25, "in-depth": 36, "expert": 36}
CITATION = re.compile(r"\([^()]*\d{4}[a-f]?(?:; [^()]*\d{4}[a-f]?)*\)")

# The list's British forms of these are storey and biassed: other words, or words gone by.
ALSO_BRITISH = {"biased", "story"}

# Digits that are part of a name, not a quantity.
NAMES = re.compile(
    r"(\d{1,2})×\1(?!\d)"  # kernels and patches: 3×3
    r"|\bCC BY 4\.0|\b(?:LeNet-5|VGG-16|ResNet-50|JFT-300M|MobileNet V[12]|U-Net|p4|im2col)\b"
)
LIST_NUMBER = re.compile(r"^\d\. ", re.M)
FORMAT = re.compile(r"^ {4}format: \S+$", re.M)
# The plain twin of a formula repeats the formula's own ones and twos.
TWIN = re.compile(r"^ {4}plain:.*$|^ {8}\S.*$", re.M)


def every_page(site: Site) -> list[Path]:
    """Return the built form of every page that is written by hand."""
    places = (path.relative_to(sources.DOCS).with_suffix("") for path in sources.pages())
    built = (site.folder / place / "index.html" for place in places)
    return [path if path.exists() else path.parent.parent / "index.html" for path in built]


def american_words() -> dict[str, str]:
    """Return American spellings and their British forms, by codespell's list turned around."""
    listed = (files("codespell_lib") / "data/dictionary_en-GB_to_en-US.txt").read_text("utf-8")
    british_first = (line.split("->") for line in listed.split())
    return {american.split(",")[0]: british for british, american in british_first}


def spellings_to_change(text: str) -> set[str]:
    """Return the American spellings in a text."""
    return set(re.findall(r"[a-z]+", text.lower())) & set(american_words()) - ALSO_BRITISH


def uncounted_digits(markdown: str) -> list[str]:
    """Return the lines with digits that neither the package nor a name accounts for."""
    text = sources.spoken(TWIN.sub(lambda m: re.sub(r"\b[12]\b", "", m[0]), markdown))
    for pattern in (NAMES, LIST_NUMBER, FORMAT):
        text = pattern.sub("", text)
    return [line.strip() for line in text.splitlines() if re.search(r"\d", line)]


@pytest.mark.parametrize("tier", prose.TIERS)
def test_a_tier_asks_no_more_of_its_readers_than_it_says(site: Site, tier: str) -> None:
    for path in prose.pages(site.folder, tier):
        grade = prose.readability_index(prose.sentences(path))
        assert grade <= HIGHEST_GRADE[tier], (path.parent.name, grade)


@pytest.mark.parametrize("tier", prose.TIERS)
def test_no_sentence_runs_on(site: Site, tier: str) -> None:
    for path in prose.pages(site.folder, tier):
        for sentence in prose.sentences(path):
            words = CITATION.sub("", sentence).split()
            assert len(words) <= LONGEST_SENTENCE[tier], sentence


def test_the_spelling_is_british(site: Site) -> None:
    also_searched = {word for term in terms() for form in term.also for word in form.split()}
    for path in every_page(site):
        if f"/{GERMAN}/" in path.as_posix():
            continue
        text = " ".join(text for _, text in prose.blocks(path))
        assert spellings_to_change(text) <= also_searched, path
    for path in sources.pages():
        if GERMAN in path.parts:
            continue
        assert spellings_to_change(path.read_text(encoding="utf-8").split("\n---\n")[0]) == set(), (
            path
        )


def test_no_number_is_typed() -> None:
    typed = {p: uncounted_digits(p.read_text(encoding="utf-8")) for p in sources.pages()}
    assert {name: lines for name, lines in typed.items() if lines} == {}


def test_the_constants_of_a_formula_are_small() -> None:
    for path in sources.pages():
        for tex in sources.tex(path.read_text(encoding="utf-8")):
            assert all(int(n) <= 12 for n in re.findall(r"\d+", tex)), (path.name, tex)


def test_american_words_are_noticed() -> None:
    text = "The color at the center was optimized; normalization is normalisation."
    assert spellings_to_change(text) == {"color", "center", "optimized", "normalization"}


@pytest.mark.parametrize(
    ("markdown", "is_noticed"),
    [
        ("It has 9 weights.", True),
        ("The ratio is 0.12.", True),
        ("It has [[= 3 * 3 ]] weights.", False),
        ("A 3×3 filter, a 31×31 kernel.", False),
        ("A 24×22 map.", True),
        ("A VGG-16 and `9` and [a page](page9.md#part-9) { #nine-9 }.", False),
        ("1. First\n2. Second", False),
        ("Since 2016, so @luo2016.", True),
        ("/// table | A table of 7\n    head: [A]\n[(7,)]\n///\n", True),
        ("/// table | A table\n    head: [A]\n[(7,)]\n///\n", False),
        ("/// values\na = 7\n///\n", False),
        ("```python\na = 7\n```", False),
        ("    plain: stride × 1", False),
        ("    plain: stride × 3", True),
    ],
)
def test_typed_numbers_are_noticed(markdown: str, is_noticed: bool) -> None:
    assert bool(uncounted_digits(markdown)) == is_noticed


def test_long_words_and_long_sentences_raise_the_grade() -> None:
    easy = ["The cat sat on the mat.", "It was fat."]
    hard = ["Convolutional architectures necessitate considerable computational infrastructure."]
    assert prose.readability_index(easy) < 2 < 20 < prose.readability_index(hard)


def test_only_running_text_is_read(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        "<nav><p>No</p></nav><article><h1>Yes <a class='headerlink'>No</a></h1><p>Yes, <code>no"
        "</code> <em>yes</em>.<br>Yes <svg><path d='M0'/><rect/></svg>there.</p>"
        "<figure class='demo'><p>No</p></figure><p>Yes</p></article><p>No</p>"
    )
    assert prose.blocks(page) == [("h1", "Yes"), ("p", "Yes, yes.Yes there."), ("p", "Yes")]
