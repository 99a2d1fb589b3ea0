"""Well-known networks, described as data in torchvision's variants; MobileNet V1 as published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from onefilter.architecture import Row, count_macs, count_parameters, trace
from onefilter.layers import Block
from onefilter.networks.inception import INCEPTION_V3
from onefilter.networks.plain import ALEXNET, VGG_16
from onefilter.networks.residual import RESNET_18, RESNET_34, RESNET_50, RESNET_101
from onefilter.networks.separable import CONVNEXT_T, MOBILENET_V1, MOBILENET_V2

__all__ = ["NETWORKS", "Network"]


@dataclass(frozen=True)
class Network:
    """A network with a name.

    Attributes
    ----------
    name : str
        The key in `NETWORKS`.
    label : str
        The name for people, with the variant.
    reference : str
        Where it was published.
    layers : tuple of layers
        The chain, for `onefilter.architecture.trace`.
    side : int
        Pixels along a side of the usual input.

    Examples
    --------
    >>> network = NETWORKS["resnet50"]
    >>> print(f"{network.label}: {network.parameters:,} parameters, {network.macs:,} MACs")
    ResNet-50 (v1.5): 25,557,032 parameters, 4,089,184,256 MACs
    """

    name: str
    label: str
    reference: str
    layers: Block
    side: int = 224

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Shape ``(C, H, W)`` of the usual input."""
        return 3, self.side, self.side

    @property
    def parameters(self) -> int:
        """Learned numbers, auxiliary heads included."""
        return count_parameters(self.layers, self.input_shape)

    @property
    def macs(self) -> int:
        """Multiply-adds for one image at inference."""
        return count_macs(self.layers, self.input_shape)

    def trace(self) -> tuple[Row, ...]:
        """Follow the usual input through all layers."""
        return trace(self.layers, self.input_shape)


NETWORKS: Mapping[str, Network] = MappingProxyType(
    {
        network.name: network
        for network in (
            Network("alexnet", "AlexNet (one column)", "Krizhevsky, 2014", ALEXNET),
            Network("vgg16", "VGG-16", "Simonyan and Zisserman, 2015", VGG_16),
            Network("resnet18", "ResNet-18", "He et al., 2016", RESNET_18),
            Network("resnet34", "ResNet-34", "He et al., 2016", RESNET_34),
            Network("resnet50", "ResNet-50 (v1.5)", "He et al., 2016", RESNET_50),
            Network("resnet101", "ResNet-101 (v1.5)", "He et al., 2016", RESNET_101),
            Network("mobilenet_v1", "MobileNet V1", "Howard et al., 2017", MOBILENET_V1),
            Network("mobilenet_v2", "MobileNet V2", "Sandler et al., 2018", MOBILENET_V2),
            Network("inception_v3", "Inception v3", "Szegedy et al., 2016", INCEPTION_V3, side=299),
            Network("convnext_tiny", "ConvNeXt-T", "Liu et al., 2022", CONVNEXT_T),
        )
    }
)
"""Every described network by its name."""
