"""Normalized batches held to PyTorch's layers, and the outline to what a number depends on."""

from typing import Any

import numpy as np
import pytest

from onefilter.demos import all_demos
from onefilter.player import Player

NAME = "normalization"
KINDS = ["batch", "layer", "pixel", "group", "instance"]


def maps(player: Player, name: str) -> Any:
    """A batch of shape (N, C, H, W)."""
    return player.arrays(NAME)[name].reshape(-1, 6, 4, 4)


@pytest.mark.parametrize("size", [1, 6])
@pytest.mark.parametrize("kind", KINDS)
def test_the_output_is_pytorch_s(player: Player, kind: str, size: int) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"kind": kind, "batch": size, "groups": 3})
    x = torch.from_numpy(maps(player, "input"))
    functional = torch.nn.functional
    theirs = {
        "batch": lambda: functional.batch_norm(x, None, None, training=True),
        "layer": lambda: functional.layer_norm(x, (6, 4, 4)),
        "pixel": lambda: functional.layer_norm(x.permute(0, 2, 3, 1), (6,)).permute(0, 3, 1, 2),
        "group": lambda: functional.group_norm(x, 3),
        "instance": lambda: functional.instance_norm(x),
    }[kind]()
    np.testing.assert_allclose(maps(player, "output"), theirs.numpy(), atol=1e-9)


def test_running_statistics_are_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    layer = torch.nn.BatchNorm2d(6, affine=False, dtype=torch.float64)
    player.step(NAME, -99)
    for _ in range(5):
        layer(torch.from_numpy(maps(player, "input")))
        player.step(NAME)
    arrays = player.arrays(NAME)
    np.testing.assert_allclose(arrays["running_mean"], layer.running_mean.numpy())
    np.testing.assert_allclose(arrays["running_var"], layer.running_var.numpy())
    player.set(NAME, {"mode": "inference"})
    theirs = layer.eval()(torch.from_numpy(maps(player, "input")))
    np.testing.assert_allclose(maps(player, "output"), theirs.numpy())


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [("batch", 6 * 16), ("layer", 96), ("pixel", 6), ("group", 48), ("instance", 16)],
)
def test_what_is_outlined_has_mean_nought_and_deviation_one(
    player: Player, kind: str, numbers: int
) -> None:
    frame = player.set(NAME, {"kind": kind})
    assert f"from {numbers} numbers" in frame["readouts"]["statistics"]
    text = frame["views"]["after"]["text"]
    assert f"The outline holds the {numbers} that share" in text
    assert text.endswith("here 0 and 1.")


@pytest.mark.parametrize("kind", KINDS)
def test_only_batch_norm_minds_the_company(player: Player, kind: str) -> None:
    changes = float(player.set(NAME, {"kind": kind})["readouts"]["company"])
    assert (changes > 0) is (kind == "batch")
    assert player.set(NAME, {"mode": "inference"})["readouts"]["company"] == "0"


def test_a_small_batch_says_little_about_a_channel(player: Player) -> None:
    def typical(size: int) -> float:
        changes = []
        for seed in range(12):
            frame = player.set(NAME, {"batch": size, "seed": seed})
            changes.append(float(frame["readouts"]["company"]))
        return float(np.mean(changes))

    assert typical(2) > 1.2 * typical(8)


def test_pointing_lights_a_number_and_its_block(player: Player) -> None:
    frame = player.point(NAME, "before", 5 * 4 + 2, 5 * 2 + 1)
    assert frame["readouts"]["lit"] == "image 4, channel 2, row 2, column 1"
    block = next(m for m in frame["views"]["before"]["marks"] if m.get("role") == "accent")
    assert (block["x"], block["y"], block["width"], block["height"]) == (10, 0, 4, 29)
    assert player.point(NAME, "before", 4, 0)["readouts"]["lit"].startswith("image 4")
    assert player.set(NAME, {"batch": 2})["readouts"]["lit"].startswith("image 1")


def test_playing_settles_the_running_mean(player: Player) -> None:
    player.step(NAME, 280)
    arrays = player.arrays(NAME)
    np.testing.assert_allclose(arrays["running_mean"], [1.5, -0.5, 0, 2.5, -2, 0.5], atol=0.4)
    demo = all_demos()[NAME]
    assert demo.finished is not None
    assert demo.finished(player._show(NAME).state)
