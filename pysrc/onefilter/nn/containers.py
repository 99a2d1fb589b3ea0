"""Modules made of modules."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from onefilter.checks import instance
from onefilter.nn.module import Module
from onefilter.nn.tensor import Tensor


class _Row(Module):
    """Modules in a row; one that stands there twice counts twice."""

    def __iter__(self) -> Iterator[Module]:
        return (module for _, module in self._places())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, number: int) -> Module:
        return list(self)[number]

    def __setitem__(self, number: int, module: Module) -> None:
        name, _ = list(self._places())[number]
        self._put(name, module)

    def _put(self, name: str, module: Module) -> None:
        setattr(self, name, instance(f"modules[{name}]", module, Module))


class Sequential(_Row):
    r"""One module after another, :math:`y = f_n(\dots f_2(f_1(x)))`.

    Parameters
    ----------
    *args : Module
        In order; they are named ``"0"``, ``"1"``, … as in PyTorch. A single ``OrderedDict`` of
        modules names them itself.

    Raises
    ------
    TypeError
        If something is not a module.

    Examples
    --------
    >>> from onefilter import nn
    >>> len(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()))
    2
    """

    def __init__(self, *args: Module | OrderedDict[str, Module]) -> None:
        super().__init__()
        named: Mapping[Any, Any] = dict(enumerate(args))
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            named = args[0]
        for name, module in named.items():
            self._put(str(name), module)

    def forward(self, x: Tensor) -> Tensor:
        """Pass the input through all."""
        for module in self:
            x = module(x)
        return x


class ModuleList(_Row):
    """Modules in a list, whose owner's ``forward`` says how they are used.

    A plain list would hide them: what stands in one is neither trained nor saved.

    Parameters
    ----------
    modules : iterable of Module
        In order; they are named ``"0"``, ``"1"``, … as in PyTorch.

    Raises
    ------
    TypeError
        If something is not a module.

    Examples
    --------
    >>> import numpy as np
    >>> from onefilter import nn
    >>> heads = ModuleList(nn.Linear(4, classes) for classes in (2, 3))
    >>> [head(np.ones((1, 4))).shape for head in heads]
    [(1, 2), (1, 3)]
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        super().__init__()
        self.extend(modules)

    def append(self, module: Module) -> Self:
        """Add one at the end; returns the list."""
        self._put(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add several at the end; returns the list."""
        for module in modules:
            self.append(module)
        return self


class Residual(Module):
    """Add what a body makes of the input to the input itself, :math:`y = x + F(x)`.

    Parameters
    ----------
    body : Module
        The residual branch :math:`F`.
    shortcut : Module, optional
        What to do to the input first where shapes differ, such as a 1×1 convolution.

    Raises
    ------
    TypeError
        If either is not a module.

    References
    ----------
    He, Zhang, Ren and Sun, *Deep residual learning for image recognition*, 2016.

    Examples
    --------
    >>> from onefilter import nn
    >>> nn.Residual(nn.ReLU())([-1.0, 2.0]).numpy()
    array([-1.,  4.])
    """

    def __init__(self, body: Module, shortcut: Module | None = None) -> None:
        super().__init__()
        self.body = instance("body", body, Module)
        self.shortcut = None if shortcut is None else instance("shortcut", shortcut, Module)

    def forward(self, x: Tensor) -> Tensor:
        """Add body and shortcut, which must agree in shape."""
        passed = x if self.shortcut is None else self.shortcut(x)
        made = self.body(x)
        if made.shape != passed.shape:
            raise ValueError(
                f"body makes {made.shape} but the shortcut {passed.shape}; give a shortcut that "
                f"matches"
            )
        return passed + made
