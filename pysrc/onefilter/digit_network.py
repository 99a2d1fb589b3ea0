"""The small network that reads the drawn digits, with the weights that training gave it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from onefilter import nn
from onefilter.checks import Array, choice

__all__ = ["WEIGHTS", "digit_network", "recorded_accuracy", "trained_digit_network"]

WEIGHTS = Path(__file__).with_name("digit_network.npz")
"""State of the trained network, and how its training went."""

_ACCURACIES, _LOSSES = "held_out_accuracies", "losses"


def digit_network(seed: int = 0, *, weights: str | None = None) -> nn.Sequential:
    """Build the network: 24×24 → 22×22 → 11×11 → 9×9 → 4×4 → 10 scores.

    Parameters
    ----------
    seed : int
        Draws the weights.
    weights : {None, "DEFAULT"}
        ``"DEFAULT"`` asks for the trained ones, as of torchvision's networks.

    Returns
    -------
    Sequential
        Takes images ``(N, 1, 24, 24)`` and makes scores ``(N, 10)``.

    Raises
    ------
    ValueError
        If there are no such weights.

    References
    ----------
    LeCun et al., *Gradient-based learning applied to document recognition*, 1998.

    Examples
    --------
    >>> nn.summary(digit_network(), (1, 24, 24)).parameters
    3818
    """
    if weights is not None:
        choice("weights", weights, ("DEFAULT",))
        return trained_digit_network()
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 4 * 4, 10),
    ).reset_parameters(seed)


def trained_digit_network() -> nn.Sequential:
    """Return the network as trained by ``pysrc/train_digits.py``.

    Returns
    -------
    Sequential
        In inference mode.

    Examples
    --------
    >>> from onefilter.digits import digit_set
    >>> from onefilter.training import accuracy
    >>> accuracy(trained_digit_network(), *digit_set(200, split="test")) > 0.9
    True
    """
    network = digit_network()
    with np.load(WEIGHTS) as stored:
        network.load_state_dict({name: stored[name] for name in network.state_dict()})
    return network.eval()


def recorded_accuracy() -> float:
    """Return the share of held-out digits that the trained network read right.

    Returns
    -------
    float
        From 0 to 1, as measured when it was trained.

    Examples
    --------
    >>> recorded_accuracy() >= 0.97
    True
    """
    return float(recorded_run()[1][-1])


def recorded_run() -> tuple[Array, Array]:
    """Return how the training of the stored network went.

    Returns
    -------
    losses : ndarray of shape (steps,)
        On each batch, before its update.
    accuracies : ndarray of shape (passes + 1,)
        The share of held-out digits read right, before and after each pass over the examples.

    Examples
    --------
    >>> losses, accuracies = recorded_run()
    >>> losses.shape, accuracies.shape
    ((1500,), (13,))
    """
    with np.load(WEIGHTS) as stored:
        return stored[_LOSSES], stored[_ACCURACIES]


def store(network: nn.Module, losses: ArrayLike, accuracies: ArrayLike) -> None:
    """Write a trained network's state and how its training went to `WEIGHTS`.

    Parameters
    ----------
    network : Module
        What `digit_network` built, trained.
    losses, accuracies : array_like
        As `recorded_run` returns them.
    """
    run = {_LOSSES: np.asarray(losses, np.float32), _ACCURACIES: np.asarray(accuracies)}
    arrays: dict[str, Any] = network.state_dict() | run
    np.savez(WEIGHTS, **arrays)
