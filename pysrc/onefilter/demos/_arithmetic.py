"""One axis of a convolution in whole numbers: how many windows, where they lie, what is left over.

A transposed convolution has the same windows; they are its input, and the pixels its output.
"""

from __future__ import annotations

from dataclasses import dataclass

from onefilter.shapes import effective_kernel_size, output_size, same_padding


class NoFit(ValueError):  # noqa: N818 - named for what happened
    """Sizes with which no window or no pixel is left."""


@dataclass(frozen=True)
class Axis:
    """Windows on a row of pixels.

    Parameters
    ----------
    pixels : int
        Pixels without their padding.
    windows : int
        Places of the kernel.
    kernel_size, stride, dilation : int
        As in `onefilter.shapes.output_size`.
    before, after : int
        Padding at the ends.
    formula : str
        How the size follows from the others.
    """

    pixels: int
    windows: int
    kernel_size: int
    stride: int
    dilation: int
    before: int
    after: int
    formula: str

    @property
    def span(self) -> int:
        """Pixels from the kernel's first tap to its last."""
        return effective_kernel_size(self.kernel_size, self.dilation)

    @property
    def left_over(self) -> int:
        """Pixels at the end, padding included, that no window reaches."""
        return max(self._slack, 0)

    @property
    def overhang(self) -> int:
        """Pixels by which the last window reaches over the end."""
        return max(-self._slack, 0)

    @property
    def reached(self) -> tuple[int, int]:
        """Pixels before the first and after the last that belong to windows."""
        return self.before, max(self.after - self._slack, 0)

    @property
    def room(self) -> tuple[int, int]:
        """Pixels before the first and after the last that are padding, or hung over."""
        return self.before, self.after + self.overhang

    def taps(self, window: int) -> list[int]:
        """Find the pixels under a window's taps; those outside 0 to `pixels` are padding."""
        first = window * self.stride - self.before
        return [first + tap * self.dilation for tap in range(self.kernel_size)]

    def nearest(self, pixel: int) -> int:
        """Find the window whose middle is nearest to a pixel."""
        window = round((pixel + self.before - (self.span - 1) / 2) / self.stride)
        return min(max(window, 0), self.windows - 1)

    @property
    def _slack(self) -> int:
        reached = (self.windows - 1) * self.stride + self.span
        return self.before + self.pixels + self.after - reached


def convolved(
    size: int, kernel_size: int, stride: int, padding: int, dilation: int, rounding: str
) -> Axis:
    """Place the windows of a convolution.

    `rounding` is ``floor`` or ``ceil``, with the same padding at both ends, or ``same``: as much
    padding as makes one output for each stride that is begun.
    """
    same = rounding == "same"
    ends = same_padding(size, kernel_size, stride=stride, dilation=dilation) if same else padding
    before, after = ends if isinstance(ends, tuple) else (ends, ends)
    span = effective_kernel_size(kernel_size, dilation)
    free = size + before + after - span
    if free < 0:
        raise NoFit(f"the kernel spans {span} pixels, but only {free + span} are there")
    windows = output_size(
        size,
        kernel_size,
        stride=stride,
        padding=(before, after),
        dilation=dilation,
        ceil_mode=rounding == "ceil",
    )
    if same:
        formula = f"⌈{size} / {stride}⌉ = {windows}"
    else:
        left, right = "⌈⌉" if rounding == "ceil" else "⌊⌋"
        sizes = f"({size} + 2·{padding} − {dilation}·({kernel_size} − 1) − 1)"
        # Rounding up, a last window that would start in the padding at the end is not counted.
        dropped = rounding == "ceil" and windows <= -(-free // stride)
        more = f" / {stride}{right} + 1{' − 1' * dropped}"
        formula = f"{left}{sizes}{more} = {left}{free}{more} = {windows}"
    return Axis(size, windows, kernel_size, stride, dilation, before, after, formula)


def transposed(
    size: int, kernel_size: int, stride: int, padding: int, dilation: int, extra: int, same: bool
) -> Axis:
    """Place the stamps of a transposed convolution, one for each input number.

    `padding` is cut off its output and `extra` is added at the end; with `same`, both are such that
    the output is `stride` times as large as the input.
    """
    span = effective_kernel_size(kernel_size, dilation)
    if same:
        pixels = size * stride
        ends = same_padding(pixels, kernel_size, stride=stride, dilation=dilation)
        formula = f"{size}·{stride} = {pixels}"
        return Axis(pixels, size, kernel_size, stride, dilation, *ends, formula)
    pixels = (size - 1) * stride - 2 * padding + span + extra
    if extra >= stride:
        raise NoFit(f"output padding {extra} is not smaller than stride {stride}")
    if pixels < 1:
        raise NoFit(f"padding {padding} cuts off the whole output")
    sizes = f"({size} − 1)·{stride} − 2·{padding} + {dilation}·({kernel_size} − 1) + {extra} + 1"
    formula = f"{sizes} = {pixels}"
    return Axis(pixels, size, kernel_size, stride, dilation, padding, padding, formula)
