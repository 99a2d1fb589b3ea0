"""What flows back through a convolution."""

from __future__ import annotations

from typing import NamedTuple

from onefilter.checks import Array


class ConvGradients(NamedTuple):
    """Gradients of a loss with respect to what a convolution was given.

    Attributes
    ----------
    x, weight, bias : ndarray
        Shaped like the arguments; ``bias`` has one number for each output channel.
    """

    x: Array
    weight: Array
    bias: Array
