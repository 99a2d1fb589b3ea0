"""Two-dimensional convolution as networks compute it, and its gradients."""

from __future__ import annotations

from numpy.typing import ArrayLike

from onefilter.checks import Array, Size, array, integer, shape
from onefilter.conv_gradients import ConvGradients
from onefilter.grid import Grid, Padding, grid
from onefilter.padding import crop, pad_constant
from onefilter.patches import correlate, input_gradient, weight_gradient

__all__ = ["ConvGradients", "conv2d", "conv2d_backward", "conv2d_weight"]


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    r"""Slide every filter over every map and sum the products.

    .. math::
        y_{n,o,r,s} = b_o + \sum_{c,i,j} w_{o,c,i,j}\; x_{n,c,\,r\,s_h+i\,d_h,\,s\,s_w+j\,d_w}

    Networks call this convolution; in mathematics it is *cross-correlation*, since the kernel is
    not flipped. Flip it yourself (``weight[..., ::-1, ::-1]``) for the true convolution.

    Parameters
    ----------
    x : array_like of shape (N, C_in, H, W)
        Input maps.
    weight : array_like of shape (C_out, C_in / groups, k_h, k_w)
        Filters.
    bias : array_like of shape (C_out,), optional
        Added to every output of a filter.
    stride : int or pair of int
        Pixels between neighbouring windows.
    padding : int, pair of int, ((top, bottom), (left, right)), "same" or "valid"
        Zeros around the input. ``"same"`` keeps the size at stride 1; where it must be uneven, the
        extra zeros come last.
    dilation : int or pair of int
        Distance between neighbouring taps.
    groups : int
        Blocks of channels that do not see one another; ``groups=C_in`` is depthwise.

    Returns
    -------
    ndarray of shape (N, C_out, H_out, W_out)
        Output maps; float32 only if both ``x`` and ``weight`` are.

    Raises
    ------
    TypeError
        If an array is not numeric, or a size is not a whole number.
    ValueError
        If ranks, channels or sizes do not fit one another, or the kernel spans more than the
        padded input.

    References
    ----------
    LeCun et al., *Gradient-based learning applied to document recognition*, 1998. The computation
    by patch matrix and matrix product follows Chellapilla, Puri and Simard, *High performance
    convolutional neural networks for document processing*, 2006.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> conv2d(image, np.ones((1, 1, 3, 3)))[0, 0]
    array([[45., 54.],
           [81., 90.]])
    """
    x, weight, place = _arguments(x, weight, stride, padding, dilation, groups)
    y = correlate(pad_constant(x, place.padding), weight, place, groups)
    if bias is not None:
        bias = array("bias", bias, "C_out")
        shape("bias", bias, weight.shape[:1], "to match the filters in weight")
        y += bias[:, None, None]
    return y


def conv2d_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> ConvGradients:
    r"""Carry a gradient back through `conv2d`.

    With the patch matrix :math:`P` of the input, the forward pass is :math:`Y = W P`, hence

    .. math::
        \frac{\partial L}{\partial W} = \frac{\partial L}{\partial Y}\, P^\top, \qquad
        \frac{\partial L}{\partial P} = W^\top \frac{\partial L}{\partial Y},

    and the patches' gradient is added back onto the pixels they were cut from.

    Parameters
    ----------
    grad_output : array_like of shape (N, C_out, H_out, W_out)
        Gradient of the loss with respect to the output.
    x, weight : array_like
        What the forward pass was given.
    stride, padding, dilation, groups
        As in the forward pass.

    Returns
    -------
    ConvGradients
        ``(x, weight, bias)``, shaped like the arguments; ``bias`` has shape ``(C_out,)``.

    Raises
    ------
    ValueError
        If ``grad_output`` does not have the shape of the output, or the rest does not fit.

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning*, 2016, section 9.5.

    Examples
    --------
    >>> import numpy as np
    >>> gradients = conv2d_backward(
    ...     np.ones((1, 1, 2, 2)), np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3))
    ... )
    >>> gradients.bias
    array([4.])
    """
    x, weight, place = _arguments(x, weight, stride, padding, dilation, groups)
    grad = _checked_gradient(grad_output, x, weight, place)
    padded = pad_constant(x, place.padding)
    return ConvGradients(
        crop(input_gradient(grad, weight, place, groups, x.shape[1]), place.padding),
        weight_gradient(grad, padded, place, groups),
        grad.sum(axis=(0, 2, 3)),
    )


def conv2d_weight(
    x: ArrayLike,
    weight: ArrayLike,
    grad_output: ArrayLike,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Only the filters' gradient of `conv2d_backward`, where the input needs none.

    The first layer of a network is such a case: nobody asks how the picture should change.

    Parameters
    ----------
    x, weight : array_like
        What the forward pass was given.
    grad_output : array_like of shape (N, C_out, H_out, W_out)
        Gradient of the loss with respect to the output.
    stride, padding, dilation, groups
        As in the forward pass.

    Returns
    -------
    ndarray
        Shaped like ``weight``.

    Raises
    ------
    ValueError
        If the shapes do not fit one another.

    Examples
    --------
    >>> conv2d_weight([[[[1, 2, 3]]]], [[[[0, 0]]]], [[[[1, 1]]]])
    array([[[[3., 5.]]]])
    """
    x, weight, place = _arguments(x, weight, stride, padding, dilation, groups)
    grad = _checked_gradient(grad_output, x, weight, place)
    return weight_gradient(grad, pad_constant(x, place.padding), place, groups)


def _checked_gradient(grad_output: ArrayLike, x: Array, weight: Array, place: Grid) -> Array:
    grad = array("grad_output", grad_output, "N C_out H_out W_out")
    expected = (x.shape[0], weight.shape[0], *place.output)
    return shape("grad_output", grad, expected, "to match the output of conv2d")


def _arguments(
    x: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
) -> tuple[Array, Array, Grid]:
    x = array("x", x, "N C_in H W")
    weight = array("weight", weight, "C_out C_in/groups k_h k_w")
    groups = integer("groups", groups)
    filters, seen, height, width = weight.shape
    if x.shape[1] != seen * groups:
        raise ValueError(
            f"x has {x.shape[1]} channels but weight, of shape {weight.shape}, with "
            f"groups={groups} takes {seen * groups}"
        )
    if filters % groups:
        raise ValueError(
            f"groups={groups} does not divide the {filters} filters of weight; "
            f"give a divisor of {filters}"
        )
    place = grid(
        (x.shape[2], x.shape[3]), (height, width), stride=stride, padding=padding, dilation=dilation
    )
    return x, weight, place
