"""Code that is run while a page is made: what fails there fails the build."""

from __future__ import annotations

from pymdownx.superfences import SuperFencesException

from onefilter.session import Event, Session


class Build:
    """Runs blocks one after the other, which share their names."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._session = Session(self._events.append)

    def run(self, code: str, name: str) -> list[Event]:
        """Run one more block and return what it says.

        Raises
        ------
        SuperFencesException
            If it fails, or warns.
        """
        self._events.clear()
        self._session.run(code, name)
        for event in self._events:
            if event["kind"] in ("err", "error"):
                raise SuperFencesException(f"{name} does not run:\n{event['text']}")
        return self._events[:-1]
