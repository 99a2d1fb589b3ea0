"""Patches of a picture that attend to one another, and gates on the maps of filters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.attention import attention_weights
from onefilter.conv import conv2d
from onefilter.coverage import path_counts
from onefilter.kernels import PRESETS
from onefilter.receptive_field import Window
from onefilter.squeeze_excitation import squeeze_excitation
from onefilter.tokens import to_patches

Matrix = NDArray[np.floating[Any]]
PATCH = 2
# Filters whose maps are gated, and to how many numbers their means are squeezed.
FILTERS = tuple(PRESETS)
SQUEEZED = 3


@dataclass(frozen=True, eq=False)
class Attention:
    """One head over the patches of a picture.

    It compares patches as they are, brightness less its mean: queries and keys are not learned.
    """

    pixels: Matrix
    sharpness: float

    @property
    def across(self) -> int:
        """Patches along a side."""
        return int(self.pixels.shape[1]) // PATCH

    @cached_property
    def weights(self) -> Matrix:
        """How much each patch attends to each, of shape (patches, patches)."""
        tokens = to_patches(self.pixels[None, None] - self.pixels.mean(), PATCH)
        shares: Matrix = attention_weights(self.sharpness * tokens, tokens)[0]
        return shares

    def reach(self, patch: int) -> Matrix:
        """What one patch attends to, as a map of patches."""
        shares: Matrix = self.weights[patch].reshape(-1, self.across)
        return shares


def convolution_reach(across: int, patch: int, layers: int) -> Matrix:
    """How many paths lead to one patch from each, through some layers of 3×3."""
    counts = np.zeros(across + 2 * layers)
    maps = [counts.copy(), counts.copy()]
    for line, place in zip(maps, divmod(patch, across), strict=True):
        line[place : place + 2 * layers + 1] = path_counts([Window(3)] * layers)
    rows, columns = (line[layers : layers + across] for line in maps)
    return np.outer(rows, columns)


@dataclass(frozen=True, eq=False)
class Gates:
    """Squeeze-and-excitation on the maps of a few filters, with weights drawn at random."""

    pixels: Matrix
    seed: int

    @cached_property
    def maps(self) -> Matrix:
        """The maps, of shape (C, H, W)."""
        weights = np.stack([PRESETS[name].weights for name in FILTERS])[:, None]
        made: Matrix = np.abs(conv2d(self.pixels[None, None], weights, padding=1)[0])
        return made

    @cached_property
    def values(self) -> Matrix:
        """The gates, one a map.

        They depend on the means alone and scale all pixels alike, so that two pixels which lie
        one above and one below each mean tell them.
        """
        rng = np.random.default_rng(self.seed)
        squeeze = rng.normal(0, 1, (SQUEEZED, len(FILTERS)))
        excite = rng.normal(0, 1.5, (len(FILTERS), SQUEEZED))
        means = self.maps.mean(axis=(1, 2))[:, None, None]
        pixels = means + np.array([1.0, -1.0])
        above, below = np.moveaxis(squeeze_excitation(pixels[None], squeeze, excite)[0, :, 0], 1, 0)
        gates: Matrix = (above - below) / 2
        return gates

    @property
    def gated(self) -> Matrix:
        """The maps as they go on."""
        return self.maps * self.values[:, None, None]
