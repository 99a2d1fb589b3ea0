"""The words: British, readable, and free of numbers that nobody computed."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from onefilter.demos import all_demos
from overrides.hooks.assembly import ROOT
from overrides.markdown.figures import SHOWN
from overrides.markdown.glossary import terms
from overrides.markdown.values import Values
from tests.conftest import Site
from tests.site import prose, sources

GERMAN = "de"

# Measured grades of the Intuition tier lie between 1 and 4; in English schools that is age 6 to 10.
HIGHEST_GRADE = {"intuition": 5.0, "in-depth": 9.0, "expert": 9.0}
LONGEST_SENTENCE = {"intuition": 25, "in-depth": 36, "expert": 36}
CITATION = re.compile(r"\([^()]*\d{4}[a-f]?(?:; [^()]*\d{4}[a-f]?)*\)")

# The list's British forms of these are storey, biassed and programme: other words, or gone by.
ALSO_BRITISH = {"biased", "program", "story"}

# Digits that are part of a name, not a quantity.
NAMES = re.compile(
    r"(?<![\d×])([12357]|16|31)×\1(?![\d×])"  # kernels and patches that go by their size
    r"|\bCC BY 4\.0|\b(?:LeNet-5|VGG-16|ResNet-(?:18|50)|JFT-300M|MobileNet V[12]|U-Net|p4m?)\b"
    r"|\bim2col\b"
)
# What of a docstring is no sentence of ours: examples, heads of parameters, names, titles.
IN_CODE = re.compile(
    r"^ *(?:>>>|\.\.\.) .*$|^[\w, *]+ : .*$|^\w+(?:, \w+)+$"
    r"|`+[^`]*`+|\"[^\"\n]*\"|\*[A-Z][^*]*\*|:math:|\.\. math::",
    re.M,
)
LIST_NUMBER = re.compile(r"^\d\. ", re.M)
FORMAT = re.compile(r"^ {4}format: \S+$", re.M)
# The plain twin of a formula repeats the formula's own ones and twos.
TWIN = re.compile(r"^ {4}plain:.*$|^ {8}\S.*$", re.M)


# Words for numbers from four on. Two, three and what is as vague as "hundreds" are no claims.
UNITS = "four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
UNITS += " seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORTH = {word: number for number, word in enumerate(UNITS.split(), start=4)}
WORTH |= {word: number for number, word in zip(range(20, 100, 10), TENS.split(), strict=True)}
WORTH |= {"fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
WORDED = re.compile(
    rf"\b(?!tens\b)(?:{'|'.join(WORTH)})(?:-(?:one|two|three|{'|'.join(WORTH)}))?s?\b", re.I
)
# What to choose from are guesses; the right one stands in a line of its own.
GUESSES = re.compile(r"^ {4}choices: .*$", re.M)
ACCOUNTS = yaml.safe_load(Path(__file__).with_name("number_words.yml").read_text("utf-8"))


def worth(word: str) -> int:
    """Return the number that a word means."""
    parts = word.casefold().removesuffix("s").split("-")
    return sum(WORTH.get(part) or ("one", "two", "three").index(part) + 1 for part in parts)


def unaccounted(markdown: str, accounts: list[dict[str, str]]) -> list[str]:
    """Return the number words of a page that no account covers, with what stands around them."""
    text = " ".join(sources.spoken(GUESSES.sub("", markdown)).split())
    covered = [
        range(*found.span())
        for known in accounts
        for found in re.finditer(known["says"], text, re.I)
    ]
    return [
        text[max(0, word.start() - 40) : word.end() + 40]
        for word in WORDED.finditer(text)
        if not any(word.start() in span and word.end() - 1 in span for span in covered)
    ]


def wrong_accounts(markdown: str, accounts: list[dict[str, str]]) -> list[str]:
    """Return what a page says in words of a number that the package has otherwise."""
    values, text = Values(), " ".join(sources.spoken(GUESSES.sub("", markdown)).split())
    for block in re.findall(r"^/// values\n(.*?)^///", markdown, re.M | re.S):
        values.define(block)
    said = [
        (found[0], known)
        for known in accounts
        if "of" in known
        for found in re.finditer(known["says"], text, re.I)
    ]
    return [
        phrase
        for phrase, known in said
        if values.evaluate(known["of"]) not in {worth(w) for w in WORDED.findall(phrase)}
    ]


def told_pages() -> list[Path]:
    """Return the pages whose number words are accounted for."""
    folders = (*prose.TIERS, "exercises", "teachers")
    told = [page for folder in folders for page in sorted((sources.DOCS / folder).glob("*.md"))]
    return [*told, *(sources.DOCS / f"{name}.md" for name in ("index", "notation", "speed"))]


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


def docstrings(path: Path) -> list[str]:
    """Return a file's docstrings, without what is code in them: doctests, names, titles."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    nodes = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, kinds)]
    found = [ast.get_docstring(node) or "" for node in nodes]
    return [IN_CODE.sub(" ", text) for text in found]


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


@pytest.mark.parametrize("tier", prose.TIERS)
def test_demos_ask_no_more_of_readers_than_the_pages_around_them(tier: str) -> None:
    pages = (path.read_text(encoding="utf-8") for path in (sources.DOCS / tier).glob("*.md"))
    for name in {name for page in pages for name in SHOWN.findall(page)}:
        demo = all_demos()[name]
        told = prose.split_into_sentences([demo.lead, demo.hint])
        assert prose.readability_index(told) <= HIGHEST_GRADE[tier], name
        assert max(len(sentence.split()) for sentence in told) <= LONGEST_SENTENCE[tier], name


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


def test_docstrings_are_british_too() -> None:
    american = {
        f"{path.name}: {word}"
        for path in (ROOT / "pysrc").rglob("*.py")
        for text in docstrings(path)
        for word in spellings_to_change(text)
    }
    assert american == set()


def test_no_number_is_typed() -> None:
    typed = {p: uncounted_digits(p.read_text(encoding="utf-8")) for p in sources.pages()}
    assert {name: lines for name, lines in typed.items() if lines} == {}


def test_no_number_word_goes_unaccounted() -> None:
    pages = {page: page.read_text(encoding="utf-8") for page in told_pages()}
    loose = {page.name: unaccounted(text, ACCOUNTS) for page, text in pages.items()}
    assert {name: words for name, words in loose.items() if words} == {}
    wrong = {page.name: wrong_accounts(text, ACCOUNTS) for page, text in pages.items()}
    assert {name: words for name, words in wrong.items() if words} == {}


def test_every_account_is_needed_and_gives_one_ground() -> None:
    texts = [" ".join(sources.spoken(p.read_text("utf-8")).split()) for p in told_pages()]
    works = yaml.safe_load((sources.DOCS / "bibliography.yml").read_text(encoding="utf-8"))
    for known in ACCOUNTS:
        assert len({"of", "cited", "because"} & set(known)) == 1, known
        assert known.get("cited", "he2016") in works
        assert any(re.search(known["says"], text, re.I) for text in texts), known


@pytest.mark.parametrize(
    ("markdown", "is_noticed"),
    [
        ("Nine weights.", False),
        ("Nine filters.", True),
        ("All fifty-six layers.", True),
        ("Two or three, hundreds, and [[= 3 ]] million.", False),
        ("The tenth step, and eighths.", True),
        ("/// predict | How many?\n    choices: [Nine, Ten]\n    right: Two\n///", False),
        ("/// predict | How many?\n    choices: [Nine, Ten]\n    right: Ten\n///", True),
        ("`nine` $nine$ [a page](nine.md#nine)", False),
    ],
)
def test_loose_number_words_are_noticed(markdown: str, is_noticed: bool) -> None:
    accounts = [{"says": "Nine weights", "of": "3 * 3"}]
    assert bool(unaccounted(markdown, accounts)) == is_noticed
    assert wrong_accounts(markdown, accounts) == []


def test_a_number_word_that_the_package_denies_is_noticed() -> None:
    page = "/// values\nside = 3\n///\n\nIt has\nnine weights and twenty-two cells."
    accounts = [{"says": "nine weights", "of": "side ** 2"}, {"says": "twenty-two", "of": "22"}]
    assert wrong_accounts(page, accounts) == []
    assert wrong_accounts(page.replace("side = 3", "side = 4"), accounts) == ["nine weights"]


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
