"""What a reader's code shares with everything else in its Python, brought back after it."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import numpy as np


class BuiltinsKept:
    """Brings Python's own names back, whatever is done to them meanwhile.

    The demos, and whoever tells the reader of an error, would not work without them.

    Examples
    --------
    >>> import builtins
    >>> with BuiltinsKept():
    ...     builtins.len = None
    >>> len("abc")
    3
    """

    def __enter__(self) -> None:
        self._names = vars(builtins)
        self._before = dict(self._names)

    def __exit__(self, *_: object) -> None:
        # Not a word of Python's own may be needed here.
        self._names.clear()
        self._names.update(self._before)


class Settings:
    """How numpy prints and takes what overflows, and how deep calls may go, as it is now.

    Examples
    --------
    >>> settings = Settings()
    >>> np.set_printoptions(precision=1)
    >>> settings.restore()
    >>> np.array([0.123])
    array([0.123])
    """

    def __init__(self) -> None:
        self._printing: dict[str, Any] = dict(np.get_printoptions())
        self._errors: dict[str, Any] = dict(np.geterr())
        self._depth = sys.getrecursionlimit()

    def restore(self) -> None:
        """Bring it back."""
        np.set_printoptions(**self._printing)
        np.seterr(**self._errors)
        sys.setrecursionlimit(self._depth)
