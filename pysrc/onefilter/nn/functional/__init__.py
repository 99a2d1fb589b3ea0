"""The package's operations on the tape, named and ordered as in ``torch.nn.functional``."""

from onefilter.nn.functional.convolving import conv2d, conv_transpose2d
from onefilter.nn.functional.joining import cat
from onefilter.nn.functional.judging import cross_entropy, mse_loss
from onefilter.nn.functional.normalizing import batch_norm, group_norm, layer_norm
from onefilter.nn.functional.pointwise import (
    gelu,
    linear,
    relu,
    scaled_dot_product_attention,
    sigmoid,
    softmax,
)
from onefilter.nn.functional.sliding import (
    adaptive_avg_pool2d,
    avg_pool2d,
    blur_pool2d,
    max_pool2d,
    pad2d,
)

__all__ = [
    "adaptive_avg_pool2d",
    "avg_pool2d",
    "batch_norm",
    "blur_pool2d",
    "cat",
    "conv2d",
    "conv_transpose2d",
    "cross_entropy",
    "gelu",
    "group_norm",
    "layer_norm",
    "linear",
    "max_pool2d",
    "mse_loss",
    "pad2d",
    "relu",
    "scaled_dot_product_attention",
    "sigmoid",
    "softmax",
]
