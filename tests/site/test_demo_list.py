"""The list of demos begins with what a reader of the pages meets first."""

import re
from pathlib import Path

from onefilter.demos import all_demos
from tests.conftest import Site
from tests.site import prose


def demos(path: Path) -> list[str]:
    """Return the demos that a page shows, from top to bottom."""
    return re.findall(r'<figure[^>]* data-demo="([\w-]+)"', path.read_text(encoding="utf-8"))


def test_demos_are_listed_in_the_order_of_the_pages(site: Site) -> None:
    text = (site.folder / "demos/index.html").read_text(encoding="utf-8")
    listed = re.findall(r'class="of-card__title" href="([\w-]+)/"', text)
    assert sorted(listed) == sorted(all_demos())
    first = demos(site.folder / "index.html")
    assert listed[: len(first)] == first != []
    tiers = [[n for path in prose.pages(site.folder, t) for n in demos(path)] for t in prose.TIERS]
    first_tier = [next(i for i, names in enumerate(tiers) if name in names) for name in listed]
    assert first_tier == sorted(first_tier)
