"""The sessions of the page that a reader is on, and what they say as plain messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from onefilter.scene.message import to_message
from onefilter.scene.showing import size_of
from onefilter.session.session import Event, Session
from onefilter.session.shared import Settings

Message = dict[str, Any]


class Pages:
    """Keeps one session for each scope of a page, and forgets them with the page.

    So it does with what a block sets for all of Python, see `Settings`.

    Parameters
    ----------
    tell : callable (message) -> None
        Takes ``{"block": name, "event": event}`` for each event but the last while a block runs.
        Pictures come as ``{"kind": "show", "view": …, "title": …, "size": …}``, see `to_message`.

    Examples
    --------
    >>> told = []
    >>> Pages(told.append).run("page 1", "", "block-1", "block 1", "6 * 7")["well"]
    True
    >>> told
    [{'block': 'block-1', 'event': {'kind': 'value', 'text': '42'}}]
    """

    def __init__(self, tell: Callable[[Message], None]) -> None:
        self._tell = tell
        self._page = ""
        self._sessions: dict[str, Session] = {}
        self._block = ""
        self._quiet = False
        self._last: Event = {}
        self._settings = Settings()

    def run(
        self,
        page: str,
        scope: str,
        block: str,
        name: str,
        code: str,
        quiet: bool = False,
        checks: str = "",
    ) -> Message:
        """Run a block.

        Parameters
        ----------
        page : str
            This visit to a page; another one begins anew.
        scope : str
            Blocks of one scope share their names.
        block : str
            The block, as messages name it.
        name : str
            The block, as the reader knows it.
        code : str
            Python.
        quiet : bool
            Whether to tell nothing but errors.
        checks : str
            Python that judges the block, see `Session.run`; the scope then begins anew.

        Returns
        -------
        dict
            How it ended: whether ``well``, and after how many ``seconds``.
        """
        if page != self._page:
            self._page = page
            self._sessions.clear()
            self._settings.restore()
        if checks:
            self._sessions.pop(scope, None)
        self._block, self._quiet = block, quiet
        session = self._sessions.setdefault(scope, Session(self._hear))
        session.run(code, name, checks)
        return {"well": self._last["well"], "seconds": self._last["seconds"]}

    def _hear(self, event: Event) -> None:
        self._last = event
        if event["kind"] == "done" or (self._quiet and event["kind"] != "error"):
            return
        self._tell({"block": self._block, "event": plain(event)})


def plain(event: Event) -> Event:
    """Return an event as a plain message: a scene as its marks."""
    if event["kind"] != "show":
        return event
    scene, title = event["scene"], event["title"]
    return {"kind": "show", "view": to_message(scene), "title": title, "size": size_of(scene)}
