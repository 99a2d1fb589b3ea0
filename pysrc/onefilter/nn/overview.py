"""A table of what a network is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onefilter.checks import integer
from onefilter.nn.module import Module, watching
from onefilter.nn.tape import no_grad
from onefilter.nn.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of a `Summary`.

    Attributes
    ----------
    name : str
        Dotted name inside the network.
    kind : str
        Class of the module.
    output_shape : tuple of int
        What it made, for one image.
    parameters : int
        Its own learned numbers.
    macs : int
        Its own multiply-adds for one image.

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
        In the order in which they ran.
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
    """Run one empty image through a network and write down every layer.

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
    names = {module: name for name, module in model.named_modules()}
    layers: list[Layer] = []

    def write_down(module: Module, x: Tensor, y: Tensor) -> None:
        if any(True for _ in module.named_children()):
            return
        own = sum(parameter.data.size for parameter in module.parameters())
        kind = type(module).__name__
        layers.append(Layer(names[module], kind, y.shape[1:], own, module.macs(x, y)))

    sizes = [integer("input_shape", size) for size in input_shape]
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with no_grad(), watching(write_down):
            model(np.zeros((1, *sizes), np.float32))
    finally:
        for module, training in modes.items():
            module.training = training
    parameters = list(model.parameters())
    return Summary(
        tuple(layers),
        sum(parameter.data.size for parameter in parameters),
        sum(parameter.data.size for parameter in parameters if parameter.requires_grad),
        sum(layer.macs for layer in layers),
    )
