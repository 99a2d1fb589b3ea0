"""A layer with channels, held to SciPy and PyTorch, and what pointing at its parts lights."""

from typing import Any

import numpy as np
import pytest

from onefilter.demos._controls import RefusedValue
from onefilter.player import Player

NAME = "channels"


def correlated(pixels: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Filter one channel by SciPy."""
    result = pytest.importorskip("scipy.signal").correlate2d(pixels, kernel, mode="valid")
    return np.asarray(result)


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("image", ["apple", "balls", "hidden"])
def test_a_map_is_the_sum_over_channels(player: Player, number: int, image: str) -> None:
    name = ("red_green", "brightness", "blue_outline", "own")[number]
    player.set(NAME, {"image": image, "bias": 0.5, "blue": 1.5, "filter": name})
    arrays = player.arrays(NAME)
    kernels = arrays["weight"][number]
    assert (arrays["input"].shape, kernels.shape) == ((3, 24, 24), (3, 3, 3))
    parts = [correlated(x, w) for x, w in zip(arrays["input"], kernels, strict=True)]
    np.testing.assert_allclose(arrays["partial_maps"], parts, atol=1e-12)
    expected = np.sum(parts, axis=0) + 0.5 * (number == 3)
    np.testing.assert_allclose(arrays["feature_map"], expected, atol=1e-12)
    np.testing.assert_allclose(arrays["feature_maps"][number], expected, atol=1e-12)


def test_the_layer_is_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"pattern": "emboss", "green": 0.7, "bias": -1.5})
    arrays = player.arrays(NAME)
    x, weight, bias = (torch.tensor(arrays[name]) for name in ("input", "weight", "bias"))
    maps = torch.nn.functional.conv2d(x, weight, bias)
    np.testing.assert_allclose(arrays["feature_maps"], maps, atol=1e-12)


def test_one_s_own_filter_is_a_pattern_times_factors(player: Player) -> None:
    factors = {"red": 2, "green": -0.5, "blue": 0.3}
    frame = player.set(NAME, {"pattern": "laplacian", **factors})
    assert frame["values"]["filter"] == "own"
    laplacian = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    own = [factor * laplacian for factor in factors.values()]
    np.testing.assert_allclose(player.arrays(NAME)["weight"][3], own)
    assert player.set(NAME, {"filter": "brightness", "red": 1})["values"]["filter"] == "brightness"


def test_the_hidden_digit_is_no_edge_in_brightness(player: Player) -> None:
    player.set(NAME, {"image": "hidden", "filter": "brightness"})
    arrays = player.arrays(NAME)
    np.testing.assert_allclose(arrays["input"].sum(axis=0), arrays["input"].sum(axis=0)[0, 0])
    assert np.abs(arrays["partial_maps"][:2]).max() > 1
    assert np.abs(arrays["feature_map"]).max() < 1e-12
    against = arrays["feature_maps"][0]
    assert against.min() == pytest.approx(-0.5)
    assert against.max() == pytest.approx(0.5)


def test_red_against_green_tells_the_balls_apart(player: Player) -> None:
    player.set(NAME, {"image": "balls"})
    against = player.arrays(NAME)["feature_map"]
    red, green, blue, white = (against[r, c] for r in (5, 16) for c in (5, 16))
    assert (red > 0.7, green < -0.6, abs(white) < 1e-9) == (True, True, True)
    assert red > 5 * abs(blue)


def test_the_lit_cell_is_written_as_a_sum(player: Player) -> None:
    frame = player.point(NAME, "filters", 20, 4 + 3 * 29)
    assert frame["values"]["filter"] == "own"
    frame = player.set(NAME, {"bias": 0.5, "filter": "own"})
    arrays = player.arrays(NAME)
    row, column = 20 - 9, 4
    assert frame["readouts"]["cell"] == f"row {row}, column {column}"
    total = arrays["feature_map"][row, column]
    assert float(frame["readouts"]["value"]) == pytest.approx(total, abs=1e-6)
    left, right = frame["readouts"]["sum"].replace("−", "-").split(" = ")
    names, numbers = zip(*(part.split() for part in left.split(" + ")), strict=True)
    assert names == ("red", "green", "blue", "bias")
    parts = [*arrays["partial_maps"][:, row, column], 0.5]
    assert [float(n) for n in numbers] == pytest.approx(parts, abs=0.005)
    assert float(right) == pytest.approx(total, abs=0.005)


def lit(frame: dict[str, Any], view: str) -> list[tuple[float, ...]]:
    """Row, column and size of what is lit."""
    marks = frame["views"][view]["marks"]
    shown = [m for m in marks if m["kind"] == "rect" and m["role"] == "accent" and m["stroke"]]
    return [(m["y"], m["x"], m["height"]) for m in shown]


@pytest.mark.parametrize(
    ("row", "column"),
    [(26 + 6, 8), (6, 30 + 8), (26 + 6, 30 + 8), (6, 79 + 7), (52 + 6, 79 + 7), (26 + 6, 108 + 7)],
)
def test_every_part_of_the_diagram_lights_all_others(player: Player, row: int, column: int) -> None:
    frame = player.point(NAME, "layer", row, column)
    assert frame["readouts"]["cell"] == "row 5, column 7"
    pictures = [(26 + 5, 7, 3), *((26 * c + 5, 30 + 7, 3) for c in range(3))]
    numbers = [*((26 * c + 6, 79 + 7, 1) for c in range(3)), (26 + 6, 108 + 7, 1)]
    assert lit(frame, "layer") == [*pictures, *numbers]
    assert lit(frame, "filters") == [(9 + 5, 29 * number + 7, 1) for number in range(4)]


def test_pointing_beside_the_parts_finds_the_nearest_cell(player: Player) -> None:
    assert player.point(NAME, "layer", 0, 0)["readouts"]["cell"] == "row 0, column 0"
    assert player.point(NAME, "layer", 75, 56)["readouts"]["cell"] == "row 21, column 21"
    assert player.point(NAME, "filters", 0, 108)["readouts"]["cell"] == "row 0, column 21"
    assert player.frame(NAME)["values"]["filter"] == "own"
    assert player.point(NAME, "filters", 20, 30)["values"]["filter"] == "brightness"
    assert player.frame(NAME)["readouts"]["cell"] == "row 11, column 1"


def test_a_photo_is_shown_in_its_colours_and_its_loss_survived(player: Player) -> None:
    with pytest.raises(RefusedValue, match="there is no photo"):
        player.set(NAME, {"image": "uploaded"})
    photo = np.zeros((30, 50, 4), np.uint8)
    photo[..., 3] = 255
    photo[:, :25, 0] = 200
    frame = player.set(NAME, {"photo": photo})
    assert frame["values"]["image"] == "uploaded"
    red, green, blue = player.arrays(NAME)["input"]
    assert red[:, 0] == pytest.approx(200 / 255)
    assert red[:, 23].max() == green.max() == blue.max() == 0
    colours = frame["views"]["layer"]["marks"][0]["pixels"]
    assert colours[0, 0].tolist() == [200, 0, 0, 255]
    assert player.set(NAME, {"photo": None})["values"]["image"] == "apple"


def test_the_picture_is_painted_in_colour(player: Player) -> None:
    marks = player.set(NAME, {"image": "balls"})["views"]["layer"]["marks"]
    picture = marks[0]
    assert (picture["rows"], picture["columns"], picture["pixels"].shape) == (24, 24, (24, 24, 4))
    arrays = player.arrays(NAME)["input"]
    expected = np.rint(np.moveaxis(arrays, 0, -1) * 255)
    np.testing.assert_array_equal(picture["pixels"][..., :3], expected)
    assert (picture["pixels"][..., 3] == 255).all()
