"""A layer and a move in both orders: held to SciPy and PyTorch, and to what is known to hold."""

from typing import Any

import numpy as np
import pytest

from onefilter.player import Player

NAME = "equivariance"
LAYERS = ["conv", "strided", "max_pool", "blur_pool", "p4"]
SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
# The left edges of the four columns of pictures, and the top of the lower row.
COLUMNS, DOWN = (0, 31, 62, 93), 29


def layer_of(name: str, pixels: np.ndarray, weights: np.ndarray, padding: str) -> np.ndarray:
    """Apply a layer by SciPy and plain slices."""
    ndimage = pytest.importorskip("scipy.ndimage")
    mode = {"zeros": "constant", "circular": "wrap"}[padding]
    if name == "p4":
        turned = [np.rot90(weights, turn) for turn in range(4)]
        return np.stack([ndimage.correlate(pixels, w, mode=mode) for w in turned])
    maps = ndimage.correlate(pixels, weights, mode=mode)
    if name == "strided":
        return maps[::2, ::2]
    if name == "max_pool":
        return np.max([maps[r::2, c::2] for r in (0, 1) for c in (0, 1)], axis=0)
    if name == "blur_pool":
        across = ndimage.convolve1d(maps, [0.25, 0.5, 0.25], axis=0, mode=mode)
        return ndimage.convolve1d(across, [0.25, 0.5, 0.25], axis=1, mode=mode)[::2, ::2]
    return maps


@pytest.mark.parametrize("padding", ["zeros", "circular"])
@pytest.mark.parametrize("layer", LAYERS)
def test_both_ways_are_scipy_s(player: Player, layer: str, padding: str) -> None:
    player.set(NAME, {"image": "texture", "layer": layer, "padding": padding, "dx": 2, "dy": -4})
    arrays = player.arrays(NAME)
    moved = np.roll(arrays["input"], (-4, 2), axis=(0, 1))
    np.testing.assert_array_equal(arrays["transformed"], moved)
    first = layer_of(layer, arrays["input"], SOBEL, padding)
    np.testing.assert_allclose(arrays["feature_map"], first, atol=1e-12)
    expected = layer_of(layer, moved, SOBEL, padding)
    np.testing.assert_allclose(arrays["transform_then_layer"], expected, atol=1e-12)
    steps = (-4, 2) if layer in {"conv", "p4"} else (-2, 1)
    rolled = np.roll(first, steps, axis=(-2, -1))
    np.testing.assert_allclose(arrays["layer_then_transform"], rolled, atol=1e-12)
    np.testing.assert_allclose(arrays["error"], np.abs(rolled - expected), atol=1e-12)


@pytest.mark.parametrize("image", ["noise", "face"])
def test_zero_padding_spoils_three_columns_and_circular_padding_none(
    player: Player, image: str
) -> None:
    words = player.set(NAME, {"image": image})["readouts"]
    wrong = (player.arrays(NAME)["error"] > 1e-9).any(axis=0)
    assert np.flatnonzero(wrong).tolist() == [0, 1, 23]
    assert "in 3 of 24 columns" in words["where"]
    assert "the filter meets zeros" in words["verdict"]
    words = player.set(NAME, {"padding": "circular"})["readouts"]
    assert player.arrays(NAME)["error"].max() < 1e-12
    assert words["where"].startswith("0 of 576 cells, in 0 of 24 columns")
    assert words["error"].startswith("0, where")
    assert words["verdict"].startswith("The same everywhere")


@pytest.mark.parametrize("layer", ["strided", "max_pool", "blur_pool"])
def test_at_stride_two_only_even_shifts_are_followed(player: Player, layer: str) -> None:
    common = {"image": "noise", "layer": layer, "padding": "circular"}
    words = player.set(NAME, {**common, "dx": 4, "dy": -2})["readouts"]
    assert player.arrays(NAME)["error"].max() < 1e-12
    assert words["verdict"].startswith("The same")
    words = player.set(NAME, {"dx": 3})["readouts"]
    assert player.arrays(NAME)["error"].max() > 0.1
    assert "half a cell" in words["verdict"]


def test_a_blur_makes_odd_shifts_less_bad(player: Player) -> None:
    errors = {}
    for layer in ("strided", "max_pool", "blur_pool"):
        player.set(NAME, {"image": "texture", "layer": layer, "padding": "circular"})
        errors[layer] = player.arrays(NAME)["error"].mean()
    assert errors["blur_pool"] < min(errors["strided"], errors["max_pool"])


@pytest.mark.parametrize("padding", ["zeros", "circular"])
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_only_the_group_convolution_follows_a_turn(
    player: Player, turns: int, padding: str
) -> None:
    player.set(NAME, {"transform": "rotation", "turns": turns, "padding": padding})
    arrays = player.arrays(NAME)
    np.testing.assert_array_equal(arrays["transformed"], np.rot90(arrays["input"], turns))
    turned = np.rot90(arrays["feature_map"], turns)
    np.testing.assert_allclose(arrays["layer_then_transform"], turned, atol=1e-12)
    assert arrays["error"].max() > 1
    words = player.frame(NAME)["readouts"]["verdict"]
    assert "the filter is not turned" in words
    player.set(NAME, {"layer": "p4"})
    arrays = player.arrays(NAME)
    assert arrays["error"].shape == (4, 24, 24)
    assert arrays["error"].max() < 1e-12
    expected = layer_of("p4", np.rot90(arrays["input"], turns), SOBEL, padding)
    np.testing.assert_allclose(arrays["layer_then_transform"], expected, atol=1e-12)


def test_a_filter_that_is_its_own_turn_follows_too(player: Player) -> None:
    common = {"transform": "rotation", "filter": "laplacian"}
    assert player.set(NAME, common)["readouts"]["verdict"].startswith("The same")
    words = player.set(NAME, {"layer": "strided"})["readouts"]["verdict"]
    assert "not its own turn" in words
    assert player.set(NAME, {"turns": 0})["readouts"]["verdict"].startswith("The same")


def drag(player: Player, *places: tuple[float, float]) -> dict[str, Any]:
    """Press at the first place and drag over the others, as the page sends it."""
    frame = player.hover(NAME, "square", *places[0])
    for place in places:
        frame = player.hover(NAME, "square", *place, pressed=True)
    return frame


def test_the_picture_is_dragged(player: Player) -> None:
    player.set(NAME, {"dx": 0})
    player.hover(NAME, "square", 40.5, 80.5)  # elsewhere, before the press
    frame = drag(player, (10.5, 10.5), (12.5, 9.5), (13.5, 7.5))
    assert (frame["values"]["dy"], frame["values"]["dx"]) == (3, -3)
    frame = drag(player, (10.5, 10.5), (10.5, 11.5))
    assert (frame["values"]["dy"], frame["values"]["dx"]) == (3, -2)
    assert player.hover(NAME, "square", 20.5, 3.5)["values"]["dx"] == -2


def test_dragged_far_the_picture_comes_round(player: Player) -> None:
    player.set(NAME, {"dx": 11, "dy": -12})
    frame = drag(player, (10.5, 10.5), (9.5, 12.5))
    assert (frame["values"]["dy"], frame["values"]["dx"]) == (11, -11)


def test_arrow_keys_move_it_and_a_turned_picture_stays(player: Player) -> None:
    player.move(NAME, "square", 0, 0)
    frame = player.move(NAME, "square", 0, 1, pressed=True)
    assert (frame["values"]["dy"], frame["values"]["dx"]) == (0, 2)
    player.set(NAME, {"transform": "rotation"})
    assert drag(player, (10.5, 10.5), (12.5, 9.5))["values"]["dx"] == 2


def lit(frame: dict[str, Any]) -> list[tuple[float, ...]]:
    """Row, column and size of what is lit."""
    marks = frame["views"]["square"]["marks"]
    return [
        (m["y"], m["x"], m["height"])
        for m in marks
        if m["kind"] == "rect" and m["role"] == "accent"
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [(5, 31 + 8), (5, 62 + 8), (DOWN + 5, 62 + 8), (14 + 5, 93 + 8), (5, 8), (DOWN + 5, 8)],
)
def test_the_same_cell_is_lit_on_every_map(player: Player, row: int, column: int) -> None:
    frame = player.point(NAME, "square", row, column)
    tops = (0, 0, DOWN, 14)
    lefts = (31, 62, 62, 93)
    assert lit(frame) == [(t + 5, left + 8, 1) for t, left in zip(tops, lefts, strict=True)]
    arrays = player.arrays(NAME)
    pair = [arrays[name][5, 8] for name in ("layer_then_transform", "transform_then_layer")]
    words = frame["readouts"]["cell"].replace("−", "-").split(": ")
    assert words[0] == "row 5, column 8"
    assert [float(n) for n in words[1].split(" against ")] == pytest.approx(pair, abs=0.005)


def test_smaller_maps_have_larger_cells_and_a_group_four_of_them(player: Player) -> None:
    player.set(NAME, {"layer": "strided"})
    frame = player.point(NAME, "square", 5, 31 + 9)
    assert lit(frame)[0] == (4, 31 + 8, 2)
    player.set(NAME, {"layer": "p4"})
    frame = player.point(NAME, "square", 12 + 3, 31 + 12 + 4)
    assert frame["readouts"]["cell"].startswith("row 6, column 8: ")
    corners = [(3, 4), (3, 16), (15, 4), (15, 16)]
    assert lit(frame)[:4] == [(r, 31 + c, 0.5) for r, c in corners]
    assert frame["readouts"]["cell"].count(",") == 1 + 2 * 3


def test_an_error_is_orange_on_the_map_s_scale(player: Player) -> None:
    marks = player.mount(NAME)["views"]["square"]["marks"]
    error = next(m for m in marks if m["kind"] == "image" and m["x"] == 93)["pixels"]
    arrays = player.arrays(NAME)
    expected = np.rint(arrays["error"] / np.abs(arrays["feature_map"]).max() * 255)
    np.testing.assert_allclose(error[..., 3], np.minimum(expected, 255), atol=1)
    assert (error[arrays["error"] > 0.1][:, 0] > error[arrays["error"] > 0.1][:, 2]).all()
