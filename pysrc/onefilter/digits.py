"""A set of handwritten-looking digits, drawn by a random hand: endless, and nothing to download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onefilter.checks import Array, choice, integer
from onefilter.handwriting import WAYS
from onefilter.strokes import draw_stroke

SIDE = 24
"""Pixels along a side of every digit."""

Split = Literal["train", "test"]


class DigitSet(NamedTuple):
    """Pictures of digits and what they show.

    Attributes
    ----------
    images : ndarray of shape (n, 1, 24, 24)
        Float32 ink from 0 to 1.
    labels : ndarray of int, of shape (n,)
        The digits, 0 to 9.

    Examples
    --------
    >>> drawn = digit_set(3, seed=1)
    >>> drawn.images.shape, drawn.labels.shape
    ((3, 1, 24, 24), (3,))
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int64]


def draw_digit(label: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw one digit with a random hand.

    Chance decides the way of writing it, its slant, turn, size and place, the width of the pen and
    a tremor of the line.

    Parameters
    ----------
    label : int
        The digit, 0 to 9.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    ndarray of shape (24, 24)
        Float32 ink from 0 to 1.

    Raises
    ------
    ValueError
        If there is no such digit.

    Examples
    --------
    >>> draw_digit(7, np.random.default_rng(0)).shape
    (24, 24)
    """
    if integer("label", label, minimum=0) > 9:
        raise ValueError(f"label={label} is no digit; give 0 to 9")
    ways = WAYS[label]
    strokes = ways[rng.integers(len(ways))]
    turn, slant = rng.normal(0, 0.12), rng.normal(0.05, 0.18)
    across, down = rng.uniform(0.72, 1.08, 2)
    move = np.array(
        [
            [across * np.cos(turn), down * (slant * np.cos(turn) - np.sin(turn))],
            [across * np.sin(turn), down * (slant * np.sin(turn) + np.cos(turn))],
        ]
    )
    place = 0.5 + rng.normal(0, 0.035, 2)
    pen = rng.uniform(1.3, 3.2)
    ink = np.zeros((SIDE, SIDE))
    for stroke in strokes:
        trembling = stroke - 0.5 + _tremor(len(stroke), rng)
        ink = np.maximum(ink, draw_stroke(trembling @ move.T + place, pen, SIDE))
    return ink.astype(np.float32)


def digit_set(count: int, *, split: Split = "train", seed: int = 0) -> DigitSet:
    """Draw many digits, as many of each as can be, in random order.

    Parameters
    ----------
    count : int
        How many.
    split : {"train", "test"}
        The two never share a random draw, so what is learned on one is judged on the other.
    seed : int
        The same seed draws the same digits.

    Returns
    -------
    DigitSet
        Images ``(count, 1, 24, 24)`` and labels ``(count,)``.

    Raises
    ------
    ValueError
        If an argument does not fit.

    Examples
    --------
    >>> digit_set(20).labels.tolist()
    [4, 9, 6, 2, 3, 6, 3, 1, 0, 8, 0, 2, 7, 5, 8, 7, 4, 9, 1, 5]
    """
    labels, images = zip(*digit_stream(count, split=split, seed=seed), strict=True)
    return DigitSet(np.stack(images)[:, None], np.array(labels, dtype=np.int64))


def digit_stream(
    count: int, *, split: Split = "train", seed: int = 0
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Draw the digits of `digit_set` one by one, for whoever cannot wait for all of them.

    Parameters
    ----------
    count, split, seed
        As `digit_set` takes them.

    Returns
    -------
    iterator of (int, ndarray of shape (24, 24))
        Label and ink.

    Raises
    ------
    ValueError
        At once, if an argument does not fit.

    Examples
    --------
    >>> [label for label, _ in digit_stream(5)]
    [2, 4, 3, 0, 1]
    """
    stream = ("train", "test").index(choice("split", split, ("train", "test")))
    rng = np.random.default_rng([integer("seed", seed, minimum=0), stream])
    labels = rng.permutation(np.arange(integer("count", count)) % 10).tolist()
    return ((label, draw_digit(label, rng)) for label in labels)


def _tremor(points: int, rng: np.random.Generator) -> Array:
    """Draw small offsets that drift along the line."""
    drift = np.cumsum(rng.normal(0, 0.008, (points, 2)), axis=0)
    offsets: Array = drift - drift.mean(axis=0)
    return offsets


def parity_set(count: int, *, split: Split = "train", seed: int = 0) -> DigitSet:
    """Draw digits, labelled 1 where the digit is odd and 0 where it is even.

    Parameters
    ----------
    count, split, seed
        As for `digit_set`.

    Returns
    -------
    DigitSet
        With the digit's parity for its label.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Examples
    --------
    >>> digit_set(5).labels % 2 == parity_set(5).labels
    array([ True,  True,  True,  True,  True])
    """
    images, labels = digit_set(count, split=split, seed=seed)
    return DigitSet(images, labels % 2)
