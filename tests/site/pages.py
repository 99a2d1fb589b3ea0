"""Read built HTML and CSS: what each page names, links to and loads."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# Attributes through which a page fetches something by itself, without a click.
LOADING = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("img", "srcset"),
    ("input", "src"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("source", "srcset"),
    ("track", "src"),
    ("use", "href"),
    ("video", "poster"),
    ("video", "src"),
}
LINKING = {("a", "href"), ("area", "href"), ("form", "action")}
# These name an address and load nothing.
PASSIVE_LINKS = {"alternate", "canonical", "license", "next", "prev"}
CSS_ADDRESS = re.compile(r"""url\(\s*['"]?(.*?)['"]?\s*\)|@import\s+['"](.*?)['"]""")


@dataclass
class Page(HTMLParser):
    """One HTML file: its ids, the addresses it links to, and those it loads."""

    url: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value is not None}
        self._in_style = tag == "style"
        if "id" in given:
            self.ids.append(given["id"])
        self.loads += css_addresses(given.get("style", ""))
        for name, value in given.items():
            if (tag, name) in LINKING:
                self.links.append(value)
            elif (tag, name) in LOADING and not self._is_passive(tag, given):
                self.loads += addresses(name, value)

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.loads += css_addresses(data)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser calls it so
        self._in_style = False

    @staticmethod
    def _is_passive(tag: str, given: dict[str, str]) -> bool:
        return tag == "link" and set(given.get("rel", "").split()) <= PASSIVE_LINKS


def addresses(name: str, value: str) -> list[str]:
    """Return the addresses in an attribute; `srcset` has several."""
    if name == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value]


def css_addresses(text: str) -> list[str]:
    """Return what a style sheet loads."""
    return [first or second for first, second in CSS_ADDRESS.findall(text)]


def read(path: Path, url: str) -> Page:
    """Read the HTML file at `path`, which is served at `url`."""
    page = Page(url)
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def read_all(folder: Path, root_url: str) -> dict[str, Page]:
    """Read every page below `folder`, by the address at which it is served."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        place = path.relative_to(folder).as_posix()
        url = root_url + place.removesuffix("index.html")
        pages[url] = read(path, url)
    return pages


def is_elsewhere(address: str, root_url: str) -> bool:
    """Tell whether a resolved address leaves the site; data in the page itself does not."""
    return urlsplit(address).scheme not in ("data", "blob") and not address.startswith(root_url)


def foreign_loads(page: Page, root_url: str) -> list[str]:
    """Return what the page would fetch from outside the site."""
    resolved = (urljoin(page.url, address.strip()) for address in page.loads)
    return [address for address in resolved if is_elsewhere(address, root_url)]


def broken(page: Page, pages: dict[str, Page], folder: Path, root_url: str) -> list[str]:
    """Return the links and loads of the page that lead nowhere inside the site."""
    found = []
    for address in [*page.links, *page.loads]:
        target, _, anchor = urljoin(page.url, address.strip()).partition("#")
        if not target.startswith(root_url):
            continue
        place = unquote(target.removeprefix(root_url).partition("?")[0])
        path = folder / place
        if not (path.is_file() or (path / "index.html").is_file()):
            found.append(f"{address}: no such file")
        elif "=" in anchor:
            continue  # values for a demo, no place
        elif anchor and target in pages and unquote(anchor) not in pages[target].ids:
            found.append(f"{address}: no such anchor")
    return found
