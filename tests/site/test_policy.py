"""The security policy stands on every page, is the same everywhere, and gives nothing away."""

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from mkdocs.exceptions import PluginError

from overrides.hooks.policy import START, policy, protected
from tests.conftest import Site

# What would let a stranger's code or request through.
GENEROUS = ("*", "http:", "https:", "ws:", "wss:", "'unsafe-inline'", "'unsafe-eval'", "data:")
RUN_BY_BROWSERS = {"", "module", "text/javascript", "importmap", "speculationrules"}


class Tags(HTMLParser):
    """A page's tags in order, and what stands in its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        # Only inside a script is the parser in this state.
        if self.cdata_elem == "script":
            given = self.tags[-1][1]
            if "src" not in given and given.get("type", "") in RUN_BY_BROWSERS:
                self.scripts.append(data)


@pytest.fixture(scope="module")
def built(site: Site) -> dict[str, Tags]:
    """Return every page, the one for missing pages included."""
    paths = sorted(site.folder.rglob("*.html"))
    return {p.relative_to(site.folder).as_posix(): Tags(p.read_text()) for p in paths}


def told(page: Tags) -> dict[str, list[str]]:
    """Return a page's policy: what each directive admits."""
    (text,) = (
        given["content"]
        for tag, given in page.tags
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy"
    )
    rules = (rule.split() for rule in text.split(";"))
    return {name: sources for name, *sources in rules}


def test_every_page_has_the_same_policy_first_in_its_head(built: dict[str, Tags]) -> None:
    """Only the encoding comes before it, among the first bytes, where it has to be."""
    assert {"index.html", "404.html"} <= built.keys()
    policies = [told(page) for page in built.values()]
    assert all(other == policies[0] for other in policies)
    for page in built.values():
        names = [tag for tag, _ in page.tags]
        head = page.tags[names.index("head") + 1 :]
        assert head[0][1] == {"charset": "utf-8"}
        assert head[1][1]["http-equiv"] == "Content-Security-Policy"


def test_the_policy_admits_no_stranger(built: dict[str, Tags]) -> None:
    """Nothing but the site itself, and data only as pictures and letters."""
    rules = told(built["index.html"])
    assert rules["default-src"] == ["'self'"]
    for name, sources in rules.items():
        data = {"data:"} if name in {"img-src", "font-src"} else set()
        assert not set(sources) & set(GENEROUS) - data
        assert not any("//" in source or "." in source for source in sources)
    for name in ("media-src", "object-src", "base-uri", "form-action"):
        assert rules[name] == ["'none'"]


def test_scripts_in_pages_are_admitted_by_their_hashes_alone(built: dict[str, Tags]) -> None:
    """Every script that stands in a page is named, and nothing is named that stands nowhere."""
    named = {source for source in told(built["index.html"])["script-src"] if "sha256-" in source}
    found = {script for page in built.values() for script in page.scripts}
    assert found
    assert named == {f"'sha256-{sha256(script)}'" for script in found}


def sha256(text: str) -> str:
    """Return what a browser compares."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_no_page_needs_what_the_policy_forbids(built: dict[str, Tags]) -> None:
    """No style in attributes or elements, no handlers, no addresses that are programs."""
    found = [
        (path, tag, name)
        for path, page in built.items()
        for tag, given in page.tags
        for name, value in given.items()
        if name == "style" or name.startswith("on") or value.strip().startswith("javascript:")
    ]
    assert found == []
    assert not [path for path, page in built.items() if "style" in dict(page.tags)]


def test_formulas_keep_their_places(site: Site) -> None:
    """Each class that stands for a place has its one rule."""
    css = (site.folder / "assets/stylesheets/all.css").read_text()
    names = {
        name
        for path in site.folder.rglob("*.html")
        for tag, given in Tags(path.read_text()).tags
        for name in given.get("class", "").split()
        if name.startswith("of-k-")
    }
    assert len(names) > 50
    assert all(css.count(f".{name}{{") == 1 for name in names)


@pytest.mark.parametrize(
    "page", ["<head>", f"<head>{START}{START}", f"<head><script src='a.js'></script>{START}"]
)
def test_a_page_that_cannot_be_protected_fails_the_build(page: str) -> None:
    with pytest.raises(PluginError, match="does not begin as expected"):
        protected(page, policy([page]))


def test_no_secret_and_no_tracker_is_in_the_site(site: Site) -> None:
    """No key's beginning, and none of the hosts that count readers."""
    strange = (
        *("BEGIN RSA PRIVATE KEY", "BEGIN OPENSSH PRIVATE KEY", "ghp_", "github_pat_", "AKIA"),
        *("google-analytics", "googletagmanager", "plausible.io", "matomo", "hotjar"),
        *("document.cookie", "navigator.sendBeacon"),
    )
    for path in texts(site.folder):
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [word for word in strange if word in text], path


def texts(folder: Path) -> list[Path]:
    """Return the files that are read as text, without the licences that others wrote."""
    kinds = {".html", ".js", ".mjs", ".css", ".json", ".py", ".txt", ".xml"}
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in kinds)
    return [path for path in found if "licences" not in path.parts]
