"""What the digit network reads, as ten bars."""

from __future__ import annotations

import numpy as np

from onefilter.demos._digit import percent
from onefilter.demos._hierarchy import Reading
from onefilter.scene.bars import bars
from onefilter.scene.marks import Scene


def draw_scores(reading: Reading) -> Scene:
    """Draw how sure the network is of each class."""
    shares = reading.probabilities.tolist()
    best = int(np.argmax(shares))
    return bars(
        shares,
        [str(digit) for digit in range(10)],
        [percent(share) for share in shares],
        f"The ten classes as bars; the longest is {best}, with {percent(shares[best])}.",
        lit=best,
        limit=1.0,
        length=8.0,
    )
