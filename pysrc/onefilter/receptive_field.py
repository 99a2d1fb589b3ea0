"""Which input pixels an output can see: sizes, steps and positions, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onefilter.checks import every, instance, integer
from onefilter.shapes import effective_kernel_size

INPUT = "input"
"""Name of the source in a graph."""


@dataclass(frozen=True, slots=True)
class Window:
    """One layer along one axis, as far as geometry goes.

    Attributes
    ----------
    kernel_size, stride, padding, dilation : int
        As in `onefilter.shapes.output_size`; ``padding`` is what stands before the first pixel.
    name : str
        For people.

    Raises
    ------
    TypeError, ValueError
        If a size is not a whole number that fits.

    Examples
    --------
    >>> Window(3, stride=2, name="conv1").kernel_size
    3
    """

    kernel_size: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse sizes that make no window."""
        for field, minimum in (("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1)):
            integer(field, getattr(self, field), minimum=minimum)


@dataclass(frozen=True, slots=True)
class Field:
    """What the outputs of some layer see of the input, along one axis.

    Output number ``u`` sees pixels from ``stride * u - padding`` on, ``size`` of them.

    Attributes
    ----------
    size : int
        Pixels from the first to the last one seen: the receptive field.
    stride : int
        Pixels between the fields of neighbouring outputs: the effective stride, or jump.
    padding : int
        Pixels by which the first field reaches out of the image: the effective padding.

    Examples
    --------
    >>> Field(size=5, stride=2, padding=1).centre
    1.0
    """

    size: int = 1
    stride: int = 1
    padding: int = 0

    @property
    def centre(self) -> float:
        """Middle of the first output's field, in pixels from the middle of pixel 0."""
        return (self.size - 1) / 2 - self.padding


def extend(field: Field, window: Window) -> Field:
    r"""Field of the next layer.

    .. math::
        r \leftarrow r + (k - 1)\,d\,j, \qquad p \leftarrow p + p_\ell\,j, \qquad j \leftarrow s\,j

    Parameters
    ----------
    field : Field
        What the layer's input sees.
    window : Window
        The layer.

    Returns
    -------
    Field
        What its output sees.

    Raises
    ------
    TypeError
        If ``field`` is not a Field or ``window`` not a Window.

    References
    ----------
    Araujo, Norris and Sim, *Computing receptive fields of convolutional neural networks*, 2019.

    Examples
    --------
    >>> extend(Field(size=3, stride=2, padding=1), Window(3, padding=1))
    Field(size=7, stride=2, padding=3)
    """
    instance("field", field, Field)
    instance("window", window, Window)
    reach = effective_kernel_size(window.kernel_size, window.dilation) - 1
    return Field(
        field.size + reach * field.stride,
        field.stride * window.stride,
        field.padding + window.padding * field.stride,
    )


def receptive_field(layers: Sequence[Window]) -> Field:
    """Field of the last of a chain of layers.

    Parameters
    ----------
    layers : sequence of Window
        From the image on; none at all leaves single pixels.

    Returns
    -------
    Field
        Size, effective stride and effective padding.

    Raises
    ------
    TypeError
        If a layer is not a Window.

    References
    ----------
    Araujo, Norris and Sim, *Computing receptive fields of convolutional neural networks*, 2019.

    Examples
    --------
    >>> [receptive_field([Window(3)] * n).size for n in (1, 2, 3)]
    [3, 5, 7]
    """
    field = Field()
    for window in every("layers", layers, Window):
        field = extend(field, window)
    return field


def merge(fields: Sequence[Field]) -> Field:
    r"""Field of a sum or concatenation: the smallest one that holds those of all branches.

    .. math:: p = \max_b p_b, \qquad r = p + \max_b\,(r_b - p_b)

    Parameters
    ----------
    fields : sequence of Field
        One for each branch, at least one.

    Returns
    -------
    Field
        Their hull.

    Raises
    ------
    TypeError
        If a branch is not a Field.
    ValueError
        If there is no branch, or the branches differ in stride, so that their outputs do not line
        up.

    Examples
    --------
    >>> merge([Field(), Field(size=5, padding=2)])
    Field(size=5, stride=1, padding=2)
    """
    if not every("fields", fields, Field):
        raise ValueError(f"fields={fields!r} has no branch; give at least one Field")
    strides = {field.stride for field in fields}
    if len(strides) != 1:
        raise ValueError(f"fields have the strides {sorted(strides)}; branches must share one")
    padding = max(field.padding for field in fields)
    last = max(field.size - field.padding for field in fields)
    return Field(padding + last, strides.pop(), padding)


def graph_fields(nodes: Mapping[str, tuple[Window, Sequence[str]]]) -> dict[str, Field]:
    """Fields of all nodes of a graph with branches.

    Parameters
    ----------
    nodes : mapping of str to (Window, sequence of str)
        Each node's own window and the names of its inputs, listed after them; ``"input"`` is the
        image. A sum or concatenation has ``Window(1)`` and several inputs.

    Returns
    -------
    dict of str to Field
        By node, the image included.

    Raises
    ------
    TypeError
        If ``nodes`` is not such a mapping.
    ValueError
        If an input is not listed before its node, or branches that meet differ in stride.

    Examples
    --------
    >>> graph_fields(
    ...     {"conv": (Window(3, padding=1), ["input"]), "sum": (Window(1), ["conv", "input"])}
    ... )["sum"]
    Field(size=3, stride=1, padding=1)
    """
    fields = {INPUT: Field()}
    if not isinstance(nodes, Mapping):
        raise TypeError(f"nodes={nodes!r} is not a mapping; give a dict of names and nodes")
    for name, node in nodes.items():
        window, inputs = _node(name, node)
        unknown = [source for source in inputs if source not in fields]
        if unknown or not inputs:
            raise ValueError(
                f"nodes[{name!r}] has inputs {list(inputs)}; name at least one, out of those "
                f"listed before it: {', '.join(fields)}"
            )
        fields[name] = extend(merge([fields[source] for source in inputs]), window)
    return fields


def _node(name: str, node: Any) -> tuple[Window, Sequence[str]]:
    if not isinstance(node, (tuple, list)) or len(node) != 2:
        raise TypeError(f"nodes[{name!r}]={node!r} does not fit; give (Window, inputs)")
    return instance(f"nodes[{name!r}][0]", node[0], Window), node[1]
