"""Networks in PyTorch's words: layers, containers, and a small tape that finds the gradients."""

from onefilter.nn import functional
from onefilter.nn.containers import ModuleList, Residual, Sequential
from onefilter.nn.convolutions import Conv2d, ConvTranspose2d
from onefilter.nn.dense import Linear
from onefilter.nn.module import Mismatch, Module
from onefilter.nn.norms import BatchNorm2d, GroupNorm, LayerNorm
from onefilter.nn.overview import Layer, Summary, summary
from onefilter.nn.parameter import Parameter
from onefilter.nn.shaping import (
    GELU,
    AdaptiveAvgPool2d,
    AvgPool2d,
    Flatten,
    MaxPool2d,
    ReLU,
    Sigmoid,
)
from onefilter.nn.tape import no_grad
from onefilter.nn.tensor import Tensor

__all__ = [
    "GELU",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "ConvTranspose2d",
    "Flatten",
    "GroupNorm",
    "Layer",
    "LayerNorm",
    "Linear",
    "MaxPool2d",
    "Mismatch",
    "Module",
    "ModuleList",
    "Parameter",
    "ReLU",
    "Residual",
    "Sequential",
    "Sigmoid",
    "Summary",
    "Tensor",
    "functional",
    "no_grad",
    "summary",
]
