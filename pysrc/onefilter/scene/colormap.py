"""Numbers become colours here, by looking them up: a small picture costs microseconds."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Colormap = Literal["gray", "signed", "rgb"]
Colours = NDArray[np.uint8]

# Both stand out on white paper and on a dark page alike.
INDIGO = (99, 110, 220)
ORANGE = (245, 124, 0)
LEVELS = 255


def _table(rows: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Rows of (red, green, blue, alpha) as one 32-bit word each, so that one look-up moves all."""
    return np.ascontiguousarray(rows, dtype=np.uint8).view(np.uint32).ravel()


def _gray() -> NDArray[np.uint32]:
    shade = np.arange(LEVELS + 1)
    return _table(np.stack([shade, shade, shade, np.full_like(shade, 255)], axis=1))


def _signed() -> NDArray[np.uint32]:
    level = np.arange(-LEVELS, LEVELS + 1)
    colour = np.where(level[:, None] < 0, ORANGE, INDIGO)
    return _table(np.column_stack([colour, abs(level)]))


_TABLES = {"gray": _gray(), "signed": _signed()}
_LOWEST = {"gray": 0, "signed": -LEVELS}


def to_rgba(values: NDArray[np.floating[Any]], colormap: Colormap, limit: float = 1.0) -> Colours:
    """Colour an array.

    Parameters
    ----------
    values : ndarray of shape (H, W), or (H, W, 3) for ``rgb``
        The numbers.
    colormap : {"gray", "signed", "rgb"}
        ``gray`` runs from black at 0 to white at `limit`, ``rgb`` so in each of three channels;
        ``signed`` is indigo above zero, orange below, and opaque in proportion to the magnitude,
        so that it suits any paper.
    limit : float
        The magnitude that gets the full colour; larger ones get it too.

    Returns
    -------
    ndarray of shape (H, W, 4)
        Red, green, blue and alpha, one byte each.

    Examples
    --------
    >>> import numpy as np
    >>> to_rgba(np.array([[0.0, 1.0]]), "gray").tolist()
    [[[0, 0, 0, 255], [255, 255, 255, 255]]]
    """
    if colormap == "rgb":
        opaque = np.full((*values.shape[:2], 4), LEVELS, np.uint8)
        opaque[..., :3] = np.rint(np.clip(values / limit, 0, 1) * LEVELS)
        return opaque
    lowest = _LOWEST[colormap]
    level = np.minimum(np.maximum(values * (LEVELS / limit), lowest), LEVELS)
    index = np.rint(level).astype(np.intp) - lowest
    # A turned array keeps its order in memory, and bytes of words must stand side by side.
    words = np.ascontiguousarray(_TABLES[colormap][index])
    colours: Colours = words.view(np.uint8).reshape(*values.shape, 4)
    return colours
