"""Fields held to published numbers, to brute force over windows, and to PyTorch's gradients."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.demos import all_demos
from onefilter.demos._controls import RefusedValue
from onefilter.player import Player

NAME = "receptive-field"
layers = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(0, 3), st.integers(1, 3)),
    min_size=1,
    max_size=4,
)


def stack(windows: list[tuple[int, int, int, int]]) -> dict[str, int]:
    """Values for layers given as kernel, stride, padding, dilation."""
    parts = ("kernel", "stride", "padding", "dilation")
    named = {
        f"{part}_{number}": size
        for number, window in enumerate(windows, start=1)
        for part, size in zip(parts, window, strict=True)
    }
    return {"layers": len(windows), **named}


def seen(windows: list[tuple[int, int, int, int]], output: int) -> set[int]:
    """The pixels that an output reaches, found by walking back through every tap."""
    places = {output}
    for kernel, stride, padding, dilation in reversed(windows):
        places = {
            place * stride - padding + tap * dilation for place in places for tap in range(kernel)
        }
    return places


@given(layers)
def test_own_stacks_see_what_their_taps_reach(windows: list[tuple[int, int, int, int]]) -> None:
    player = Player()
    player.set(NAME, stack(windows))
    player.step(NAME, len(windows))
    arrays = player.arrays(NAME)
    for number in range(len(windows)):
        first, second = (seen(windows[: number + 1], output) for output in (0, 1))
        assert arrays["size"][number] == max(first) - min(first) + 1
        assert arrays["padding"][number] == -min(first)
        assert arrays["stride"][number] == min(second) - min(first)
    reached = seen(windows, 0)
    counts = [place in reached for place in range(min(reached), max(reached) + 1)]
    np.testing.assert_array_equal(arrays["gradient"] > 0, np.outer(counts, counts))


@pytest.mark.parametrize(
    ("network", "sizes"),
    [
        ("alexnet", [195]),
        ("vgg16", [212]),
        ("resnet50", [35, 91, 267, 427]),
        ("resnet18", [43, 99, 211, 435]),
        ("resnet101", [971]),
        ("convnext_tiny", [1688]),
    ],
)
def test_networks_have_the_known_fields(player: Player, network: str, sizes: list[int]) -> None:
    frame = player.set(NAME, {"network": network})
    ours = player.arrays(NAME)["size"].tolist()
    assert set(sizes) <= set(ours)
    assert ours[-1] == sizes[-1]
    assert frame["readouts"]["size"] == f"{sizes[-1]}×{sizes[-1]} pixels"
    assert player.arrays(NAME)["gradient"].shape == (sizes[-1],) * 2


def test_readers_are_told_what_is_measured(player: Player) -> None:
    for values, words in (
        ({"network": "own"}, "all weights equal"),
        ({"weights": "random"}, "random weights"),
        ({"network": "resnet18"}, "a stand-in: one channel"),
    ):
        frame = player.set(NAME, values)
        assert words in frame["readouts"]["measured"]
        assert frame["readouts"]["measured"] in frame["views"]["gradient"]["text"]
    assert "stand-in" in all_demos()[NAME].hint


def test_a_gradient_is_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    windows = [(3, 2, 1, 1), (2, 1, 0, 2), (3, 1, 1, 1)]
    player.set(NAME, stack(windows))
    ours = player.arrays(NAME)["gradient"]
    picture = torch.zeros(1, 1, *ours.shape, requires_grad=True)
    x = picture
    for kernel, stride, _, dilation in windows:
        weight = torch.ones(1, 1, kernel, kernel)
        x = torch.nn.functional.conv2d(x, weight, stride=stride, dilation=dilation)
    assert x.shape == (1, 1, 1, 1)
    x.backward()
    theirs = picture.grad[0, 0].numpy()
    np.testing.assert_allclose(ours, theirs / theirs.sum(), rtol=1e-6)


def test_a_network_s_gradient_is_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"network": "resnet18"})
    player.press(NAME, "reset")
    player.step(NAME, -1)
    assert player.arrays(NAME)["size"][:3].tolist() == [7, 11, 27]
    picture = torch.zeros(1, 1, 59, 59, requires_grad=True)
    mean = [torch.full((1, 1, k, k), 1 / k**2) for k in (7, 3)]
    conv = torch.nn.functional.conv2d
    x = conv(conv(picture, mean[0], stride=2, padding=3), mean[1], stride=2, padding=1)
    x = x + conv(conv(x, mean[1], padding=1), mean[1], padding=1)
    x[0, 0, 7, 7].backward()
    theirs = picture.grad[0, 0, 15:42, 15:42].numpy()
    assert np.isclose(theirs.sum(), picture.grad.sum())
    np.testing.assert_allclose(
        player.arrays(NAME)["gradient"], theirs / theirs.sum(), rtol=1e-4, atol=1e-9
    )


def test_dilation_leaves_holes_and_they_are_orange(player: Player) -> None:
    frame = player.set(NAME, stack([(3, 1, 1, 2)] * 3))
    # Seven of thirteen places along each axis are reached.
    assert frame["readouts"]["holes"] == "120 of 169 pixels, 71.0 %"
    image = next(m for m in frame["views"]["gradient"]["marks"] if m["kind"] == "image")
    assert image["pixels"].reshape(13, 13, 4)[0, 1].tolist()[:3] == [245, 124, 0]
    assert player.set(NAME, stack([(3, 1, 1, d) for d in (1, 2, 3)]))["readouts"][
        "holes"
    ].startswith("0 of")


def test_random_weights_narrow_the_field_but_not_its_size(player: Player) -> None:
    equal = player.mount(NAME)["readouts"]["middle"]
    frame = player.set(NAME, {"weights": "random"})
    assert frame["readouts"]["size"] == "13×13 pixels"
    assert frame["readouts"]["middle"] != equal


def test_squares_are_to_scale(player: Player) -> None:
    marks = player.mount(NAME)["views"]["squares"]["marks"]
    sides = [m["width"] for m in marks if m["kind"] == "rect" and m["role"] == "muted"]
    np.testing.assert_allclose(np.array(sides) / sides[0], np.array([3, 5, 9, 13]) / 3)


def test_pointing_and_stepping_light_a_layer(player: Player) -> None:
    frame = player.point(NAME, "table", 1, 3)
    assert frame["readouts"]["layer"] == "2: conv 3×3 /2"
    assert player.arrays(NAME)["gradient"].shape == (5, 5)
    assert player.step(NAME, -1)["readouts"]["layer"] == "1: conv 3×3"
    assert player.step(NAME, 99)["readouts"]["layer"] == "4: conv 3×3"


@pytest.mark.parametrize("values", [stack([(7, 3, 0, 1)] * 5), stack([(7, 1, 0, 4)] * 6)])
def test_a_field_too_wide_to_show_is_refused(player: Player, values: dict[str, Any]) -> None:
    with pytest.raises(RefusedValue, match="layers cannot be") as refusal:
        player.set(NAME, values)
    assert refusal.value.name == "layers"
    assert player.arrays(NAME)["size"].tolist() == [3, 5, 9, 13]
