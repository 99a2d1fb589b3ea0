"""Checks of a reader's answer: case by case, with the numbers of the one that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, NoReturn

import numpy as np

MOST_NUMBERS = 36
"""Arrays of at most so many numbers are told in full."""
TOLERANCE = 1e-6

Event = dict[str, Any]
Mistake = tuple[Any, str]


class WrongError(AssertionError):
    """An answer that is not the wanted one; its words are for the reader."""


class Checks:
    """The cases of one check.

    Parameters
    ----------
    emit : callable (event) -> None
        Takes a ``case`` event for each: its `title`, whether it went `well`, and `why` not.
    explain : callable (exception) -> str
        Says what went wrong in the reader's own code.

    Attributes
    ----------
    well : bool
        Whether there was a case, and all of them went well.

    Examples
    --------
    >>> events = []
    >>> checks = Checks(events.append, str)
    >>> with checks.case("two and two"):
    ...     same(2 * 2, 4)
    >>> with checks.case("three and three"):
    ...     same(3 * 3, 6, [(9, "That is their product.")])
    >>> [event["why"] for event in events]
    ['', 'It gives 9; wanted 6. That is their product.']
    """

    def __init__(
        self, emit: Callable[[Event], None], explain: Callable[[BaseException], str]
    ) -> None:
        self._emit = emit
        self._explain = explain
        self._outcomes: list[bool] = []

    @property
    def well(self) -> bool:
        """Whether there was a case, and all of them went well."""
        return bool(self._outcomes) and all(self._outcomes)

    @contextmanager
    def case(self, title: str, **given: Any) -> Iterator[None]:
        """Try one case: what goes wrong inside is told, and the next one is tried.

        Parameters
        ----------
        title : str
            The case in a few words.
        **given
            What the reader's code is given, by name; told when it fails. Arrays and lists that it
            changes fail the case, too.

        Yields
        ------
        None
            For the attempt.
        """
        why, before = "", deepcopy(given)
        try:
            yield
        except WrongError as wrong:
            why = f" {wrong}"
        except (Exception, SystemExit) as error:
            why = f"\n{self._explain(error)}"
        # What was computed from a changed input says nothing.
        why = _changed(before, given) or why
        why = why and f"{_told(before)}{why}".strip()
        self._outcomes.append(not why)
        self._emit({"kind": "case", "title": title, "well": not why, "why": why})


def same(
    found: Any, wanted: Any, mistakes: Sequence[Mistake] = (), *, tolerance: float = TOLERANCE
) -> None:
    """Compare an answer with the wanted one.

    Parameters
    ----------
    found : object
        What the reader's code gives.
    wanted : object
        What it should.
    mistakes : sequence of (object, str)
        What typical mistakes give, and a sentence about each; told where it is one alone.
    tolerance : float
        How far numbers may lie apart, absolutely and relatively.

    Raises
    ------
    WrongError
        If they differ; it tells both, where they first differ, and the mistake if it is known.
    """
    if _equal(found, wanted, tolerance):
        return
    known = {words for value, words in mistakes if _equal(found, value, tolerance)}
    # Where two mistakes give the same, it may be either.
    told = known.pop() if len(known) == 1 else ""
    raise WrongError(f"{_difference(found, wanted, tolerance)} {told}".rstrip())


def wrong(words: str) -> NoReturn:
    """Say in so many words what is not right.

    Parameters
    ----------
    words : str
        For the reader.

    Raises
    ------
    WrongError
        Always.
    """
    raise WrongError(words)


def refuses(error: type[Exception], function: Callable[..., Any], *given: Any) -> None:
    """Require that something is refused.

    Parameters
    ----------
    error : type
        The exception that is wanted.
    function : callable
        The reader's.
    *given
        Its arguments.

    Raises
    ------
    WrongError
        If it is taken all the same.
    """
    try:
        found = function(*given)
    except error:
        return
    raise WrongError(f"It gives {_word(found)}; wanted: raise {error.__name__}.")


def _equal(found: Any, wanted: Any, tolerance: float) -> bool:
    if isinstance(wanted, (str, bool)) or wanted is None or found is None:
        return bool(type(found) is type(wanted) and found == wanted)
    if _is_broken(found, wanted):
        return False
    try:
        one, other = (_array(value) for value in (found, wanted))
        return one.shape == other.shape and bool(
            np.allclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True)
        )
    except (TypeError, ValueError):
        return False


def _is_broken(found: Any, wanted: Any) -> bool:
    """Whether a number with a decimal point stands for one that counts something."""
    return isinstance(wanted, int) and isinstance(found, (float, np.floating))


def _difference(found: Any, wanted: Any, tolerance: float) -> str:
    if found is None:
        return "It gives nothing: is there a `return`?"
    if isinstance(wanted, (str, bool)):
        return f"It gives {_word(found)}; wanted {_word(wanted)}."
    if _is_broken(found, wanted):
        return f"It gives {float(found):.6}; wanted {wanted}, a whole number."
    try:
        one, other = (_array(value) for value in (found, wanted))
    except (TypeError, ValueError):
        return f"It gives {found!r:.80}; wanted {_word(wanted)}."
    if one.shape != other.shape:
        return f"It gives {_shape(one)}; wanted {_shape(other)}."
    both = f"It gives {_word(found)}; wanted {_word(wanted)}."
    if one.size < 2:
        return both
    apart = ~np.isclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True)
    place = tuple(int(index) for index in np.argwhere(apart)[0])
    first = f"At {list(place)} it gives {_word(one[place])}; wanted {_word(other[place])}."
    return f"{both} {first}" if one.size <= MOST_NUMBERS else first


def _array(value: Any) -> Any:
    held = getattr(value, "detach", lambda: value)()
    return np.asarray(getattr(held, "numpy", lambda: held)(), float)


def _shape(array: Any) -> str:
    return f"an array of shape {array.shape}" if array.ndim else f"the number {_word(array)}"


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    names = [
        name
        for name, value in before.items()
        if isinstance(value, (np.ndarray, list)) and not _equal(after[name], value, 0)
    ]
    if not names:
        return ""
    return f" It changes {' and '.join(f'`{name}`' for name in names)}: work on a copy."


def _told(given: Mapping[str, Any]) -> str:
    if not given:
        return ""
    words = ", ".join(f"{name} = {_word(value)}" for name, value in given.items())
    return f"Given {words}."


def _word(value: Any) -> str:
    """A value in few words: small arrays in full, large ones by their shape."""
    if isinstance(value, (str, bool)) or value is None:
        return repr(value)
    try:
        array = _array(value)
    except (TypeError, ValueError):
        return f"{value!r:.80}"
    if array.size > MOST_NUMBERS:
        return _shape(array)
    listed = (np.round(array, 4) + 0.0).tolist()  # no −0
    return repr(listed).replace(".0,", ",").replace(".0]", "]").removesuffix(".0")
