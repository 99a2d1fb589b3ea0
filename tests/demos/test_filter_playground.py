"""The playground's numbers, held to SciPy and to plain loops; its hands, to what readers expect."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from onefilter.player import Player

NAME = "filter-playground"
WEIGHTS = tuple(f"w{row}{column}" for row in range(3) for column in range(3))
PRESETS = (
    "identity",
    "box_blur",
    "gaussian_blur",
    "sharpen",
    "sobel_x",
    "sobel_y",
    "laplacian",
    "emboss",
    "outline",
)


def slid(image: np.ndarray, kernel: np.ndarray, padding: int) -> np.ndarray:
    """Slide a filter over an image, one multiplication at a time."""
    padded = np.zeros([size + 2 * padding for size in image.shape])
    padded[padding : padding + image.shape[0], padding : padding + image.shape[1]] = image
    rows, columns = padded.shape[0] - 2, padded.shape[1] - 2
    result = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            for i in range(3):
                for j in range(3):
                    result[row, column] += padded[row + i, column + j] * kernel[i, j]
    return result


@pytest.fixture
def ask(player: Player) -> Callable[..., dict[str, Any]]:
    """Return a function that sets values and returns the frame."""
    return lambda **values: player.set(NAME, values)


def marks(frame: dict[str, Any], view: str, role: str) -> list[dict[str, Any]]:
    """The marks of one role in a view."""
    return [mark for mark in frame["views"][view]["marks"] if mark.get("role") == role]


def test_the_controls_are_those_that_links_and_lessons_name(player: Player) -> None:
    values = player.values(NAME)
    assert {"image", "filter", *WEIGHTS, "padding", "flip", "pixels", "photo", "speed"} <= set(
        values
    )
    for preset in (*PRESETS, "custom"):
        assert player.set(NAME, {"filter": preset})["values"]["filter"] == preset
    assert list(player.frame(NAME)["views"])[:3] == ["input", "filter", "feature-map"]


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("preset", ["emboss", "sobel_x"])
def test_the_map_is_what_a_loop_makes(
    player: Player, ask: Any, preset: str, flip: bool, padding: int
) -> None:
    ask(image="texture", filter=preset, flip=flip, padding=padding, w01=-0.7)
    arrays = player.arrays(NAME)
    kernel = arrays["filter"][::-1, ::-1] if flip else arrays["filter"]
    expected = slid(arrays["input"], kernel, padding)
    assert arrays["feature_map"].shape == (22 + 2 * padding,) * 2
    np.testing.assert_allclose(arrays["feature_map"], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(("padding", "mode"), [(0, "valid"), (1, "same")])
def test_the_map_is_what_scipy_makes(
    player: Player, ask: Any, flip: bool, padding: int, mode: str
) -> None:
    signal = pytest.importorskip("scipy.signal")
    ask(image="noise", filter="emboss", w12=3.25, flip=flip, padding=padding)
    arrays = player.arrays(NAME)
    theirs = signal.convolve2d if flip else signal.correlate2d
    expected = theirs(arrays["input"], arrays["filter"], mode=mode)
    np.testing.assert_allclose(arrays["feature_map"], expected, rtol=0, atol=1e-12)


def test_a_sobel_filter_finds_a_step_of_one_as_four(player: Player, ask: Any) -> None:
    ask(image="edge", filter="sobel_x")
    feature_map = player.arrays(NAME)["feature_map"]
    assert (feature_map[:, 10:12] == 4).all()
    assert not np.delete(feature_map, [10, 11], axis=1).any()


def test_the_nine_products_are_written_and_add_up(player: Player, ask: Any) -> None:
    ask(image="face", filter="sharpen", w22=0.7)
    arrays = player.arrays(NAME)
    for row, column in ((0, 0), (21, 21), (9, 13)):
        readouts = player.point(NAME, "feature-map", row, column)["readouts"]
        products = [float(word) for word in readouts["products"].split(", ")]
        patch = arrays["input"][row : row + 3, column : column + 3]
        np.testing.assert_allclose(products, (patch * arrays["filter"]).ravel(), rtol=1e-3)
        assert float(readouts["sum"]) == pytest.approx(arrays["feature_map"][row, column], rel=1e-5)
        assert readouts["cell"] == f"row {row}, column {column}"


@pytest.mark.parametrize("padding", [0, 1])
def test_pointing_lights_the_window_and_its_cell(player: Player, ask: Any, padding: int) -> None:
    ask(padding=padding)
    for row, column in ((0, 0), (5, 17), (23, 23)):
        frame = player.point(NAME, "input", row, column)
        (window,) = marks(frame, "input", "accent")
        (cell,) = marks(frame, "feature-map", "accent")
        last = 21 + padding
        top, left = (min(max(at - 1, -padding), last) for at in (row, column))
        assert (window["y"], window["x"], window["height"], window["width"]) == (top, left, 3, 3)
        assert (cell["y"], cell["x"]) == (top + padding, left + padding)
        assert (cell["height"], cell["width"]) == (1, 1)


def test_pointing_at_either_side_is_the_same(player: Player) -> None:
    one = player.point(NAME, "input", 6, 9)["link"]
    assert Player().point(NAME, "feature-map", 5, 8)["link"] == one


def test_pointing_at_a_weight_moves_nothing(player: Player) -> None:
    start = player.mount(NAME)["link"]
    assert player.point(NAME, "filter", 0, 0)["link"] == start


@pytest.mark.parametrize(("padding", "columns"), [(0, 22), (1, 24)])
def test_the_scan_reads_row_by_row_and_wraps(
    player: Player, ask: Any, padding: int, columns: int
) -> None:
    ask(padding=padding)
    player.point(NAME, "feature-map", 0, columns - 1)
    assert player.press(NAME, "step")["readouts"]["cell"] == "row 1, column 0"
    player.point(NAME, "feature-map", columns - 1, columns - 1)
    assert player.press(NAME, "step")["readouts"]["cell"] == "row 0, column 0"
    assert (
        player.press(NAME, "back")["readouts"]["cell"] == f"row {columns - 1}, column {columns - 1}"
    )


def test_padding_leaves_the_window_where_it_is(player: Player, ask: Any) -> None:
    player.point(NAME, "feature-map", 4, 5)
    before = marks(player.frame(NAME), "input", "accent")
    assert marks(ask(padding=1), "input", "accent") == before
    assert marks(ask(padding=0), "input", "accent") == before


def test_a_window_in_the_padding_comes_back_inside(player: Player, ask: Any) -> None:
    ask(padding=1)
    player.point(NAME, "feature-map", 0, 23)
    assert ask(padding=0)["readouts"]["cell"] == "row 0, column 21"


def test_a_filter_brings_its_weights(player: Player, ask: Any) -> None:
    values = ask(filter="sobel_y")["values"]
    assert [values[name] for name in WEIGHTS] == [-1, -2, -1, 0, 0, 0, 1, 2, 1]


def test_an_edited_weight_makes_the_filter_one_s_own(player: Player, ask: Any) -> None:
    ask(filter="sobel_y")
    values = ask(w00=-1.5)["values"]
    assert values["filter"] == "custom"
    assert [values[name] for name in WEIGHTS] == [-1.5, -2, -1, 0, 0, 0, 1, 2, 1]


def test_one_s_own_filter_starts_from_the_weights_on_show(player: Player, ask: Any) -> None:
    shown = ask(filter="laplacian")["values"]
    kept = ask(filter="custom")["values"]
    assert kept["filter"] == "custom"
    assert all(kept[name] == shown[name] for name in WEIGHTS)


def test_a_name_and_weights_that_agree_are_both_kept(player: Player, ask: Any) -> None:
    values = ask(filter="sobel_y")["values"]
    both = {name: values[name] for name in ("filter", *WEIGHTS)}
    assert Player().set(NAME, both)["values"]["filter"] == "sobel_y"
    belied = Player().set(NAME, {**both, "w11": 9})["values"]
    assert (belied["filter"], belied["w11"]) == ("custom", 9)
    assert Player().mount(NAME, {"w11": 9})["values"]["filter"] == "custom"


def test_dragging_turns_a_weight_in_tenths_and_loses_nothing(player: Player, ask: Any) -> None:
    ask(filter="identity")
    for _ in range(50):
        frame = player.drag(NAME, "filter", 1, 1, 0.013)
    weight = frame["values"]["w11"]
    assert weight == pytest.approx(1 + 50 * 0.013 * 2, abs=0.051)
    assert weight == round(weight, 1)
    assert frame["values"]["filter"] == "custom"
    assert all(frame["values"][name] == 0 for name in WEIGHTS if name != "w11")


def test_dragging_stops_at_the_ends_of_the_range(player: Player) -> None:
    assert player.drag(NAME, "filter", 2, 2, 99.0)["values"]["w22"] == 10
    assert player.drag(NAME, "filter", 2, 2, -0.5)["values"]["w22"] == pytest.approx(9, abs=0.15)
    assert player.drag(NAME, "filter", 2, 2, -99.0)["values"]["w22"] == -10
    assert player.drag(NAME, "filter", 2, 2, float("nan"))["values"]["w22"] == -10


def test_only_the_filter_can_be_dragged(player: Player) -> None:
    start = player.mount(NAME)["link"]
    assert player.drag(NAME, "input", 2, 2, 3.0)["link"] == start


def test_colours_never_blow_up_rounding(player: Player, ask: Any) -> None:
    frame = ask(image="drawn", pixels=np.full((24, 24), 0.3), filter="outline")
    (cells,) = [m for m in frame["views"]["feature-map"]["marks"] if m["kind"] == "image"]
    assert cells["pixels"][..., 3].max() == 0
