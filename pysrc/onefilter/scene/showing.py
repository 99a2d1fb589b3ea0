"""Any array as a picture: a curve, a map, or many maps side by side."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from onefilter.scene.axes import chart
from onefilter.scene.colormap import Colormap
from onefilter.scene.grids import cells, fair_limit, frame, picture, sheet, signed_map
from onefilter.scene.marks import Mark, Scene
from onefilter.scene.place import placed

Array = NDArray[np.floating[Any]]

MOST_MAPS = 64
MOST_NUMBERS = 4_000_000
MOST_WRITTEN = 8
"""Rows and columns of a matrix whose numbers are written out."""
GAP = 0.08
"""Between two maps, as a share of their size."""


def scene_of(values: Any, colormap: Colormap | None = None) -> Scene:
    """Draw an array as its number of axes suggests.

    Parameters
    ----------
    values : array_like
        One axis is a curve, two are a map, three or four are many maps of two axes each; tensors
        will do. All maps share one scale of colours.
    colormap : {"gray", "signed"}, optional
        Without it, an image, or images of one channel, whose numbers all lie in 0…1 is grey;
        everything else has a colour a sign.

    Returns
    -------
    Scene
        The picture. Numbers that are not finite are left out, and its text says so.

    Raises
    ------
    ValueError
        If there is nothing to draw, too much, too many axes, or another colour map.

    Examples
    --------
    >>> scene_of([[0.0, 1.0], [2.0, -1.0]]).text
    '2 × 2 numbers from −1 to 2.'
    """
    array = _numbers(values)
    if colormap not in (None, "gray", "signed"):
        raise ValueError(f"colormap={colormap!r} is unknown; it takes 'gray' or 'signed'")
    text = f"{_sizes(array)} {_range(array)}"
    array = np.nan_to_num(array, nan=0.0, posinf=0.0, neginf=0.0) if array.ndim > 1 else array
    if array.ndim == 1:
        return Scene(29.5, 18, chart(array), text, -4.5, -1)
    chosen = colormap or ("gray" if _is_brightness(array) else "signed")
    if array.ndim == 2:
        return _map(array, chosen, text)
    return _maps(array, chosen, text)


def _numbers(values: Any) -> Array:
    held = getattr(values, "detach", lambda: values)()
    array = np.asarray(getattr(held, "numpy", lambda: held)())
    if array.dtype.kind not in "fiub":
        raise ValueError(f"values hold {array.dtype}, which are no numbers to draw")
    if not 1 <= array.ndim <= 4 or array.size == 0:
        raise ValueError(
            f"values have shape {array.shape}; a picture takes one to four axes, none of them empty"
        )
    if array.size > MOST_NUMBERS:
        raise ValueError(f"values hold {array.size:,} numbers; a picture takes {MOST_NUMBERS:,}")
    return array.astype(float)


def _sizes(array: Array) -> str:
    if array.ndim == 1:
        return f"A curve through {len(array)} numbers"
    size = f"{array.shape[-2]} × {array.shape[-1]} numbers"
    count = math.prod(array.shape[:-2])
    if array.ndim == 2:
        return size
    return f"{count} maps of {size}" if count > 1 else f"A map of {size}"


def _range(array: Array) -> str:
    finite = array[np.isfinite(array)]
    if not finite.size:
        return "of which none is finite."
    low, high = (f"{end:.3g}".replace("-", "−") for end in (finite.min(), finite.max()))
    words = f"from {low} to {high}."
    left_out = array.size - finite.size
    return f"{words} {left_out} more are not finite." if left_out else words


def _is_brightness(array: Array) -> bool:
    is_image = array.ndim == 2 or array.shape[-3] == 1
    return is_image and bool(array.min() >= 0 and array.max() <= 1)


def _map(array: Array, colormap: Colormap, text: str) -> Scene:
    rows, columns = array.shape
    limit = fair_limit(array)
    if max(rows, columns) <= MOST_WRITTEN and colormap == "signed":
        return sheet(rows, columns, cells(array, limit), text)
    return sheet(rows, columns, _drawn(array, colormap, limit), text)


def _drawn(array: Array, colormap: Colormap, limit: float) -> tuple[Mark, ...]:
    drawn = picture(array) if colormap == "gray" else signed_map(array, limit)
    return drawn, frame(*array.shape)


def _maps(array: Array, colormap: Colormap, text: str) -> Scene:
    """Lay maps out in rows: a batch by its images, anything else as the room suggests."""
    maps = array.reshape(-1, *array.shape[-2:])
    shown, limit = maps[:MOST_MAPS], fair_limit(maps)
    across = _across(array, len(shown))
    down = math.ceil(len(shown) / across)
    height, width = array.shape[-2:]
    gap = max(height, width) * GAP
    marks: list[Mark] = []
    for index, one in enumerate(shown):
        row, column = divmod(index, across)
        place = column * (width + gap), row * (height + gap)
        marks += placed(_drawn(one, colormap, limit), *place)
    if len(maps) > len(shown):
        text += f" The first {len(shown)} are shown."
    rows, columns = down * (height + gap) - gap, across * (width + gap) - gap
    margin = max(rows, columns) / 80
    return Scene(columns + 2 * margin, rows + 2 * margin, tuple(marks), text, -margin, -margin)


def _across(array: Array, count: int) -> int:
    """How many maps stand in a row: at most eight, about twice as many as in a column."""
    if array.ndim == 4 and 1 < array.shape[1] <= MOST_WRITTEN:
        return int(array.shape[1])
    return min(count, MOST_WRITTEN, math.ceil(math.sqrt(2 * count)))


def size_of(scene: Scene) -> Literal["small", "square", "wide"]:
    """Say how much room a picture asks for in running text.

    Parameters
    ----------
    scene : Scene
        The picture.

    Returns
    -------
    str
        ``wide`` where it is much wider than high, ``small`` where it has few cells.
    """
    if scene.width > 1.3 * scene.height:
        return "wide"
    return "small" if 0 < max(scene.rows, scene.columns) <= MOST_WRITTEN else "square"
