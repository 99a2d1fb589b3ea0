"""Layers that hold others: branches that meet, and heads beside the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from onefilter.layers.single import AdaptivePool, Conv, Flatten, Linear, Norm, Pool, Scale


@dataclass(frozen=True)
class Sum:
    """Branches from one input, added up; an empty branch passes the input on.

    Attributes
    ----------
    branches : tuple of tuples of layers
        Each a chain.

    Raises
    ------
    TypeError
        If something in a branch is not a layer.
    ValueError
        If there is no branch.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> residual = Sum(((Conv(8, 3, padding=1),), ()))
    >>> trace((residual,), (8, 22, 22))[-1].output_shape
    (8, 22, 22)
    """

    branches: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Refuse what does not branch."""
        _check_branches(self.branches)


@dataclass(frozen=True)
class Concat:
    """Branches from one input, their channels side by side.

    Attributes
    ----------
    branches : tuple of tuples of layers
        Each a chain.

    Raises
    ------
    TypeError
        If something in a branch is not a layer.
    ValueError
        If there is no branch.

    Examples
    --------
    >>> from onefilter.architecture import trace
    >>> trace((Concat(((Conv(8, 1),), (Conv(4, 3, padding=1),))),), (3, 22, 22))[-1].output_shape
    (12, 22, 22)
    """

    branches: tuple[Block, ...]

    def __post_init__(self) -> None:
        """Refuse what does not branch."""
        _check_branches(self.branches)


@dataclass(frozen=True)
class Auxiliary:
    """A head that only training uses: it holds parameters, and inference never runs it.

    Attributes
    ----------
    block : tuple of layers
        The head.

    Raises
    ------
    TypeError
        If something in the head is not a layer.

    Examples
    --------
    >>> from onefilter.architecture import count_macs, count_parameters
    >>> network = (Auxiliary((Flatten(), Linear(10))), Flatten(), Linear(10))
    >>> count_parameters(network, (1, 4, 4)), count_macs(network, (1, 4, 4))
    (340, 160)
    """

    block: Block

    def __post_init__(self) -> None:
        """Refuse what is not made of layers."""
        check_block("block", self.block)


Layer: TypeAlias = (
    Conv | Pool | AdaptivePool | Norm | Scale | Flatten | Linear | Sum | Concat | Auxiliary
)
Block: TypeAlias = tuple[Layer, ...]


def check_block(name: str, block: object) -> None:
    """Refuse what is not a tuple of layers, and say where."""
    if not isinstance(block, (tuple, list)):
        raise TypeError(f"{name}={block!r} is not a chain; give a tuple of layers")
    for place, layer in enumerate(block):
        if not isinstance(layer, Layer):
            raise TypeError(
                f"{name}[{place}]={layer!r} is not a layer; give one of onefilter.layers"
            )


def _check_branches(branches: object) -> None:
    if not isinstance(branches, (tuple, list)) or not branches:
        raise ValueError(f"branches={branches!r} does not fit; give at least one tuple of layers")
    for place, branch in enumerate(branches):
        check_block(f"branches[{place}]", branch)
