"""Where windows lie on a plane: the integers of every sliding operation, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias

from onefilter.checks import Size, choice, pair
from onefilter.shapes import effective_kernel_size, output_size

Ends: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
Padding: TypeAlias = int | Sequence[Any] | Literal["same", "valid"]


@dataclass(frozen=True)
class Grid:
    """Where windows lie on a plane: all the integers of a sliding operation, checked once.

    Each field holds ``(rows, columns)``; ``padding`` holds ``(before, after)`` for either axis.
    """

    size: tuple[int, int]
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: Ends
    dilation: tuple[int, int]
    output: tuple[int, int]

    @cached_property
    def padded(self) -> tuple[int, int]:
        """Size of the plane with its padding."""
        (top, bottom), (left, right) = self.padding
        return self.size[0] + top + bottom, self.size[1] + left + right

    def tap(
        self, row: int, column: int, rows: slice = slice(None), columns: slice = slice(None)
    ) -> tuple[slice, slice]:
        """Return the padded pixels that one tap of the kernel meets, for some of the outputs."""
        top, left = row * self.dilation[0], column * self.dilation[1]
        return self._met(0, top, rows), self._met(1, left, columns)

    def _met(self, axis: int, start: int, outputs: slice) -> slice:
        first, last, _ = outputs.indices(self.output[axis])
        step = self.stride[axis]
        return slice(start + first * step, start + (last - 1) * step + 1, step)


def grid(
    size: tuple[int, int],
    kernel_size: Size,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Grid:
    """Check the geometry of a sliding operation and compute its output size."""
    kernel = pair("kernel_size", kernel_size)
    steps = pair("stride", stride)
    gaps = pair("dilation", dilation)
    ends = padding_ends(padding, kernel, stride=steps, dilation=gaps)
    return _place(size, kernel, steps, ends, gaps, ceil_mode)


# A demo asks for the same geometry at every frame. The arguments are checked before, so that
# ``1.0``, which would find what is remembered for ``1``, never comes this far.
@lru_cache(maxsize=256)
def _place(
    size: tuple[int, int],
    kernel_size: tuple[int, int],
    stride: tuple[int, int],
    padding: Ends,
    dilation: tuple[int, int],
    ceil_mode: bool,
) -> Grid:
    rows, columns = (
        output_size(
            size[axis],
            kernel_size[axis],
            stride=stride[axis],
            padding=padding[axis],
            dilation=dilation[axis],
            ceil_mode=ceil_mode,
        )
        for axis in (0, 1)
    )
    return Grid(size, kernel_size, stride, padding, dilation, (rows, columns))


def padding_ends(
    padding: Padding,
    kernel_size: tuple[int, int],
    *,
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
) -> Ends:
    """Return any accepted form of padding as ``((top, bottom), (left, right))``."""
    if type(padding) is int and padding >= 0:
        return (padding, padding), (padding, padding)
    if isinstance(padding, str):
        if choice("padding", padding, ("same", "valid")) == "valid":
            return (0, 0), (0, 0)
        if stride != (1, 1):
            raise ValueError(f"padding='same' needs stride=1, not stride={stride}; give numbers")
        rows, columns = (
            effective_kernel_size(k, d) - 1 for k, d in zip(kernel_size, dilation, strict=True)
        )
        return (rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2)
    if isinstance(padding, (tuple, list)) and any(
        isinstance(end, (tuple, list)) for end in padding
    ):
        if len(padding) != 2:
            raise ValueError(f"padding={padding!r} must be ((top, bottom), (left, right))")
        return (
            pair("padding[0]", padding[0], minimum=0),
            pair("padding[1]", padding[1], minimum=0),
        )
    rows, columns = pair("padding", padding, minimum=0)
    return (rows, rows), (columns, columns)


def extra_ends(output_padding: Size, stride: Size, dilation: Size) -> tuple[int, int]:
    """Check the pixels that a transposed convolution adds at its ends, as ``(rows, columns)``."""
    extra = pair("output_padding", output_padding, minimum=0)
    steps, gaps = pair("stride", stride), pair("dilation", dilation)
    if any(more >= max(step, gap) for more, step, gap in zip(extra, steps, gaps, strict=True)):
        raise ValueError(
            f"output_padding={output_padding} must be smaller than stride={stride} or "
            f"dilation={dilation}"
        )
    return extra
