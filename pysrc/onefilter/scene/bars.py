"""Bars: a few numbers compared by length, each with its name and its value in words."""

from __future__ import annotations

from collections.abc import Sequence

from onefilter.scene.marks import Mark, Rect, Role, Scene, Text

SIZE = 0.56
"""Height of the words, for bars one unit apart."""


def bars(
    values: Sequence[float],
    labels: Sequence[str],
    words: Sequence[str],
    text: str,
    *,
    lit: int | None = None,
    limit: float | None = None,
    length: float = 12.0,
    role: Role = "positive",
) -> Scene:
    """Draw one bar a row, which can be pointed at.

    Parameters
    ----------
    values : sequence of float
        What the lengths are in proportion to, none below zero.
    labels, words : sequence of str
        What stands before each bar, and behind it.
    text : str
        The picture in words.
    lit : int, optional
        The row that is marked.
    limit : float, optional
        The value of the longest bar there could be; without it, the largest one.
    length : float
        How long that bar is, in rows.
    role : Role
        The bars' colour.

    Returns
    -------
    Scene
        A row a unit, from y = 0 on.

    Examples
    --------
    >>> bars([1, 2], ["a", "b"], ["one", "two"], "Two bars.").rows
    2
    """
    most = limit or max(values) or 1.0
    before, behind = (_width(column) for column in (labels, words))
    marks: list[Mark] = []
    if lit is not None:
        width = before + length + behind
        marks.append(Rect(-before, lit, width, 1, "accent", 0, 0.16))
    for row, (value, label, word) in enumerate(zip(values, labels, words, strict=True)):
        end, y = value / most * length, row + 0.5
        written: Role = "ink" if lit in (None, row) else "muted"
        marks += [
            Text(-0.4, y, label, written, SIZE, "end"),
            Rect(0, row + 0.2, max(end, 0.04), 0.6, role, 0, 0.85),
            Text(end + 0.4, y, word, written, SIZE),
        ]
    rows = len(values)
    return Scene(
        before + length + behind + 0.2,
        rows + 0.2,
        tuple(marks),
        text,
        -before - 0.1,
        -0.1,
        rows,
        int(length),
    )


def _width(words: Sequence[str]) -> float:
    """Room for the longest word, a gap at either end included."""
    return 0.6 * SIZE * max(map(len, words)) + 0.8
