"""Moving and enlarging marks, so that a small picture can be a part of a larger one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from onefilter.scene.marks import Line, Mark, Rect, Text


def placed(marks: Iterable[Mark], x: float, y: float, scale: float = 1.0) -> tuple[Mark, ...]:
    """Enlarge marks about the origin, then move them to the right and down.

    Parameters
    ----------
    marks : iterable of Mark
        The marks.
    x, y : float
        How far to move, in scene units.
    scale : float
        How much larger they become, strokes and words included.

    Returns
    -------
    tuple of Mark
        New marks, in the same order.
    """
    return tuple(_placed(mark, x, y, scale) for mark in marks)


def _placed(mark: Mark, x: float, y: float, scale: float) -> Mark:
    if isinstance(mark, Line):
        points = tuple((a * scale + x, b * scale + y) for a, b in mark.points)
        return replace(mark, points=points, stroke=mark.stroke * scale)
    if isinstance(mark, Text):
        size = mark.size * scale
        return replace(mark, x=mark.x * scale + x, y=mark.y * scale + y, size=size)
    moved = replace(
        mark,
        x=mark.x * scale + x,
        y=mark.y * scale + y,
        width=mark.width * scale,
        height=mark.height * scale,
    )
    return replace(moved, stroke=moved.stroke * scale) if isinstance(moved, Rect) else moved
