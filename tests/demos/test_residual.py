"""Both runs held to PyTorch's, and to what is known of plain and residual networks."""

import numpy as np
import pytest

from onefilter.demos._runs import BATCH, begun, examples, network
from onefilter.player import Player

NAME = "residual"


@pytest.mark.parametrize("residual", [False, True])
def test_losses_and_gradients_are_pytorch_s(player: Player, residual: bool) -> None:
    torch = pytest.importorskip("torch")
    kind = "residual" if residual else "plain"
    player.set(NAME, {"depth": 4, "norm": False})
    player.step(NAME, 3)
    ours, state = player.arrays(NAME), network(4, residual, False, 0).state_dict()
    weights = [torch.from_numpy(value).requires_grad_() for value in state.values()]
    optimizer = torch.optim.SGD(weights, 0.02, momentum=0.9)
    digits, order = examples(), np.random.default_rng(0).permutation(256)
    functional = torch.nn.functional
    for step in range(4):
        chosen = order[step * BATCH : (step + 1) * BATCH]
        x = torch.from_numpy(digits.images[chosen])
        x = functional.conv2d(x, weights[0], weights[1], stride=2, padding=1)
        for block in range(1, 5):
            made = functional.conv2d(
                x.relu(), weights[2 * block], weights[2 * block + 1], padding=1
            )
            x = x + made if residual else made
        scores = functional.linear(x.flatten(1), weights[-2], weights[-1])
        loss = functional.cross_entropy(scores, torch.from_numpy(digits.labels[chosen]))
        optimizer.zero_grad()
        loss.backward()
        assert ours[f"loss_{kind}"][step] == pytest.approx(loss.item(), rel=1e-3)
        norms = [float(weight.grad.norm()) for weight in weights[:-2:2]]
        optimizer.step()
    np.testing.assert_allclose(ours[f"gradient_{kind}"], norms, rtol=1e-2)


def test_a_deep_plain_network_falls_behind_although_its_gradient_is_sound(player: Player) -> None:
    player.set(NAME, {"depth": 12})
    readouts = player.step(NAME, 60)["readouts"]
    assert float(readouts["plain"]) > 1.5 * float(readouts["residual"])
    gradients = player.arrays(NAME)["gradient_plain"]
    assert gradients[1] > 0.1 * gradients[-1]


def test_without_norm_the_plain_gradient_fades_with_depth(player: Player) -> None:
    player.set(NAME, {"norm": False})
    arrays = player.arrays(NAME)
    plain, residual = arrays["first_gradient_plain"], arrays["first_gradient_residual"]
    assert (np.diff(np.log10(plain)) < -0.3).all()
    assert residual.max() < 10 * residual.min()


def test_a_run_is_the_same_however_it_is_stepped(player: Player) -> None:
    player.step(NAME, 5)
    once = player.arrays(NAME)["loss_plain"].copy()
    for _ in range(5):
        player.step(NAME, -1)
    assert len(player.arrays(NAME)["loss_plain"]) == 1
    for _ in range(5):
        player.step(NAME, 1)
    np.testing.assert_array_equal(player.arrays(NAME)["loss_plain"], once)


def test_pointing_at_the_chart_looks_back_and_no_further_than_it_has_been(player: Player) -> None:
    player.step(NAME, 20)
    assert player.point(NAME, "loss", 3, 2)["readouts"]["step"] == "8 of 60"
    assert player.point(NAME, "loss", 3, 15)["readouts"]["step"] == "20 of 60"
    assert player.point(NAME, "loss", 3, 0)["readouts"]["step"] == "0 of 60"


def test_a_tick_trains_one_network_on_one_batch_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    # With no time to spare, a tick does the least it can.
    monkeypatch.setattr("onefilter.playing.LONGEST_WORK", 1e-9)
    begun.cache_clear()
    player = Player()
    player.set(NAME, {"depth": 2, "seed": 2})
    frame, known, ticks = player.press(NAME, "play"), [], 0
    while frame["readouts"]["step"] != "3 of 60":
        frame = player.tick(NAME, 0.5)
        ticks += 1
        runs = [begun(2, residual, True, 2) for residual in (False, True)]
        known.append(sum(run.knows(step) for run in runs for step in range(9)))
    assert (np.diff(known) <= 1).all()
    assert ticks == 6
