"""Signatures as griffe reads them, a line a parameter where one line would be too long."""

from __future__ import annotations

import griffe

WIDEST = 72
_OPENING, _CLOSING = "([{", ")]}"


def signature(member: griffe.Object, name: str) -> str:
    """Return how a function or class is called, or a constant's type, as Python."""
    if isinstance(member, griffe.Attribute):
        line = f"{name}: {member.annotation}" if member.annotation else name
    elif isinstance(member, griffe.Class) and not member.parameters:
        line = f"{name}({', '.join(_fields(member))})"
    else:
        assert isinstance(member, (griffe.Function, griffe.Class))
        line = member.signature(name=name) or f"{name}()"
    return line if len(line) <= WIDEST else broken(line)


def _fields(member: griffe.Class) -> list[str]:
    """Return what a named tuple is made of."""
    if not any(str(base).endswith("NamedTuple") for base in member.bases):
        return []
    fields = [each for each in member.attributes.values() if each.annotation]
    default = {each: f" = {each.value}" if each.value else "" for each in fields}
    return [f"{each.name}: {each.annotation}{default[each]}" for each in fields]


def broken(line: str) -> str:
    """Return a call with each argument on a line of its own."""
    start = line.index("(")
    depth, arguments = 0, [""]
    for position, letter in enumerate(line[start:], start):
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if depth == 0:
            break
        if depth == 1 and letter == ",":
            arguments.append("")
        elif position > start:
            arguments[-1] += letter
    inside = [f"    {each.strip()}," for each in arguments]
    return "\n".join([line[: start + 1], *inside, line[position:]])
