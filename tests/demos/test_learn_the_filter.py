"""The learner on stage: what it learns, when it diverges, and what a picture cannot teach it."""

import re
from typing import Any

import numpy as np
import pytest

from onefilter.player import Player

NAME = "learn-the-filter"


def patches(image: np.ndarray) -> np.ndarray:
    """Every 3×3 patch, a row each, by loops."""
    rows, columns = image.shape
    return np.array(
        [
            [image[row + i, column + j] for i in range(3) for j in range(3)]
            for row in range(rows - 2)
            for column in range(columns - 2)
        ]
    )


@pytest.fixture
def readouts(player: Player) -> Any:
    """Return a function that sets values, takes steps and returns the readouts."""

    def run(steps: int = 0, **values: Any) -> dict[str, str]:
        player.set(NAME, values)
        found: dict[str, str] = player.step(NAME, steps)["readouts"]
        return found

    return run


def test_arrays_and_readouts_have_the_names_that_lessons_use(player: Player) -> None:
    arrays = player.arrays(NAME)
    shapes = {name: array.shape for name, array in arrays.items()}
    assert shapes == {
        "input": (24, 24),
        "target_filter": (3, 3),
        "filter": (3, 3),
        "target_map": (22, 22),
        "feature_map": (22, 22),
        "loss_history": (1,),
    }
    words = player.frame(NAME)["readouts"]
    assert float(words["step"]) == 0
    assert float(words["loss"]) == pytest.approx(arrays["loss_history"][0], rel=1e-5)
    assert float(words["rate_limit"]) > 0


def test_a_step_is_gradient_descent_on_the_mean_squared_error(player: Player) -> None:
    player.set(NAME, {"image": "noise", "rate": 0.13})
    before = player.arrays(NAME)
    p, wanted = patches(before["input"]), before["target_map"].ravel()
    weights = before["filter"].ravel()
    for _ in range(3):
        weights = weights - 0.13 * 2 * p.T @ (p @ weights - wanted) / len(p)
    player.step(NAME, 3)
    after = player.arrays(NAME)
    np.testing.assert_allclose(after["filter"].ravel(), weights, rtol=0, atol=1e-12)
    np.testing.assert_allclose(after["feature_map"].ravel(), p @ weights, rtol=0, atol=1e-12)
    assert after["loss_history"].shape == (4,)
    assert after["loss_history"][-1] == pytest.approx(np.mean((p @ weights - wanted) ** 2))


def test_at_its_defaults_it_learns_the_filter(player: Player, readouts: Any) -> None:
    losses = [float(readouts(steps)["loss"]) for steps in (0, 100, 400, 4500)]
    assert losses[1] < losses[0] / 50
    assert losses[2] < losses[0] / 1000
    arrays = player.arrays(NAME)
    np.testing.assert_allclose(arrays["filter"], arrays["target_filter"], atol=0.01)


def test_the_limit_is_where_descent_stops_converging(player: Player, readouts: Any) -> None:
    words = readouts(image="noise")
    limit = float(words["rate_limit"])
    p = patches(player.arrays(NAME)["input"])
    steepest = np.linalg.norm(p, 2) ** 2 / len(p)
    assert limit == pytest.approx(1 / steepest, rel=1e-5)
    below, above = (round(limit, 2) + change for change in (-0.01, 0.01))
    start = float(readouts(rate=below)["loss"])
    assert float(readouts(1000)["loss"]) < start * 1e-3
    readouts(rate=above)
    assert float(readouts(1000)["loss"]) > start * 1e5


def test_a_run_that_diverges_stops_and_says_why(player: Player, readouts: Any) -> None:
    readouts(image="edge", rate=0.5)
    assert "Diverging" in readouts()["status"]
    player.press(NAME, "play")
    frame = player.step(NAME, 10_000)
    assert not frame["running"]
    words = frame["readouts"]
    assert re.search(r"rate 0\.5 is above the limit 0\.231", words["status"])
    stopped = int(words["step"])
    assert 1 < stopped < 100
    assert 1e6 < float(words["loss"]) < 1e12
    assert all(np.isfinite(array).all() for array in player.arrays(NAME).values())
    assert player.step(NAME, 5)["readouts"]["step"] == str(stopped)
    assert not player.press(NAME, "play")["running"]
    assert player.press(NAME, "reset")["readouts"]["step"] == "0"


def test_a_run_that_has_converged_rests(player: Player, readouts: Any) -> None:
    readouts(image="noise", rate=0.3, speed=1000)
    player.press(NAME, "play")
    ticks = 0
    while player.tick(NAME, 0.5)["running"]:
        ticks += 1
        assert ticks < 40
    words = player.frame(NAME)["readouts"]
    assert float(words["loss"]) < 1e-10
    assert words["status"] == "The maps agree, and so do the weights."


def test_steps_one_by_one_are_steps_at_once(player: Player) -> None:
    for _ in range(9):
        player.step(NAME, 1)
    other = Player()
    other.step(NAME, 9)
    for name, array in player.arrays(NAME).items():
        np.testing.assert_array_equal(array, other.arrays(NAME)[name])


def test_the_seed_draws_the_start(player: Player, readouts: Any) -> None:
    first = player.arrays(NAME)["filter"]
    readouts(seed=1)
    second = player.arrays(NAME)["filter"]
    assert np.abs(first - second).max() > 0.1
    readouts(seed=0)
    np.testing.assert_array_equal(player.arrays(NAME)["filter"], first)


def test_what_changes_the_task_starts_over_and_what_does_not_goes_on(readouts: Any) -> None:
    assert readouts(20, speed=5)["step"] == "20"
    assert readouts(pixels=np.ones((24, 24)), w00=2)["step"] == "20"
    assert readouts(target="outline")["step"] == "0"
    assert readouts(20, rate=0.1)["step"] == "20"
    assert readouts(20, image="digit")["step"] == "20"
    assert readouts(20, seed=3)["step"] == "20"


def test_there_is_a_last_step(player: Player, readouts: Any) -> None:
    readouts(image="gradient", rate=0.01)
    words = readouts(100_000)
    assert words["step"] == "20000"
    assert "Stopped after 20000" in words["status"]
    assert player.step(NAME, 1)["readouts"]["step"] == "20000"


def test_the_target_may_be_weights_of_one_s_own(player: Player, readouts: Any) -> None:
    readouts(target="custom", w00=5, w22=-3)
    target = player.arrays(NAME)["target_filter"]
    assert (target[0, 0], target[2, 2]) == (5, -3)


@pytest.mark.parametrize(
    ("image", "invisible", "words"),
    [
        ("noise", 0, "None"),
        ("edge", 6, "sums of the filter's columns"),
        ("vertical_stripes", 6, "sums of the filter's columns"),
        ("horizontal_stripes", 6, "sums of the filter's rows"),
        ("flat", 8, "sum of all nine"),
        ("drawn", 9, "black"),
    ],
)
def test_it_says_what_a_picture_cannot_teach(
    player: Player, image: str, invisible: int, words: str
) -> None:
    frame = player.set(NAME, {"image": image})
    told = frame["readouts"]["invisible"]
    assert words in told
    rank = np.linalg.matrix_rank(patches(player.arrays(NAME)["input"]))
    assert invisible == 9 - rank
    assert ("invisible" in frame["views"]) == (invisible > 0)
    if invisible:
        assert told.startswith(("All of 9", f"{invisible} of 9"))
        shown = [m for m in frame["views"]["invisible"]["marks"] if m["kind"] == "image"]
        assert len(shown) == invisible


def test_a_chessboard_of_single_pixels_shows_two_sums(player: Player) -> None:
    board = np.indices((24, 24)).sum(axis=0) % 2
    frame = player.set(NAME, {"image": "drawn", "pixels": board.astype(float)})
    assert frame["readouts"]["invisible"] == "7 of 9: adding any changes no map."


def test_invisible_patterns_change_no_map(player: Player) -> None:
    from onefilter.demos._invisible import Invisible

    for image in ("edge", "gradient", "horizontal_stripes", "flat"):
        player.set(NAME, {"image": image})
        pixels = player.arrays(NAME)["input"]
        basis = Invisible(pixels).basis
        rank = np.linalg.matrix_rank(patches(pixels))
        assert np.linalg.matrix_rank(basis.reshape(len(basis), 9)) == len(basis) == 9 - rank
        assert np.abs(patches(pixels) @ basis.reshape(-1, 9).T).max() < 1e-9
        assert np.abs(basis).max(axis=(1, 2)) == pytest.approx(1)


def test_agreeing_maps_do_not_mean_agreeing_weights(player: Player, readouts: Any) -> None:
    words = readouts(2000, image="edge", rate=0.2)
    assert words["status"] == "The maps agree, but the weights do not: see what is invisible."
    arrays = player.arrays(NAME)
    columns = arrays["filter"].sum(axis=0)
    np.testing.assert_allclose(columns, arrays["target_filter"].sum(axis=0), atol=1e-3)


def test_black_teaches_nothing_and_breaks_nothing(player: Player, readouts: Any) -> None:
    words = readouts(10, image="drawn")
    assert float(words["rate_limit"]) == float("inf")
    assert float(words["loss"]) == 0
    assert "loss" in player.frame(NAME)["views"]
