"""Moving marks, so that a small picture can be a part of a larger one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from onefilter.scene.marks import Line, Mark


def shifted(marks: Iterable[Mark], x: float, y: float) -> list[Mark]:
    """Move marks to the right and down.

    Parameters
    ----------
    marks : iterable of Mark
        The marks.
    x, y : float
        How far, in scene units.

    Returns
    -------
    list of Mark
        The moved ones.
    """
    return [
        replace(mark, points=tuple((a + x, b + y) for a, b in mark.points))
        if isinstance(mark, Line)
        else replace(mark, x=mark.x + x, y=mark.y + y)
        for mark in marks
    ]
