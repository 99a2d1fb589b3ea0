"""What every layer of the digit network makes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.digit_network import digit_network, trained_digit_network
from onefilter.nn import Sequential, no_grad
from onefilter.receptive_field import Field, Window, receptive_field
from onefilter.softmax import softmax

Matrix = NDArray[np.floating[Any]]
# Names of the shown layers, the module after which each is read, and the windows up to it.
_CONV, _POOL = Window(3), Window(2, stride=2)
LAYERS = {
    "conv1": (1, (_CONV,)),
    "pool1": (2, (_CONV, _POOL)),
    "conv2": (4, (_CONV, _POOL, _CONV)),
    "pool2": (5, (_CONV, _POOL, _CONV, _POOL)),
}


@cache
def trained() -> Sequential:
    """Load the stored weights, once."""
    return trained_digit_network()


@cache
def untrained() -> Sequential:
    """Draw random weights, once."""
    return digit_network(0).eval()


@dataclass(frozen=True, eq=False)
class Reading:
    """One picture, read."""

    pixels: Matrix
    network: Sequential

    @cached_property
    def outputs(self) -> list[Matrix]:
        """What each module made."""
        made, x = [], self.pixels[None, None]
        with no_grad():
            for module in self.network:
                x = module(x).numpy()
                made.append(x[0])
        return made

    def maps(self, layer: str) -> Matrix:
        """The maps of a layer, of shape (C, H, W)."""
        return self.outputs[LAYERS[layer][0]]

    @property
    def scores(self) -> Matrix:
        """The ten scores."""
        return self.outputs[-1]

    @cached_property
    def probabilities(self) -> Matrix:
        """The scores as shares of certainty."""
        shares: Matrix = softmax(self.scores.astype(float))
        return shares


def field_of(layer: str) -> Field:
    """What a cell of a layer sees of the picture."""
    return receptive_field(LAYERS[layer][1])
