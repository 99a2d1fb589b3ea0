"""How people write the ten digits: pen strokes in the unit square."""

from __future__ import annotations

import numpy as np

from onefilter.checks import Array
from onefilter.strokes import arc

Strokes = tuple[Array, ...]


def _line(*points: tuple[float, float]) -> Array:
    return np.array(points)


# Every way to write each digit, as strokes in the unit square: x to the right, y down.
WAYS: tuple[tuple[Strokes, ...], ...] = (
    ((arc((0.5, 0.5), (0.22, 0.34), -80, 285, 24),),),
    (
        (_line((0.5, 0.15), (0.5, 0.85)),),
        (_line((0.36, 0.3), (0.54, 0.15), (0.54, 0.85)),),
        (_line((0.36, 0.3), (0.52, 0.15), (0.52, 0.85)), _line((0.34, 0.85), (0.7, 0.85))),
    ),
    (
        (
            np.concatenate(
                [arc((0.49, 0.34), (0.21, 0.19), 190, 385, 14), _line((0.3, 0.84), (0.73, 0.84))]
            ),
        ),
        (
            np.concatenate(
                [
                    arc((0.48, 0.33), (0.2, 0.18), 190, 400, 14),
                    arc((0.37, 0.76), (0.09, 0.07), 300, 60, 10),
                    _line((0.74, 0.84)),
                ]
            ),
        ),
    ),
    (
        (
            np.concatenate(
                [
                    arc((0.47, 0.32), (0.19, 0.17), 200, 430, 14),
                    arc((0.47, 0.67), (0.23, 0.19), -75, 160, 16),
                ]
            ),
        ),
        (
            np.concatenate(
                [
                    _line((0.3, 0.16), (0.68, 0.16), (0.46, 0.44)),
                    arc((0.46, 0.65), (0.23, 0.2), -80, 160, 16),
                ]
            ),
        ),
    ),
    (
        (_line((0.6, 0.85), (0.6, 0.15), (0.24, 0.62), (0.76, 0.62)),),
        (
            _line((0.36, 0.16), (0.29, 0.55), (0.72, 0.55)),
            _line((0.62, 0.2), (0.6, 0.86)),
        ),
    ),
    (
        (
            np.concatenate(
                [
                    _line((0.7, 0.16), (0.36, 0.16), (0.33, 0.46)),
                    arc((0.47, 0.64), (0.23, 0.2), -120, 150, 18),
                ]
            ),
        ),
    ),
    (
        (
            np.concatenate(
                [
                    _line((0.62, 0.13), (0.42, 0.34)),
                    arc((0.5, 0.65), (0.2, 0.2), 180, -190, 22),
                ]
            ),
        ),
    ),
    (
        (_line((0.27, 0.17), (0.73, 0.17), (0.44, 0.86)),),
        (_line((0.27, 0.17), (0.73, 0.17), (0.44, 0.86)), _line((0.38, 0.5), (0.68, 0.5))),
    ),
    (
        (
            arc((0.5, 0.33), (0.17, 0.17), 90, 450, 20),
            arc((0.5, 0.67), (0.21, 0.18), -90, 270, 20),
        ),
    ),
    (
        (
            np.concatenate(
                [
                    arc((0.5, 0.35), (0.2, 0.19), 10, 370, 22),
                    _line((0.68, 0.6), (0.58, 0.86)),
                ]
            ),
        ),
    ),
)
