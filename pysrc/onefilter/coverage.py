"""Which pixels of a receptive field are really used, and how often: holes, weights and width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from onefilter.checks import every, integer
from onefilter.receptive_field import Window
from onefilter.shapes import output_size


def path_counts(layers: Sequence[Window]) -> tuple[int, ...]:
    r"""Ways from each pixel of the receptive field to the output, along one axis.

    They are the coefficients of

    .. math:: \prod_\ell \sum_{i=0}^{k_\ell - 1} z^{\,i\,d_\ell\,j_\ell}, \qquad
        j_\ell = \prod_{m<\ell} s_m.

    A pixel with many ways weighs more: these counts are the effective receptive field of uniform
    kernels. A pixel with none is a hole.

    Parameters
    ----------
    layers : sequence of Window
        From the image on.

    Returns
    -------
    tuple of int
        One count for each of the field's pixels.

    Raises
    ------
    TypeError
        If a layer is not a Window.

    References
    ----------
    Luo, Li, Urtasun and Zemel, *Understanding the effective receptive field in deep convolutional
    neural networks*, 2016.

    Examples
    --------
    >>> path_counts([Window(3), Window(3)])
    (1, 2, 3, 2, 1)
    >>> path_counts([Window(3, dilation=2)])
    (1, 0, 1, 0, 1)
    """
    counts, jump = [1], 1
    for window in every("layers", layers, Window):
        step = window.dilation * jump
        wider = [0] * (len(counts) + (window.kernel_size - 1) * step)
        for tap in range(window.kernel_size):
            for place, count in enumerate(counts, start=tap * step):
                wider[place] += count
        counts, jump = wider, jump * window.stride
    return tuple(counts)


def covered_share(layers: Sequence[Window]) -> Fraction:
    """Share of the square receptive field that a plane of such layers really uses.

    Parameters
    ----------
    layers : sequence of Window
        From the image on, the same along both axes.

    Returns
    -------
    Fraction
        1 where dilation leaves no holes.

    Raises
    ------
    TypeError
        If a layer is not a Window.

    References
    ----------
    Wang et al., *Understanding convolution for semantic segmentation*, 2018, on gridding.

    Examples
    --------
    >>> round(float(covered_share([Window(3, dilation=2)] * 3)), 4)
    0.2899
    >>> covered_share([Window(3, dilation=d) for d in (1, 2, 3)])
    Fraction(1, 1)
    """
    counts = path_counts(layers)
    return Fraction(sum(count > 0 for count in counts), len(counts)) ** 2


def unseen_pixels(size: int, layers: Sequence[Window]) -> tuple[int, ...]:
    """Pixels of an axis that no output sees: holes of ``k < s``, and what rounding leaves over.

    Parameters
    ----------
    size : int
        Input pixels along the axis.
    layers : sequence of Window
        From the image on.

    Returns
    -------
    tuple of int
        Their places, from 0.

    Raises
    ------
    TypeError
        If a layer is not a Window, or the size not a whole number.
    ValueError
        If a layer's kernel spans more than its padded input.

    Examples
    --------
    >>> unseen_pixels(7, [Window(1, stride=2)])
    (1, 3, 5)
    """
    sizes = [integer("size", size)]
    for layer in every("layers", layers, Window):
        sizes.append(
            output_size(
                sizes[-1],
                layer.kernel_size,
                stride=layer.stride,
                padding=layer.padding,
                dilation=layer.dilation,
            )
        )
    seen = set(range(sizes[-1]))
    for layer, inside in zip(reversed(layers), reversed(sizes[:-1]), strict=True):
        taps = [tap * layer.dilation - layer.padding for tap in range(layer.kernel_size)]
        reached = {place * layer.stride + tap for place in seen for tap in taps}
        seen = {place for place in reached if 0 <= place < inside}
    return tuple(sorted(set(range(size)) - seen))


def uniform_deviation(layers: Sequence[Window]) -> float:
    r"""Standard deviation of the effective receptive field of uniform kernels, in pixels.

    .. math:: \sigma^2 = \sum_\ell \frac{k_\ell^2 - 1}{12}\,(d_\ell\,j_\ell)^2

    It grows with the root of the depth, the receptive field with the depth itself.

    Parameters
    ----------
    layers : sequence of Window
        From the image on.

    Returns
    -------
    float
        :math:`\sigma`; for n stacked 3×3 layers :math:`\sqrt{2n/3}`.

    Raises
    ------
    TypeError
        If a layer is not a Window.

    References
    ----------
    Luo, Li, Urtasun and Zemel, *Understanding the effective receptive field in deep convolutional
    neural networks*, 2016.

    Examples
    --------
    >>> round(uniform_deviation([Window(3)] * 6), 6)
    2.0
    """
    variance, jump = 0.0, 1
    for window in every("layers", layers, Window):
        variance += (window.kernel_size**2 - 1) / 12 * (window.dilation * jump) ** 2
        jump *= window.stride
    return math.sqrt(variance)
