"""Modules: parameters with a forward pass, nested as the reader likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from onefilter.checks import integer
from onefilter.nn.parameter import Parameter
from onefilter.nn.tensor import Operand, Tensor, as_tensor

Watcher: TypeAlias = Callable[["Module", Tensor, Tensor], None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Call ``watcher(module, input, output)`` after every forward pass inside the block."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


class Module:
    """Base of all layers and networks; subclasses write ``forward`` and nothing else.

    Parameters, buffers and modules that are assigned to attributes are found by themselves, under
    the attributes' names, as in PyTorch.

    Attributes
    ----------
    training : bool
        Whether the module learns (True) or predicts; batch norm makes a difference.

    Examples
    --------
    >>> from onefilter import nn
    >>> class Block(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.conv = nn.Conv2d(1, 1, 3, padding=1)
    ...
    ...     def forward(self, x):
    ...         return x + self.conv(x)
    >>> Block()(np.ones((1, 1, 5, 5))).shape
    (1, 1, 5, 5)
    """

    training: bool = True

    def __init__(self) -> None:
        self._buffers: list[str] = []

    def __call__(self, *inputs: Operand) -> Tensor:
        """Run ``forward`` on tensors or arrays."""
        tensors = [as_tensor(value) for value in inputs]
        y = self.forward(*tensors)
        watcher = _watcher.get()
        if watcher is not None:
            watcher(self, tensors[0], y)
        return y

    def forward(self, *inputs: Any, **options: Any) -> Tensor:
        """Compute the output; every subclass writes its own, mostly of one input ``x``."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(self, x)")

    def macs(self, x: Tensor, y: Tensor) -> int:  # noqa: ARG002 - layers that multiply use them
        """Multiply-adds of this layer itself for one image, once input and output are known."""
        return 0

    def extra_repr(self) -> str:
        """Return the options to print."""
        return ""

    def __repr__(self) -> str:
        inner = [f"  ({name}): {child!r}" for name, child in self.named_children()]
        if not inner:
            return f"{type(self).__name__}({self.extra_repr()})"
        return "\n".join([f"{type(self).__name__}(", *inner, ")"])

    def register_buffer(self, name: str, value: ArrayLike) -> None:
        """Keep an array that belongs to the state but is not learned."""
        setattr(self, name, np.asarray(value))
        self._buffers.append(name)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Go through the modules directly inside this one."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value

    def children(self) -> Iterator[Module]:
        """Go through the modules directly inside this one, without their names."""
        return (child for _, child in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Go through this module and all inside it, by dotted names."""
        yield prefix, self
        for name, child in self.named_children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """Go through this module and all inside it."""
        return (module for _, module in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Go through all parameters, by dotted names."""
        for prefix, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, Parameter):
                    yield f"{prefix}.{name}" if prefix else name, value

    def parameters(self) -> Iterator[Parameter]:
        """Go through all parameters."""
        return (parameter for _, parameter in self.named_parameters())

    def state_dict(self) -> dict[str, Any]:
        """Return copies of all parameters and buffers, under PyTorch's names.

        Returns
        -------
        dict of str to ndarray
            In PyTorch's order: ``torch.from_numpy`` of each is what its ``load_state_dict`` takes.
        """
        return {name: np.copy(value) for name, value in self._state()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take over parameters and buffers, from here or from PyTorch.

        Parameters
        ----------
        state : mapping of str to array_like
            Exactly the names and shapes of `state_dict`; PyTorch's tensors will do.

        Raises
        ------
        ValueError
            If names are missing or unknown, or a shape differs; then nothing is changed.
        """
        own = dict(self._state())
        missing, unknown = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
        if missing or unknown:
            raise ValueError(f"state misses {missing} and has the unknown {unknown}")
        given = {name: np.asarray(value) for name, value in state.items()}
        for name, value in given.items():
            if value.shape != own[name].shape:
                raise ValueError(
                    f"state[{name!r}] has shape {value.shape}; it must be {own[name].shape}"
                )
        for name, value in given.items():
            own[name][...] = value

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or thaw all parameters; returns the module."""
        for parameter in self.parameters():
            parameter.requires_grad = requires_grad
        return self

    def train(self, mode: bool = True) -> Self:
        """Switch to learning, or with False to predicting; returns the module."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Switch to predicting; returns the module."""
        return self.train(False)

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self.parameters():
            parameter.grad = None

    def to(self, dtype: DTypeLike) -> Self:
        """Convert all floating parameters and buffers; returns the module."""
        for parameter in self.parameters():
            parameter.data = parameter.data.astype(dtype)
        for module in self.modules():
            for name in module._buffers:
                value = getattr(module, name)
                if value.dtype.kind == "f":
                    setattr(module, name, value.astype(dtype))
        return self

    def reset_parameters(self, seed: int | np.random.Generator = 0) -> Self:
        """Draw all parameters anew, the same for the same seed; returns the module."""
        if not isinstance(seed, np.random.Generator):
            seed = np.random.default_rng(integer("seed", seed, minimum=0))
        for _, child in self.named_children():
            child.reset_parameters(seed)
        return self

    def _state(self) -> Iterator[tuple[str, Any]]:
        for prefix, module in self.named_modules():
            dot = f"{prefix}." if prefix else ""
            for name, value in vars(module).items():
                if isinstance(value, Parameter):
                    yield dot + name, value.data
            for name in module._buffers:
                yield dot + name, getattr(module, name)
