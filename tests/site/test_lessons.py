"""What teachers rely on: links that demos take, worksheets with solutions, and how to cite."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from onefilter import link
from onefilter.demos import all_demos
from overrides.hooks.assembly import ROOT
from overrides.hooks.lessons import check, solved
from tests.conftest import Site
from tests.site import pages, sources

SHEETS = sorted((sources.DOCS / "teachers").glob("worksheet-*.md"))
PREDICTED = re.compile(r"^/// predict \| .*?^///\n\n/// demo \| ([\w-]+)$", re.M | re.S)


def test_every_demo_has_a_question_beside_it() -> None:
    found = {
        demo
        for page in sources.pages()
        for demo in PREDICTED.findall(page.read_text(encoding="utf-8"))
    }
    assert found == set(all_demos())


def test_a_demo_takes_every_link_to_it(site: Site) -> None:
    """Nothing in such a link is left out."""
    count = 0
    for page in pages.read_all(site.folder, site.url).values():
        for address in page.links:
            values = urlsplit(address).fragment
            if values.startswith("demo="):
                demo = all_demos()[values.split("&")[0].removeprefix("demo=")]
                assert link.read(demo, values).refused == {}, address
                assert f"demos/{demo.name}/" in address
                count += 1
    assert count > 15


@pytest.mark.parametrize("values", ["image=nothing", "rate=9", "lit=1.1", "sigma=3"])
def test_a_link_that_a_demo_does_not_take_fails_the_build(values: str) -> None:
    with pytest.raises(Exception, match="play:learn-the-filter"):
        check("page.md", "learn-the-filter", values)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_worksheet_hides_what_its_solutions_show(site: Site, sheet: Path) -> None:
    stem = sheet.stem
    asked = (site.folder / f"teachers/{stem}/index.html").read_text(encoding="utf-8")
    twin = stem.replace("worksheet", "solutions")
    told = (site.folder / f"teachers/{twin}/index.html").read_text(encoding="utf-8")
    tasks = asked.count("of-lines")
    assert tasks >= 5
    assert told.count("of-solution") == tasks
    assert "of-solution" not in asked
    assert "of-lines" not in told
    assert "of-play" in told
    assert "<title>Solutions" in told


def test_only_answers_and_the_title_change() -> None:
    sheet = (
        "---\ntitle: Worksheet, A\n---\n# Worksheet: a\n/// answer | 2\nYes, a Worksheet.\n///\n"
    )
    wanted = (
        "---\ntitle: Solutions, A\n---\n# Solutions: a\n/// worked | 2\nYes, a Worksheet.\n///\n"
    )
    assert solved(sheet) == wanted


def test_the_page_and_the_file_cite_alike() -> None:
    file = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    page = (sources.DOCS / "teachers/index.md").read_text(encoding="utf-8")
    assert f"title  = {{{file['title']}}}" in page
    assert file["authors"][0]["name"] in page
    assert f"Version {file['version']}" in page
    assert f'version = "{file["version"]}"' in (ROOT / "pyproject.toml").read_text()
