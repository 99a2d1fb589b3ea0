"""What a demo comes on stage with: of values and of a link, the part that fits."""

from __future__ import annotations

from typing import Any

from onefilter.demos._controls import RefusedValue, Values
from onefilter.demos._demo import Demo
from onefilter.speech import say
from onefilter.stage import Show


def lighted(show: Show, lit: tuple[int, ...] | None) -> dict[str, str]:
    """Light what a link says, or tell why not."""
    try:
        if lit:
            show.light(lit)
    except RefusedValue as error:
        return {error.name: say("From the link: {problem}", problem=error)}
    return {}


def begin(demo: Demo, given: Values) -> tuple[Show, dict[str, str]]:
    """A show with the values that go together, and a message for each left out."""
    given = dict(given)
    refused: dict[str, str] = {}
    while True:
        try:
            return Show(demo, demo.complete(given)), refused
        except RefusedValue as error:
            if not given:
                raise  # a demo that refuses its own defaults
            # A default that does not go with what is given stays; the last given value gives way.
            blamed = error.name if error.name in given else next(reversed(given))
            del given[blamed]
            refused[blamed] = str(error)


def fitting(demo: Demo, values: Values) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that fit, parsed, and a message for each that does not."""
    kept, refused = {}, {}
    for name, value in values.items():
        try:
            kept[name] = control(demo, name).parse(value)
        except RefusedValue as error:
            refused[name] = str(error)
    return kept, refused


def control(demo: Demo, name: str) -> Any:
    """Find the control that holds a value of this name."""
    controls = {c.name: c for c in demo.controls if c.holds_value}
    if name not in controls:
        fits = ", ".join(controls)
        told = say(
            "{demo} has no value {name}; it has {fits}",
            demo=demo.name,
            name=f"{name!r:.60}",
            fits=fits,
        )
        raise RefusedValue(name, told)
    return controls[name]
