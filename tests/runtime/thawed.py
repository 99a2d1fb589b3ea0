"""A program for a thawed Python: what is there, what it computes, what it draws by chance."""

import json
import random
import sys

ready = {"numpy", "numpy.fft", "onefilter.player", "onefilter.session"}
there = sorted(ready & sys.modules.keys())

import numpy as np  # noqa: E402

from onefilter.conv import conv2d  # noqa: E402
from onefilter.player import Player  # noqa: E402


def main() -> str:
    """Return what the tests outside look at."""
    image = np.arange(576.0).reshape(1, 1, 24, 24) % 7
    kernel = np.arange(9.0).reshape(1, 1, 3, 3)
    return json.dumps(
        {
            "there": there,
            "map": conv2d(image, kernel)[0, 0].tolist(),
            "values": Player().mount("pooling")["values"],
            "chance": [
                random.random(),
                np.random.sample(),  # noqa: NPY002
                np.random.default_rng().random(),
            ],
            "seeded": np.random.default_rng(3).random(4).tolist(),
        }
    )
