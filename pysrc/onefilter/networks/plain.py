"""Chains: AlexNet and VGG-16."""

from __future__ import annotations

from onefilter.layers import AdaptivePool, Block, Conv, Flatten, Linear, Pool

ALEXNET: Block = (
    Conv(64, 11, stride=4, padding=2, bias=True),
    Pool(3, 2),
    Conv(192, 5, padding=2, bias=True),
    Pool(3, 2),
    Conv(384, 3, padding=1, bias=True),
    Conv(256, 3, padding=1, bias=True),
    Conv(256, 3, padding=1, bias=True),
    Pool(3, 2),
    AdaptivePool(6),
    Flatten(),
    Linear(4096),
    Linear(4096),
    Linear(1000),
)


def _stage(channels: int, depth: int) -> Block:
    """Several 3×3 layers of one width, then half the size."""
    return (*[Conv(channels, 3, padding=1, bias=True)] * depth, Pool(2, 2))


VGG_16: Block = (
    *_stage(64, 2),
    *_stage(128, 2),
    *_stage(256, 3),
    *_stage(512, 3),
    *_stage(512, 3),
    AdaptivePool(7),
    Flatten(),
    Linear(4096),
    Linear(4096),
    Linear(1000),
)
