"""A tier on one page says what its chapters say, in their order, and links within itself."""

import json
import re
from pathlib import Path

import pytest

from overrides.hooks.tiers import TIERS
from tests.conftest import Site
from tests.site import pages, prose

SHEETS = {f"print/{tier}/": f"{tier}/" for tier in TIERS} | {"de/print/intuition/": "de/intuition/"}


def told(path: Path) -> list[str]:
    """Return the paragraphs of a page, and what its lists say."""
    return [text for tag, text in prose.blocks(path) if tag in ("p", "li")]


def html(site: Site, place: str) -> str:
    return (site.folder / place / "index.html").read_text(encoding="utf-8")


def chapters(site: Site, tier: str) -> list[str]:
    """Return a tier's pages in the order of the way from each to the next."""
    found, place = [], tier
    while place.startswith(tier):
        found.append(place)
        following = re.search(r'href="([^"]+)" class="[^"]*footer__link--next', html(site, place))
        if not following:
            break
        url = pages.urljoin(site.url + place, following[1])
        place = url.removeprefix(site.url)
    return found


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_says_what_the_chapters_say(sheet: str, site: Site) -> None:
    on_sheet = told(site.folder / sheet / "index.html")
    places = chapters(site, SHEETS[sheet])
    wanted = [text for p in places for text in told(site.folder / p / "index.html")]
    assert len(places) == 6
    start = on_sheet.index(wanted[0])
    assert on_sheet[start : start + len(wanted)] == wanted


def test_only_whole_tiers_have_a_sheet(site: Site) -> None:
    found = {
        p.parent.relative_to(site.folder).as_posix() + "/"
        for p in site.folder.rglob("print/*/index.html")
    }
    assert found == set(SHEETS)


@pytest.mark.parametrize("sheet", SHEETS)
def test_links_between_chapters_stay_on_the_sheet(sheet: str, site: Site) -> None:
    article = html(site, sheet).split("<article")[1].split("</article>")[0]
    links = {
        pages.urljoin(site.url + sheet, link) for link in re.findall(r' href="([^"]*)"', article)
    }
    away = [link for link in links if link.startswith(site.url + SHEETS[sheet])]
    assert away == []
    assert sum(link.startswith(f"{site.url}{sheet}#") for link in links) > 30


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_lists_what_it_cites(sheet: str, site: Site) -> None:
    text = html(site, sheet)
    cited = set(re.findall(r'href="#(reference-[a-z0-9]+)"', text))
    assert cited == set(re.findall(r'<li id="(reference-[a-z0-9]+)"', text)) != set()
    assert "bibliography/#" not in text.split("<article")[1].split("</article>")[0]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_found_from_its_tier_alone(sheet: str, site: Site) -> None:
    """Neither a search of the site nor one of the web leads to the same words twice."""
    index = json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))
    assert not [entry for entry in index["docs"] if entry["location"].startswith(sheet)]
    assert '<meta name="robots" content="noindex">' in html(site, sheet)
    first = site.url + SHEETS[sheet]
    page = pages.read(site.folder / SHEETS[sheet] / "index.html", first)
    assert site.url + sheet in {pages.urljoin(first, link) for link in page.links}
