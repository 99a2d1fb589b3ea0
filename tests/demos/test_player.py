"""The player's own laws: all or nothing, steps that add up, and demos that follow one another."""

import numpy as np
import pytest

from onefilter.demos._controls import RefusedValue
from onefilter.player import MOST_STEPS, Player

PLAY, LEARN, POOL = "filter-playground", "learn-the-filter", "pooling"
PHOTO = np.full((30, 40, 4), 128, np.uint8)


def cell(player: Player) -> str:
    """Where the playground's filter stands."""
    words: str = player.frame(PLAY)["readouts"]["cell"]
    return words


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (lambda p: p.mount("nonsense"), "nonsense"),
        (lambda p: p.set("nonsense", {}), "nonsense"),
        (lambda p: p.set(PLAY, {"colour": 1}), "colour"),
        (lambda p: p.press(PLAY, "explode"), "explode"),
        (lambda p: p.press(POOL, "play"), "play"),
        (lambda p: p.point(PLAY, "output", 0, 0), "output"),
        (lambda p: p.hover(PLAY, "photo", 0, 0), "photo"),
        (lambda p: p.move(PLAY, "output", 0, 0), "output"),
        (lambda p: p.drag(PLAY, "output", 0, 0, 1.0), "output"),
        (lambda p: p.point(PLAY, "feature-map", 22, 0), "feature-map"),
        (lambda p: p.point(PLAY, "feature-map", 0, -1), "feature-map"),
        (lambda p: p.point(PLAY, "input", 0.5, 0), "input"),
        (lambda p: p.point(PLAY, "input", None, 0), "input"),
        (lambda p: p.step(PLAY, 1.5), "step"),
        (lambda p: p.step(PLAY, MOST_STEPS + 1), "step"),
        (lambda p: p.step(LEARN, -1), "step"),
        (lambda p: p.arrays("nonsense"), "nonsense"),
    ],
)
def test_what_is_unknown_is_refused_by_name(player: Player, ask, name: str) -> None:
    with pytest.raises(RefusedValue, match=name) as refusal:
        ask(player)
    assert refusal.value.name


def test_values_are_set_together_or_not_at_all(player: Player) -> None:
    before = player.mount(PLAY)
    with pytest.raises(RefusedValue, match="w11 is 'x'; it takes a number from -10 to 10"):
        player.set(PLAY, {"padding": 1, "w11": "x"})
    assert player.frame(PLAY)["link"] == before["link"]


def test_steps_add_up(player: Player) -> None:
    player.step(PLAY, 7)
    player.step(PLAY, -3)
    one_by_one = player.frame(PLAY)["link"]
    assert Player().step(PLAY, 4)["link"] == one_by_one


def test_back_undoes_a_step(player: Player) -> None:
    start = player.mount(PLAY)["link"]
    assert player.press(PLAY, "step")["link"] != start
    assert player.press(PLAY, "back")["link"] == start


def test_reset_goes_to_the_start_and_keeps_the_values(player: Player) -> None:
    player.set(PLAY, {"filter": "outline"})
    start = player.frame(PLAY)["link"]
    player.step(PLAY, 40)
    player.press(PLAY, "play")
    frame = player.press(PLAY, "reset")
    assert frame["link"] == start
    assert not frame["running"]


def test_play_takes_the_steps_that_time_is_worth(player: Player) -> None:
    player.set(PLAY, {"speed": 10})
    assert player.press(PLAY, "play")["running"]
    for _ in range(7):
        player.tick(PLAY, 0.05)
    assert player.frame(PLAY)["link"] == Player().mount(PLAY, {"speed": 10}, "")["link"] + (
        f"&step={12 * 22 + 9 + 3}"
    )


def test_a_tab_that_slept_does_not_race(player: Player) -> None:
    player.set(PLAY, {"speed": 10})
    player.press(PLAY, "play")
    player.tick(PLAY, 3600.0)
    expected = Player()
    expected.set(PLAY, {"speed": 10})
    assert player.frame(PLAY)["link"] == expected.step(PLAY, 5)["link"]


def test_time_does_nothing_to_a_demo_that_rests(player: Player) -> None:
    start = player.mount(PLAY)["link"]
    assert player.tick(PLAY, 0.5)["link"] == start
    player.press(PLAY, "play")
    assert not player.press(PLAY, "play")["running"]
    assert player.tick(PLAY, 0.5)["link"] == start
    assert player.tick(PLAY, -1.0)["link"] == start


@pytest.mark.parametrize("button", ["step", "back"])
def test_a_step_by_hand_pauses(player: Player, button: str) -> None:
    player.press(PLAY, "play")
    assert not player.press(PLAY, button)["running"]


def test_arrow_keys_move_by_cells_and_stop_at_the_edge(player: Player) -> None:
    player.point(PLAY, "feature-map", 3, 20)
    player.move(PLAY, "feature-map", 0, 1)
    assert cell(player) == "row 3, column 21"
    player.move(PLAY, "feature-map", -5, 5)
    assert cell(player) == "row 0, column 21"


def test_arrow_keys_start_in_the_middle_of_a_view(player: Player) -> None:
    player.move(PLAY, "feature-map", 1, 0)
    assert cell(player) == "row 12, column 11"


def test_a_pointer_off_the_grid_means_nothing(player: Player) -> None:
    start = player.mount(PLAY)["link"]
    for y, x in ((-0.1, 3), (3, 24.0), (float("nan"), 3)):
        assert player.hover(PLAY, "input", y, x)["link"] == start
    player.hover(PLAY, "input", 5.9, 7.2)
    assert cell(player) == "row 4, column 6"


def test_a_fast_stroke_leaves_no_gap(player: Player) -> None:
    player.press(PLAY, "clear")
    for y, x, pressed in ((2.5, 2.5, True), (5.5, 12.5, True), (20.5, 12.5, False)):
        player.hover(PLAY, "input", y, x, pressed=pressed)
    rows, columns = np.nonzero(player.arrays(PLAY)["input"])
    assert sorted(columns) == list(range(2, 13))
    by_column = rows[np.argsort(columns)]
    assert (by_column[0], by_column[-1]) == (2, 5)
    assert (np.diff(by_column) >= 0).all()
    player.hover(PLAY, "input", 22.5, 22.5, pressed=True)
    assert np.count_nonzero(player.arrays(PLAY)["input"]) == 12


def test_what_did_not_change_is_named(player: Player) -> None:
    assert player.mount(PLAY)["same"] == []
    frame = player.point(PLAY, "feature-map", 1, 1)
    assert frame["same"] == ["filter"]
    assert player.frame(PLAY)["same"] == list(frame["views"])
    assert "filter" not in player.set(PLAY, {"w00": 4})["same"]
    assert player.mount(PLAY)["same"] == []


def test_a_demo_first_met_through_another_verb_has_been_told_nothing(player: Player) -> None:
    assert player.frame(POOL)["same"] == []


def test_other_demos_follow_what_they_borrow(player: Player) -> None:
    for name in (PLAY, LEARN, POOL):
        player.mount(name)
    frame = player.set(PLAY, {"image": "disc", "filter": "outline", "padding": 1})
    assert set(frame["also"]) == {LEARN, POOL}
    assert player.values(POOL)["filter"] == "outline"
    assert player.values(POOL)["w11"] == 8
    assert player.values(LEARN)["image"] == "disc"
    assert player.values(LEARN)["target"] == "sobel_x"
    assert player.set(PLAY, {"padding": 0})["also"] == []
    assert player.set(LEARN, {"rate": 0.1})["also"] == []
    assert set(player.set(LEARN, {"image": "face"})["also"]) == {PLAY, POOL}


def test_the_target_can_be_the_playground_s_filter(player: Player) -> None:
    player.mount(LEARN)
    player.set(LEARN, {"target": "custom"})
    player.set(PLAY, {"w02": -7.5})
    np.testing.assert_array_equal(
        player.arrays(LEARN)["target_filter"], player.arrays(PLAY)["filter"]
    )


def test_a_demo_mounted_later_borrows_too(player: Player) -> None:
    player.set(PLAY, {"image": "disc", "w00": 3})
    frame = player.mount(POOL)
    assert frame["values"]["image"] == "disc"
    assert frame["values"]["filter"] == "custom"
    np.testing.assert_array_equal(
        player.arrays(POOL)["feature_map"], player.arrays(PLAY)["feature_map"]
    )


def test_a_demo_that_comes_back_keeps_its_own_values_and_follows_the_rest(player: Player) -> None:
    query = player.set(POOL, {"mode": "mean", "image": "face"})["link"]
    player.drop(POOL)
    player.set(PLAY, {"image": "noise"})
    frame = player.mount(POOL, query=query)
    assert (frame["values"]["mode"], frame["values"]["image"]) == ("mean", "noise")


def test_somebody_s_link_is_not_changed_by_what_was_borrowed(player: Player) -> None:
    player.set(PLAY, {"image": "noise", "w00": 3})
    frame = player.mount(POOL, query="demo=pooling&mode=mean")
    assert frame["link"] == "demo=pooling&mode=mean"


def test_a_restart_brings_everything_back(player: Player) -> None:
    player.set(PLAY, {"photo": PHOTO, "padding": 1, "w20": 0.3})
    player.set(LEARN, {"rate": 0.05})
    player.step(LEARN, 12)
    player.set(POOL, {"mode": "mean"})
    links = {name: player.frame(name)["link"] for name in (PLAY, LEARN, POOL)}
    fresh = Player()
    for name, query in links.items():
        frame = fresh.mount(name, {"photo": PHOTO}, query)
        assert frame["refused"] == {}
        assert frame["link"] == query
        old, new = player.arrays(name), fresh.arrays(name)
        assert all(np.array_equal(old[array], new[array]) for array in old)


def test_a_photo_follows_to_a_demo_that_never_got_it(player: Player) -> None:
    player.mount(POOL)
    player.mount(PLAY, {"photo": PHOTO}, "image=disc")
    frame = player.set(PLAY, {"image": "uploaded"})
    assert frame["also"] == [POOL]
    assert player.values(POOL)["image"] == "uploaded"


def test_values_that_do_not_fit_are_named_when_mounting(player: Player) -> None:
    frame = player.mount(PLAY, {"padding": 7, "colour": 1, "flip": True, "image": "uploaded"})
    assert frame["values"]["flip"] is True
    assert frame["refused"].keys() == {"padding", "colour", "image"}


def test_a_demo_leaves_the_stage_once(player: Player) -> None:
    player.set(PLAY, {"padding": 1})
    player.drop(PLAY)
    player.drop(PLAY)
    assert player.frame(PLAY)["values"]["padding"] == 0


def test_a_presenter_goes_on_and_back_by_steps(player: Player) -> None:
    """Where a run cannot go back it starts over, and stops one step earlier."""
    name = "learn-the-filter"
    player.mount(name)
    player.turn(name, 1)
    first = player.arrays(name)
    player.turn(name, 1)
    frame = player.turn(name, -1)
    assert frame["link"] == f"demo={name}&step=1"
    assert all((array == first[key]).all() for key, array in player.arrays(name).items())
    player.turn(name, -1)
    assert player.turn(name, -1)["link"] == f"demo={name}"


def test_a_presenter_goes_through_what_a_control_offers(player: Player) -> None:
    """After the last stop comes the first; what the other values forbid is passed over."""
    found = [player.turn("pooling", by, "tour")["values"]["mode"] for by in (1, 1, -1)]
    assert found == ["mean", "max", "mean"]
    assert player.turn("pooling", 1)["values"]["mode"] == "max"
    player.set("separable", {"kernel_size": 7})
    assert player.turn("separable", 1, "tour")["values"]["kernel_size"] == 1


@pytest.mark.parametrize(("by", "along"), [(2, "step"), (0, "tour"), (1, "sideways")])
def test_a_presenter_turns_one_page_at_a_time(player: Player, by: int, along: str) -> None:
    with pytest.raises(RefusedValue, match="it takes 1 or -1"):
        player.turn("pooling", by, along)
