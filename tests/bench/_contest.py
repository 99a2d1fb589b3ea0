"""Our page and its peers', hosted side by side, and what is asked of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from overrides import serve
from tests.bench import _peers
from tests.bench._hosts import LOCAL, Host, Line
from tests.bench._visits import Address, Chromium, Visit, profile, visit
from tests.conftest import hosted

OURS = "One Filter"
STOCK = "PyScript, worker"
DEMO = "demos/filter-playground/"
Visits = dict[str, list[Visit]]


@dataclass(frozen=True)
class Contest:
    """The pages that could be built, ours first, and why others could not."""

    pages: list[Address]
    missing: dict[str, str]

    @property
    def ours(self) -> Address:
        """Our own page."""
        return self.pages[0]

    def be(self, line: Line = LOCAL, *, compresses: bool = False) -> None:
        """Put every host at the end of such a line."""
        for page in self.pages:
            page.host.be(line, compresses=compresses)

    def missing_rows(self) -> dict[str, Any]:
        """Return a row for each peer that is not there."""
        return {name: {"s": None, "why": why} for name, why in self.missing.items()}


@contextmanager
def our_site() -> Iterator[Host]:
    """Build our site and host it."""
    with TemporaryDirectory() as folder, hosted(Host(Path(folder))) as host:
        assert isinstance(host, Host)
        print("  building the site …", flush=True)
        serve.build(host.url, Path(folder))
        yield host


@contextmanager
def contest(*names: str) -> Iterator[Contest]:
    """Build and host our site and the peers named, or all."""
    with ExitStack() as stack:
        pages = [Address(OURS, stack.enter_context(our_site()), DEMO)]
        _peers.SITES.mkdir(parents=True, exist_ok=True)
        theirs: Any = stack.enter_context(hosted(Host(_peers.SITES)))
        missing = {}
        for peer in _peers.PEERS:
            if names and peer.name not in names:
                continue
            try:
                pages.append(Address(peer.name, theirs, peer.path()))
            except (RuntimeError, OSError) as error:
                missing[peer.name] = f"not built here: {error}"
        yield Contest(pages, missing)


def visit_in_turns(
    browser: Chromium, pages: list[Address], rounds: int, times: int
) -> list[Visits]:
    """Visit all pages in turns, some times with each profile: the first visits, the second, …"""
    found: list[Visits] = [{page.name: [] for page in pages} for _ in range(times)]
    for _ in range(rounds):
        for page in pages:
            with profile(browser) as context:
                for visits in found:
                    visits[page.name].append(visit(context, page))
    return found


def verdict(measured: float, at_most: float) -> dict[str, Any]:
    """Hold a figure to its target."""
    return {
        "measured": measured,
        "at most": at_most,
        "holds": "yes" if measured <= at_most else "no",
    }
