"""A table of what a network is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from onefilter.checks import instance, integers
from onefilter.nn.module import Module
from onefilter.nn.parameter import Parameter
from onefilter.nn.tape import no_grad
from onefilter.nn.watching import watching


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of a `Summary`.

    Attributes
    ----------
    name : str
        Dotted name inside the network, the first one of a shared layer; the network's own is
        empty.
    kind : str
        Class of the module.
    output_shape : tuple of int
        What it made, for one image.
    parameters : int
        Its own learned numbers, without those of modules inside it or of lines above.
    macs : int
        Multiply-adds for one image, of convolutions and matrix products, that no module inside it
        made.

    Examples
    --------
    >>> from onefilter import nn
    >>> summary(nn.Sequential(nn.Conv2d(1, 8, 3)), (1, 24, 24)).layers[0].output_shape
    (8, 22, 22)
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    macs: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a network is made of, layer by layer; printing it gives a table.

    Attributes
    ----------
    layers : tuple of Layer
        In the order in which they ended, each time that they ran: the modules that hold no other,
        and those that have parameters or multiply-adds of their own.
    parameters : int
        Learned numbers of the whole network, each counted once.
    trainable : int
        Those that are not frozen.
    macs : int
        Multiply-adds for one image.

    Examples
    --------
    >>> from onefilter import nn
    >>> summary(nn.Linear(10, 2), (10,)).trainable
    22
    """

    layers: tuple[Layer, ...]
    parameters: int
    trainable: int
    macs: int

    def __str__(self) -> str:
        lines = [("layer", "kind", "output", "parameters", "MACs")]
        lines += [
            (
                layer.name,
                layer.kind,
                "×".join(map(str, layer.output_shape)),
                f"{layer.parameters:,}",
                f"{layer.macs:,}",
            )
            for layer in self.layers
        ]
        lines.append(("total", "", "", f"{self.parameters:,}", f"{self.macs:,}"))
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if column > 2 else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        )


def summary(model: Module, input_shape: Sequence[int]) -> Summary:
    r"""Run one empty image through a network and write down every layer.

    A convolution takes :math:`C_\text{out} H_\text{out} W_\text{out} \cdot k_h k_w
    C_\text{in} / g` multiply-adds, the product of an :math:`m \times k` and a :math:`k \times n`
    matrix :math:`m\,k\,n`, wherever they are written. Other arithmetic is not counted.

    Parameters
    ----------
    model : Module
        The network; its mode and statistics stay as they are.
    input_shape : sequence of int
        Shape of one image, without the batch: ``(C, H, W)``.

    Returns
    -------
    Summary
        Shapes, parameters and multiply-adds.

    Raises
    ------
    TypeError
        If ``model`` is not a module, or ``input_shape`` not a sequence of whole numbers.
    ValueError
        If the network cannot take such an image.

    Examples
    --------
    >>> from onefilter import nn
    >>> print(summary(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()), (1, 24, 24)))
    layer  kind    output   parameters    MACs
    0      Conv2d  8×22×22          80  34,848
    1      ReLU    8×22×22           0       0
    total                           80  34,848
    """
    instance("model", model, Module)
    sizes = integers("input_shape", input_shape)
    ledger = _Ledger(model)
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with no_grad(), watching(ledger):
            model(np.zeros((1, *sizes), np.float32))
    finally:
        for module, training in modes.items():
            module.training = training
    parameters = list(model.parameters())
    return Summary(
        tuple(ledger.layers),
        sum(parameter.data.size for parameter in parameters),
        sum(parameter.data.size for parameter in parameters if parameter.requires_grad),
        sum(layer.macs for layer in ledger.layers),
    )


class _Ledger:
    """Watches a network run, and writes down what each module did itself."""

    def __init__(self, model: Module) -> None:
        self.names = {module: name for name, module in model.named_modules()}
        self.layers: list[Layer] = []
        self.open: list[int] = []  # multiply-adds so far of each module that still runs
        self.counted: set[int] = set()

    def run(self, module: Module, forward: Callable[[], Any]) -> Any:
        """Let a module run, then write it down if it did anything itself."""
        self.open.append(0)
        made = forward()
        macs, own = self.open.pop(), self.parameters(module)
        if macs or own or not any(True for _ in module.children()):
            y = made[0] if isinstance(made, tuple) else made
            # A module that hides in a list has no name of its own.
            name = self.names.get(module, "")
            self.layers.append(Layer(name, type(module).__name__, y.shape[1:], own, macs))
        return made

    def multiplied(self, macs: int) -> None:
        """Add to the innermost module that runs."""
        self.open[-1] += macs

    def parameters(self, module: Module) -> int:
        """Count a module's own parameters, each the first time that it is met."""
        held = [value for value in vars(module).values() if isinstance(value, Parameter)]
        new = {id(value): value.data.size for value in held if id(value) not in self.counted}
        self.counted.update(new)
        return sum(new.values())
