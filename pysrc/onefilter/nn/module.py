"""Modules: parameters with a forward pass, nested as the reader likes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from onefilter.checks import integer
from onefilter.nn.parameter import Parameter
from onefilter.nn.tensor import Operand, Tensor, as_tensor
from onefilter.nn.watching import watched

Named = TypeVar("Named")


class Mismatch(NamedTuple):
    """Names on which a module and a state that it took over disagree.

    Attributes
    ----------
    missing_keys, unexpected_keys : list of str
        What the state lacks, and what the module has no place for.

    Examples
    --------
    >>> from onefilter import nn
    >>> nn.ReLU().load_state_dict({"weight": [1.0]}, strict=False)
    Mismatch(missing_keys=[], unexpected_keys=['weight'])
    """

    missing_keys: list[str]
    unexpected_keys: list[str]


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
    _buffers: Sequence[str] = ()

    def __init__(self) -> None:
        self._buffers = []

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, (Module, Parameter)) and "_buffers" not in vars(self):
            raise AttributeError(
                f"cannot assign {name!r} before Module.__init__() call; begin the __init__ of "
                f"{type(self).__name__} with super().__init__()"
            )
        super().__setattr__(name, value)

    def __call__(self, *inputs: Operand) -> Tensor:
        """Run ``forward`` on tensors or arrays."""
        tensors = [as_tensor(value) for value in inputs]
        y: Tensor = watched(self, lambda: self.forward(*tensors))
        return y

    def forward(self, *inputs: Any, **options: Any) -> Tensor:
        """Compute the output; every subclass writes its own, mostly of one input ``x``."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(self, x)")

    def extra_repr(self) -> str:
        """Return the options to print."""
        return ""

    def __repr__(self) -> str:
        inner = [f"  ({name}): {child!r}" for name, child in self._places()]
        if not inner:
            return f"{type(self).__name__}({self.extra_repr()})"
        return "\n".join([f"{type(self).__name__}(", *inner, ")"])

    def register_buffer(self, name: str, value: ArrayLike) -> None:
        """Keep an array that belongs to the state but is not learned."""
        setattr(self, name, np.asarray(value))
        self._buffers = [*self._buffers, name]

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Go through the modules directly inside this one, each once, under its first name."""
        return _once(self._places())

    def children(self) -> Iterator[Module]:
        """Go through the modules directly inside this one, without their names."""
        return (child for _, child in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Go through this module and all inside it, each once, by dotted names."""
        return _once(self._tree(prefix))

    def modules(self) -> Iterator[Module]:
        """Go through this module and all inside it."""
        return (module for _, module in self.named_modules())

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Go through all parameters, each once, by dotted names."""
        return _once(
            (f"{prefix}.{name}" if prefix else name, value)
            for prefix, module in self.named_modules()
            for name, value in vars(module).items()
            if isinstance(value, Parameter)
        )

    def parameters(self) -> Iterator[Parameter]:
        """Go through all parameters."""
        return (parameter for _, parameter in self.named_parameters())

    def state_dict(self) -> dict[str, Any]:
        """Return copies of all parameters and buffers, under PyTorch's names.

        Returns
        -------
        dict of str to ndarray
            In PyTorch's order: ``torch.from_numpy`` of each is what its ``load_state_dict`` takes.
            What is shared stands there under each of its names.
        """
        return {name: np.copy(value) for name, value in self._state()}

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True) -> Mismatch:
        """Take over parameters and buffers, from here or from PyTorch.

        Parameters
        ----------
        state_dict : mapping of str to array_like
            Names and shapes of `state_dict`; PyTorch's tensors will do.
        strict : bool
            Whether names must agree exactly; otherwise those that do are taken over.

        Returns
        -------
        Mismatch
            The names that do not agree.

        Raises
        ------
        ValueError
            If names are missing or unknown, or a shape differs; then nothing is changed.
        """
        own = dict(self._state())
        missing = [name for name in own if name not in state_dict]
        unknown = [name for name in state_dict if name not in own]
        if strict and (missing or unknown):
            raise ValueError(
                f"state_dict misses {missing} and has the unknown {unknown}; give exactly the "
                f"module's names, or strict=False"
            )
        given = {name: np.asarray(state_dict[name]) for name in own if name in state_dict}
        for name, value in given.items():
            if value.shape != own[name].shape:
                raise ValueError(
                    f"state_dict[{name!r}] has shape {value.shape}; it must be {own[name].shape}"
                )
        for name, value in given.items():
            own[name][...] = value
        return Mismatch(missing, unknown)

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

    def _places(self) -> Iterator[tuple[str, Module]]:
        """Go through the modules directly inside this one; a shared one has several places."""
        return ((name, value) for name, value in vars(self).items() if isinstance(value, Module))

    def _tree(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        yield prefix, self
        for name, child in self._places():
            yield from child._tree(f"{prefix}.{name}" if prefix else name)

    def _state(self) -> Iterator[tuple[str, Any]]:
        for prefix, module in self._tree():
            dot = f"{prefix}." if prefix else ""
            for name, value in vars(module).items():
                if isinstance(value, Parameter):
                    yield dot + name, value.data
            for name in module._buffers:
                yield dot + name, getattr(module, name)


def _once(named: Iterable[tuple[str, Named]]) -> Iterator[tuple[str, Named]]:
    """Leave out what came before under another name."""
    seen: set[int] = set()
    for name, value in named:
        if id(value) not in seen:
            seen.add(id(value))
            yield name, value
