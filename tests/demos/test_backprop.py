"""Both passes, held to PyTorch's autograd, and every slope to what a nudge does by SciPy."""

import re
from typing import Any

import numpy as np
import pytest

from onefilter.player import Player

NAME = "backprop"
LAYOUTS = [(1, 0), (1, 1), (2, 0), (2, 1)]
# Where the parts start, forward; backward they stand this much lower.
KERNEL, MAP, DOWN = 30, 51, 29


def lossy(values: Any, loss: str, cell: tuple[int, int]) -> Any:
    """The loss of a map, of numpy or PyTorch."""
    return {"cell": values[cell], "sum": values.sum(), "squares": (values**2).sum() / 2}[loss]


@pytest.mark.parametrize("loss", ["cell", "sum", "squares"])
@pytest.mark.parametrize(("stride", "padding"), LAYOUTS)
def test_both_passes_are_pytorch_s(player: Player, loss: str, stride: int, padding: int) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"loss": loss, "stride": stride, "padding": padding, "filter": "emboss"})
    player.point(NAME, "passes", 9, MAP + 12)
    arrays = player.arrays(NAME)
    x, w = (torch.tensor(arrays[name], requires_grad=True) for name in ("input", "filter"))
    y = torch.nn.functional.conv2d(x[None], w[None, None], stride=stride, padding=padding)[0]
    y.retain_grad()
    row, column = re.findall(r"\d+", player.frame(NAME)["readouts"]["lit"])
    total = lossy(y, loss, (int(row), int(column)))
    total.backward()
    for name, theirs in (("feature_map", y.detach()), ("grad_output", y.grad)):
        np.testing.assert_allclose(arrays[name], theirs, atol=1e-9)
    np.testing.assert_allclose(arrays["grad_input"], x.grad, atol=1e-9)
    np.testing.assert_allclose(arrays["grad_filter"], w.grad, atol=1e-9)
    shown = float(player.frame(NAME)["readouts"]["loss"])
    assert shown == pytest.approx(total.item(), rel=1e-5, abs=1e-8)


def test_one_cell_stamps_the_filter_on_the_input(player: Player) -> None:
    frame = player.point(NAME, "passes", 1 + 4, MAP + 1 + 7)
    assert frame["readouts"]["lit"] == "cell in row 4, column 7"
    arrays = player.arrays(NAME)
    assert np.count_nonzero(arrays["grad_output"]) == arrays["grad_output"][4, 7] == 1
    stamped = np.zeros((24, 24))
    stamped[4:7, 7:10] = arrays["filter"]
    np.testing.assert_array_equal(arrays["grad_input"], stamped)
    np.testing.assert_allclose(arrays["grad_filter"], arrays["input"][4:7, 7:10])


@pytest.mark.parametrize("loss", ["cell", "sum", "squares"])
@pytest.mark.parametrize(("row", "column"), [(8, KERNEL + 12), (DOWN + 18, KERNEL + 1), (13, 12)])
def test_a_nudge_is_measured(player: Player, loss: str, row: int, column: int) -> None:
    signal = pytest.importorskip("scipy.signal")
    player.set(NAME, {"loss": loss, "filter": "sharpen", "image": "texture"})
    cell = (11, 11)
    frame = player.point(NAME, "passes", row, column)
    part, *place = re.findall(r"cell|weight|pixel|\d+", frame["readouts"]["lit"])
    arrays = player.arrays(NAME)
    numbers = {"weight": arrays["filter"].copy(), "pixel": arrays["input"].copy()}

    def total() -> float:
        values = signal.correlate2d(numbers["pixel"], numbers["weight"], mode="valid")
        return float(lossy(values, loss, cell))

    before = total()
    numbers[part][int(place[0]), int(place[1])] += 0.01
    told, found = re.findall(r"by (\S+?)(?:;|$)", frame["readouts"]["nudge"])
    assert float(found) == pytest.approx(total() - before, rel=1e-3, abs=1e-8)
    assert float(told) == pytest.approx(0.01 * float(frame["readouts"]["slope"]), rel=1e-3)
    tolerance = 0.2 * abs(float(told)) + 0.05 if loss == "squares" else 1e-8
    assert float(told) == pytest.approx(float(found), rel=1e-3, abs=tolerance)


def test_a_cell_is_not_nudged(player: Player) -> None:
    readouts = player.mount(NAME)["readouts"]
    assert readouts["nudge"] == "point at a weight or a pixel"
    assert (readouts["slope"], readouts["because"]) == ("1", "the loss is this very cell")
    assert player.set(NAME, {"loss": "sum"})["readouts"]["because"] == "every cell counts once"
    words = player.set(NAME, {"loss": "squares"})["readouts"]
    assert words["because"].startswith("half a square")
    lit = player.arrays(NAME)["feature_map"][11, 11]
    assert float(words["slope"]) == pytest.approx(lit, abs=1e-6)


@pytest.mark.parametrize(("stride", "padding"), LAYOUTS)
@pytest.mark.parametrize("pixel", [(0, 0), (7, 12), (23, 23)])
@pytest.mark.parametrize("loss", ["sum", "squares"])
def test_a_pixel_s_slope_is_the_sum_that_is_written(
    player: Player, stride: int, padding: int, pixel: tuple[int, int], loss: str
) -> None:
    player.set(NAME, {"loss": loss, "stride": stride, "padding": padding, "filter": "sharpen"})
    frame = player.point(NAME, "passes", *pixel)
    words = frame["readouts"]["because"]
    if words == "no cell looks at this pixel":
        assert (stride, padding, pixel) == (2, 0, (23, 23))
        words = "0 × 0"
    terms = [term.replace("−", "-").split(" × ") for term in words.split(" + ")]
    slope = float(frame["readouts"]["slope"])
    # Each factor is written with two decimals, each weight here is a whole number up to five.
    tolerance = 0 if loss == "sum" else 0.005 * 9
    assert sum(float(a) * float(b) for a, b in terms) == pytest.approx(slope, abs=tolerance)
    assert slope == pytest.approx(player.arrays(NAME)["grad_input"][pixel], rel=1e-5)


def outlines(frame: dict[str, Any]) -> list[tuple[float, ...]]:
    """Row, column, rows and columns of what is lit, forward; backward is the same, lower."""
    marks = frame["views"]["passes"]["marks"]
    lit = [m for m in marks if m["kind"] == "rect" and m["role"] == "accent"]
    places = [(m["y"], m["x"], m["height"], m["width"]) for m in lit]
    half = len(places) // 2
    assert places[half:] == [(y + DOWN, *rest) for y, *rest in places[:half]]
    return places[:half]


def test_a_cell_lights_what_it_looks_at(player: Player) -> None:
    frame = player.point(NAME, "passes", DOWN + 1 + 4, MAP + 1 + 7)
    assert outlines(frame) == [(4, 7, 3, 3), (5, MAP + 8, 1, 1)]
    player.set(NAME, {"stride": 2, "padding": 1})
    frame = player.point(NAME, "passes", 6, MAP + 6)
    assert outlines(frame) == [(-1, -1, 3, 3), (6, MAP + 6, 1, 1)]


@pytest.mark.parametrize(("stride", "padding"), LAYOUTS)
def test_a_pixel_lights_the_cells_that_look_at_it(
    player: Player, stride: int, padding: int
) -> None:
    player.set(NAME, {"loss": "sum", "stride": stride, "padding": padding})
    for pixel in ((0, 0), (7, 12), (22, 1), (23, 23)):
        places = outlines(player.point(NAME, "passes", *pixel))
        assert places[0] == (*pixel, 1, 1)
        size = player.arrays(NAME)["feature_map"].shape[0]
        top = (24 - size) // 2
        looking = [[n for n in range(size) if 0 <= at + padding - n * stride < 3] for at in pixel]
        if not all(looking):
            assert len(places) == 1
            continue
        (rows, columns) = looking
        expected = (top + rows[0], MAP + top + columns[0], len(rows), len(columns))
        assert places[1] == expected


def test_a_weight_lights_all_pixels_that_it_lay_on(player: Player) -> None:
    kernel = (4.5 + 5, KERNEL + 10, 5, 5)
    frame = player.point(NAME, "passes", 12, KERNEL + 13)
    assert frame["readouts"]["lit"] == "weight in row 1, column 2"
    assert outlines(frame) == [(11 + 1, 11 + 2, 1, 1), kernel, (12, MAP + 12, 1, 1)]
    assert frame["readouts"]["because"].startswith("sum of 1 × (")
    frame = player.set(NAME, {"loss": "sum"})
    assert outlines(frame) == [(1, 2, 22, 22), kernel]
    assert frame["readouts"]["because"].startswith("sum of 484 × (")
    player.set(NAME, {"stride": 2, "padding": 1})
    assert outlines(player.point(NAME, "passes", 12, KERNEL + 13))[0] == (0, 1, 23, 23)


def test_values_that_keep_the_map_s_size_keep_the_lit_place(player: Player) -> None:
    player.point(NAME, "passes", 1 + 4, MAP + 1 + 7)
    frame = player.set(NAME, {"image": "digit"})
    assert frame["readouts"]["lit"] == "cell in row 4, column 7"
    assert player.arrays(NAME)["grad_output"][4, 7] == 1
    assert player.set(NAME, {"padding": 1})["readouts"]["lit"] == "cell in row 12, column 12"


def test_beside_the_parts_the_nearest_number_is_lit(player: Player) -> None:
    for place, words in {
        (0, 27): "weight in row 0, column 0",
        (52, 47): "weight in row 2, column 2",
        (27, 26): "pixel in row 0, column 23",
        (52, 74): "cell in row 21, column 21",
    }.items():
        assert player.point(NAME, "passes", *place)["readouts"]["lit"] == words
