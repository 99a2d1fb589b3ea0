"""A reader who clicks through everything at random, for as long as asked; the same at every run.

    make soak                                   # an hour
    python -m tests.bench.soak --minutes 4 --seed 2

The reader follows the link that was followed least, by lot where several were, so that an hour
leads to every page. It fails on an error in the console, a demo that fails or was never met, a
worker left behind, or memory that at the end is over a fifth more than after five minutes (or after
half the time, if that is sooner). Memory is always that of the home page, come to from elsewhere.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from onefilter.demos import all_demos
from tests.bench._contest import our_site
from tests.bench._tab import PATIENCE, SCREEN, megabytes, tab, wait_alive
from tests.browser.conftest import visit
from tests.conftest import Watch
from tests.reliability import Tally

SAMPLE = 60 * 5  # seconds from one look at the memory to the next; the first is the measure
MOST_GROWTH = 0.20
MOST_WORKERS = 2  # Python's, and the theme's search
GOING = 30  # seconds in which a worker that was ended is gone
ACTS_A_PAGE = 12
# What a reader may press without leaving, choosing a file, or asking for leave to something.
PRESSABLE = (
    "figure.demo :is(button, select, input:not([type=file]), canvas):visible:enabled,"
    " .editor [data-act]:visible:enabled, article summary:visible"
)
NOT_PRESSED = "[data-camera], .demo__present, .demo__leave, [data-act=notebook]"


NEXT_FRAME = "() => new Promise(requestAnimationFrame)"


@dataclass
class Soak:
    """One reader's visit."""

    page: Page
    home: str
    random: Random
    acts: int = 0
    visits: Counter[str] = field(default_factory=Counter)
    demos: set[str] = field(default_factory=set)
    told: list[dict[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def wander(self, seconds: float) -> None:
        """Go from page to page until the time is over; measure now and then."""
        begin = monotonic()
        due = every = min(SAMPLE, seconds / 2)
        while (passed := monotonic() - begin) < seconds:
            self.read_a_page()
            if passed >= due:
                self.note(monotonic() - begin)
                due += every
        self.note(monotonic() - begin)

    def read_a_page(self) -> None:
        """Follow a link inside the site, and press what there is."""
        links = self.page.locator("a[href]:visible").evaluate_all(
            "(links) => links.map(({ href }) => href.split('#')[0])"
        )
        self.follow(self.least_visited({link for link in links if self.is_page(link)}))
        for _ in range(self.random.randrange(ACTS_A_PAGE)):
            self.act()
        self.look()

    def least_visited(self, links: set[str]) -> str:
        """Choose the link that was followed least; the lot decides between equals."""
        fewest = min((self.visits[link] for link in links), default=0)
        return self.random.choice(
            sorted(link for link in links if self.visits[link] == fewest) or [self.home]
        )

    def look(self) -> None:
        """Note the demos of this page, those that have failed, and workers that should be gone."""
        states = self.page.locator("figure.demo").evaluate_all(
            "(figures) => figures.map(({ dataset }) => [dataset.demo, dataset.state])"
        )
        self.demos |= {name for name, _ in states}
        self.failed += [f"{name} failed {self.where}" for name, state in states if state == "error"]
        end = monotonic() + GOING
        while len(self.page.workers) > MOST_WORKERS and monotonic() < end:
            self.page.evaluate(NEXT_FRAME)
        if len(self.page.workers) > MOST_WORKERS:
            self.failed.append(f"{len(self.page.workers)} workers {self.where}")

    def is_page(self, link: str) -> bool:
        """Tell whether a link leads to another page of the site."""
        return link.startswith(self.home) and link.endswith("/") and link != self.here

    @property
    def here(self) -> str:
        """The address of the page, without the section that is in sight."""
        return self.page.url.split("#")[0]

    @property
    def where(self) -> str:
        """Where in its visit the reader is."""
        return f"on {self.here} after {self.acts} acts"

    def follow(self, link: str) -> None:
        """Go to another page, and wait until what is on it lives."""
        visit(self.page, link)
        self.visits[link] += 1
        try:
            wait_alive(self.page)
        except AssertionError:
            self.failed.append(f"a demo stays asleep {self.where}")
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

    def note(self, seconds: float) -> None:
        """Go where the visit began, so that the same is measured, and note what the tab holds."""
        if self.here != self.home:
            self.follow(self.home)
        now = {"minutes": round(seconds / 60, 1), "MB": round(megabytes(self.page.context))}
        counts = {"visits": self.visits.total(), "pages": len(self.visits), "acts": self.acts}
        self.told.append(now | counts | {"demos": len(self.demos)})
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
        missed = pages(host.url, host.folder) - soak.visits.keys()
    print("\n".join(problems) or "nothing went wrong")
    print(f"{len(missed)} pages not visited", *sorted(missed), sep="\n  ")
    keep(soak, problems, missed)
    return len(problems) > 0


def pages(home: str, folder: Path) -> set[str]:
    """Return the addresses of the site's pages."""
    found = (path.parent.relative_to(folder).as_posix() for path in folder.rglob("index.html"))
    return {home if path == "." else f"{home}{path}/" for path in found}


def judge(soak: Soak, watched: Watch) -> list[str]:
    """Return what went wrong."""
    first, last = soak.told[0], soak.told[-1]
    problems = [f"console: {error}" for error in watched.errors]
    problems += [f"asked another host: {url}" for url in watched.foreign()]
    if last["MB"] > (1 + MOST_GROWTH) * first["MB"]:
        problems.append(f"memory grew from {first['MB']} to {last['MB']} MB")
    problems += [f"never met: {name}" for name in sorted(all_demos().keys() - soak.demos)]
    return problems + soak.failed


def keep(soak: Soak, problems: list[str], missed: set[str]) -> None:
    """Put the counts where those of the tests are."""
    tally = Tally()
    first, last = soak.told[0], soak.told[-1]
    tally.count(
        "soak: Chromium",
        minutes=round(last["minutes"]),
        visits=last["visits"],
        missed=len(missed),
        demos=last["demos"],
        acts=soak.acts,
        problems=len(problems),
        **{"MB settled": first["MB"], "MB at the end": last["MB"]},
    )
    tally.write()


if __name__ == "__main__":
    sys.exit(main())
