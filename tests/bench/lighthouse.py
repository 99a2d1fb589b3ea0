"""What Lighthouse says of every kind of page, as a phone and as a desktop see it."""

from __future__ import annotations

import json
import os
from typing import Any

from tests import chromium
from tests.bench import _install
from tests.bench._contest import our_site
from tests.bench._hosts import Host
from tests.conftest import BROWSER_FLAGS

PAGES = {
    "home": "",
    "a chapter, Intuition": "intuition/",
    "a chapter, In depth": "in-depth/layer/",
    "a chapter, Expert": "expert/attention/",
    "list of demos": "demos/",
    "page of a demo": "demos/filter-playground/",
    "exercises": "exercises/",
    "reference": "reference/",
    "glossary": "glossary/",
    "for teachers": "teachers/",
}
SIZES = {"phone": [], "desktop": ["--preset=desktop"]}
AT_LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


def run(rounds: int) -> dict[str, Any]:  # one report a page
    """Return a row a page and size."""
    cli = _install.npm_packages() / "lighthouse/cli/index.js"
    with our_site() as host:
        host.be(compresses=True)
        reports = {
            f"{name}, {size}": report(cli, host, path, flags)
            for name, path in PAGES.items()
            for size, flags in SIZES.items()
        }
    return {"scores": {name: scores(told) for name, told in reports.items()}}


def report(cli: Any, host: Host, path: str, flags: list[str]) -> dict[str, Any]:
    """Run Lighthouse on one page."""
    chrome = " ".join(["--headless=new", *BROWSER_FLAGS])
    command = [_install.NODE, cli, host.url + path, "--output=json", "--quiet", *flags]
    command += [f"--only-categories={','.join(AT_LEAST)}", f"--chrome-flags={chrome}"]
    environment = os.environ | {"CHROME_PATH": chromium.find()}
    told: dict[str, Any] = json.loads(_install.run(command, env=environment))
    return told


def scores(told: dict[str, Any]) -> dict[str, Any]:
    """Return a report's scores, and what it finds wanting."""
    row: dict[str, Any] = {
        name: round(100 * (told["categories"][name]["score"] or 0)) for name in AT_LEAST
    }
    wanting = [
        audit["id"]
        for name, at_least in AT_LEAST.items()
        if row[name] < at_least
        for audit in (told["audits"][ref["id"]] for ref in weighed(told["categories"][name]))
        if (audit["score"] or 0) < 1
    ]
    return row | {"wanting": ", ".join(wanting) or "–"}


def weighed(category: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the audits of a category that count."""
    return [ref for ref in category["auditRefs"] if ref["weight"]]
