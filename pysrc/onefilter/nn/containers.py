"""Modules made of modules."""

from __future__ import annotations

from collections.abc import Iterator

from onefilter.nn.module import Module
from onefilter.nn.tensor import Tensor


class Sequential(Module):
    """One module after another.

    Parameters
    ----------
    *modules : Module
        In order; they are named ``"0"``, ``"1"``, … as in PyTorch.

    Examples
    --------
    >>> from onefilter import nn
    >>> len(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()))
    2
    """

    def __init__(self, *modules: Module) -> None:
        super().__init__()
        for number, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(f"modules[{number}]={module!r} is not a Module")
            setattr(self, str(number), module)

    def __iter__(self) -> Iterator[Module]:
        return (module for _, module in self.named_children())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, number: int) -> Module:
        return list(self)[number]

    def __setitem__(self, number: int, module: Module) -> None:
        setattr(self, str(range(len(self))[number]), module)

    def forward(self, x: Tensor) -> Tensor:
        """Pass the input through all."""
        for module in self:
            x = module(x)
        return x


class Residual(Module):
    """Add what a body makes of the input to the input itself, :math:`y = x + F(x)`.

    Parameters
    ----------
    body : Module
        The residual branch :math:`F`.
    shortcut : Module, optional
        What to do to the input first where shapes differ, such as a 1×1 convolution.

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
        self.body = body
        self.shortcut = shortcut

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
