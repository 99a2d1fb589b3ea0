"""Who looks on while modules run: told of every module, and of the multiply-adds inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol


class Watcher(Protocol):
    """What looks on."""

    def run(self, module: Any, forward: Callable[[], Any]) -> Any:
        """Let a module compute, by calling ``forward``, and return what it made."""

    def multiplied(self, macs: int) -> None:
        """Take note of multiply-adds of the module that runs now."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Let a watcher look on inside the block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def watched(module: Any, forward: Callable[[], Any]) -> Any:
    """Run a module's forward pass before the eyes of whoever watches."""
    watcher = _watcher.get()
    return forward() if watcher is None else watcher.run(module, forward)


def multiplied(macs: int) -> None:
    """Say how many multiply-adds an operation took."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher.multiplied(macs)
