"""The counts, held to the published ones, to plain products and to PyTorch's layers."""

import re
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.player import Player

NAME = "parameter-counter"
sizes = st.fixed_dictionaries(
    {
        "height": st.integers(1, 12),
        "width": st.integers(1, 12),
        "channels": st.integers(1, 4),
        "units": st.integers(1, 9),
        "filters": st.integers(1, 9),
        "kernel_size": st.sampled_from([1, 3, 5, 7, 9, 11]),
    }
)


def counts(player: Player, **values: Any) -> dict[str, int]:
    """The arrays that hold one number."""
    player.set(NAME, values)
    arrays = player.arrays(NAME).items()
    return {name: int(array[0]) for name, array in arrays if array.shape == (1,)}


def test_the_page_s_own_example(player: Player) -> None:
    assert counts(player) == {
        "dense_weights": 154_140_672,
        "dense_biases": 1024,
        "dense_macs": 154_140_672,
        "conv_weights": 1728,
        "conv_biases": 64,
        "conv_macs": 86_704_128,
    }
    readouts = player.frame(NAME)["readouts"]
    assert readouts["ratio"] == "the dense layer has 89,202 times as many"
    assert readouts["dense_weights"] == "224 × 224 × 3 × 1,024 = 154,140,672"
    assert readouts["conv_weights"] == "3 × 3 × 3 × 64 = 1,728"


@given(sizes)
def test_the_counts_are_pytorch_s(values: dict[str, int]) -> None:
    torch = pytest.importorskip("torch")
    picture = torch.zeros(1, values["channels"], values["height"], values["width"])
    dense = torch.nn.Linear(picture.numel(), values["units"])
    convolution = torch.nn.Conv2d(
        values["channels"], values["filters"], values["kernel_size"], padding="same"
    )
    maps = convolution(picture)
    ours = counts(Player(), **values)
    assert ours["dense_weights"] == dense.weight.numel() == ours["dense_macs"]
    assert ours["dense_biases"] == dense.bias.numel()
    assert ours["conv_weights"] == convolution.weight.numel()
    assert ours["conv_biases"] == convolution.bias.numel()
    assert ours["conv_macs"] == maps[0, 0].numel() * convolution.weight.numel()


@given(sizes)
def test_what_is_written_multiplies_out(values: dict[str, int]) -> None:
    player = Player()
    ours = counts(player, **values)
    for name in ("dense_weights", "conv_weights"):
        product, result = player.frame(NAME)["readouts"][name].replace(",", "").split(" = ")
        assert prod(map(int, product.split(" × "))) == int(result) == ours[name]


def test_only_the_dense_layer_grows_with_the_picture(player: Player) -> None:
    player.set(NAME, {"channels": 2, "units": 10, "filters": 5, "kernel_size": 5})
    arrays = player.arrays(NAME)
    sides = arrays["image_side"]
    assert {28, 224} <= set(sides.tolist())
    np.testing.assert_array_equal(arrays["dense_weights_by_side"], sides**2 * 20)
    assert set(arrays["conv_weights_by_side"].tolist()) == {250}


def squares(player: Player) -> list[tuple[float, float]]:
    """Sides of the filled squares."""
    marks = player.frame(NAME)["views"]["areas"]["marks"]
    filled = [m for m in marks if m["kind"] == "rect" and not m["stroke"]]
    return [(m["width"], m["height"]) for m in filled]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"height": 4, "width": 4, "channels": 1, "units": 10},
        {"height": 8, "width": 8, "units": 9, "filters": 512, "kernel_size": 7},
    ],
)
def test_areas_are_in_proportion(player: Player, values: dict[str, int]) -> None:
    ours = counts(player, **values)
    dense, convolution = squares(player)
    assert dense[0] == dense[1]
    ratio = prod(dense) / prod(convolution)
    assert ratio == pytest.approx(ours["dense_weights"] / ours["conv_weights"])
    view = player.frame(NAME)["views"]["areas"]
    for mark in view["marks"]:
        assert mark["x"] + mark.get("width", 0) <= view["x"] + view["width"]


def test_the_ratio_says_which_one_has_more(player: Player) -> None:
    words = player.set(NAME, {"height": 1, "width": 1, "units": 64, "kernel_size": 1})
    assert words["readouts"]["ratio"] == "both have as many"
    words = player.set(NAME, {"kernel_size": 3})
    assert words["readouts"]["ratio"] == "the convolution has 9 times as many"


def test_pointing_lights_a_size(player: Player) -> None:
    assert player.mount(NAME)["readouts"]["lit"].startswith("224×224: dense 154,140,672, ")
    frame = player.point(NAME, "growth", 3, 6)
    assert frame["readouts"]["lit"] == "28×28: dense 2,408,448, convolution 1,728"
    lit = [m for m in frame["views"]["growth"]["marks"] if m.get("role") == "accent"]
    assert [mark["points"][0][0] for mark in lit] == [6.5]
    assert "Lit is 28 by 28" in frame["views"]["growth"]["text"]


def test_a_picture_of_another_shape_lights_the_square_with_as_many_pixels(player: Player) -> None:
    frame = player.set(NAME, {"height": 14, "width": 56})
    assert re.match("28×28", frame["readouts"]["lit"])


def test_the_curves_are_straight_and_level(player: Player) -> None:
    marks = player.mount(NAME)["views"]["growth"]["marks"]
    lines = {m["role"]: np.array(m["points"]) for m in marks if m["kind"] == "line"}
    (levels,) = [m["text"] for m in marks if m["kind"] == "text" and m["y"] == 0]
    assert levels == "10¹¹"
    assert np.ptp(lines["positive"][:, 1]) == 0
    # Eight decades on sixteen units: a weight times a hundred is four units up.
    dense = lines["negative"][:, 1]
    rise = np.log10(player.arrays(NAME)["dense_weights_by_side"][-1] / 150_528)
    assert dense[0] - dense[-1] == pytest.approx(2 * rise)
