"""Other functions in place of the package's own, for as long as a call takes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from onefilter.session.trouble import said_by
from onefilter.speech import say

PACKAGE = "onefilter"
Function = Callable[..., Any]


class Stumble(RuntimeError):  # noqa: N818 - named for what happened
    """A stand-in failed while a demo was played; the cause is what it raised."""

    name = ""  # of the control that is to blame: none

    def __init__(self, cause: BaseException) -> None:
        words = f"{type(cause).__name__}: {said_by(cause)}".removesuffix(": ")
        super().__init__(say("Your version of the code fails here: {words}", words=words[:300]))


class StandIns:
    """Functions that stand in for others, by whatever names the package knows them.

    A name is looked up when a function is called. So each name of each module that means the
    original means the stand-in while `here` lasts, and nobody need know who calls whom. What is
    remembered of earlier calls is left out meanwhile: functions with a cache get an empty one.

    Parameters
    ----------
    versions : mapping of function to function
        Originals, and what stands in for them.

    Examples
    --------
    >>> from onefilter import shapes
    >>> with StandIns({shapes.effective_kernel_size: lambda size, dilation: 1}).here():
    ...     shapes.output_size(24, 3)
    24
    >>> shapes.output_size(24, 3)
    22
    """

    def __init__(self, versions: Mapping[Function, Function]) -> None:
        modules = [vars(m) for n, m in list(sys.modules.items()) if n.split(".")[0] == PACKAGE]
        named = [(names, name, value) for names in modules for name, value in names.items()]
        cached = {id(v): v for _, _, v in named if hasattr(v, "cache_parameters")}
        self._fresh = [
            lru_cache(**value.cache_parameters())(value.__wrapped__) for value in cached.values()
        ]
        # Originals are told apart by what they are: some equal things are no functions at all.
        news = {id(original): version for original, version in versions.items()}
        news |= dict(zip(cached, self._fresh, strict=True))
        self._places = [
            (names, name, value, news[id(value)])
            for names, name, value in named
            if id(value) in news
        ]

    @contextmanager
    def here(self) -> Iterator[None]:
        """Let the stand-ins play; whatever happens, the originals come back."""
        for names, name, _, version in self._places:
            names[name] = version
        try:
            yield
        finally:
            for names, name, original, _ in self._places:
                names[name] = original

    def forget(self) -> None:
        """Empty the caches of what was done here."""
        for function in self._fresh:
            function.cache_clear()
