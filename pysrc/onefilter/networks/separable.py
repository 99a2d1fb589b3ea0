"""Depthwise convolutions: MobileNet, its second version, and ConvNeXt."""

from __future__ import annotations

from onefilter.layers import (
    AdaptivePool,
    Block,
    Conv,
    Flatten,
    Linear,
    Norm,
    Scale,
    Sum,
)

# Channels and stride of each depthwise-separable layer.
_MOBILENET_V1 = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
    (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip
# Expansion, channels, repetitions and stride of each stage.
_MOBILENET_V2 = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
# Channels and blocks of each stage.
_CONVNEXT_T = ((96, 3), (192, 3), (384, 9), (768, 3))


def _depthwise(channels: int, stride: int) -> Block:
    return (Conv(channels, 3, stride=stride, padding=1, groups=0), Norm())


def _mobilenet_v1() -> Block:
    layers: Block = (Conv(32, 3, stride=2, padding=1), Norm())
    before = 32
    for channels, stride in _MOBILENET_V1:
        layers += (*_depthwise(before, stride), Conv(channels, 1), Norm())
        before = channels
    return (*layers, AdaptivePool(1), Flatten(), Linear(1000))


def _inverted(before: int, expansion: int, channels: int, stride: int) -> Block:
    """Widen, filter each map, narrow again; a sum where shapes allow."""
    hidden = before * expansion
    widen: Block = (Conv(hidden, 1), Norm()) if expansion > 1 else ()
    body = (*widen, *_depthwise(hidden, stride), Conv(channels, 1), Norm())
    return (Sum((body, ())),) if stride == 1 and before == channels else body


def _mobilenet_v2() -> Block:
    layers: Block = (Conv(32, 3, stride=2, padding=1), Norm())
    before = 32
    for expansion, channels, repetitions, stride in _MOBILENET_V2:
        for number in range(repetitions):
            layers += _inverted(before, expansion, channels, 1 if number else stride)
            before = channels
    return (*layers, Conv(1280, 1), Norm(), AdaptivePool(1), Flatten(), Linear(1000))


def _convnext(stages: tuple[tuple[int, int], ...]) -> Block:
    layers: Block = (Conv(stages[0][0], 4, stride=4, bias=True), Norm())
    for number, (channels, depth) in enumerate(stages):
        if number:
            layers += (Norm(), Conv(channels, 2, stride=2, bias=True))
        body = (
            Conv(channels, 7, padding=3, groups=0, bias=True),
            Norm(),
            Linear(4 * channels),
            Linear(channels),
            Scale(),
        )
        layers += (Sum((body, ())),) * depth
    return (*layers, AdaptivePool(1), Norm(), Flatten(), Linear(1000))


MOBILENET_V1 = _mobilenet_v1()
MOBILENET_V2 = _mobilenet_v2()
CONVNEXT_T = _convnext(_CONVNEXT_T)
