"""MkDocs' hook for the search: shorten its index, which every page fetches.

What is looked up by its name is indexed by its heading and how it begins; the chapters by all they
say.
"""

import json
import re
import textwrap
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

LOOKED_UP = ("bibliography/", "demos/", "exercises/", "licences/", "reference/", "teachers/")
LONGEST = 160
_TAG = re.compile(r"<[^>]+>")


def on_post_build(config: MkDocsConfig) -> None:
    """MkDocs' hook: write the index anew."""
    path = Path(config.site_dir) / "search/search_index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        if entry["location"].startswith(LOOKED_UP):
            entry["text"] = shortened(entry["text"])
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def shortened(html: str) -> str:
    """Return how a text begins, without its tags.

    >>> shortened("<p>A <b>kernel</b> slides.</p>")
    'A kernel slides.'
    """
    return textwrap.shorten(_TAG.sub("", html), LONGEST, placeholder=" …")
