"""Pictures of the reader's own in the playground: painted by hand, or photographed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from onefilter.demos._controls import RefusedValue
from onefilter.player import Player

NAME = "filter-playground"
PHOTO = np.random.default_rng(3).integers(0, 256, (30, 44, 4), dtype=np.uint8)


@pytest.fixture
def ask(player: Player) -> Callable[..., dict[str, Any]]:
    """Return a function that sets values and returns the frame."""
    return lambda **values: player.set(NAME, values)


def test_painting_colours_a_pixel_of_the_drawing(player: Player, ask: Any) -> None:
    ask(image="drawn")
    player.point(NAME, "input", 4, 7, pressed=True)
    player.hover(NAME, "input", 5.5, 7.5, pressed=True)
    player.hover(NAME, "input", 9.5, 7.5)
    expected = np.zeros((24, 24))
    expected[4:6, 7] = 1
    np.testing.assert_array_equal(player.arrays(NAME)["input"], expected)
    ask(brush="dark")
    player.move(NAME, "input", -5, 0, pressed=True)
    expected[4, 7] = 0
    np.testing.assert_array_equal(player.values(NAME)["pixels"], expected)


def test_a_built_in_picture_is_not_painted_on(player: Player, ask: Any) -> None:
    ask(image="edge")
    before = player.arrays(NAME)["input"].copy()
    player.point(NAME, "input", 4, 7, pressed=True)
    np.testing.assert_array_equal(player.arrays(NAME)["input"], before)
    assert not player.values(NAME)["pixels"].any()


def test_a_drawing_can_start_from_the_picture_on_show(player: Player, ask: Any) -> None:
    ask(image="texture")
    before = player.arrays(NAME)["input"].copy()
    frame = player.press(NAME, "paint_this")
    assert frame["values"]["image"] == "drawn"
    np.testing.assert_allclose(player.arrays(NAME)["input"], before, rtol=0, atol=0.5 / 255)
    again = player.arrays(NAME)["input"]
    player.press(NAME, "paint_this")
    np.testing.assert_array_equal(player.arrays(NAME)["input"], again)


def test_a_drawing_can_be_cleared(player: Player, ask: Any) -> None:
    ask(image="drawn", pixels=np.full((24, 24), 0.5))
    frame = player.press(NAME, "clear")
    assert frame["values"]["image"] == "drawn"
    assert not player.arrays(NAME)["input"].any()


def test_pixels_are_the_drawing(player: Player, ask: Any) -> None:
    pixels = np.random.default_rng(1).random((24, 24))
    ask(image="drawn", pixels=pixels.ravel().tolist())
    np.testing.assert_array_equal(player.arrays(NAME)["input"], pixels)


def test_the_photo_cannot_be_chosen_before_there_is_one(ask: Any) -> None:
    with pytest.raises(RefusedValue, match="Choose a picture file") as refusal:
        ask(image="uploaded")
    assert refusal.value.name == "image"


def test_a_photo_is_shown_at_once_small_and_whole(player: Player, ask: Any) -> None:
    frame = ask(photo=PHOTO, filter="emboss", padding=1)
    assert frame["values"]["image"] == "uploaded"
    assert frame["views"]["photo"]["marks"][0]["pixels"].shape == (30, 44, 4)
    arrays = player.arrays(NAME)
    assert arrays["input"].shape == (24, 24)
    assert arrays["photo"].shape == (30, 44)
    padded = np.pad(arrays["photo"], 1)
    for row, column in ((0, 0), (29, 43), (17, 5)):
        window = padded[row : row + 3, column : column + 3]
        expected = float((window * arrays["filter"]).sum())
        assert arrays["photo_map"][row, column] == pytest.approx(expected, abs=1e-12)


def test_the_whole_photo_is_there_only_while_it_is_on_show(ask: Any) -> None:
    ask(photo=PHOTO)
    assert "photo" not in ask(image="disc")["views"]
    assert "photo-map" in ask(image="uploaded")["views"]
    assert ask(photo=None)["values"]["image"] != "uploaded"


def test_a_photo_under_the_filter_is_not_computed_for_every_move(player: Player, ask: Any) -> None:
    ask(photo=PHOTO)
    assert {"photo", "photo-map"} <= set(player.point(NAME, "input", 3, 3)["same"])


@pytest.mark.parametrize("shape", [(1, 1), (2, 40), (40, 2), (3, 3), (480, 640)])
def test_a_photo_of_any_size_is_taken(player: Player, ask: Any, shape: tuple[int, int]) -> None:
    frame = ask(photo=np.full((*shape, 4), 51, np.uint8) | np.array([0, 0, 0, 255], np.uint8))
    np.testing.assert_allclose(player.arrays(NAME)["input"], 0.2, rtol=0, atol=1e-12)
    assert ("photo-map" in frame["views"]) == (min(shape) >= 3)
