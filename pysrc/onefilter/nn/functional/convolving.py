"""Convolutions on the tape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from onefilter import conv
from onefilter import conv_transpose as transposed
from onefilter.checks import Array, Size
from onefilter.grid import Padding
from onefilter.nn.functional.optional import numbers, record_present
from onefilter.nn.tensor import Operand, Tensor, as_tensor
from onefilter.nn.watching import multiplied


def conv2d(
    x: Operand,
    weight: Operand,
    bias: Operand | None = None,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Tensor:
    r"""Convolve: see `onefilter.conv.conv2d`.

    .. math::
        y_{n,o,r,s} = b_o + \sum_{c,i,j} w_{o,c,i,j}\; x_{n,c,\,r\,s_h+i\,d_h,\,s\,s_w+j\,d_w}

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C_in, H, W)
        Input maps.
    weight : Tensor or array_like of shape (C_out, C_in / groups, k_h, k_w)
        Filters.
    bias : Tensor or array_like of shape (C_out,), optional
        Added to every output of a filter.
    stride, padding, dilation, groups
        As in `onefilter.conv.conv2d`.

    Returns
    -------
    Tensor
        Of shape ``(N, C_out, H_out, W_out)``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> import numpy as np
    >>> from onefilter.nn import Tensor
    >>> weight = Tensor(np.ones((1, 1, 3, 3)), requires_grad=True)
    >>> conv2d(np.ones((1, 1, 4, 4)), weight).sum().backward()
    >>> weight.grad[0, 0, 0]
    array([4., 4., 4.])
    """
    x, filters = as_tensor(x), as_tensor(weight)
    options: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }

    def pull(grad: Array) -> Sequence[Array | None]:
        if x.requires_grad:
            return conv.conv2d_backward(grad, x.data, filters.data, **options)
        by_weight = conv.conv2d_weight(x.data, filters.data, grad, **options)
        return None, by_weight, grad.sum(axis=(0, 2, 3))

    y = conv.conv2d(x.data, filters.data, numbers(bias), **options)
    # Every weight meets every output pixel of its filter once.
    multiplied(filters.data.size * len(y) * math.prod(y.shape[2:]))
    return record_present(y, (x, filters, bias), pull)


def conv_transpose2d(
    x: Operand,
    weight: Operand,
    bias: Operand | None = None,
    stride: Size = 1,
    padding: Size = 0,
    output_padding: Size = 0,
    groups: int = 1,
    dilation: Size = 1,
) -> Tensor:
    r"""Convolve the other way: see `onefilter.conv_transpose.conv_transpose2d`.

    .. math:: y_{n,o,\,r\,s_h + i\,d_h - p_h,\,s\,s_w + j\,d_w - p_w} \mathrel{+}=
        w_{c,o,i,j}\; x_{n,c,r,s}

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C_in, H, W)
        Input maps.
    weight : Tensor or array_like of shape (C_in, C_out / groups, k_h, k_w)
        Filters.
    bias : Tensor or array_like of shape (C_out,), optional
        Added to every output of a map.
    stride, padding, output_padding, groups, dilation
        As in `onefilter.conv_transpose.conv_transpose2d`.

    Returns
    -------
    Tensor
        Of shape ``(N, C_out, H_out, W_out)``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> import numpy as np
    >>> from onefilter.nn import Tensor
    >>> conv_transpose2d(np.ones((1, 1, 2, 2)), Tensor(np.ones((1, 1, 2, 2))), stride=2).shape
    (1, 1, 4, 4)
    """
    x, filters = as_tensor(x), as_tensor(weight)
    options: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "output_padding": output_padding,
        "groups": groups,
        "dilation": dilation,
    }
    y = transposed.conv_transpose2d(x.data, filters.data, numbers(bias), **options)
    # Every weight meets every input pixel of its map once.
    multiplied(filters.data.size * len(y) * math.prod(x.shape[2:]))
    return record_present(
        y,
        (x, filters, bias),
        lambda grad: transposed.conv_transpose2d_backward(grad, x.data, filters.data, **options),
    )
