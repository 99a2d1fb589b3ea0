"""Batches of small maps, and five ways to say whose mean and variance a number is measured by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onefilter.normalization import batch_norm, group_norm, instance_norm, layer_norm

Maps = NDArray[np.floating[Any]]
CHANNELS, SIDE = 6, 4
# What the channels are like on the long run; every image has a contrast of its own besides.
MEANS = np.array([1.5, -0.5, 0.0, 2.5, -2.0, 0.5])
DEVIATIONS = np.array([1.0, 0.4, 2.0, 0.7, 1.5, 0.3])


class Part(NamedTuple):
    """Which images, channels and pixels share their statistics: a block of the batch."""

    images: slice
    channels: slice
    rows: slice
    columns: slice


class Place(NamedTuple):
    """One number of a batch."""

    image: int
    channel: int
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class Running:
    """Running mean and variance of each channel, after so many batches."""

    mean: Maps
    variance: Maps


def batch(size: int, seed: int, number: int) -> Maps:
    """Draw a batch of shape (N, C, H, W)."""
    rng = np.random.default_rng([seed, number])
    contrast = rng.uniform(0.5, 1.5, (size, 1, 1, 1))
    noise = rng.normal(size=(size, CHANNELS, SIDE, SIDE))
    drawn: Maps = MEANS[:, None, None] + contrast * DEVIATIONS[:, None, None] * noise
    return drawn


def seen(size: int, seed: int, count: int, so_far: Sequence[Running]) -> tuple[Running, ...]:
    """Follow the running statistics to `count` batches, from where they stood or from none."""
    history = list(so_far) or [Running(np.zeros(CHANNELS), np.ones(CHANNELS))]
    for number in range(len(history) - 1, count):
        mean, variance = history[-1].mean.copy(), history[-1].variance.copy()
        batch_norm(batch(size, seed, number), mean, variance, training=True)
        history.append(Running(mean, variance))
    return tuple(history)


def normalized(x: Maps, kind: str, groups: int, running: Running | None) -> Maps:
    """Normalise a batch; with `running` statistics, batch norm is as at inference."""
    if kind == "batch":
        if running is None:
            return batch_norm(x, None, None, training=True)
        return batch_norm(x, running.mean, running.variance)
    if kind == "pixel":
        return layer_norm(x.transpose(0, 2, 3, 1), CHANNELS).transpose(0, 3, 1, 2)
    ways: Mapping[str, Callable[[Maps], Maps]] = {
        "layer": lambda maps: layer_norm(maps, (CHANNELS, SIDE, SIDE)),
        "group": lambda maps: group_norm(maps, groups),
        "instance": instance_norm,
    }
    return ways[kind](x)


def part_of(place: Place, kind: str, groups: int) -> Part:
    """Find the numbers that share their mean and variance with one of them."""
    everything = slice(None)
    image, channel = (slice(number, number + 1) for number in place[:2])
    size = CHANNELS // groups
    first = place.channel // size * size
    return {
        "batch": Part(everything, channel, everything, everything),
        "instance": Part(image, channel, everything, everything),
        "layer": Part(image, everything, everything, everything),
        "group": Part(image, slice(first, first + size), everything, everything),
        "pixel": Part(image, everything, *(slice(number, number + 1) for number in place[2:])),
    }[kind]
