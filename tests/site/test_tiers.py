"""Each page says what it is for, has one idea, and leads to the same idea in the other tiers."""

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from overrides.hooks.assembly import ROOT
from overrides.hooks.tiers import TIERS
from overrides.markdown.figures import SHOWN
from tests.conftest import Site
from tests.site import pages, prose, sources
from tests.site.test_facts import read

PAGES = [
    path.relative_to(sources.DOCS) for tier in TIERS for path in (sources.DOCS / tier).iterdir()
]
LAST_SECTIONS = ("reach-for-it-when", "skip-it-when", "where-to-go-next", "further-reading")


def markdown(page: Path) -> str:
    return (sources.DOCS / page).read_text(encoding="utf-8")


def built(site: Site, page: Path) -> tuple[str, Path]:
    place = page.with_suffix("").as_posix().removesuffix("index").rstrip("/") + "/"
    return site.url + place, site.folder / place / "index.html"


def headings(page: Path) -> list[tuple[str, str]]:
    return re.findall(r"^## (.+?) \{ #([\w-]+) \}$", markdown(page), re.M)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_begins_with_what_it_is_for_and_ends_with_further_reading(page: Path) -> None:
    text = markdown(page)
    after_title = text.split("\n# ", 1)[1].split("\n", 2)[2]
    assert after_title.startswith('!!! goal "After this page you can"')
    assert headings(page)[-1] == ("Further reading", "further-reading")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_section_has_an_anchor_that_stays(page: Path) -> None:
    assert len(headings(page)) == len(re.findall(r"^## ", markdown(page), re.M)) >= 4


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_section_has_one_live_figure_at_most(page: Path, site: Site) -> None:
    _, path = built(site, page)
    assert all(len(demos) <= 1 for demos in read(path).demos.values())


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_has_something_to_try(page: Path) -> None:
    text = markdown(page)
    assert SHOWN.findall(text) or sources.fences(text, "python", runnable=True)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_described_for_those_who_share_it(page: Path) -> None:
    meta = yaml.safe_load(markdown(page).split("---\n")[1])
    assert 50 <= len(meta["description"]) <= 160
    assert not re.search(r"\d{2,}", meta["description"])


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_leads_one_tier_up_and_one_tier_down(page: Path) -> None:
    tiers, last = list(TIERS), markdown(page).split("## Further reading")[1]
    own = tiers.index(page.parts[0])
    for neighbour in tiers[max(0, own - 1) : own] + tiers[own + 1 : own + 2]:
        assert re.search(rf"\]\(\.\./{neighbour}/[\w-]+\.md#[\w-]+\)", last), neighbour


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_switcher_leads_to_the_same_idea(page: Path, site: Site) -> None:
    url, path = built(site, page)
    ideas = yaml.safe_load((sources.DOCS / "ideas.yml").read_text(encoding="utf-8"))
    idea = ideas[yaml.safe_load(markdown(page).split("---\n")[1])["idea"]]
    links = {urljoin(url, link) for link in pages.read(path, url).links}
    for tier in set(TIERS) - {page.parts[0]}:
        target, anchor = idea[tier].split("#")
        assert f"{built(site, Path(target))[0]}#{anchor}" in links
    assert Path(idea[page.parts[0]].split("#")[0]) == page


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_ends_with_when_to_use_it_code_and_the_way_on(tier: str) -> None:
    page = Path(tier) / "using.md"
    anchors = [anchor for _, anchor in headings(page)]
    assert [anchor for anchor in anchors if anchor in LAST_SECTIONS] == list(LAST_SECTIONS)
    assert sources.fences(markdown(page), "python")


@pytest.mark.parametrize("tier", TIERS)
def test_a_tier_is_a_handful_of_short_pages(tier: str, site: Site) -> None:
    found = prose.pages(site.folder, tier)
    assert 4 <= len(found) <= 7
    for path in found:
        words = sum(len(text.split()) for tag, text in prose.blocks(path) if tag in ("p", "li"))
        assert words < 1300, path.parent.name


IDEAS = """one:
  question: What?
  intuition: intuition/a.md#x
  in-depth: in-depth/b.md
  expert: expert/c.md
"""


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """Write a site of three pages, one a tier, with a single idea."""
    for place in ("intuition/a.md", "in-depth/b.md", "expert/c.md"):
        path = tmp_path / "docs" / place
        path.parent.mkdir(parents=True)
        path.write_text("---\nidea: one\n---\n# Page\n\n## X\n")
    (tmp_path / "docs/ideas.yml").write_text(IDEAS)
    hook = ROOT / "overrides/hooks/tiers.py"
    config = {"site_name": "Small", "theme": "mkdocs", "plugins": [], "hooks": [str(hook)]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config))
    return tmp_path


def build_small(folder: Path) -> None:
    build(load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site")))


def test_ideas_that_hold_together_pass(small_site: Path) -> None:
    build_small(small_site)
    assert (small_site / "site/expert/c/index.html").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("intuition/a.md", "## X", "## Y", "points to intuition/a.md#x, which is not there"),
        ("expert/c.md", "idea: one", "idea: two", "expert/c.md names no idea"),
        ("ideas.yml", "expert/c.md", "expert/d.md", "sends readers to expert/d.md"),
    ],
)
def test_ideas_that_lead_nowhere_fail_the_build(
    small_site: Path, caplog: pytest.LogCaptureFixture, file: str, old: str, new: str, message: str
) -> None:
    path = small_site / "docs" / file
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(Abort):
        build_small(small_site)
    assert message in caplog.text
