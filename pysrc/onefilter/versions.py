"""A reader's versions of what the demos run: put in, played, and taken out again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from onefilter.demos import all_demos
from onefilter.demos._controls import RefusedValue
from onefilter.demos._demo import Demo
from onefilter.player import Player
from onefilter.session.pages import Message, plain
from onefilter.session.session import Event, Session
from onefilter.session.stand_in import StandIns, Stumble
from onefilter.stage import Frame

ENDS = "Your code ends itself where the demo calls it."
UNUSABLE = "Your code ran to its end, but the demo cannot use what it gives back."


class Versions:
    """Lets demos run a reader's code in place of the package's functions.

    Only the demo that a version was written for runs it: other demos, and blocks of code, keep the
    originals, and so does the demo itself wherever the version fails.

    Parameters
    ----------
    player : Player
        Who plays the demos.
    tell : callable (message) -> None
        Takes what the code says, as `Pages` tells it.

    Examples
    --------
    >>> told = []
    >>> versions = Versions(Player(), told.append)
    >>> code = "def max_pool2d(x, kernel_size, *rest): return 0 * x[..., ::2, ::2]"
    >>> versions.put_in("pooling", "code", "your code", code)["well"]
    False
    >>> told[0]["event"]["text"]
    'LookupError: The demo calls ..., and this code does not define it.'
    """

    def __init__(self, player: Player, tell: Callable[[Message], None]) -> None:
        self._player = player
        self._tell = tell
        self._sessions: dict[str, Session] = {}
        self._said: dict[str, Callable[[Event], None]] = {}

    def put_in(self, demo: str, block: str, name: str, code: str) -> Message:
        """Let a demo run a reader's code, from where it stands on.

        Parameters
        ----------
        demo : str
            The demo's name.
        block : str
            Where the code stands, as messages name it.
        name : str
            The same, as the reader knows it.
        code : str
            Python that defines what the demo's record names as its `code`.

        Returns
        -------
        dict
            Whether it went ``well`` (where not, the demo goes on as before), and after how many
            ``seconds``.
        """
        record, done = all_demos()[demo], {}
        session = Session(lambda event: hear(event), names_of(record))

        def hear(event: Event) -> None:
            if event["kind"] == "done":
                done.update(event)
            else:
                self._tell({"block": block, "event": plain(event)})

        session.run(code, name, then=lambda: self._begin(record, session))
        if done["well"]:
            self._sessions[demo], self._said[demo] = session, hear
        return {"well": done["well"], "seconds": done["seconds"]}

    def take_out(self, demo: str) -> None:
        """Let a demo run the package's own functions again."""
        if self._sessions.pop(demo, None):
            self._player.recast(demo)

    def drop(self, demo: str) -> None:
        """Take a demo off stage, and the reader's version out of it."""
        self._sessions.pop(demo, None)
        self._player.drop(demo)

    def play(self, demo: str, act: Callable[[], Frame], *, mounts: bool = False) -> Frame:
        """Ask the player for a frame, whose ``own`` says whether a reader's version made it.

        Where that fails, the error is told and the demo stays as it is. One that comes on stage
        does so with the package's own functions.
        """
        session = self._sessions.get(demo)
        if session is None:
            return {**act(), "own": False}
        try:
            with session.listening():
                return {**act(), "own": True}
        except Stumble as stumble:
            trouble = session.trouble(_cause(stumble))
            self._said[demo]({"kind": "error", **trouble._asdict()})
            if not mounts:
                self._player.pause(demo)
                raise
        self.take_out(demo)
        return {**act(), "own": False}

    def _begin(self, record: Demo, session: Session) -> None:
        versions = {original: _version(original, session.names) for original in record.code}
        try:
            self._player.recast(record.name, _recast(record, StandIns(versions), session))
        except Stumble as stumble:
            cause = _cause(stumble)
            if isinstance(cause, SystemExit):
                cause = RuntimeError(ENDS)
            raise cause from None


def names_of(record: Demo) -> dict[str, Any]:
    """Return what the functions that a demo shows find by name: the names of their modules."""
    names: dict[str, Any] = {}
    for function in record.code:
        names |= vars(sys.modules[function.__module__])
    return names


def _version(original: Callable[..., Any], names: Mapping[str, Any]) -> Callable[..., Any]:
    name = original.__name__
    version: object = names.get(name)
    if not callable(version) or version is original:
        raise LookupError(f"The demo calls {name}, and this code does not define it.")
    return version


def _recast(record: Demo, stand_ins: StandIns, session: Session) -> Demo:
    """A demo all of whose functions run with the stand-ins."""

    def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            try:
                with stand_ins.here():
                    return function(*given)
            except RefusedValue:
                raise
            except BaseException as error:
                # What is half made would only fail again.
                stand_ins.forget()
                if not session.trouble(error).line:
                    error.add_note(UNUSABLE)
                raise Stumble(error) from error

        return call

    played: Demo = _with_functions(guarded, record)
    return replace(played, lit=record.lit and _with_functions(guarded, record.lit))


def _with_functions(change: Callable[[Callable[..., Any]], Any], record: Any) -> Any:
    """A record each of whose functions is changed."""
    parts = {field.name: getattr(record, field.name) for field in fields(record)}
    return replace(record, **{name: change(p) for name, p in parts.items() if callable(p)})


def _cause(stumble: Stumble) -> BaseException:
    return stumble.__cause__ or stumble
