"""Normalisation: zero mean and unit variance over a choice of axes, then a learned scale."""

from onefilter.normalization.batch import batch_norm, batch_norm_backward
from onefilter.normalization.group import group_norm, group_norm_backward, instance_norm
from onefilter.normalization.layer import layer_norm, layer_norm_backward
from onefilter.normalization.standardize import NormGradients

__all__ = [
    "NormGradients",
    "batch_norm",
    "batch_norm_backward",
    "group_norm",
    "group_norm_backward",
    "instance_norm",
    "layer_norm",
    "layer_norm_backward",
]
