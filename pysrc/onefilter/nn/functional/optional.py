"""Recording operations some of whose inputs may be missing."""

from __future__ import annotations

from collections.abc import Sequence

from onefilter.checks import Array
from onefilter.nn.tape import Pull
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record


def numbers(tensor: Operand | None) -> Array | None:
    """Return what a tensor holds, or None for none."""
    return None if tensor is None else as_tensor(tensor).data


def record_present(data: Array, parents: Sequence[Operand | None], pull: Pull) -> Tensor:
    """Put on the tape what was made from inputs some of which may be missing."""
    present = [(i, as_tensor(parent)) for i, parent in enumerate(parents) if parent is not None]

    def pull_present(grad: Array) -> Sequence[Array | None]:
        gradients = pull(grad)
        return [gradients[i] for i, _ in present]

    return record(data, tuple(parent for _, parent in present), pull_present)
