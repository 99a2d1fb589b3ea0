"""A demo's values as the ending of a link, and back: short, exact, and harmless whatever it holds."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._controls import Grid, RefusedValue
from onefilter.demos._demo import Demo, State

LONGEST = 16_384
MOST_FIELDS = 100


def write(demo: Demo, state: State) -> str:
    """The values that differ from the defaults, and the step, as ``demo=name&value=…``."""
    fields = {"demo": demo.name}
    for control in demo.controls:
        value = state.values.get(control.name)
        if control.kind in {"action", "photo"} or np.array_equal(value, control.default):
            continue
        fields[control.name] = _pack(value) if isinstance(control, Grid) else str(value)
    if state.step:
        fields["step"] = str(state.step)
    return urlencode(fields, quote_via=quote)


def read(demo: Demo, query: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Values, step and refusals of a link's ending.

    Returns
    -------
    values : dict
        Those that fit the demo's controls, parsed.
    step : int
        How many steps to take from the start.
    refused : dict of str to str
        What did not fit, and why; nothing in it was used.
    """
    if len(query) > LONGEST:
        return {}, 0, {"link": f"The link is longer than {LONGEST} characters and was left unread."}
    controls: dict[str, Any] = {c.name: c for c in demo.controls if c.holds_value}
    values: dict[str, Any] = {}
    refused: dict[str, str] = {}
    step = 0
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}, 0, {"link": f"The link has more than {MOST_FIELDS} values and was left unread."}
    for name, text in fields:
        try:
            if name == "step" and name not in controls:
                step = _whole(text)
            elif name != "demo":
                values[name] = _value(controls, name, text)
        except RefusedValue as error:
            refused[error.name] = f"From the link: {error}"
    return values, step, refused


def _value(controls: dict[str, Any], name: str, text: str) -> Any:
    if name not in controls or controls[name].kind == "photo":
        raise RefusedValue(name[:60], f"{name!r:.60} is nothing that this demo can set")
    control = controls[name]
    return control.parse(_unpack(control, text) if isinstance(control, Grid) else text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RefusedValue("step", f"step is {text!r:.60}; it takes a whole number")
    return int(text)


def _pack(values: NDArray[np.floating]) -> str:
    """Deflated bytes where 256 levels say it exactly, doubles elsewhere."""
    levels = np.round(values * 255)
    exact = np.array_equal(levels / 255, values)
    raw = levels.astype(np.uint8).tobytes() if exact else values.astype("<f8").tobytes()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def _unpack(control: Grid, text: str) -> NDArray[np.floating]:
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
    raise RefusedValue(control.name, f"{control.name} is damaged")
