"""What the browser's Python does in the benchmark beside JavaScript: called from peers.mjs."""

import sys
from time import perf_counter

import numpy as np

sys.path.insert(0, "/bench")

from _workloads import arrays

from onefilter.conv import conv2d
from onefilter.digit_network import digit_network
from onefilter.digits import digit_set
from onefilter.images import IMAGES
from onefilter.kernels import PRESETS
from onefilter.learner import learn_filter, learned_filters
from onefilter.optim import SGD
from onefilter.player import Player
from onefilter.training import fit

DIGITS = 320
BATCH = 32
DESCENT = 1000
PLAYGROUND = "filter-playground"


class Bench:
    """Every work by its name, made once."""

    def __init__(self) -> None:
        self.works = {}

    def convolution(self, name: str, dtype: str):
        """Make a convolution and return its function."""
        key = (name, dtype)
        if key not in self.works:
            x, weight, options = arrays(name, dtype)
            self.works[key] = lambda: conv2d(x, weight, **options)
        return self.works[key]

    def seconds(self, name: str, dtype: str, repeats: int) -> float:
        """Time one convolution, averaged over some."""
        work = self.convolution(name, dtype)
        begin = perf_counter()
        for _ in range(repeats):
            work()
        return (perf_counter() - begin) / repeats

    def problem(self):
        """Return the picture and the map to learn from."""
        image = IMAGES["texture"].pixels
        weight = PRESETS["sobel_x"].weights
        return image, conv2d(image[None, None], weight[None, None])[0, 0]

    def steps_one_by_one(self) -> float:
        """Return the seconds of one step of the learner that remembers the patches."""
        steps = learn_filter(*self.problem(), rate=0.1)
        begin = perf_counter()
        for _ in zip(range(DESCENT), steps, strict=False):
            pass
        return (perf_counter() - begin) / DESCENT

    def steps_at_once(self) -> float:
        """Return the seconds of one step where all are computed together."""
        problem = self.problem()
        begin = perf_counter()
        learned_filters(*problem, rate=0.1, steps=DESCENT)
        return (perf_counter() - begin) / DESCENT

    def hover(self, rounds: int) -> float:
        """Return the 99th percentile of the seconds from a pointer's move to its frame.

        The pointer visits every cell of every view of the playground; nothing is painted.
        """
        player = Player()
        views = player.mount(PLAYGROUND)["views"]
        cells = [
            (name, *cell)
            for name, view in views.items()
            for cell in np.ndindex(view["rows"], view["columns"])
        ]
        taken = []
        for name, row, column in cells * rounds:
            begin = perf_counter()
            player.point(PLAYGROUND, name, row, column)
            taken.append(perf_counter() - begin)
        # The first round warms what a page has long used when a pointer comes.
        return float(np.quantile(taken[len(cells) :], 0.99))

    def epoch(self) -> float:
        """Return the seconds of one pass of the digit network over some digits."""
        if "epoch" not in self.works:
            model = digit_network()
            optimizer = SGD(model.parameters(), 0.01, momentum=0.9)
            self.works["epoch"] = lambda data: fit(model, *data, optimizer, batch_size=BATCH)
            self.works["digits"] = digit_set(DIGITS)
        begin = perf_counter()
        for _ in self.works["epoch"](self.works["digits"]):
            pass
        return perf_counter() - begin

    def numbers(self, name: str) -> list[bytes]:
        """Return maps and filters of a workload as raw float64, for JavaScript."""
        x, weight, _ = arrays(name, "float64")
        return [x.tobytes(), weight.tobytes()]

    def answer(self, name: str) -> bytes:
        """Return a workload's result as raw float64, to hold JavaScript's to."""
        return np.ascontiguousarray(self.convolution(name, "float64")()).tobytes()
