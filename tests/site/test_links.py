"""Every link and anchor of the built site leads somewhere, and no page loads from another host."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.conftest import Site
from tests.site import pages
from tests.site.pages import Page

ROOT_URL = "http://site.test/below/"


@pytest.fixture(scope="module")
def built(site: Site) -> dict[str, Page]:
    """Return every page of the site, parsed."""
    return pages.read_all(site.folder, site.url)


def test_there_are_pages(built: dict[str, Page], site: Site) -> None:
    assert site.url in built


def test_no_id_stands_twice_on_a_page(built: dict[str, Page]) -> None:
    twice = {
        page.url: sorted({i for i in page.ids if page.ids.count(i) > 1}) for page in built.values()
    }
    assert {url: ids for url, ids in twice.items() if ids} == {}


def test_every_link_and_anchor_leads_somewhere(built: dict[str, Page], site: Site) -> None:
    found = {u: pages.broken(page, built, site.folder, site.url) for u, page in built.items()}
    assert {url: links for url, links in found.items() if links} == {}


def test_links_stay_below_the_sites_path(built: dict[str, Page], site: Site) -> None:
    host = urljoin(site.url, "/")
    for page in built.values():
        for link in page.links:
            address = urljoin(page.url, link)
            assert address.startswith(site.url) or not address.startswith(host), (page.url, link)


def test_no_page_loads_from_another_host(built: dict[str, Page], site: Site) -> None:
    loads = {url: pages.foreign_loads(page, site.url) for url, page in built.items()}
    assert {url: found for url, found in loads.items() if found} == {}


def test_no_style_sheet_loads_from_another_host(site: Site) -> None:
    for path in site.folder.rglob("*.css"):
        url = site.url + path.relative_to(site.folder).as_posix()
        for address in pages.css_addresses(path.read_text(encoding="utf-8")):
            resolved = urljoin(url, address)
            assert not pages.is_elsewhere(resolved, site.url), (path.name, address)


def test_nothing_in_the_site_is_the_builds_own(site: Site) -> None:
    for name in ("api", "hooks", "markdown", "partials"):
        assert not (site.folder / name).exists()


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://elsewhere.test/a.js"></script>',
        '<img src="//elsewhere.test/a.png" alt="">',
        '<img srcset="a.png 1x, https://elsewhere.test/b.png 2x" alt="">',
        '<link rel="stylesheet" href="https://elsewhere.test/a.css">',
        '<link rel="preconnect" href="https://elsewhere.test">',
        "<style>@import 'https://elsewhere.test/a.css';</style>",
        '<p style="background: url(https://elsewhere.test/a.png)">',
        "<style>p { background: url('https://elsewhere.test/a.png') }</style>",
    ],
)
def test_a_foreign_host_is_noticed(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html)
    page = pages.read_all(tmp_path, ROOT_URL)[ROOT_URL]
    assert len(pages.foreign_loads(page, ROOT_URL)) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://elsewhere.test/">',
        '<link rel="canonical" href="https://elsewhere.test/">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<script src="a.js"></script>',
    ],
)
def test_what_loads_nothing_from_elsewhere_passes(html: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(html)
    page = pages.read_all(tmp_path, ROOT_URL)[ROOT_URL]
    assert pages.foreign_loads(page, ROOT_URL) == []


@pytest.mark.parametrize(
    ("link", "is_broken"),
    [
        ("other/", False),
        ("other/#here", False),
        ("./#top", False),
        ("other/#nowhere", True),
        ("missing/", True),
        ("other/../missing.png", True),
        ("https://elsewhere.test/missing", False),
    ],
)
def test_broken_links_are_noticed(link: str, is_broken: bool, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text('<h2 id="here"></h2>')
    (tmp_path / "index.html").write_text(f'<h1 id="top"></h1><a href="{link}"></a>')
    read = pages.read_all(tmp_path, ROOT_URL)
    assert bool(pages.broken(read[ROOT_URL], read, tmp_path, ROOT_URL)) == is_broken
