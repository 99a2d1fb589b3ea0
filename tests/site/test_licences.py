"""Whatever the site passes on comes with its licence's text."""

import json

import pytest

from overrides.hooks import licences
from overrides.hooks.assembly import ROOT
from tests.conftest import Site


@pytest.mark.parametrize("part", licences.PARTS, ids=lambda part: part.name)
def test_every_part_has_a_version_and_a_licence_text(part: licences.Part, site: Site) -> None:
    assert part.version()[0].isdigit()
    text = (site.folder / "licences" / part.file).read_text()
    assert "copyright" in text.lower()
    assert len(text) > 1000


def test_the_page_names_every_part_and_every_page_leads_there(site: Site) -> None:
    page = (site.folder / "licences/index.html").read_text()
    assert all(part.name in page and part.source in page for part in licences.PARTS)
    assert "licences/" in (site.folder / "index.html").read_text()


def test_pyscripts_licence_comes_with_those_of_all_that_is_bundled_into_it(site: Site) -> None:
    text = (site.folder / "licences/pyscript.txt").read_text()
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    bundled = packages["node_modules/@pyscript/core"]["dependencies"]
    assert all(f"\n{name}\n" in text for name in bundled)


def test_the_licences_of_what_npm_brings_are_known() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    shipped = [p for name, p in packages.items() if name and not p.get("dev")]
    free = {"MIT", "ISC", "APACHE-2.0", "MPL-2.0", "BSD-3-CLAUSE"}
    assert {term for p in shipped for term in p["license"].upper().split(" AND ")} <= free
