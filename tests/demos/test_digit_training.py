"""The training in the page: the shipped run retraced, step by step, and the reader's digit read."""

import numpy as np
import pytest

from onefilter.digit_network import recorded_run
from onefilter.digit_training import DigitTraining
from onefilter.player import Player

NAME = "digit-training"
FRAME = 1 / 60


def play(player: Player, until: int) -> dict:
    """Tick as a page does until that many steps are taken, or it rests."""
    frame = player.frame(NAME)
    while frame["running"] and int(frame["readouts"]["step"].split()[0]) < until:
        frame = player.tick(NAME, FRAME)
    return frame


def test_playing_retraces_the_stored_run(player: Player) -> None:
    player.press(NAME, "play")
    frame = play(player, 20)
    steps = int(frame["readouts"]["step"].split()[0])
    assert steps >= 20
    arrays = player.arrays(NAME)
    losses, accuracies = recorded_run()
    np.testing.assert_allclose(arrays["loss"], losses[:steps], rtol=1e-5)
    assert arrays["accuracy"] == accuracies[:1]
    np.testing.assert_array_equal(
        arrays["filters"], DigitTraining(0).network_at(steps).state_dict()["0.weight"][:, 0]
    )


def test_a_link_comes_back_exactly_tick_by_tick(player: Player) -> None:
    player.set(NAME, {"seed": 7, "digit": 5})
    query = player.step(NAME, 12)["link"]
    assert "seed=7" in query
    assert "step=12" in query
    other = Player()
    frame = other.mount(NAME, query=query)
    assert frame["running"]
    assert frame["link"] == query
    assert frame["readouts"]["step"] == "0 of 1500"
    frame = play(other, 12)
    assert not frame["running"]
    assert frame["link"] == query
    ours, theirs = player.arrays(NAME), other.arrays(NAME)
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_a_script_need_not_wait_for_a_link_s_step() -> None:
    player = Player()
    player.mount(NAME, query="step=6")
    assert len(player.arrays(NAME)["loss"]) == 6
    player.mount(NAME, query="step=6")
    assert player.step(NAME, 2)["readouts"]["step"] == "8 of 1500"


@pytest.mark.parametrize("button", ["play", "reset", "step"])
def test_a_button_stops_the_way_to_a_link_s_step(button: str) -> None:
    player = Player()
    player.mount(NAME, query="step=900")
    frame = player.press(NAME, button)
    assert not frame["running"]
    assert frame["link"] == f"demo={NAME}" + "&step=1" * (button == "step")


def test_the_way_to_a_link_s_step_goes_on_while_the_reader_draws() -> None:
    player = Player()
    player.mount(NAME, query="step=3")
    frame = player.point(NAME, "input", 2, 2, pressed=True)
    assert frame["running"]
    assert "step=3" in play(player, 3)["link"]


def test_another_seed_starts_over_and_another_digit_does_not(player: Player) -> None:
    player.step(NAME, 4)
    assert player.set(NAME, {"digit": 8, "hand": 3})["readouts"]["step"] == "4 of 1500"
    assert player.set(NAME, {"seed": 1})["readouts"]["step"] == "0 of 1500"


def test_training_and_the_stored_weights_both_read_the_digit(player: Player) -> None:
    player.set(NAME, {"digit": 3})
    assert player.arrays(NAME)["probabilities"].max() < 0.3
    player.step(NAME, 130)
    assert player.frame(NAME)["readouts"]["class"].startswith("3, ")
    frame = player.set(NAME, {"weights": "stored"})
    assert player.arrays(NAME)["probabilities"][3] > 0.99
    assert "as stored" in frame["views"]["filters"]["text"]
    there = Player()
    there.set("feature-hierarchy", {"digit": 3})
    np.testing.assert_allclose(
        player.arrays(NAME)["scores"], there.arrays("feature-hierarchy")["scores"], rtol=1e-6
    )


def test_looking_back_keeps_what_lies_ahead(player: Player) -> None:
    player.step(NAME, 260)
    frame = player.point(NAME, "loss", 3, 1)
    assert frame["readouts"]["step"] == "100 of 1500"
    assert len(player.arrays(NAME)["loss"]) == 100
    assert player.point(NAME, "loss", 3, 15)["readouts"]["step"] == "260 of 1500"
    assert player.press(NAME, "back")["readouts"]["step"] == "259 of 1500"


def test_a_drawn_digit_goes_along_to_the_layers(player: Player) -> None:
    player.mount("feature-hierarchy")
    player.press(NAME, "clear")
    frame = player.point(NAME, "input", 4, 4, pressed=True)
    assert frame["also"] == ["feature-hierarchy"]
    np.testing.assert_array_equal(
        player.arrays("feature-hierarchy")["input"], player.arrays(NAME)["input"]
    )
