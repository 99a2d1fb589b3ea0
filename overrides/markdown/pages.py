"""The pages as they are written: where they are, and what they are called."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
TIERS = {"intuition": "Intuition", "in-depth": "In depth", "expert": "Expert"}

_TITLE = re.compile(r"^# (.+?)(?:\s*\{.*\})?$", re.MULTILINE)


def title(path: Path) -> str:
    """Return the title of the page at a path below `DOCS`, or anywhere if it is absolute."""
    heading = _TITLE.search((DOCS / path).read_text(encoding="utf-8"))
    return heading[1] if heading else path.stem
