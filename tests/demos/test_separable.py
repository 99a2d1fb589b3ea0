"""Costs held to PyTorch's layers and to published products; times to being measured at all."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.demos._controls import RefusedValue
from onefilter.player import Player

NAME = "separable"
sizes = st.fixed_dictionaries(
    {
        "inputs": st.integers(1, 6),
        "outputs": st.integers(1, 6),
        "kernel_size": st.sampled_from([1, 3, 5]),
        "groups": st.just(1),
        "width": st.integers(1, 5),
        "side": st.integers(5, 9),
    }
)


@given(sizes)
def test_the_counts_are_pytorch_s(values: dict[str, int]) -> None:
    torch = pytest.importorskip("torch")
    player = Player()
    player.set(NAME, values)
    into, out, k, width = (values[n] for n in ("inputs", "outputs", "kernel_size", "width"))

    def conv(a: int, b: int, size: int, groups: int = 1) -> Any:
        return torch.nn.Conv2d(a, b, size, padding=size // 2, groups=groups, bias=False)

    kinds = [
        [conv(into, out, k)],
        [conv(into, out, k)],
        [conv(into, into, k, into)],
        [conv(into, out, 1)],
        [conv(into, into, k, into), conv(into, out, 1)],
        [conv(into, width, 1), conv(width, width, k), conv(width, out, 1)],
    ]
    counts = [sum(layer.weight.numel() for layer in layers) for layers in kinds]
    assert player.arrays(NAME)["parameters"].tolist() == counts
    pixels = values["side"] ** 2
    assert player.arrays(NAME)["macs"].tolist() == [count * pixels for count in counts]


def test_groups_divide_the_work(player: Player) -> None:
    player.set(NAME, {"inputs": 32, "outputs": 64, "groups": 8})
    standard, grouped, *_ = player.arrays(NAME)["parameters"].tolist()
    assert (standard, grouped) == (9 * 32 * 64, 9 * 4 * 64)
    with pytest.raises(RefusedValue, match="it must divide both 32 and 64") as refusal:
        player.set(NAME, {"groups": 5})
    assert refusal.value.name == "groups"


@pytest.mark.parametrize(("outputs", "kernel_size"), [(1, 3), (9, 3), (512, 3), (64, 7)])
def test_the_ratio_is_the_published_one(player: Player, outputs: int, kernel_size: int) -> None:
    frame = player.set(NAME, {"groups": 1, "outputs": outputs, "kernel_size": kernel_size})
    formula = 1 / outputs + 1 / kernel_size**2
    assert float(frame["readouts"]["ratio"].split(" = ")[1]) == pytest.approx(formula, abs=1e-4)
    times, limit = frame["readouts"]["saving"].split(" times fewer, of at most ")
    assert float(times) == pytest.approx(1 / formula, abs=6e-3)
    assert float(times) < int(limit) == kernel_size**2


def test_bars_are_in_proportion(player: Player) -> None:
    marks = player.mount(NAME)["views"]["macs"]["marks"]
    lengths = [m["width"] for m in marks if m["kind"] == "rect" and m["role"] == "positive"]
    macs = player.arrays(NAME)["macs"]
    np.testing.assert_allclose(np.array(lengths) / lengths[0], macs / macs[0], atol=0.004)


def test_times_are_measured_on_request_and_forgotten_on_a_change(player: Player) -> None:
    assert "times" not in player.mount(NAME)["views"]
    frame = player.press(NAME, "measure")
    assert "times" in frame["views"]
    seconds = player.arrays(NAME)["seconds"]
    assert seconds.shape == (6,)
    assert (seconds > 0).all()
    assert frame["readouts"]["time"].endswith(" ms")
    assert player.set(NAME, {"side": 7})["readouts"]["time"] == "not measured yet"


def test_what_would_take_too_long_is_not_measured(player: Player) -> None:
    player.set(NAME, {"inputs": 512, "outputs": 512, "side": 56})
    with pytest.raises(RefusedValue, match="7,398,752,256 multiply-adds"):
        player.press(NAME, "measure")


def test_depthwise_channels_keep_to_themselves(player: Player) -> None:
    player.set(NAME, {"inputs": 8, "outputs": 16})
    frame = player.point(NAME, "macs", 2, 0)
    filled = [
        m for m in frame["views"]["connections"]["marks"] if m["kind"] == "rect" and not m["stroke"]
    ]
    assert len(filled) == 8
    assert "3×3 within each of 8 channels" in frame["views"]["connections"]["text"]
    assert frame["readouts"]["parameters"] == "Depthwise alone: 72"
