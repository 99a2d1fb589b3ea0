"""A stack's maps, held to SciPy, and what its cells see, found by nudging every pixel."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from onefilter.player import Player

NAME = "stacking"
SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def stacked(pixels: np.ndarray, weights: np.ndarray, *, bend: bool, halve: bool) -> list[Any]:
    """Filter four times by SciPy."""
    signal = pytest.importorskip("scipy.signal")
    maps, values = [], pixels
    for layer in range(4):
        if bend and layer:
            values = np.where(values > 0, values, 0)
        if halve and layer == 1:
            blocks = [values[r::2, c::2] for r in (0, 1) for c in (0, 1)]
            values = np.max(blocks, axis=0)
        values = signal.correlate2d(values, weights, mode="valid")
        maps.append(values)
    return maps


@pytest.mark.parametrize("bend", [False, True])
@pytest.mark.parametrize("halve", [False, True])
def test_every_map_is_scipy_s(player: Player, bend: bool, halve: bool) -> None:
    player.set(NAME, {"image": "texture", "bend": bend, "halve": halve})
    arrays = player.arrays(NAME)
    expected = stacked(arrays["input"], SOBEL, bend=bend, halve=halve)
    for number, values in enumerate(expected, 1):
        np.testing.assert_allclose(arrays[f"feature_map_{number}"], values, atol=1e-9)


@pytest.mark.parametrize(
    ("halve", "sizes", "strides"),
    [(False, [1, 3, 5, 7, 9], [1, 1, 1, 1, 1]), (True, [1, 3, 8, 12, 16], [1, 1, 2, 2, 2])],
)
def test_three_five_seven(
    player: Player, halve: bool, sizes: list[int], strides: list[int]
) -> None:
    frame = player.set(NAME, {"halve": halve})
    arrays = player.arrays(NAME)
    assert arrays["receptive_field"].tolist() == sizes
    assert arrays["effective_stride"].tolist() == strides
    assert frame["readouts"]["sizes"] == ", ".join(map(str, sizes))
    assert frame["readouts"]["sees"].startswith(f"{sizes[3]}×{sizes[3]} = {sizes[3] ** 2} of 576")


@pytest.mark.parametrize("halve", [False, True])
@pytest.mark.parametrize("layer", [1, 2, 4])
def test_what_a_cell_sees_is_what_changes_it(player: Player, halve: bool, layer: int) -> None:
    """Raise each pixel in turn, far enough to win any maximum, and look at the lit cell."""
    pixels = np.random.default_rng(0).random((24, 24)) / 4
    common = {"filter": "box_blur", "bend": False, "halve": halve, "layer": layer}
    player.set(NAME, {"image": "drawn", "pixels": pixels, **common})
    words = re.findall(r"\d+", player.point(NAME, "cone", 3 * (4 - layer), 20)["readouts"]["cell"])
    assert words[1] != words[2]
    cell = int(words[1]), int(words[2])
    seen, before = player.arrays(NAME)["seen"], player.arrays(NAME)[f"feature_map_{layer}"][cell]
    changed = np.zeros((24, 24))
    for place in np.ndindex(24, 24):
        nudged = pixels.copy()
        nudged[place] = 1
        after = stacked(nudged, np.full((3, 3), 1 / 9), bend=False, halve=halve)[layer - 1][cell]
        changed[place] = abs(after - before) > 1e-9
    np.testing.assert_array_equal(changed, seen)


@pytest.mark.parametrize("layer", [1, 2, 3, 4])
def test_without_a_bend_one_filter_does_it_all(player: Player, layer: int) -> None:
    signal = pytest.importorskip("scipy.signal")
    frame = player.set(NAME, {"bend": False, "layer": layer, "filter": "emboss", "image": "noise"})
    arrays = player.arrays(NAME)
    size = 2 * layer + 1
    assert arrays["combined_filter"].shape == (size, size)
    alone = signal.correlate2d(arrays["input"], arrays["combined_filter"], mode="valid")
    np.testing.assert_allclose(alone, arrays[f"feature_map_{layer}"], atol=1e-9)
    words = f"yes: one {size}×{size} filter gives the same map"
    assert frame["readouts"]["one_filter"] == words


def test_with_a_bend_it_does_not(player: Player) -> None:
    words = player.set(NAME, {"layer": 2})["readouts"]["one_filter"]
    arrays = player.arrays(NAME)
    signal = pytest.importorskip("scipy.signal")
    alone = signal.correlate2d(arrays["input"], arrays["combined_filter"], mode="valid")
    gap = np.abs(alone - arrays["feature_map_2"]).max()
    assert words == f"no: the 5×5 filter that does without the bend is off by up to {gap:.2f}"
    assert player.set(NAME, {"layer": 1})["readouts"]["one_filter"].startswith("yes: one 3×3")
    halved = player.set(NAME, {"layer": 2, "halve": True})
    assert halved["readouts"]["one_filter"] == "no: halving lies between the layers"
    assert "combined_filter" not in player.arrays(NAME)


def squares(frame: dict[str, Any], view: str) -> list[tuple[float, ...]]:
    """Row, column, rows and columns of the outlines, from the picture up."""
    marks = frame["views"][view]["marks"]
    lit = [m for m in marks if m["kind"] == "rect" and m["role"] == "accent"]
    return [(m["y"], m["x"], m["height"], m["width"]) for m in lit]


def test_pointing_at_a_map_lights_what_its_cell_sees(player: Player) -> None:
    player.mount(NAME)
    frame = player.point(NAME, "maps", 12, 70)  # the fourth map starts three gaps further on
    assert frame["values"]["layer"] == 2
    assert frame["readouts"]["cell"].startswith("layer 2, row 10, column 18: ")
    picture, first, second = squares(frame, "maps")
    assert picture == (10, 18, 5, 5)
    assert first == (11, 27 + 18, 3, 3)
    assert second == (12, 52 + 18, 1, 1)
    lowest = squares(frame, "cone")
    assert [(y, width) for y, _, _, width in lowest] == [(12, 5), (9, 3), (6, 1)]
    assert [x for _, x, _, _ in lowest] == [18, 19, 20]


def test_pointing_at_the_cut_lights_a_cell_in_the_same_row(player: Player) -> None:
    player.set(NAME, {"layer": 4, "halve": True})
    frame = player.point(NAME, "cone", 6, 8)
    assert frame["readouts"]["cell"].startswith("layer 2, row 2, column 2: ")
    assert squares(frame, "cone")[-1] == (6, 7, 1, 2)
    assert squares(frame, "cone")[0] == (12, 4, 1, 8)


def test_the_picture_is_no_layer(player: Player) -> None:
    before = player.mount(NAME)
    assert player.point(NAME, "maps", 3, 3)["views"] == before["views"]
    assert player.point(NAME, "cone", 12, 3)["values"]["layer"] == 3


def test_new_values_leave_the_lit_cell_where_they_can(player: Player) -> None:
    player.point(NAME, "maps", 12, 70)
    frame = player.set(NAME, {"image": "digit"})
    assert frame["readouts"]["cell"].startswith("layer 2, row 10, column 18: ")
    frame = player.set(NAME, {"halve": True})
    assert frame["readouts"]["cell"].startswith("layer 2, row 4, column 4: ")


def test_the_lines_of_the_cut_are_the_weights(player: Player) -> None:
    """Each cell of the pyramid has a line to each cell below that it multiplies."""
    marks = player.mount(NAME)["views"]["cone"]["marks"]
    for line in (m["points"] for m in marks if m["kind"] == "line"):
        ends = {(a[0], b[0]) for a, b in pairwise(line) if a[1] < b[1]}
        upper = {x for x, _ in ends}
        assert ends == {(x, x + tap) for x in upper for tap in (-1, 0, 1)}
    assert [len(m["points"]) for m in marks if m["kind"] == "line"] == [35, 21, 7]
