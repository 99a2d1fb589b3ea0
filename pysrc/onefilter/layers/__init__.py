"""What networks are made of, as data: each layer names its sizes and nothing else."""

from onefilter.layers.branching import Auxiliary, Concat, Sum
from onefilter.layers.branching import Block as Block
from onefilter.layers.branching import Layer as Layer
from onefilter.layers.single import AdaptivePool, Conv, Flatten, Linear, Norm, Pool, Scale
from onefilter.layers.single import Pair as Pair

__all__ = [
    "AdaptivePool",
    "Auxiliary",
    "Concat",
    "Conv",
    "Flatten",
    "Linear",
    "Norm",
    "Pool",
    "Scale",
    "Sum",
]
