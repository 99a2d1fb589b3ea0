"""Normalisation on the tape."""

from __future__ import annotations

from onefilter import normalization
from onefilter.checks import Array, Size
from onefilter.nn.functional.optional import numbers, record_present
from onefilter.nn.tensor import Operand, Tensor, as_tensor


def batch_norm(
    x: Operand,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Operand | None = None,
    bias: Operand | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    r"""Normalise over the batch: see `onefilter.normalization.batch_norm`.

    .. math:: y = \frac{x - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}}\,w_c + b_c

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    running_mean, running_var : ndarray of shape (C,) or None
        What inference uses; training renews them in place.
    weight, bias : Tensor or array_like of shape (C,), optional
        Scale and shift.
    training : bool
        Whether to use the batch's own statistics.
    momentum : float
        Share of the batch in the running statistics.
    eps : float
        Added to the variance.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(4.0).reshape(2, 1, 1, 2)
    >>> batch_norm(x, None, None, training=True).numpy().ravel().round(3)
    array([-1.342, -0.447,  0.447,  1.342])
    """
    x, scale = as_tensor(x), numbers(weight)
    statistics = (running_mean, running_var)
    y = normalization.batch_norm(x.data, *statistics, scale, numbers(bias), training, momentum, eps)
    return record_present(
        y,
        (x, weight, bias),
        lambda grad: normalization.batch_norm_backward(
            grad, x.data, *statistics, scale, training, eps
        ),
    )


def group_norm(
    x: Operand,
    num_groups: int,
    weight: Operand | None = None,
    bias: Operand | None = None,
    eps: float = 1e-5,
) -> Tensor:
    r"""Normalise over blocks of channels: see `onefilter.normalization.group_norm`.

    .. math:: y = \frac{x - \mu_{n,g}}{\sqrt{\sigma_{n,g}^2 + \varepsilon}}\,w_c + b_c

    Parameters
    ----------
    x : Tensor or array_like of shape (N, C, H, W)
        Maps.
    num_groups : int
        Blocks, a divisor of C.
    weight, bias : Tensor or array_like of shape (C,), optional
        Scale and shift.
    eps : float
        Added to the variance.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(4.0).reshape(1, 2, 1, 2)
    >>> group_norm(x, 2).numpy().ravel().round(3)
    array([-1.,  1., -1.,  1.])
    """
    x, scale = as_tensor(x), numbers(weight)
    return record_present(
        normalization.group_norm(x.data, num_groups, scale, numbers(bias), eps),
        (x, weight, bias),
        lambda grad: normalization.group_norm_backward(grad, x.data, num_groups, scale, eps),
    )


def layer_norm(
    x: Operand,
    normalized_shape: Size,
    weight: Operand | None = None,
    bias: Operand | None = None,
    eps: float = 1e-5,
) -> Tensor:
    r"""Normalise over the last axes: see `onefilter.normalization.layer_norm`.

    .. math:: y = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}}\,w + b

    Parameters
    ----------
    x : Tensor or array_like
        Of any rank.
    normalized_shape : int or sequence of int
        The last axes.
    weight, bias : Tensor or array_like of shape ``normalized_shape``, optional
        Scale and shift.
    eps : float
        Added to the variance.

    Returns
    -------
    Tensor
        Shaped like ``x``.

    Raises
    ------
    ValueError
        If the arguments do not fit one another.

    Examples
    --------
    >>> layer_norm([[1.0, 3.0], [10.0, 30.0]], 2).numpy().round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    x, scale = as_tensor(x), numbers(weight)
    return record_present(
        normalization.layer_norm(x.data, normalized_shape, scale, numbers(bias), eps),
        (x, weight, bias),
        lambda grad: normalization.layer_norm_backward(grad, x.data, normalized_shape, scale, eps),
    )
