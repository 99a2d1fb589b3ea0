"""The engine of every convolution: patch matrices of a band of rows, and matrix products.

The idea fits in two lines. Copy each window into a column of a matrix, then multiply::

    patches = unfold(x, kernel_size).reshape(N, C * k * l, -1)
    y = weight.reshape(C_out, -1) @ patches

Taken for a whole batch at once, that matrix is ``k * l`` times as large as the input and leaves
every cache. So it is made and used band by band: the same two lines, in a loop.

Fourier transforms (`numpy.fft`) are left out. On one 512 × 512 map they take half as long again for
a 9 × 9 kernel, and on several maps more; they win from about 12 taps on, sixfold for 15 × 15 on one
map. But they spread a single NaN over the whole picture, round what sums of products leave exact,
and would be one more library to load in the browser, for kernels that hardly any network has.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from onefilter.checks import Array
from onefilter.grid import Grid
from onefilter.windows import fold_into, window_view

# Numbers in a patch matrix: 2 MB in float64, which stays in a level-two cache.
_BAND = 262_144
# Outputs a line below which lines are not cut apart: measured to win, by 10 to 40 percent.
_NARROW = 48
# Pixels that are correlated at once, which bounds the extra memory.
_RUN = 65_536
# WebAssembly has no BLAS: numpy's own matrix product there runs at half the speed of its einsum.
_HAS_BLAS = sys.platform != "emscripten"


def correlate(padded: Array, weight: Array, place: Grid, groups: int) -> Array:
    """Correlate padded maps with every filter: the forward pass without bias."""
    n, filters = padded.shape[0], weight.shape[0]
    y = np.empty((n, filters, *place.output), np.promote_types(padded.dtype, weight.dtype))
    if groups == filters == padded.shape[1] and _is_plain(place):
        _correlate_planes(padded, weight, place, y)
        return y
    matrix = weight.reshape(groups, filters // groups, -1)
    if n > 1 and _is_narrow(padded, place):
        _correlate_lines(padded, matrix, place, y)
        return y
    windows = window_view(padded, place)
    for images, rows, columns in _bands(n, place, windows[0, :, :, :, 0, 0].size):
        patches = _patches(windows[images, ..., rows, columns], groups)
        _multiply_into(y[images], matrix, patches, rows, columns)
    return y


def input_gradient(grad: Array, weight: Array, place: Grid, groups: int, channels: int) -> Array:
    """Carry a gradient back to the padded maps: the adjoint of `correlate` in its maps."""
    transposed = weight.reshape(groups, weight.shape[0] // groups, -1).swapaxes(1, 2)
    plane = np.zeros((grad.shape[0], channels, *place.padded), np.result_type(grad, weight))
    for images, rows, columns in _bands(len(grad), place, channels * weight[0, 0].size):
        band = grad[images, :, rows, columns]
        patches = _multiply(transposed, _by_group(band, groups))
        n, _, height, width = band.shape
        windows = patches.reshape(channels, *place.kernel_size, n, height, width)
        fold_into(plane[images], windows.transpose(3, 0, 1, 2, 4, 5), place, rows, columns)
    return plane


def weight_gradient(grad: Array, padded: Array, place: Grid, groups: int) -> Array:
    """Gradient of the filters: the adjoint of `correlate` in its weights."""
    windows = window_view(padded, place)
    filters, seen = grad.shape[1], padded.shape[1] // groups
    total = np.zeros(
        (groups, filters // groups, seen * place.kernel_size[0] * place.kernel_size[1]),
        np.result_type(grad, padded),
    )
    for images, rows, columns in _bands(len(grad), place, windows[0, :, :, :, 0, 0].size):
        patches = _patches(windows[images, ..., rows, columns], groups)
        band = _by_group(grad[images, :, rows, columns], groups)
        total += _multiply(band, patches.swapaxes(1, 2))
    return total.reshape(filters, seen, *place.kernel_size)


def _is_plain(place: Grid) -> bool:
    return place.stride == (1, 1) and place.dilation[1] == 1 and place.kernel_size != (1, 1)


def _correlate_planes(padded: Array, weight: Array, place: Grid, y: Array) -> None:
    """Correlate each map with its own filter: one filter row at a time, along the flat pixels.

    Windows that wrap around the end of a line are computed too, and dropped.
    """
    for n in range(y.shape[0]):
        for channel in range(y.shape[1]):
            pixels = padded[n, channel].ravel()
            _correlate_plane(pixels, weight[channel, 0], place, y[n, channel])


def _correlate_plane(pixels: Array, kernel: Array, place: Grid, out: Array) -> None:
    (height, width), line = place.output, place.padded[1]
    step = max(1, _RUN // line)
    for first in range(0, height, step):
        rows = min(step, height - first)
        length = (rows - 1) * line + width + kernel.shape[1] - 1
        start = first * line
        total = np.correlate(pixels[start : start + length], kernel[0])
        for row in range(1, len(kernel)):
            start += place.dilation[0] * line
            total += np.correlate(pixels[start : start + length], kernel[row])
        number = total.itemsize
        # A view of the wanted windows alone; the last line ends with the last of them.
        out[first : first + rows] = np.ndarray(
            (rows, width), total.dtype, total, strides=(line * number, number)
        )


def _is_narrow(padded: Array, place: Grid) -> bool:
    """Tell maps whose lines are short, and whose patches fit a band image by image."""
    is_short = place.output[1] < _NARROW and _is_plain(place)
    return is_short and _line_numbers(padded, place) <= _BAND


def _line_numbers(padded: Array, place: Grid) -> int:
    """Numbers in the patch matrix of one image whose lines are not cut apart."""
    taps: int = padded.shape[1] * math.prod(place.kernel_size)
    return taps * _line_length(place)


def _line_length(place: Grid) -> int:
    """Flat pixels from the first window to the last, those that wrap around included."""
    return (place.output[0] - 1) * place.padded[1] + place.output[1]


def _correlate_lines(padded: Array, matrix: Array, place: Grid, y: Array) -> None:
    """Correlate narrow maps along their flat pixels, since long runs are copied faster.

    Windows that wrap around the end of a line are computed too, and dropped.
    """
    (n, filters, height, width), line, number = y.shape, place.padded[1], y.itemsize
    length = _line_length(place)
    # Flat for good: an axis of length 1 may have any stride in numpy.
    pixels = np.ascontiguousarray(padded).reshape(n, padded.shape[1], -1)
    image, plane, pixel = pixels.strides
    windows = as_strided(
        pixels,
        (n, padded.shape[1], *place.kernel_size, 1, length),
        (image, plane, pixel * line * place.dilation[0], pixel, 0, pixel),
        writeable=False,
    )
    together = max(1, _BAND // 4 // _line_numbers(padded, place))
    for first in range(0, n, together):
        images = slice(first, first + together)
        product = _multiply(matrix, _patches(windows[images], len(matrix)))
        some = product.shape[2] // length
        y[images] = as_strided(
            product,
            (some, filters, height, width),
            (length * number, some * length * number, line * number, number),
        )


def _bands(
    images: int, place: Grid, numbers_per_pixel: int
) -> Iterator[tuple[slice, slice, slice]]:
    """Cut the output into runs of images, of rows or of columns, whose patches stay in cache."""
    height, width = place.output
    if place.kernel_size == (1, 1) and place.stride == (1, 1):  # nothing is copied
        together, rows, columns = 1, height, width
    else:
        pixels = max(1, _BAND // numbers_per_pixel)
        columns, rows = min(width, pixels), min(height, max(1, pixels // width))
        together = max(1, pixels // (width * height)) if rows == height else 1
    for image in range(0, images, together):
        for row in range(0, height, rows):
            for column in range(0, width, columns):
                yield (
                    slice(image, image + together),
                    slice(row, row + rows),
                    slice(column, column + columns),
                )


def _patches(windows: Array, groups: int) -> Array:
    """Copy windows (N, C, k, l, R, W) into matrices (groups, C/groups * k * l, N * R * W)."""
    by_tap = windows.transpose(1, 2, 3, 0, 4, 5)
    n, c, height, width, rows, columns = windows.shape
    return by_tap.reshape(groups, c // groups * height * width, n * rows * columns)


def _by_group(maps: Array, groups: int) -> Array:
    """Arrange maps (N, C, R, W) as (groups, C/groups, N * R * W)."""
    n, c, rows, columns = maps.shape
    return maps.swapaxes(0, 1).reshape(groups, c // groups, n * rows * columns)


def _multiply_into(y: Array, matrix: Array, patches: Array, rows: slice, columns: slice) -> None:
    """Multiply, and put the product (groups, C/groups, N * R * W) into a part of (N, C, H, W)."""
    n, c, height, width = y.shape
    if n == 1 and columns.stop - columns.start >= width:
        # In one map whole rows are contiguous, so the product can go where it belongs.
        flat = y.reshape(matrix.shape[0], -1, height * width)
        _multiply(matrix, patches, out=flat[:, :, rows.start * width : rows.stop * width])
    else:
        part = y[:, :, rows, columns]
        product = _multiply(matrix, patches)
        part[:] = product.reshape(c, n, *part.shape[2:]).swapaxes(0, 1)


def _multiply(left: Array, right: Array, out: Array | None = None) -> Array:
    """Matrix products of (groups, i, k) and (groups, k, j)."""
    if _HAS_BLAS:
        return np.matmul(left, right, out=out)
    product: Array = np.einsum("gik,gkj->gij", left, right, out=out)
    return product
