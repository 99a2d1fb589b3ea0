"""A demo's values as the ending of a link, and back: short, exact, and harmless."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Grid, RefusedValue, Values, not_taken
from onefilter.demos._demo import Demo, State
from onefilter.speech import say

LONGEST = 16_384
MOST_FIELDS = 100


def write_values(demo: Demo, values: Values) -> str:
    """Write what differs from the defaults as ``demo=name&value=…``.

    `read` brings back the very same values. What a mere step changes is written by `write_place`.

    Parameters
    ----------
    demo : Demo
        The demo.
    values : mapping
        All its values.

    Returns
    -------
    str
        The demo's name, and the values that neither are defaults nor follow from others.
    """
    fields = {"demo": demo.name}
    expected = {**demo.defaults, **demo.follow(values)}
    for control in demo.controls:
        if control.kind in {"action", "photo"}:
            continue
        value = values[control.name]
        if not np.array_equal(value, expected[control.name]):
            fields[control.name] = _pack(value) if isinstance(control, Grid) else _word(value)
    return urlencode(fields, quote_via=quote)


def write_place(demo: Demo, state: State, goal: int | None = None) -> str:
    """Write the part of a link that tells the step, and what a pointer has lit.

    Parameters
    ----------
    demo : Demo
        The demo.
    state : State
        How it stands.
    goal : int, optional
        The step that it is on its way to.

    Returns
    -------
    str
        Nothing where the demo stands at its first step and nobody has pointed.
    """
    at = state.step if goal is None else goal
    step = f"&step={at}" if at != demo.home else ""
    if demo.lit is None or demo.lit.place(state) == demo.lit.home(state):
        return step
    return f"{step}&lit={'.'.join(map(str, demo.lit.place(state)))}"


@dataclass(frozen=True)
class Linked:
    """What a link says.

    Attributes
    ----------
    values : dict
        Those that fit the demo's controls, parsed.
    step : int
        Where to go from the start.
    lit : tuple of int or None
        What a pointer had lit.
    refused : dict of str to str
        What did not fit, and why; nothing in it was used.
    """

    values: dict[str, Any]
    step: int
    lit: tuple[int, ...] | None = None
    refused: dict[str, str] = field(default_factory=dict)


def read(demo: Demo, query: str) -> Linked:
    """Read a link's ending, whatever it holds.

    Parameters
    ----------
    demo : Demo
        The demo that it is for.
    query : str
        The ending.

    Returns
    -------
    Linked
        What of it fits, and what does not.
    """
    if len(query) > LONGEST:
        return _refused(demo, say("The link is longer than {most} characters.", most=LONGEST))
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return _refused(
            demo, say("The link is damaged, or has over {most} values.", most=MOST_FIELDS)
        )
    values: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, text in fields:
        try:
            if name != "demo":
                values[name] = _PLACES.get(name, _value)(demo, name, text)
        except RefusedValue as error:
            refused[error.name] = say("From the link: {problem}", problem=error)
    step, lit = values.pop("step", demo.home), values.pop("lit", None)
    return Linked(values, step, lit, refused)


def _refused(demo: Demo, why: str) -> Linked:
    return Linked({}, demo.home, refused={"link": why})


def _value(demo: Demo, name: str, text: str) -> Any:
    control = next((c for c in demo.controls if c.name == name and c.holds_value), None)
    if control is None or control.kind == "photo":
        raise RefusedValue(name, _unknown(name))
    parse: Any = getattr(control, "parse")  # noqa: B009
    return parse(_unpack(control, text) if isinstance(control, Grid) else text)


def _unknown(name: str) -> str:
    return say("{name} is nothing that this demo can set", name=f"{name!r:.60}")


def _step(demo: Demo, name: str, text: str) -> int:  # noqa: ARG001
    return _whole(name, text)


def _lit(demo: Demo, name: str, text: str) -> tuple[int, ...]:
    if demo.lit is None:
        raise RefusedValue(name, _unknown(name))
    return tuple(_whole(name, number) for number in text.split("."))


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RefusedValue(name, not_taken(name, text, say("a whole number")))
    return int(text)


_PLACES: Mapping[str, Callable[[Demo, str, str], Any]] = {"step": _step, "lit": _lit}


def _word(value: Any) -> str:
    """The shortest words that are read back as the same value."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pack(values: NDArray[np.floating[Any]]) -> str:
    """Deflated bytes where 256 levels say it exactly, doubles elsewhere."""
    levels = np.round(values * 255)
    exact = np.array_equal(levels / 255, values)
    raw = levels.astype(np.uint8).tobytes() if exact else values.astype("<f8").tobytes()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def _unpack(control: Grid, text: str) -> NDArray[np.floating[Any]]:
    count = int(np.prod(control.shape))
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        # One byte more than fits is enough to see that it is too long.
        raw = zlib.decompressobj().decompress(packed, 8 * count + 1)
    except (binascii.Error, ValueError, zlib.error):
        raw = b""
    if len(raw) == count:
        return np.frombuffer(raw, np.uint8) / 255
    if len(raw) == 8 * count:
        return np.frombuffer(raw, "<f8").astype(float)
    raise RefusedValue(control.name, say("{name} is damaged", name=control.name))
