"""Borders and pooling on the tape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, overload

from onefilter import padding as borders
from onefilter import pooling
from onefilter.checks import Indices, Size
from onefilter.nn.tensor import Operand, Tensor, as_tensor, record


def pad2d(x: Operand, padding: int | Sequence[Any], mode: borders.PaddingMode = "zeros") -> Tensor:
    """Add a border: see `onefilter.padding.pad2d`.

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    padding : int, pair of int or ((top, bottom), (left, right))
        Width of the border.
    mode : {"zeros", "reflect", "replicate", "circular"}
        What the border is filled with.

    Returns
    -------
    Tensor
        Of shape ``(N, C, H + top + bottom, W + left + right)``.

    Raises
    ------
    ValueError
        If the mode is unknown or the border too wide for it.

    Examples
    --------
    >>> pad2d([[[[1.0, 2.0]]]], (0, 1), mode="circular").numpy()
    array([[[[2., 1., 2., 1.]]]])
    """
    x = as_tensor(x)
    return record(
        borders.pad2d(x.data, padding, mode=mode),
        (x,),
        lambda grad: (borders.pad2d_backward(grad, padding, mode=mode),),
    )


@overload
def max_pool2d(
    x: Operand,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Tensor: ...


@overload
def max_pool2d(
    x: Operand,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    return_indices: bool = ...,
) -> Tensor | tuple[Tensor, Indices]: ...


def max_pool2d(
    x: Operand,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Indices]:
    r"""Keep the largest of every window: see `onefilter.pooling.max_pool2d`.

    .. math:: y_{n,c,r,s} = \max_{i,j}\; x_{n,c,\,r\,s_h+i\,d_h,\,s\,s_w+j\,d_w}

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    kernel_size, stride, padding, dilation, ceil_mode, return_indices
        As in `onefilter.pooling.max_pool2d`.

    Returns
    -------
    Tensor
        Of shape ``(N, C, H_out, W_out)``.
    indices : ndarray of int64, of the same shape
        Only with ``return_indices``: where the winners stand.

    Raises
    ------
    ValueError
        If the window does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2).numpy()[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    x = as_tensor(x)
    options = (kernel_size, stride, padding, dilation, ceil_mode)
    if not (x.requires_grad or return_indices):
        return Tensor(pooling.max_pool2d(x.data, *options))
    best, indices = pooling.max_pool2d(x.data, *options, return_indices=True)
    size = x.shape[2:]
    made = record(best, (x,), lambda grad: (pooling.max_pool2d_backward(grad, indices, size),))
    return (made, indices) if return_indices else made


def avg_pool2d(
    x: Operand,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    r"""Average every window: see `onefilter.pooling.avg_pool2d`.

    .. math:: y_{n,c,r,s} = \frac{1}{k_h k_w} \sum_{i,j} x_{n,c,\,r\,s_h+i,\,s\,s_w+j}

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in `onefilter.pooling.avg_pool2d`.

    Returns
    -------
    Tensor
        Of shape ``(N, C, H_out, W_out)``.

    Raises
    ------
    ValueError
        If the window does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> avg_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2).numpy()[0, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    x = as_tensor(x)
    options = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    return record(
        pooling.avg_pool2d(x.data, *options),
        (x,),
        lambda grad: (pooling.avg_pool2d_backward(grad, x.shape[2:], *options),),
    )


def adaptive_avg_pool2d(x: Operand, output_size: Size) -> Tensor:
    """Average over bins: see `onefilter.pooling.adaptive_avg_pool2d`.

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    output_size : int or pair of int
        Bins along rows and columns.

    Returns
    -------
    Tensor
        Of shape ``(N, C, *output_size)``.

    Raises
    ------
    ValueError
        If a size is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> adaptive_avg_pool2d(np.arange(6.0).reshape(1, 1, 2, 3), (1, 2)).numpy()
    array([[[[2., 3.]]]])
    """
    x = as_tensor(x)
    return record(
        pooling.adaptive_avg_pool2d(x.data, output_size),
        (x,),
        lambda grad: (pooling.adaptive_avg_pool2d_backward(grad, x.shape[2:]),),
    )


def blur_pool2d(x: Operand, kernel_size: int = 3, stride: Size = 2) -> Tensor:
    """Blur, then keep every second pixel: see `onefilter.pooling.blur_pool2d`.

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    kernel_size : int
        Taps of the binomial blur.
    stride : int or pair of int
        Pixels between the ones that are kept.

    Returns
    -------
    Tensor
        Of shape ``(N, C, H_out, W_out)``.

    Raises
    ------
    ValueError
        If the blur does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> blur_pool2d(np.ones((1, 1, 8, 8))).shape
    (1, 1, 4, 4)
    """
    x = as_tensor(x)
    return record(
        pooling.blur_pool2d(x.data, kernel_size, stride),
        (x,),
        lambda grad: (pooling.blur_pool2d_backward(grad, x.shape[2:], kernel_size, stride),),
    )
