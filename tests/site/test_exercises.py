"""Exercises on the built pages: found, led to, readable, and without what is for tests alone."""

import json
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from overrides.hooks.exercises import linked
from overrides.markdown.exercises import Exercise, all_exercises, of_tier
from overrides.markdown.pages import TIERS
from tests.conftest import Site
from tests.site import prose
from tests.site.test_prose import HIGHEST_GRADE, LONGEST_SENTENCE


def built(site: Site, exercise: Exercise) -> Path:
    return site.folder / "exercises" / exercise.name / "index.html"


@pytest.fixture(params=all_exercises(), ids=lambda exercise: exercise.name)
def exercise(request: pytest.FixtureRequest) -> Exercise:
    found: Exercise = request.param
    return found


def test_the_page_has_all_but_the_wrong_answers(exercise: Exercise, site: Site) -> None:
    page = built(site, exercise).read_text(encoding="utf-8")
    assert page.count('data-help="hint"') == len(exercise.hints)
    assert page.count('data-help="solution"') == 1
    assert page.count("<template data-checks") == 1
    inside = page.split("<template data-checks", 1)[1].split("</template>")[0]
    outside = page.replace(inside, "")
    for _, says in exercise.wrong:
        assert says not in outside
    assert "with case(" not in outside


def test_the_section_of_its_idea_leads_to_it(exercise: Exercise, site: Site) -> None:
    path, _, anchor = exercise.idea.partition("#")
    folder = path.removesuffix(".md").removesuffix("index")
    page = (site.folder / folder / "index.html").read_text(encoding="utf-8")
    section = re.split(r"<h2", page.split(f'<h2 id="{anchor}"', 1)[1], maxsplit=1)[0]
    assert f'exercises/{exercise.name}/">' in section
    assert f'{anchor}">' in built(site, exercise).read_text(encoding="utf-8")


def test_nothing_hidden_can_be_searched(site: Site) -> None:
    found = json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))
    texts = [entry["text"] for entry in found["docs"] if entry["location"].startswith("exercises/")]
    assert len(texts) > len(all_exercises())
    assert not [text for text in texts if "with case(" in text]


@pytest.mark.parametrize("tier", TIERS)
def test_the_words_fit_the_tier(tier: str, site: Site) -> None:
    for exercise in of_tier(tier):
        sentences = prose.sentences(built(site, exercise))
        assert prose.readability_index(sentences) <= HIGHEST_GRADE[tier], exercise.name
        longest = max(sentences, key=lambda sentence: len(sentence.split()))
        assert len(longest.split()) <= LONGEST_SENTENCE[tier], longest


def test_a_link_ends_its_section() -> None:
    exercise = all_exercises()[0]
    page = "# Page\n\n## One { #one }\n\nText.\n\n## Two { #two }\n\nMore.\n"
    made = linked(page, "one", [exercise])
    place = f"[{exercise.title}](../exercises/{exercise.name}.md)"
    assert f"Text.\n\nTry it: {place}.\n{{: .exercise-link }}\n\n## Two" in made
    assert linked(page, "two", [exercise]).endswith("{: .exercise-link }\n\n")
    with pytest.raises(PluginError, match="#three, which is not there"):
        linked(page, "three", [exercise])
