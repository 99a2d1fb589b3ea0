"""Examples, and which of them each step of a training sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onefilter.checks import finite, integer


def shuffled(
    count: int, *, epochs: int, batch_size: int, seed: int = 0
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Deal out examples in batches, in a new order for every pass.

    Parameters
    ----------
    count : int
        How many examples there are.
    epochs : int
        Passes over all of them.
    batch_size : int
        Examples a batch; the last batch of a pass may be smaller.
    seed : int
        Shuffles.

    Returns
    -------
    iterator of (int, ndarray of int)
        The pass, from 0, and the examples of one batch.

    Raises
    ------
    ValueError
        At once, if an argument does not fit.

    Examples
    --------
    >>> [(epoch, len(batch)) for epoch, batch in shuffled(5, epochs=2, batch_size=3)]
    [(0, 3), (0, 2), (1, 3), (1, 2)]
    """
    passes, together = integer("epochs", epochs), integer("batch_size", batch_size)
    rng = np.random.default_rng(integer("seed", seed, minimum=0))

    def batches() -> Iterator[tuple[int, NDArray[np.int64]]]:
        for epoch in range(passes):
            order = rng.permutation(count)
            for start in range(0, count, together):
                yield epoch, order[start : start + together]

    return batches()


def counted(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return examples as an array, or refuse what does not count any."""
    examples = np.asarray(value)
    if not examples.ndim:
        raise ValueError(f"{name}={value!r} is a single number; it must have shape (N, ...)")
    if not len(examples):
        raise ValueError(f"{name} has no examples; give at least one")
    return examples


def learnable(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return examples as an array, or refuse those that nothing can be learned from."""
    examples = counted(name, value)
    if examples.dtype.kind not in "fiub":
        raise TypeError(f"{name} has dtype {examples.dtype}; give numbers")
    return finite(name, examples)
