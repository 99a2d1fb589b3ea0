"""Every block of every page, the reference's included, in one visit, against this Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page

from onefilter.session.pages import Pages
from overrides.api.catalogue import modules
from overrides.api.examples import example
from tests.browser.conftest import visit
from tests.browser.test_editors import TOLD
from tests.conftest import Site, Watch
from tests.site import sources

WRITTEN = [
    path.relative_to(sources.DOCS)
    for path in sources.pages()
    if sources.fences(path.read_text(encoding="utf-8"), "python", runnable=True)
]
EXPLAINED = [m.page for m in modules() if any(map(example, m.members.values()))]
PAGES = [
    str(path).replace("\\", "/").removesuffix(".md").removesuffix("index").rstrip("/")
    for path in [*WRITTEN, *EXPLAINED]
]
# Notes every picture that Python sends, as the painter gets it.
LISTEN = """
window.sent = {};
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (data?.event?.kind === "show") (sent[data.block] ??= []).push(data.event.view);
    });
  }
};
"""
RUN_ALL = """async () => {
  const told = %s;
  const rests = (block) => new Promise((resolve) => {
    const look = () => block.dataset.state === "ready" && resolve(watch.disconnect());
    const watch = new MutationObserver(look);
    watch.observe(block, { attributeFilter: ["data-state"] });
  });
  const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
  window.sent = {};
  const found = [];
  for (const block of document.querySelectorAll("[data-editor]:not([data-of])")) {
    const output = block.querySelector(".editor__output");
    const [code, published] = [block.querySelector("code").textContent, told(output)];
    block.querySelector("[data-act=run]").click();
    await rests(block);
    const scenes = JSON.parse(JSON.stringify(sent[block.id] ?? [], plain));
    found.push({ name: block.id, code, published, says: told(output), scenes });
  }
  return found;
}""".replace("%s", TOLD)


@pytest.fixture(scope="module")
def reader(warm: BrowserContext, site: Site) -> Iterator[Page]:
    """Begin a visit."""
    page = warm.new_page()
    watched = Watch(page, site.url)
    page.add_init_script(LISTEN)
    page.goto(f"{site.url}404.html")
    yield page
    page.close()
    assert watched.errors == []


def natively(blocks: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Run a page's blocks here, and return the pictures that each shows as messages."""
    scenes: dict[str, list[Any]] = {block["name"]: [] for block in blocks}

    def hear(message: dict[str, Any]) -> None:
        if message["event"]["kind"] == "show":
            scenes[message["block"]].append(message["event"]["view"])

    pages = Pages(hear)
    for block in blocks:
        assert pages.run("page", "", block["name"], block["name"], block["code"])["well"]
    return scenes


def agree(found: Any, wanted: Any) -> None:
    """Compare messages: numbers to a millionth, colours to a shade, all else exactly."""
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys()
        for key, value in wanted.items():
            agree(found[key], value)
    elif isinstance(wanted, np.ndarray):
        np.testing.assert_allclose(found, wanted.ravel(), atol=1)
    elif isinstance(wanted, (list, tuple)):
        assert len(found) == len(wanted)
        for one, other in zip(found, wanted, strict=True):
            agree(one, other)
    elif isinstance(wanted, (float, np.number)):
        assert found == pytest.approx(float(wanted), rel=1e-6, abs=1e-6)
    else:
        assert found == wanted


@pytest.mark.parametrize("path", PAGES)
def test_every_block_says_and_draws_here_what_it_did_at_build(
    path: str, reader: Page, site: Site
) -> None:
    """What is printed is the same, and every picture has the numbers that it has natively."""
    visit(reader, f"{site.url}{path}/")
    blocks = reader.evaluate(RUN_ALL)
    assert blocks
    for block in blocks:
        assert block["says"] == block["published"], block["name"]
    for name, scenes in natively(blocks).items():
        (found,) = [block["scenes"] for block in blocks if block["name"] == name]
        agree(found, scenes)
