"""What a demo says, in its reader's language.

The code says everything in English; a catalogue knows what that means elsewhere. Which language is
spoken is no property of a demo, so that no function has to be told: whoever asks for a frame says
``with speaking(language):`` around it.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Language:
    """A language: its code, its words for English ones, and its decimal mark."""

    code: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)
    decimal: str = "."


ENGLISH = Language()
_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def spoken() -> Language:
    """Return the language that is spoken here and now.

    Returns
    -------
    Language
        English, unless somebody has said otherwise.
    """
    return _spoken.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language while the block runs.

    Parameters
    ----------
    language : Language
        The language.

    Examples
    --------
    >>> with speaking(Language("de", {"{n} steps": "{n} Schritte"}, ",")):
    ...     say("{n} steps", n=1.5)
    '1,5 Schritte'
    """
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: Language) -> None:
    """Speak a language from now on.

    Parameters
    ----------
    language : Language
        The language.
    """
    _spoken.set(language)


def say(text: str, **about: Any) -> str:
    """Say a text in the language that is spoken.

    Parameters
    ----------
    text : str
        In English, with ``{names}`` as `str.format` knows them.
    **about : object
        What stands for the names; a fraction gets the language's decimal mark.

    Returns
    -------
    str
        The translation where there is one, or the text as it is.

    Examples
    --------
    >>> say("row {row}, {share:.0%}", row=2, share=0.5)
    'row 2, 50%'
    """
    translated = spoken().words.get(text) or text
    return _Sentence().vformat(translated, (), about) if about else translated


def mark(text: str) -> str:
    """Mark a text that is said later, for whoever collects what has to be translated.

    Parameters
    ----------
    text : str
        In English.

    Returns
    -------
    str
        The same.
    """
    return text


def decimal(number: str) -> str:
    """Write a number's decimal point, and what groups its thousands, as the language does.

    Parameters
    ----------
    number : str
        A number in digits.

    Returns
    -------
    str
        The same with the language's marks.
    """
    return number.translate(_SWAPPED) if spoken().decimal == "," else number


def listed(items: Iterable[str]) -> str:
    """Write numbers one after the other; a decimal comma asks for more than commas between them.

    Parameters
    ----------
    items : iterable of str
        The numbers.

    Returns
    -------
    str
        All of them.

    Examples
    --------
    >>> listed(["0.5", "2"])
    '0.5, 2'
    """
    return ("; " if spoken().decimal == "," else ", ").join(items)


_SWAPPED = str.maketrans(".,", ",.")


class _Sentence(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        return decimal(text) if isinstance(value, (int, float)) else text
