"""The named 3×3 filters that people designed by hand before networks learned theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Kernel:
    """A filter with a name.

    Attributes
    ----------
    name : str
        The key in `PRESETS`, in snake case.
    label : str
        The name for people.
    weights : ndarray of shape (3, 3)
        Read-only float64 weights, applied without flipping (cross-correlation).
    description : str
        One sentence on what the filter responds to.

    Examples
    --------
    >>> kernel = PRESETS["sobel_x"]
    >>> print(kernel.label, kernel.weights[1])
    Sobel, left to right [-2.  0.  2.]
    """

    name: str
    label: str
    weights: NDArray[np.float64]
    description: str


def _kernel(name: str, label: str, rows: Sequence[Any], scale: float, description: str) -> Kernel:
    weights = np.array(rows, dtype=np.float64) * scale
    weights.flags.writeable = False
    return Kernel(name, label, weights, description)


PRESETS: Mapping[str, Kernel] = MappingProxyType(
    {
        kernel.name: kernel
        for kernel in (
            _kernel(
                "identity",
                "Identity",
                ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
                1,
                "Copies the pixel under the centre, so the map is the image without its border.",
            ),
            _kernel(
                "box_blur",
                "Box blur",
                ((1, 1, 1), (1, 1, 1), (1, 1, 1)),
                1 / 9,
                "Replaces each pixel by the mean of the nine around it.",
            ),
            _kernel(
                "gaussian_blur",
                "Gaussian blur",
                ((1, 2, 1), (2, 4, 2), (1, 2, 1)),
                1 / 16,
                "Averages the neighbourhood with weights that fall off from the centre.",
            ),
            _kernel(
                "sharpen",
                "Sharpen",
                ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
                1,
                "Adds to each pixel its difference from its four neighbours.",
            ),
            _kernel(
                "sobel_x",
                "Sobel, left to right",
                ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
                1,
                "Positive where the image grows brighter from left to right: upright edges.",
            ),
            _kernel(
                "sobel_y",
                "Sobel, top to bottom",
                ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
                1,
                "Positive where the image grows brighter from top to bottom: level edges.",
            ),
            _kernel(
                "laplacian",
                "Laplacian",
                ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
                1,
                "Sums the second differences along rows and columns: positive in dark dips, "
                "negative on bright bumps.",
            ),
            _kernel(
                "emboss",
                "Emboss",
                ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
                1,
                "Lights the image as a relief from the upper left, so that edges look raised.",
            ),
            _kernel(
                "outline",
                "Outline",
                ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
                1,
                "Compares each pixel with all eight neighbours: zero on flat areas, strong on "
                "every contour.",
            ),
        )
    }
)
"""Every named filter by its name, in the order in which to offer them."""
