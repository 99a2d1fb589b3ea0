"""The run held to PyTorch's, and the freeze to weights that do not move."""

from pathlib import Path

import numpy as np
import pytest

import onefilter
from onefilter.demos._transfer import HEAD_RATE, LAST_STEP, TUNING_RATE, built_in, shape
from onefilter.digit_network import digit_network, trained_digit_network
from onefilter.nn import Linear, Sequential
from onefilter.player import Player
from onefilter.training import predict

NAME = "transfer"
WEIGHTS = Path(onefilter.__file__).with_name("digit_network.npz")


def test_both_stages_are_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    player.set(NAME, {"unfreeze": 3})
    player.step(NAME, 6)
    arrays = player.arrays(NAME)
    with np.load(WEIGHTS) as stored:
        names = ("0.weight", "0.bias", "3.weight", "3.bias")
        backbone = [torch.from_numpy(stored[name]).requires_grad_() for name in names]
    drawn = Linear(256, 2).reset_parameters(0).state_dict()
    head = [torch.from_numpy(drawn[name]).requires_grad_() for name in ("weight", "bias")]
    images = torch.tensor(arrays["examples"].reshape(8, 1, 24, 24)).float()
    labels = torch.tensor([0] * 4 + [1] * 4)

    def scores(x: "torch.Tensor") -> "torch.Tensor":
        for layer in (backbone[:2], backbone[2:]):
            x = functional.max_pool2d(functional.conv2d(x, *layer).relu(), 2)
        return functional.linear(x.flatten(1), *head)

    losses = []
    for learned, rate, steps in ((head, HEAD_RATE, 3), (backbone + head, TUNING_RATE, 3)):
        optimizer = torch.optim.SGD(learned, rate)
        for _ in range(steps):
            loss = functional.cross_entropy(scores(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    np.testing.assert_allclose(arrays["loss"], losses, rtol=1e-3)
    theirs = scores(images).softmax(1).detach().numpy()
    np.testing.assert_allclose(arrays["probabilities"][:-1], theirs, atol=1e-3)


def test_the_backbone_moves_only_once_it_is_unfrozen(player: Player) -> None:
    player.set(NAME, {"unfreeze": 10})
    readouts = player.step(NAME, 10)["readouts"]
    assert readouts["moved"] == "0.00 % of its size"
    assert readouts["stage"].startswith("the head alone")
    readouts = player.step(NAME, 20)["readouts"]
    assert readouts["moved"] != "0.00 % of its size"
    assert readouts["stage"] == "everything"


def test_unfreezing_by_the_button_is_in_the_link(player: Player) -> None:
    player.step(NAME, 7)
    frame = player.press(NAME, "unfreeze_now")
    assert frame["values"]["unfreeze"] == 7
    assert frame["readouts"]["step"] == "7 of 60"
    assert "unfreeze=7" in frame["link"]


def test_a_trained_backbone_learns_from_fewer_steps(player: Player) -> None:
    losses = {}
    for backbone in ("digits", "random"):
        player.set(NAME, {"backbone": backbone})
        player.step(NAME, 30)
        losses[backbone] = player.arrays(NAME)["loss"][-1]
    assert losses["digits"] < 0.3 * losses["random"]


def test_random_features_separate_the_shapes_too_after_far_more_steps() -> None:
    torch = pytest.importorskip("torch")
    rng, labels = np.random.default_rng(7), np.arange(200) % 2
    unseen = np.stack([shape(label, rng) for label in labels])
    right = {}
    for pretrained in (True, False):
        *backbone, _ = trained_digit_network() if pretrained else digit_network(1)
        features = [
            torch.from_numpy(predict(Sequential(*backbone), drawn[:, None].astype(np.float32)))
            for drawn in (built_in(), unseen)
        ]
        head = torch.nn.Linear(256, 2)
        torch.nn.init.zeros_(head.weight)
        optimizer = torch.optim.SGD(head.parameters(), HEAD_RATE)
        for step in range(6000):
            if step in (LAST_STEP, 5999):
                said = head(features[1]).argmax(1).numpy()
                right[pretrained, step == LAST_STEP] = float((said == labels).mean())
            loss = torch.nn.functional.cross_entropy(
                head(features[0]), torch.tensor([0] * 4 + [1] * 4)
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert right[True, False] > right[False, False] > 0.9
    assert right[True, True] > right[False, True] + 0.1


def test_the_head_alone_gets_no_further_than_a_coin_on_random_features(player: Player) -> None:
    told = {}
    for backbone in ("digits", "random"):
        player.set(NAME, {"backbone": backbone, "unfreeze": LAST_STEP})
        readouts = player.step(NAME, LAST_STEP)["readouts"]
        assert readouts["stage"].startswith("the head alone")
        told[backbone] = readouts["right"]
    assert told == {"digits": "8 of 8 examples", "random": "4 of 8 examples"}


def test_the_reader_s_classes_are_learned(player: Player) -> None:
    strokes = np.zeros((8, 24, 24))
    for number in range(4):
        strokes[number, 6 + number : 8 + number, 4:20] = 1
        strokes[4 + number, 4:20, 6 + number : 8 + number] = 1
    trial = np.zeros((24, 24))
    trial[6:22, 7:9] = 1
    player.set(NAME, {"own": True, "drawings": strokes, "trial": trial})
    frame = player.step(NAME, 60)
    assert frame["readouts"]["right"] == "8 of 8 examples"
    assert player.arrays(NAME)["probabilities"][-1, 1] > 0.8


def test_painting_an_example_makes_the_classes_one_s_own(player: Player) -> None:
    before = player.arrays(NAME)["examples"].copy()
    player.step(NAME, 5)
    frame = player.point(NAME, "examples", 25 + 2, 75 + 3, pressed=True)
    assert frame["values"]["own"] is True
    assert frame["readouts"]["step"] == "0 of 60"
    after = player.arrays(NAME)["examples"]
    assert after[7].reshape(24, 24)[2, 3] == 1
    np.testing.assert_array_equal(after[:7], before[:7])
    player.press(NAME, "clear_example")
    assert not player.arrays(NAME)["examples"][7].any()


def test_without_drawings_nothing_is_learned_and_nothing_breaks(player: Player) -> None:
    player.set(NAME, {"own": True})
    frame = player.step(NAME, 9)
    assert frame["readouts"]["loss"] == "before the first step"
    assert player.press(NAME, "clear_trial")["views"]["trial"]["text"].endswith("0 are inked.")


def test_the_built_in_drawings_are_not_those_it_is_tried_on(player: Player) -> None:
    arrays = player.arrays(NAME)
    assert not any(np.array_equal(one, arrays["trial"].ravel()) for one in arrays["examples"])
    assert shape(0, np.random.default_rng(0)).shape == (24, 24)
