"""A reader who clicks through everything at random, for as long as asked; the same at every run.

    python -m tests.bench.soak --minutes 60 --seed 1

It fails on an error in the console, a demo that fails, a worker left behind, or memory that at the
end is over a fifth more than after five minutes (or after half the time, if that is sooner).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.bench._contest import our_site
from tests.bench._tab import PATIENCE, SCREEN, megabytes, tab, wait_alive
from tests.browser.conftest import visit
from tests.conftest import Watch
from tests.reliability import Tally

SETTLED_MINUTES = 5
MOST_GROWTH = 0.20
MOST_WORKERS = 2  # Python's, and the theme's search
ACTS_A_PAGE = 12
# What a reader may press without leaving, choosing a file, or asking for leave to something.
PRESSABLE = (
    "figure.demo :is(button, select, input:not([type=file]), canvas):visible:enabled,"
    " .editor [data-act]:visible:enabled, article summary:visible"
)
NOT_PRESSED = "[data-camera], .demo__present, .demo__leave, [data-act=notebook]"


@dataclass
class Soak:
    """One reader's visit."""

    page: Page
    home: str
    random: Random
    acts: int = 0
    pages: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def wander(self, seconds: float) -> None:
        """Go from page to page until the time is over; measure now and then."""
        begin = monotonic()
        settled = min(60 * SETTLED_MINUTES, seconds / 2)
        while (passed := monotonic() - begin) < seconds:
            self.read_a_page()
            if not self.told and passed >= settled:
                self.note(passed)
        self.leave_all()
        self.note(monotonic() - begin)

    def read_a_page(self) -> None:
        """Follow a link inside the site, and press what there is."""
        links = self.page.locator("a[href]:visible").evaluate_all(
            "(links) => links.map(({ href }) => href.split('#')[0])"
        )
        inside = sorted({link for link in links if self.is_page(link)})
        self.follow(self.random.choice(inside or [self.home]))
        for _ in range(self.random.randrange(ACTS_A_PAGE)):
            self.act()
        self.look()

    def look(self) -> None:
        """Note the demos of this page that have failed."""
        names = self.page.locator("figure.demo[data-state=error]").evaluate_all(
            "(figures) => figures.map(({ dataset }) => dataset.demo)"
        )
        self.failed += [f"{name} on {self.here} after {self.acts} acts" for name in names]

    def is_page(self, link: str) -> bool:
        """Tell whether a link leads to another page of the site."""
        return link.startswith(self.home) and link.endswith("/") and link != self.here

    @property
    def here(self) -> str:
        """The address of the page, without the section that is in sight."""
        return self.page.url.split("#")[0]

    def follow(self, link: str) -> None:
        """Go to another page, and wait until what is on it lives."""
        visit(self.page, link)
        self.pages += 1
        wait_alive(self.page)
        self.look()

    def act(self) -> None:
        """Press one thing."""
        things = self.page.locator(PRESSABLE)
        if not (count := things.count()):
            return
        thing = things.nth(self.random.randrange(count))
        try:
            if not thing.evaluate("(e, not) => e.matches(not)", NOT_PRESSED, timeout=2000):
                self.use(thing)
        except Error as error:
            # What is chosen may go, or be covered, before it is pressed: a reader would shrug.
            if "Timeout" not in str(error) and "not attached" not in str(error):
                raise
        self.acts += 1

    def use(self, thing: Locator) -> None:
        """Use a control as its kind is used."""
        tag, kind = thing.evaluate("(e) => [e.tagName, e.type ?? '']", timeout=2000)
        if tag == "SELECT":
            thing.press(self.random.choice(["ArrowDown", "ArrowUp", "Home", "End"]), timeout=2000)
        elif kind in {"range", "number"}:
            thing.press(self.random.choice(["ArrowUp", "ArrowDown"]), timeout=2000)
        elif tag == "CANVAS":
            box = thing.bounding_box(timeout=2000) or {"width": 2, "height": 2}
            at = {"x": self.random.uniform(1, box["width"] - 1), "y": box["height"] / 2}
            thing.click(position=at, timeout=2000)
        else:
            thing.click(timeout=2000)

    def leave_all(self) -> None:
        """End where the visit began, with nothing running."""
        if self.here != self.home:
            self.follow(self.home)

    def note(self, seconds: float) -> None:
        """Note what the tab holds."""
        now = {"minutes": round(seconds / 60, 1), "MB": round(megabytes(self.page.context))}
        self.told.append(now | {"workers": len(self.page.workers), "pages": self.pages})
        print(json.dumps(self.told[-1]), flush=True)


def main() -> int:
    """Wander, judge, and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    expect.set_options(timeout=PATIENCE)
    with our_site() as host, tab(**SCREEN) as page:
        watched = Watch(page, host.url)
        page.goto(host.url)
        soak = Soak(page, host.url, Random(asked.seed))
        soak.wander(60 * asked.minutes)
        problems = judge(soak, watched)
    print("\n".join(problems) or "nothing went wrong")
    tally = Tally()
    first, last = soak.told[0], soak.told[-1]
    tally.count(
        "soak: Chromium",
        minutes=round(last["minutes"]),
        pages=soak.pages,
        acts=soak.acts,
        problems=len(problems),
        **{"MB settled": first["MB"], "MB at the end": last["MB"]},
    )
    tally.write()
    return len(problems) > 0


def judge(soak: Soak, watched: Watch) -> list[str]:
    """Return what went wrong."""
    first, last = soak.told[0], soak.told[-1]
    problems = [f"console: {error}" for error in watched.errors]
    problems += [f"asked another host: {url}" for url in watched.foreign()]
    if last["MB"] > (1 + MOST_GROWTH) * first["MB"]:
        problems.append(f"memory grew from {first['MB']} to {last['MB']} MB")
    if max(note["workers"] for note in soak.told) > MOST_WORKERS:
        problems.append(f"workers were left behind: {soak.told}")
    return problems + [f"a demo failed: {where}" for where in soak.failed]


if __name__ == "__main__":
    sys.exit(main())
