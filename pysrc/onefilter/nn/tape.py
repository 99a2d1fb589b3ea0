"""The tape: which results came from which, and how to walk it backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

from onefilter.checks import Array

Pull: TypeAlias = Callable[[Array], Sequence[Array | None]]

_recording: ContextVar[bool] = ContextVar("recording", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without remembering, as for a prediction.

    Yields
    ------
    None
        Inside the block nothing is recorded.

    Examples
    --------
    >>> from onefilter import nn
    >>> with no_grad():
    ...     y = nn.Tensor([1.0], requires_grad=True) * 2
    >>> y.requires_grad
    False
    """
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


def recording() -> bool:
    """Tell whether results are remembered now."""
    return _recording.get()


class Node:
    """What the tape knows of a result: what it was made from, and how gradients go back.

    Attributes
    ----------
    requires_grad : bool
        Whether this, or anything it was made from, wants a gradient.
    parents : tuple of Node
        What it was made from.
    pull : callable or None
        Takes the gradient of the result and returns that of each parent, or None; a start of the
        tape has none.
    """

    def __init__(self, requires_grad: bool) -> None:
        self.requires_grad = requires_grad
        self.parents: tuple[Node, ...] = ()
        self.pull: Pull | None = None


def pull_back(end: Node, gradient: Array) -> Iterator[tuple[Node, Array]]:
    """Send a gradient back along the tape, which is used up by it.

    Parameters
    ----------
    end : Node
        Where the gradient is known.
    gradient : ndarray
        Its value there.

    Yields
    ------
    Node, ndarray
        Every start of the tape that wants a gradient, with the sum of what reached it.
    """
    waiting = {id(end): gradient}
    for node in _children_first(end):
        arrived = waiting.pop(id(node), None)
        if arrived is None:
            continue
        if node.pull is None:
            yield node, arrived
            continue
        parents, shares = node.parents, node.pull(arrived)
        # Let go of what was used: memory is free at once, and without a deep recursion at the end.
        node.parents, node.pull = (), _used_up
        for parent, share in zip(parents, shares, strict=True):
            if share is not None and parent.requires_grad:
                key = id(parent)
                waiting[key] = waiting[key] + share if key in waiting else share


def _used_up(_: Array) -> Sequence[Array | None]:
    raise ValueError("backward() has used up this part of the tape; compute the output anew")


def _children_first(end: Node) -> list[Node]:
    """Order a tape so that every node comes after all that were made from it."""
    order: list[Node] = []
    seen: set[int] = set()
    stack: list[tuple[Node, bool]] = [(end, False)]
    while stack:
        node, finished = stack.pop()
        if finished:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents if parent.requires_grad)
    return order[::-1]
