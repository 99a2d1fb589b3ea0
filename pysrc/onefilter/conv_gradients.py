"""What flows back through a convolution."""

from __future__ import annotations

from typing import NamedTuple

from onefilter.checks import Array


class ConvGradients(NamedTuple):
    """Gradients of a loss with respect to what a convolution was given.

    Attributes
    ----------
    x, weight, bias : ndarray
        Shaped like the arguments; ``bias`` has one number for each output channel.

    Examples
    --------
    >>> from onefilter.conv import conv2d_backward
    >>> gradients = conv2d_backward([[[[1.0]]]], [[[[2.0, 3.0]]]], [[[[4.0, 5.0]]]])
    >>> gradients.x, gradients.weight
    (array([[[[4., 5.]]]]), array([[[[2., 3.]]]]))
    """

    x: Array
    weight: Array
    bias: Array
