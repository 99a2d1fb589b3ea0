"""The pictures of a filter that learns: both filters, both maps, their difference, and the loss."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._filtering import Filtering
from onefilter.demos._picture import Source
from onefilter.demos._window import draw_weights
from onefilter.scene.axes import log_chart
from onefilter.scene.grids import fair_limit, frame, picture, sheet, signed_map
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short
from onefilter.speech import say

Matrix = NDArray[np.floating[Any]]


def draw(
    source: Source, target: Filtering, weights: Matrix, feature_map: Matrix, losses: Matrix
) -> dict[str, Scene]:
    """Draw a run as it stands; the learned pictures are coloured on the target's scale."""
    limit = target.limit
    rows, columns = source.pixels.shape
    return {
        "input": sheet(
            rows,
            columns,
            (picture(source.pixels), frame(rows, columns)),
            say(
                "{label}, {rows} by {columns} pixels.",
                label=say(source.label),
                rows=rows,
                columns=columns,
            ),
        ),
        "target-filter": draw_weights(target.weights, say("Target filter")),
        "target-map": _draw_map(target.feature_map, limit, say("Target map")),
        "error-map": _draw_map(feature_map - target.feature_map, limit, say("Error map")),
        "filter": draw_weights(weights, say("Learned filter"), fair_limit(target.weights)),
        "feature-map": _draw_map(feature_map, limit, say("Map of the learned filter")),
        "loss": _draw_loss(losses),
    }


def _draw_map(values: Matrix, limit: float, name: str) -> Scene:
    rows, columns = values.shape
    return sheet(
        rows,
        columns,
        (signed_map(values, limit), frame(rows, columns)),
        say(
            "{name}, {rows} by {columns} numbers from {low} to {high}.",
            name=name,
            rows=rows,
            columns=columns,
            low=short(float(values.min()), 4),
            high=short(float(values.max()), 4),
        ),
    )


def _draw_loss(losses: Matrix) -> Scene:
    width, height = 30.0, 14.0
    first, last = float(losses[0]), float(losses[-1])
    return Scene(
        width + 6,
        height + 3,
        log_chart(losses, width=width, height=height),
        say(
            "Loss on a logarithmic axis over {steps} steps, from {first} to {last}.",
            steps=len(losses) - 1,
            first=plain(first, 3),
            last=plain(last, 3),
        ),
        -4.5,
        -0.7,
    )
