"""Both runs held to PyTorch's, and to what is known of plain and residual networks."""

import numpy as np
import pytest

from onefilter.demos._runs import (
    BATCH,
    DEPTHS,
    EXAMPLES,
    LAST_STEP,
    TOGETHER,
    begun,
    examples,
    network,
)
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


@pytest.mark.parametrize("residual", [False, True])
def test_the_error_in_the_end_is_pytorch_s(player: Player, residual: bool) -> None:
    torch = pytest.importorskip("torch")
    kind, functional = "residual" if residual else "plain", torch.nn.functional
    player.set(NAME, {"depth": 2})
    player.step(NAME, LAST_STEP)
    state = begun(2, residual, True, 0)._network.state_dict()
    values = {name: torch.from_numpy(value) for name, value in state.items()}

    def block(number: int, x: "torch.Tensor") -> "torch.Tensor":
        prefix = f"{number}.body." if residual else f"{number}."
        norm = [values[f"{prefix}0.{n}"] for n in ("running_mean", "running_var", "weight", "bias")]
        made = functional.batch_norm(x, *norm).relu()
        made = functional.conv2d(
            made, values[f"{prefix}2.weight"], values[f"{prefix}2.bias"], padding=1
        )
        return x + made if residual else made

    digits = examples()
    x = torch.from_numpy(digits.images)
    x = functional.conv2d(x, values["0.weight"], values["0.bias"], stride=2, padding=1)
    for number in (1, 2):
        x = block(number, x)
    scores = functional.linear(x.flatten(1), values["4.weight"], values["4.bias"])
    misread = (scores.argmax(1).numpy() != digits.labels).mean()
    assert player.arrays(NAME)[f"error_{kind}"].tolist() == pytest.approx([misread])
    assert 0 < misread < 0.2


def test_training_error_rises_with_depth_in_plain_networks_alone(player: Player) -> None:
    player.set(NAME, {"every": True})
    player.step(NAME, LAST_STEP)
    arrays = player.arrays(NAME)
    assert arrays["error_depths"].tolist() == list(DEPTHS)
    plain, residual = arrays["error_plain"], arrays["error_residual"]
    assert (np.diff(plain) > 0).all()
    assert plain[-1] > 10 * plain[0]
    assert residual.max() < 0.5 * plain[-1]


def test_errors_fill_in_as_runs_come_to_their_end(player: Player) -> None:
    assert player.arrays(NAME)["error_plain"].size == 0
    for depth, known in ((4, [4]), (2, [2, 4])):
        player.set(NAME, {"depth": depth})
        text = player.step(NAME, LAST_STEP)["views"]["errors"]["text"]
        assert f"at {depth}" in text
        assert player.arrays(NAME)["error_depths"].tolist() == known
    player.set(NAME, {"seed": 1})
    assert player.arrays(NAME)["error_depths"].size == 0
    assert "no run" in player.frame(NAME)["views"]["errors"]["text"]
    player.set(NAME, {"seed": 0})
    assert player.arrays(NAME)["error_depths"].tolist() == [2, 4]


def test_the_last_step_too_is_prepared_a_little_a_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onefilter.playing.LONGEST_WORK", 1e-9)
    begun.cache_clear()
    player, run = Player(), begun(2, False, True, 0)
    frame, misread = player.mount(NAME, query=f"depth=2&step={LAST_STEP}"), []
    while frame["running"]:
        frame = player.tick(NAME, 0.1)
        misread.append(len(run._misread))
    assert frame["readouts"]["step"] == "60 of 60"
    assert max(np.diff(misread)) == 1
    assert misread[-1] * TOGETHER == EXAMPLES


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
