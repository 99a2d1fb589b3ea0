"""The block held to PyTorch, step by step, and its costs to those of PyTorch's layers."""

import numpy as np
import pytest

from onefilter.player import Player

NAME = "convnext-block"
MADE = ("block_input", "depthwise", "norm", "expand", "gelu", "reduce", "scale", "sum")


@pytest.mark.parametrize("channels", [8, 16])
def test_every_step_is_pytorch_s(player: Player, channels: int) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"channels": channels, "scale": 0.5, "seed": 4})
    rng = np.random.default_rng(4)

    def drawn(*sizes: int) -> "torch.Tensor":
        return torch.from_numpy(rng.normal(size=sizes) / np.sqrt(np.prod(sizes[1:])))

    functional = torch.nn.functional
    picture = torch.from_numpy(np.array(player.arrays(NAME)["input"]))[None, None]
    x = functional.conv2d(picture - 0.5, drawn(channels, 1, 2, 2), stride=2)
    y = functional.conv2d(x, drawn(channels, 1, 7, 7), padding=3, groups=channels)
    theirs = [x, y]
    y = functional.layer_norm(y.permute(0, 2, 3, 1), (channels,))
    theirs.append(y.permute(0, 3, 1, 2))
    for step in (
        lambda y: functional.linear(y, drawn(4 * channels, channels)),
        functional.gelu,
        lambda y: functional.linear(y, drawn(channels, 4 * channels)),
        lambda y: 0.5 * y,
    ):
        y = step(y)
        theirs.append(y.permute(0, 3, 1, 2))
    theirs.append(x + theirs[-1])
    arrays = player.arrays(NAME)
    for name, maps in zip(MADE, theirs, strict=True):
        np.testing.assert_allclose(arrays[name], maps[0].reshape(-1, 12).numpy(), atol=1e-9)


def test_costs_are_those_of_the_layers(player: Player) -> None:
    player.set(NAME, {"channels": 16})
    counts = player.arrays(NAME)["weights_and_macs"].tolist()
    pixels, c = 12 * 12, 16
    assert counts[1] == [49 * c + c, 49 * c * pixels]
    assert counts[2] == [2 * c, 0]
    assert counts[3] == [4 * c * c + 4 * c, 4 * c * c * pixels]
    assert counts[5] == [4 * c * c + c, 4 * c * c * pixels]
    assert counts[6] == [c, 0]
    assert [counts[step] for step in (0, 4, 7)] == [[0, 0]] * 3


def test_without_scale_the_block_passes_its_input_on(player: Player) -> None:
    player.set(NAME, {"scale": 0})
    arrays = player.arrays(NAME)
    np.testing.assert_array_equal(arrays["sum"], arrays["block_input"])


def test_only_the_first_step_looks_at_neighbours(player: Player) -> None:
    pixels = np.full((24, 24), 0.5)
    player.set(NAME, {"image": "drawn", "pixels": pixels})
    before = {name: array.copy() for name, array in player.arrays(NAME).items()}
    pixels[12, 12] = 1
    player.set(NAME, {"pixels": pixels})
    after = player.arrays(NAME)
    for name, reach in (("block_input", 1), ("depthwise", 7), ("expand", 7), ("sum", 7)):
        changed = (after[name] != before[name]).reshape(-1, 12, 12).any(axis=0)
        assert changed.any(axis=1).sum() == changed.any(axis=0).sum() == reach


def test_stepping_and_pointing_light_a_step(player: Player) -> None:
    assert player.mount(NAME)["readouts"]["shape"] == "8×12×12"
    assert player.point(NAME, "steps", 3, 0)["readouts"]["shape"] == "32×12×12"
    assert player.step(NAME, 99)["readouts"]["lit"] == "7: Add the input"
    assert player.step(NAME, -7)["readouts"]["lit"] == "0: Input of the block"
