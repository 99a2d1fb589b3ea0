"""What went wrong in a reader's code: their own lines, the message, and a hint."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple

from onefilter.session.hints import hint

MOST_LINES = 6
"""Lines of a traceback that are told; of a deep recursion, the first and the last."""
LONGEST = 2_000
"""Characters of a message that are told."""


class Trouble(NamedTuple):
    """An error as a reader meets it.

    Attributes
    ----------
    text : str
        The reader's lines that led to it, from the outermost in, then the error.
    line : int
        The innermost of these lines in the block that was run; 0 if there is none.
    hint : str
        What to do about it, if that is known.
    """

    text: str
    line: int
    hint: str


def said_by(thing: object) -> str:
    """Return what a thing says of itself; one of a reader's own class may fail to."""
    try:
        return str(thing)
    except BaseException as another:
        return f"<{type(another).__name__} in __str__>"


class _Place(NamedTuple):
    file: str
    line: int
    function: str


def trouble(
    error: BaseException, files: Mapping[str, str], own: str, names: Mapping[str, Any]
) -> Trouble:
    """Tell an error by the reader's own lines alone.

    Parameters
    ----------
    error : BaseException
        What a block raised.
    files : mapping of str to str
        The file names under which the reader's code was compiled, each with its block.
    own : str
        The file name of the block that was run.
    names : mapping
        The block's namespace.

    Returns
    -------
    Trouble
        Without a line of the package, of numpy, or of the session itself.
    """
    places = [place for place in _places(error) if place.file in files]
    line = next((place.line for place in reversed(places) if place.file == own), 0)
    told = [_told(place, files[place.file], place.file == own) for place in places]
    text = "\n".join([*_shortened(told), *_message(error)])
    return Trouble(text, line, hint(error, names))


def _places(error: BaseException) -> list[_Place]:
    found = list(_walked(error.__traceback__))
    if isinstance(error, SyntaxError) and error.filename:
        found.append(_Place(error.filename, error.lineno or 0, "<module>"))
    return found


def _walked(step: TracebackType | None) -> Sequence[_Place]:
    return [
        _Place(frame.f_code.co_filename, line, frame.f_code.co_name)
        for frame, line in traceback.walk_tb(step)
    ]


def _told(place: _Place, block: str, is_own: bool) -> str:
    where = f"Line {place.line}" if is_own else f"Line {place.line} of {block}"
    if place.function != "<module>":
        where += f", in {place.function}"
    return f"{where}:\n    {linecache.getline(place.file, place.line).strip()}"


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    left_out = len(lines) - MOST_LINES + 1
    return [lines[0], f"    … {left_out} more …", *lines[2 - MOST_LINES :]]


def _message(error: BaseException) -> list[str]:
    """The error's name and words, below a caret where the grammar is at fault."""
    said, caret = (error.msg, _caret(error)) if isinstance(error, SyntaxError) else (error, [])
    words = f"{type(error).__name__}: {said_by(said)}".removesuffix(": ")
    words = "\n".join([words, *getattr(error, "__notes__", ())])
    return [*caret, words if len(words) <= LONGEST else words[:LONGEST] + " …"]


def _caret(error: SyntaxError) -> list[str]:
    """A line that points at a place in the line above it, which is told without its indentation."""
    if not (error.text and error.offset):
        return []
    indentation = len(error.text) - len(error.text.lstrip())
    return [" " * (4 + max(error.offset - 1 - indentation, 0)) + "^"]
