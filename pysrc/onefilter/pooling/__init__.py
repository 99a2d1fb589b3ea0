"""Pooling: one number for each window, without weights, and the way back."""

from onefilter.pooling.blur import blur_pool2d, blur_pool2d_backward
from onefilter.pooling.maximum import max_pool2d, max_pool2d_backward
from onefilter.pooling.mean import avg_pool2d, avg_pool2d_backward
from onefilter.pooling.whole import (
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
    global_avg_pool2d,
    global_max_pool2d,
    global_max_pool2d_backward,
)

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "blur_pool2d",
    "blur_pool2d_backward",
    "global_avg_pool2d",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
]
