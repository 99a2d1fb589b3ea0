"""Sizes of maps and windows: integers only, no arrays."""

from __future__ import annotations

from collections.abc import Sequence

from onefilter.checks import integer

Padding = int | Sequence[int]


def effective_kernel_size(kernel_size: int, dilation: int = 1) -> int:
    r"""Pixels that a kernel spans along one axis once dilation has spread its taps.

    .. math:: k_\text{eff} = d\,(k - 1) + 1

    Parameters
    ----------
    kernel_size : int
        Taps along the axis, at least 1.
    dilation : int
        Distance between neighbouring taps in pixels, at least 1.

    Returns
    -------
    int
        The span in pixels.

    Raises
    ------
    TypeError
        If an argument is not a whole number.
    ValueError
        If an argument is below 1.

    References
    ----------
    Yu and Koltun, *Multi-scale context aggregation by dilated convolutions*, 2016.

    Examples
    --------
    >>> effective_kernel_size(3), effective_kernel_size(3, dilation=2)
    (3, 5)
    """
    return integer("dilation", dilation) * (integer("kernel_size", kernel_size) - 1) + 1


def output_size(
    size: int,
    kernel_size: int,
    *,
    stride: int = 1,
    padding: Padding = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    r"""Positions at which a window fits along one axis: the size of the output map.

    .. math:: o = \left\lfloor \frac{n + p_0 + p_1 - d\,(k-1) - 1}{s} \right\rfloor + 1

    Parameters
    ----------
    size : int
        Input pixels along the axis.
    kernel_size : int
        Taps along the axis.
    stride : int
        Pixels between neighbouring windows.
    padding : int or pair of int
        Pixels added at both ends, or ``(before, after)``.
    dilation : int
        Distance between neighbouring taps.
    ceil_mode : bool
        Round up instead of down, so that a last, incomplete window counts, provided that it
        starts inside the input or the padding before it (PyTorch's rule).

    Returns
    -------
    int
        Size of the output, at least 1.

    Raises
    ------
    TypeError
        If an argument is not a whole number.
    ValueError
        If an argument is too small, or the kernel spans more than the padded input.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016.

    Examples
    --------
    >>> output_size(24, 3)
    22
    >>> output_size(10, 3, stride=2), output_size(10, 3, stride=2, ceil_mode=True)
    (4, 5)
    """
    before, after = _ends(padding)
    padded = integer("size", size) + before + after
    span = effective_kernel_size(kernel_size, dilation)
    if span > padded:
        raise ValueError(
            f"kernel_size={kernel_size} with dilation={dilation} spans {span} pixels, but "
            f"size={size} with padding={padding} offers {padded}; "
            f"use a span of at most {padded}, or more padding"
        )
    free = padded - span
    step = integer("stride", stride)
    if not ceil_mode:
        return free // step + 1
    last = -(-free // step)
    return last + 1 if last * step < size + before else last


def leftover_pixels(
    size: int, kernel_size: int, *, stride: int = 1, padding: Padding = 0, dilation: int = 1
) -> int:
    r"""Pixels at the end of the padded axis that no window reaches, since sizes round down.

    .. math:: \big(n + p_0 + p_1 - d\,(k-1) - 1\big) \bmod s

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation
        As in `output_size`.

    Returns
    -------
    int
        From 0 to ``stride - 1``; those of the padding count too.

    Raises
    ------
    TypeError
        If an argument is not a whole number.
    ValueError
        If an argument is too small, or the kernel spans more than the padded input.

    Examples
    --------
    >>> leftover_pixels(10, 3, stride=2)
    1
    """
    fits = output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    reached = (fits - 1) * stride + effective_kernel_size(kernel_size, dilation)
    return size + sum(_ends(padding)) - reached


def same_padding(
    size: int, kernel_size: int, *, stride: int = 1, dilation: int = 1
) -> tuple[int, int]:
    r"""Padding by TensorFlow's rule ``SAME``, which makes :math:`\lceil n/s \rceil` outputs.

    An odd pixel goes to the end, so that a strided layer looks half a step to the right of where
    PyTorch's symmetrical padding looks.

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        As in `output_size`.

    Returns
    -------
    tuple of int
        Zeros ``(before, after)``.

    Raises
    ------
    TypeError
        If an argument is not a whole number.
    ValueError
        If an argument is below 1.

    References
    ----------
    Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016.

    Examples
    --------
    >>> same_padding(224, 3, stride=2)
    (0, 1)
    """
    step, span = integer("stride", stride), effective_kernel_size(kernel_size, dilation)
    outputs = -(-integer("size", size) // step)
    total = max(0, (outputs - 1) * step + span - size)
    return total // 2, total - total // 2


def _ends(padding: Padding) -> tuple[int, int]:
    if not isinstance(padding, (tuple, list)):
        both = integer("padding", padding, minimum=0)
        return both, both
    if len(padding) != 2:
        raise ValueError(f"padding={padding!r} has {len(padding)} entries; give (before, after)")
    before, after = (integer("padding", end, minimum=0) for end in padding)
    return before, after
