"""Normalization on the tape."""

from __future__ import annotations

from onefilter import normalization
from onefilter.checks import Array, Size
from onefilter.nn.functional.optional import numbers, record_present
from onefilter.nn.tensor import Operand, Tensor, as_tensor


def batch_norm(
    x: Operand,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Normalize over the batch: see `onefilter.normalization.batch_norm`."""
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
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Normalize over blocks of channels: see `onefilter.normalization.group_norm`."""
    x, scale = as_tensor(x), numbers(weight)
    return record_present(
        normalization.group_norm(x.data, num_groups, scale, numbers(bias), eps),
        (x, weight, bias),
        lambda grad: normalization.group_norm_backward(grad, x.data, num_groups, scale, eps),
    )


def layer_norm(
    x: Operand,
    normalized_shape: Size,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Normalize over the last axes: see `onefilter.normalization.layer_norm`."""
    x, scale = as_tensor(x), numbers(weight)
    return record_present(
        normalization.layer_norm(x.data, normalized_shape, scale, numbers(bias), eps),
        (x, weight, bias),
        lambda grad: normalization.layer_norm_backward(grad, x.data, normalized_shape, scale, eps),
    )
