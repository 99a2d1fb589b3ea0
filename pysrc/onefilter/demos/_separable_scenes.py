"""Which channels feed which, drawn: a full layer, groups, and channels each for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onefilter.scene.marks import Line, Mark, Rect, Scene, Text

# The side of the most channels, the gap between two layers, and room for the words.
LARGEST, GAP, HEAD, FOOT = 10.0, 3.0, 1.4, 2.0
# More groups than this are drawn as one line: they would be too small to tell apart.
MOST_GROUPS = 64


@dataclass(frozen=True)
class Stage:
    """One convolution: channels in and out, its groups, and the side of its kernel."""

    inputs: int
    outputs: int
    groups: int
    kernel_size: int


def draw_connections(stages: Sequence[Stage], title: str, most: int) -> Scene:
    """Draw each convolution as a table of output rows and input columns, filled where they meet."""
    unit, x = LARGEST / most, 0.0
    marks: list[Mark] = [Text(0, -0.9, title, "ink", 0.9)]
    for number, stage in enumerate(stages):
        width, height = stage.inputs * unit, stage.outputs * unit
        if number:
            marks += _arrow(x - GAP + 0.7, x - 0.7, LARGEST / 2)
        marks += _stage(stage, x, width, height)
        x += max(width, 4.0) + GAP
    return Scene(
        3 * (LARGEST + GAP) + 0.4,
        HEAD + LARGEST + FOOT,
        tuple(marks),
        f"{title}: {', then '.join(map(_words, stages))}. Rows are output channels, columns input "
        "channels, filled where one feeds the other.",
        -0.2,
        -HEAD - 0.1,
    )


def _stage(stage: Stage, x: float, width: float, height: float) -> list[Mark]:
    top = (LARGEST - height) / 2
    taps = stage.kernel_size**2
    words = f"{stage.kernel_size}×{stage.kernel_size}, {stage.inputs}→{stage.outputs}"
    opacity = 0.35 if taps == 1 else 0.8
    marks: list[Mark] = [Rect(x, top, width, height, "muted", 0.06)]
    if stage.groups > MOST_GROUPS:
        marks.append(Line(((x, top), (x + width, top + height)), "positive", 0.16))
    else:
        across, down = width / stage.groups, height / stage.groups
        marks += [
            Rect(x + g * across, top + g * down, across, down, "positive", 0, opacity)
            for g in range(stage.groups)
        ]
    return [*marks, Text(x, LARGEST + 1, words, "muted", 0.8)]


def _arrow(start: float, end: float, y: float) -> list[Mark]:
    return [
        Line(((start, y), (end, y)), "muted", 0.12),
        Line(((end - 0.4, y - 0.4), (end, y), (end - 0.4, y + 0.4)), "muted", 0.12),
    ]


def _words(stage: Stage) -> str:
    size = f"{stage.kernel_size}×{stage.kernel_size}"
    if stage.groups == 1:
        return f"{size} from all {stage.inputs} channels to each of {stage.outputs}"
    if stage.groups == stage.inputs == stage.outputs:
        return f"{size} within each of {stage.inputs} channels"
    return f"{size} within each of {stage.groups} groups of channels"
