"""Concatenations: Inception v3."""

from __future__ import annotations

from onefilter.layers import (
    AdaptivePool,
    Auxiliary,
    Block,
    Concat,
    Conv,
    Flatten,
    Linear,
    Norm,
    Pair,
    Pool,
)


def _conv(channels: int, kernel: Pair = 1, *, stride: int = 1, padding: Pair = 0) -> Block:
    return (Conv(channels, kernel, stride=stride, padding=padding), Norm())


def _across(channels: int, taps: int = 7) -> Block:
    """One row of taps."""
    return _conv(channels, (1, taps), padding=(0, taps // 2))


def _down(channels: int, taps: int = 7) -> Block:
    """One column of taps."""
    return _conv(channels, (taps, 1), padding=(taps // 2, 0))


_MEAN = Pool(3, 1, padding=1)
_MAX = Pool(3, 2)


def _fine(pooled: int) -> Concat:
    """At 35×35 pixels: 1×1, 5×5 and a double 3×3 side by side."""
    double = (*_conv(64), *_conv(96, 3, padding=1), *_conv(96, 3, padding=1))
    five = (*_conv(48), *_conv(64, 5, padding=2))
    return Concat((_conv(64), five, double, (_MEAN, *_conv(pooled))))


def _factorized(width: int) -> Concat:
    """At 17×17 pixels: 7×7 windows as a row after a column, or the other way round."""
    once = (*_conv(width), *_across(width), *_down(192))
    twice = (*_conv(width), *_down(width), *_across(width), *_down(width), *_across(192))
    return Concat((_conv(192), once, twice, (_MEAN, *_conv(192))))


def _coarse() -> Concat:
    """At 8×8 pixels: branches that split once more."""
    fork = Concat((_across(384, 3), _down(384, 3)))
    double = (*_conv(448), *_conv(384, 3, padding=1), fork)
    return Concat((_conv(320), (*_conv(384), fork), double, (_MEAN, *_conv(192))))


INCEPTION_V3: Block = (
    *_conv(32, 3, stride=2),
    *_conv(32, 3),
    *_conv(64, 3, padding=1),
    _MAX,
    *_conv(80),
    *_conv(192, 3),
    _MAX,
    _fine(32),
    _fine(64),
    _fine(64),
    Concat(
        (
            _conv(384, 3, stride=2),
            (*_conv(64), *_conv(96, 3, padding=1), *_conv(96, 3, stride=2)),
            (_MAX,),
        )
    ),
    _factorized(128),
    _factorized(160),
    _factorized(160),
    _factorized(192),
    Auxiliary((Pool(5, 3), *_conv(128), *_conv(768, 5), AdaptivePool(1), Flatten(), Linear(1000))),
    Concat(
        (
            (*_conv(192), *_conv(320, 3, stride=2)),
            (*_conv(192), *_across(192), *_down(192), *_conv(192, 3, stride=2)),
            (_MAX,),
        )
    ),
    _coarse(),
    _coarse(),
    AdaptivePool(1),
    Flatten(),
    Linear(1000),
)
