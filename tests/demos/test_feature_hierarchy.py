"""The digit network's layers, held to PyTorch and to what a cell can be moved by."""

from pathlib import Path

import numpy as np
import pytest

import onefilter
from onefilter.player import Player

NAME = "feature-hierarchy"
WEIGHTS = Path(onefilter.__file__).with_name("digit_network.npz")


def test_every_layer_is_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    player.set(NAME, {"digit": 5, "hand": 11})
    arrays = player.arrays(NAME)
    with np.load(WEIGHTS) as stored:
        state = {name: torch.from_numpy(stored[name]) for name in stored if name[0].isdigit()}
    x = torch.from_numpy(arrays["input"]).float()[None, None]
    layers = {}
    for number, layer in enumerate(("conv1", "conv2")):
        x = functional.conv2d(x, state[f"{3 * number}.weight"], state[f"{3 * number}.bias"]).relu()
        layers[layer] = x
        x = functional.max_pool2d(x, 2)
        layers[f"pool{number + 1}"] = x
    for layer, maps in layers.items():
        theirs = maps[0].numpy().reshape(-1, maps.shape[-1])
        np.testing.assert_allclose(arrays[layer], theirs, atol=1e-5)
    scores = functional.linear(x.flatten(1), state["7.weight"], state["7.bias"])[0]
    np.testing.assert_allclose(arrays["scores"], scores.numpy(), atol=1e-4)
    shares = scores.softmax(0).numpy()
    np.testing.assert_allclose(arrays["probabilities"], shares, atol=1e-5)


def test_it_reads_nearly_every_digit(player: Player) -> None:
    read = [
        player.set(NAME, {"digit": digit, "hand": hand})["readouts"]["class"].startswith(str(digit))
        for digit in range(10)
        for hand in range(5)
    ]
    assert np.mean(read) > 0.9


def test_without_training_the_scores_mean_little(player: Player) -> None:
    frame = player.set(NAME, {"weights": "random"})
    assert player.arrays(NAME)["probabilities"].max() < 0.3
    assert frame["readouts"]["accuracy"] == "untrained"


@pytest.mark.parametrize("layer", ["conv1", "pool1", "conv2", "pool2"])
def test_the_outline_is_what_a_cell_can_be_moved_by(player: Player, layer: str) -> None:
    noise = np.random.default_rng(0).random((24, 24))
    player.set(NAME, {"weights": "random", "digit": "drawn", "pixels": noise})
    size = {"conv1": 22, "pool1": 11, "conv2": 9, "pool2": 4}[layer]
    frame = player.point(NAME, layer, size - 1, 1)
    first = player.arrays(NAME)[layer].copy()
    outline = [m for m in frame["views"]["input"]["marks"] if m.get("role") == "accent"][-1]
    rows = range(int(outline["y"]), int(outline["y"] + outline["height"]))
    columns = range(int(outline["x"]), int(outline["x"] + outline["width"]))
    kept = np.full_like(noise, 0.5)
    kept[np.ix_(rows, columns)] = noise[np.ix_(rows, columns)]
    player.set(NAME, {"pixels": kept})
    # In every map the cell is the same although all else in the picture has changed.
    cells = [number * size + size - 1 for number in range(len(first) // size)]
    np.testing.assert_allclose(player.arrays(NAME)[layer][cells, 1], first[cells, 1], atol=1e-6)
    smaller = kept.copy()
    smaller[rows[0], :] = smaller[:, columns[-1]] = 0.5
    player.set(NAME, {"pixels": smaller})
    assert not np.allclose(player.arrays(NAME)[layer][cells, 1], first[cells, 1], atol=1e-6)


def test_painting_turns_a_digit_into_a_drawing(player: Player) -> None:
    before = player.mount(NAME)["values"]["digit"]
    assert before == 3
    frame = player.point(NAME, "input", 2, 20, pressed=True)
    assert frame["values"]["digit"] == "drawn"
    assert player.arrays(NAME)["input"][2, 20] == 1
    assert player.arrays(NAME)["input"][12].max() > 0.5
    player.press(NAME, "clear")
    assert player.arrays(NAME)["input"].max() == 0


def test_pointing_between_the_maps_changes_nothing(player: Player) -> None:
    lit = player.point(NAME, "conv1", 3, 4)["readouts"]["lit"]
    assert lit == "First filters, after ReLU: map 0, row 3, column 4"
    assert player.point(NAME, "conv1", 22, 4)["readouts"]["lit"] == lit
    assert player.point(NAME, "conv1", 60, 60)["readouts"]["lit"] == lit
    assert player.point(NAME, "conv1", 24, 24)["readouts"]["lit"].endswith("map 4, row 1, column 1")
