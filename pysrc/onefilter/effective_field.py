"""How much each pixel of a receptive field counts, measured by sending a gradient back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from onefilter.checks import Array, choice, every, integer
from onefilter.grid import Grid
from onefilter.patches import input_gradient
from onefilter.receptive_field import Window, receptive_field

Weights = Literal["uniform", "random"]


def effective_field(
    layers: Sequence[Window],
    *,
    weights: Weights = "uniform",
    channels: int = 8,
    draws: int = 16,
    seed: int = 0,
) -> Array:
    r"""Effective receptive field of one output, by back-propagation.

    A gradient of 1 at a single output is carried back to the input through linear convolutions;
    what arrives at a pixel is how much that pixel moves the output,

    .. math:: e_{r,s} = \frac{1}{Z}\,\mathbb{E}\left|\frac{\partial y}{\partial x_{r,s}}\right|,
        \qquad \sum_{r,s} e_{r,s} = 1.

    Parameters
    ----------
    layers : sequence of Window
        From the image on, the same along both axes; padding plays no part far from the border.
    weights : {"uniform", "random"}
        All weights equal, or drawn from a normal distribution and averaged in size over draws.
    channels : int
        Channels between the layers, for random weights.
    draws : int
        Networks to average, for random weights.
    seed : int
        Draws the random weights.

    Returns
    -------
    ndarray of shape (R, R)
        Shares that add up to 1, with R the size of the receptive field.

    Raises
    ------
    TypeError
        If a layer is not a Window.
    ValueError
        If there is no layer, or an argument does not fit.

    References
    ----------
    Luo, Li, Urtasun and Zemel, *Understanding the effective receptive field in deep convolutional
    neural networks*, 2016.

    Examples
    --------
    >>> effective_field([Window(3), Window(3)])[2] * 81
    array([3., 6., 9., 6., 3.])
    """
    if not every("layers", layers, Window):
        raise ValueError("layers is empty; give at least one Window")
    if choice("weights", weights, ("uniform", "random")) == "uniform":
        return _shares(
            _backward(layers, [np.ones((1, 1, w.kernel_size, w.kernel_size)) for w in layers])
        )
    rng = np.random.default_rng(integer("seed", seed, minimum=0))
    widths = [1, *[integer("channels", channels)] * (len(layers) - 1), 1]
    total: Array = np.zeros((receptive_field(layers).size,) * 2)
    for _ in range(integer("draws", draws)):
        drawn = [
            rng.normal(size=(made, seen, layer.kernel_size, layer.kernel_size))
            for layer, seen, made in zip(layers, widths, widths[1:], strict=False)
        ]
        total += np.abs(_backward(layers, drawn))
    return _shares(total)


def _shares(field: Array) -> Array:
    shares: Array = field / field.sum()
    return shares


def _backward(layers: Sequence[Window], weights: Sequence[Array]) -> Array:
    gradient: Array = np.ones((1, 1, 1, 1))
    for layer, weight in zip(reversed(layers), reversed(weights), strict=True):
        outputs = gradient.shape[2]
        size = (outputs - 1) * layer.stride + (layer.kernel_size - 1) * layer.dilation + 1
        place = Grid(
            size=(size, size),
            kernel_size=(layer.kernel_size,) * 2,
            stride=(layer.stride,) * 2,
            padding=((0, 0), (0, 0)),
            dilation=(layer.dilation,) * 2,
            output=(outputs, outputs),
        )
        gradient = input_gradient(gradient, weight, place, 1, weight.shape[1])
    plane: Array = gradient[0, 0]
    return plane
