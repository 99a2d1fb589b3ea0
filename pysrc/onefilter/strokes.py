"""Drawing with a round pen: anti-aliased lines on a small grid of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onefilter.checks import Array, array, finite, integer, positive, shape


def draw_stroke(points: ArrayLike, thickness: float, size: int = 24) -> Array:
    r"""Draw a polyline with a round pen.

    A pixel at distance :math:`d` from the line has the ink
    :math:`\min(1, \max(0, t/2 + 1/2 - d))`, which is what area sampling of a straight edge gives.

    Parameters
    ----------
    points : array_like of shape (n, 2)
        Corners as ``(x, y)`` in the unit square, the origin at the top left; a single point makes
        a dot.
    thickness : float
        Width of the pen in pixels, above 0.
    size : int
        Pixels along a side of the picture.

    Returns
    -------
    ndarray of shape (size, size)
        Ink from 0 to 1.

    Raises
    ------
    ValueError
        If a point is not finite, or the pen or the picture has no size.

    Examples
    --------
    >>> draw_stroke([(0, 0.5), (1, 0.5)], 1, size=3)
    array([[0., 0., 0.],
           [1., 1., 1.],
           [0., 0., 0.]])
    """
    corners = finite("points", array("points", points, "n 2"))
    shape("points", corners, (len(corners), 2), "with x and y for every corner")
    corners = corners * integer("size", size) - 0.5
    pen = positive("thickness", thickness)
    starts, ends = corners[: max(1, len(corners) - 1)], corners[min(1, len(corners) - 1) :]
    along_x, along_y = (ends - starts).T[:, :, None, None]
    # From each segment's start to each pixel: columns differ in x alone, rows in y alone.
    pixels = np.arange(size)
    x = (pixels - starts[:, :1])[:, None, :]
    y = (pixels - starts[:, 1:])[:, :, None]
    length = np.maximum(along_x**2 + along_y**2, 1e-12)
    share = np.clip((x * along_x + y * along_y) / length, 0, 1)
    squared = (x - share * along_x) ** 2 + (y - share * along_y) ** 2
    ink: Array = np.clip(pen / 2 + 0.5 - np.sqrt(squared.min(axis=0)), 0, 1)
    return ink


def arc(
    centre: tuple[float, float],
    radii: tuple[float, float],
    start: float,
    stop: float,
    corners: int = 16,
) -> Array:
    """Corners along an ellipse, for `draw_stroke`.

    Parameters
    ----------
    centre, radii : pair of float
        ``(x, y)`` in the unit square.
    start, stop : float
        Angles in degrees, 0 to the right, growing clockwise as the picture is seen.
    corners : int
        Number of points, at least 2.

    Returns
    -------
    ndarray of shape (corners, 2)
        The points.

    Raises
    ------
    ValueError
        If there are fewer than two corners.

    Examples
    --------
    >>> arc((0.5, 0.5), (0.5, 0.5), 0, 180, corners=2).round(6) + 0
    array([[1. , 0.5],
           [0. , 0.5]])
    """
    angles = np.radians(np.linspace(start, stop, integer("corners", corners, minimum=2)))
    return np.stack(
        [centre[0] + radii[0] * np.cos(angles), centre[1] + radii[1] * np.sin(angles)], axis=1
    )
