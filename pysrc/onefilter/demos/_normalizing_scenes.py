"""A batch drawn, images by channels, with what shares its statistics outlined."""

from __future__ import annotations

from dataclasses import replace

from onefilter.demos._map_sheets import draw_maps
from onefilter.demos._normalizing import CHANNELS, SIDE, Maps, Part, Place
from onefilter.scene.grids import outline
from onefilter.scene.marks import Mark, Scene
from onefilter.scene.numbers import short

PITCH = SIDE + 1


def draw_batch(maps: Maps, part: Part, lit: Place, name: str) -> Scene:
    """Draw a batch of shape (N, C, H, W), a row for each image."""
    scene = draw_maps(maps.reshape(-1, SIDE, SIDE), CHANNELS, name)
    shared = maps[part]
    return replace(
        scene,
        marks=(*scene.marks, *_outlines(maps, part, lit)),
        text=f"{name}: {len(maps)} images, one a row, with {CHANNELS} channels of {SIDE} by {SIDE} "
        f"numbers. The outline holds the {shared.size} that share a mean and a deviation with the "
        f"lit one: here {short(float(shared.mean()))} and {short(float(shared.std()))}.",
    )


def _outlines(maps: Maps, part: Part, lit: Place) -> list[Mark]:
    """Outline one block of whole maps, or a pixel in each of some maps; and the lit number."""
    places = zip(part, maps.shape, strict=True)
    images, channels, rows, columns = (range(*axis.indices(size)) for axis, size in places)
    top, left = images[0] * PITCH + rows[0], channels[0] * PITCH + columns[0]
    marks: list[Mark] = []
    if len(rows) == 1:
        for channel in channels:
            marks += outline(top, channel * PITCH + columns[0], stroke=0.2)
    else:
        height, width = len(images) * PITCH - 1, len(channels) * PITCH - 1
        marks += outline(top, left, height, width)
    row, column = lit.image * PITCH + lit.row, lit.channel * PITCH + lit.column
    return [*marks, *outline(row + 0.15, column + 0.15, 0.7, 0.7, stroke=0.16)]
