"""Sums: the residual networks, with the stride on the 3×3 layer as torchvision has it."""

from __future__ import annotations

from onefilter.layers import (
    AdaptivePool,
    Block,
    Conv,
    Flatten,
    Linear,
    Norm,
    Pool,
    Sum,
)

_STAGES = (64, 128, 256, 512)


def _basic(width: int, stride: int) -> Block:
    """Two 3×3 layers."""
    return (
        Conv(width, 3, stride=stride, padding=1),
        Norm(),
        Conv(width, 3, padding=1),
        Norm(),
    )


def _bottleneck(width: int, stride: int) -> Block:
    """A 3×3 layer between two of 1×1, the last four times as wide."""
    return (
        Conv(width, 1),
        Norm(),
        Conv(width, 3, stride=stride, padding=1),
        Norm(),
        Conv(4 * width, 1),
        Norm(),
    )


def _resnet(depths: tuple[int, ...], *, wide: bool) -> Block:
    """Stages of residual blocks; the first of a stage projects its shortcut where shapes differ."""
    layers: Block = (Conv(64, 7, stride=2, padding=3), Norm(), Pool(3, 2, padding=1))
    for stage, (width, depth) in enumerate(zip(_STAGES, depths, strict=True)):
        for number in range(depth):
            stride = 2 if stage and not number else 1
            body = (_bottleneck if wide else _basic)(width, stride)
            shortcut: Block = ()
            if not number and (wide or stage):
                shortcut = (Conv(4 * width if wide else width, 1, stride=stride), Norm())
            layers += (Sum((body, shortcut)),)
    return (*layers, AdaptivePool(1), Flatten(), Linear(1000))


RESNET_18 = _resnet((2, 2, 2, 2), wide=False)
RESNET_34 = _resnet((3, 4, 6, 3), wide=False)
RESNET_50 = _resnet((3, 4, 6, 3), wide=True)
RESNET_101 = _resnet((3, 4, 23, 3), wide=True)
