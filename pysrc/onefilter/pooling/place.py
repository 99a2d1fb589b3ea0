"""Where pooling windows lie."""

from __future__ import annotations

from onefilter.checks import Size, pair
from onefilter.grid import Ends, Grid, grid, padding_ends


def pooling_grid(
    size: tuple[int, int],
    kernel_size: Size,
    stride: Size | None,
    padding: Size,
    dilation: Size,
    ceil_mode: bool,
) -> Grid:
    """Check the geometry of a pooling operation by PyTorch's rules."""
    place = grid(
        size,
        kernel_size,
        stride=kernel_size if stride is None else stride,
        padding=padding,
        dilation=dilation,
        ceil_mode=ceil_mode,
    )
    _check_border(padding, kernel_size, place.padding, place.kernel_size)
    return place


def check_windows(kernel_size: Size, stride: Size | None, padding: Size, dilation: Size) -> None:
    """Refuse windows that no map would fit."""
    kernel = pair("kernel_size", kernel_size)
    pair("stride", kernel_size if stride is None else stride)
    pair("dilation", dilation)
    _check_border(padding, kernel_size, padding_ends(padding, kernel), kernel)


def _check_border(padding: Size, kernel_size: Size, ends: Ends, kernel: tuple[int, int]) -> None:
    for (before, _), taps in zip(ends, kernel, strict=True):
        if 2 * before > taps:
            raise ValueError(
                f"padding={padding} exceeds half of kernel_size={kernel_size}; "
                f"use at most {taps // 2}"
            )


def reach(place: Grid) -> Ends:
    """Widen the padding to cover the last window of ``ceil_mode`` where it overhangs."""
    ends = []
    for axis, (before, after) in enumerate(place.padding):
        span = (place.kernel_size[axis] - 1) * place.dilation[axis] + 1
        needed = (place.output[axis] - 1) * place.stride[axis] + span
        ends.append((before, max(after, needed - place.size[axis] - before)))
    return ends[0], ends[1]
