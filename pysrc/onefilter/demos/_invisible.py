"""What a picture cannot teach: the directions of a filter that it does not show, in words too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.learner import invisible_directions
from onefilter.scene.grids import cells
from onefilter.scene.marks import Mark, Scene
from onefilter.scene.place import placed
from onefilter.speech import mark, say

Matrix = NDArray[np.floating[Any]]
SIDE = 3
CLEAN = 1e-6
# Which of the nine weights stand together, by the number of their group.
_COLUMNS = (0, 1, 2) * 3
_ROWS = (0, 0, 0, 1, 1, 1, 2, 2, 2)
_ALL = (0,) * 9
_WHY: Mapping[tuple[int, ...], str] = {
    _COLUMNS: mark(
        "the picture is the same all the way down, so only the sums of the filter's columns count"
    ),
    _ROWS: mark(
        "the picture is the same all the way across, so only the sums of the filter's rows count"
    ),
    _ALL: mark("the picture is flat, so only the sum of all nine weights counts"),
}


@dataclass(frozen=True, eq=False)
class Invisible:
    """The filters that a picture turns into nothing.

    Parameters
    ----------
    pixels : ndarray of shape (H, W)
        The picture.
    """

    pixels: Matrix

    @cached_property
    def basis(self) -> Matrix:
        """Plain patterns that span them, shape (n, 3, 3), the largest entry of each 1."""
        patterns = _reduced(invisible_directions(self.pixels, SIDE).reshape(-1, SIDE * SIDE))
        return patterns.reshape(-1, SIDE, SIDE)

    @cached_property
    def words(self) -> str:
        """How many there are, and why."""
        count = len(self.basis)
        if count == 0:
            return say("None: this picture shows every one of the nine weights.")
        if count == SIDE * SIDE:
            return say("All of 9: the picture is black and shows nothing of the filter.")
        why = _WHY.get(_groups(self.basis))
        if why is None:
            return say("{count} of 9: adding any changes no map.", count=count)
        return say("{count} of 9: {why}.", count=count, why=say(why))

    @cached_property
    def scene(self) -> Scene | None:
        """The patterns side by side, three in a row; none where there are none."""
        if not len(self.basis):
            return None
        marks: list[Mark] = []
        apart = SIDE + 0.6
        for number, pattern in enumerate(self.basis):
            row, column = divmod(number, SIDE)
            marks += placed(cells(pattern, 1.0, zeros=False), column * apart, row * apart)
        across, down = min(len(self.basis), SIDE), -(-len(self.basis) // SIDE)
        return Scene(
            across * apart - 0.5,
            down * apart - 0.5,
            tuple(marks),
            say("Filters that make nothing of this picture: {words}", words=self.words),
            -0.05,
            -0.05,
        )


def _reduced(rows: Matrix) -> Matrix:
    """Reduce a basis by Gauss and Jordan's steps, which leaves as many zeros as it can."""
    rows = rows.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        best = done + int(np.abs(rows[done:, column]).argmax())
        if abs(rows[best, column]) < CLEAN:
            continue
        rows[[done, best]] = rows[[best, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        done += 1
    rows /= np.abs(rows).max(axis=1, keepdims=True) if len(rows) else 1
    return np.where(np.abs(rows) < CLEAN, 0.0, rows)


def _groups(basis: Matrix) -> tuple[int, ...]:
    """Number the weights so that two share a number if moving weight between them is invisible."""
    null = np.linalg.qr(basis.reshape(len(basis), -1).T)[0]
    # Two weights look the same where the visible parts of their directions agree.
    visible = np.eye(SIDE * SIDE) - null @ null.T
    first_alike = [
        int(np.argmax(np.abs(visible - visible[weight]).max(axis=1) < CLEAN))
        for weight in range(SIDE * SIDE)
    ]
    return tuple(sorted(set(first_alike)).index(first) for first in first_alike)
