"""Attention and gates held to PyTorch, and the reach of convolutions to real ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.kernels import PRESETS
from onefilter.player import Player

NAME = "attention"


@pytest.mark.parametrize("image", ["face", "checkerboard", "noise"])
def test_the_weights_are_pytorch_s(player: Player, image: str) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"image": image, "sharpness": 5})
    arrays = player.arrays(NAME)
    centred = torch.from_numpy(arrays["input"] - arrays["input"].mean())[None, None]
    tokens = torch.nn.functional.unfold(centred, 2, stride=2)[0].T
    identity = torch.eye(len(tokens), dtype=tokens.dtype)
    attend = torch.nn.functional.scaled_dot_product_attention
    theirs = attend(5 * tokens[None], tokens[None], identity[None])[0]
    np.testing.assert_allclose(arrays["attention_weights"], theirs.numpy(), atol=1e-9)


@given(st.integers(0, 11), st.integers(0, 11), st.integers(1, 8))
def test_convolutions_bring_what_real_ones_bring(row: int, column: int, layers: int) -> None:
    player = Player()
    player.set(NAME, {"layers": layers})
    player.point(NAME, "convolution", row, column)
    # Paths by hand: from the patch, one step to each neighbour a layer; none leave the plane for
    # good, since a real picture is padded and what comes back from there is counted too.
    wide = np.zeros((12 + 40, 12 + 40))
    wide[row + 20, column + 20] = 1
    for _ in range(layers):
        wide = sum(
            np.roll(wide, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1)
        )
    np.testing.assert_array_equal(player.arrays(NAME)["convolution"], wide[20:32, 20:32])


@pytest.mark.parametrize("seed", [0, 3, 8])
def test_gates_are_those_of_the_definition(player: Player, seed: int) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"seed": seed, "image": "face"})
    arrays = player.arrays(NAME)
    picture = torch.from_numpy(np.array(arrays["input"]))[None, None]
    kernels = torch.from_numpy(np.stack([kernel.weights for kernel in PRESETS.values()]))[:, None]
    means = torch.nn.functional.conv2d(picture, kernels, padding=1).abs().mean((2, 3))[0]
    rng = np.random.default_rng(seed)
    squeeze = torch.from_numpy(rng.normal(0, 1, (3, 9)))
    excite = torch.from_numpy(rng.normal(0, 1.5, (9, 3)))
    gates = torch.sigmoid(excite @ torch.relu(squeeze @ means))
    np.testing.assert_allclose(arrays["gates"], gates.numpy(), atol=1e-9)


def test_without_sharpness_attention_is_a_mean(player: Player) -> None:
    frame = player.set(NAME, {"sharpness": 0})
    np.testing.assert_allclose(player.arrays(NAME)["attention"], 1 / 144)
    assert frame["readouts"]["attention"] == "all 144 patches; half of it goes to 72"


def test_alike_patches_attend_to_one_another_far_or_near(player: Player) -> None:
    player.set(NAME, {"image": "checkerboard", "sharpness": 60})
    player.point(NAME, "attention", 0, 0)
    alike = player.arrays(NAME)["input"][::2, ::2] == 0
    attended = player.arrays(NAME)["attention"]
    np.testing.assert_allclose(attended[alike], 1 / alike.sum())
    np.testing.assert_allclose(attended[~alike], 0, atol=1e-12)


def test_pointing_at_a_pixel_lights_its_patch(player: Player) -> None:
    player.mount(NAME)
    frame = player.point(NAME, "input", 23, 5)
    assert frame["readouts"]["patch"] == "row 11, column 2"
    assert frame["readouts"]["convolution"] == "15 of 144 patches, after 2 layers"
    assert {"gates", "maps"} <= set(frame["same"])
