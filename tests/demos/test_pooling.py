"""Pooling's numbers, held to plain loops, and what lights up on either side."""

from typing import Any

import numpy as np
import pytest

from onefilter.player import Player

NAME = "pooling"


def pooled(feature_map: np.ndarray, mode: str) -> np.ndarray:
    """Pool by a loop over blocks."""
    keep = {"max": max, "mean": lambda numbers: sum(numbers) / 4}[mode]
    rows, columns = (size // 2 for size in feature_map.shape)
    return np.array(
        [
            [
                keep(list(feature_map[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].flat))
                for c in range(columns)
            ]
            for r in range(rows)
        ]
    )


def lit(frame: dict[str, Any], view: str) -> list[tuple[float, float, float, float]]:
    """Row, column, rows and columns of what is lit."""
    marks = [m for m in frame["views"][view]["marks"] if m.get("role") == "accent"]
    return [(m["y"], m["x"], m["height"], m["width"]) for m in marks]


@pytest.mark.parametrize("mode", ["max", "mean"])
@pytest.mark.parametrize("shift", [0, 1])
def test_every_cell_is_its_block_s(player: Player, mode: str, shift: int) -> None:
    player.set(NAME, {"mode": mode, "shift": shift, "image": "texture", "filter": "emboss"})
    arrays = player.arrays(NAME)
    assert (arrays["feature_map"].shape, arrays["pooled"].shape) == ((22, 22), (11, 11))
    np.testing.assert_allclose(arrays["pooled"], pooled(arrays["feature_map"], mode), atol=1e-12)


def test_the_map_moves_along_with_the_picture(player: Player) -> None:
    player.set(NAME, {"image": "face"})
    still = player.arrays(NAME)["feature_map"]
    player.set(NAME, {"shift": 1})
    moved = player.arrays(NAME)["feature_map"]
    np.testing.assert_array_equal(moved[:, 1:], still[:, :-1])


def test_how_much_a_shift_changes_is_counted(player: Player) -> None:
    player.set(NAME, {"image": "digit"})
    counted, maps = [], []
    for shift in (0, 1):
        counted.append(player.set(NAME, {"shift": shift})["readouts"]["changed"])
        maps.append(player.arrays(NAME))
    tolerance = np.abs(maps[0]["feature_map"]).max() / 100
    share = np.mean(np.abs(maps[0]["pooled"] - maps[1]["pooled"]) > tolerance)
    assert counted == [f"{share:.0%} of the cells"] * 2
    assert 0.1 < share < 1
    flat = player.set(NAME, {"image": "flat", "filter": "identity"})["readouts"]["changed"]
    assert flat == "0% of the cells"


@pytest.mark.parametrize(
    ("view", "row", "column"), [("feature-map", 9, 4), ("feature-map", 8, 5), ("pooled", 4, 2)]
)
def test_pointing_at_either_side_lights_the_block_and_its_cell(
    player: Player, view: str, row: int, column: int
) -> None:
    player.set(NAME, {"mode": "mean"})
    frame = player.point(NAME, view, row, column)
    assert lit(frame, "feature-map") == [(8, 4, 2, 2)]
    assert lit(frame, "pooled") == [(4, 2, 1, 1)]
    assert frame["readouts"]["cell"] == "row 4, column 2"


def test_for_the_maximum_the_winner_is_marked_and_named(player: Player) -> None:
    pixels = np.zeros((24, 24))
    pixels[10, 7] = 1.0
    player.set(NAME, {"image": "drawn", "pixels": pixels, "filter": "identity", "mode": "max"})
    frame = player.point(NAME, "pooled", 4, 3)
    block, winner = lit(frame, "feature-map")
    assert block == (8, 6, 2, 2)
    row, column, height, width = winner
    assert (int(row), int(column)) == (9, 6)
    assert row + height / 2 == 9.5
    assert column + width / 2 == 6.5
    assert frame["readouts"]["winner"] == "row 9, column 6"
    assert frame["readouts"]["block"] == "0, 0, 1, 0"
    assert frame["readouts"]["result"] == "1"
    mean = player.set(NAME, {"mode": "mean"})
    assert mean["readouts"]["result"] == "0.25"
    assert len(lit(mean, "feature-map")) == 1


def test_a_tie_goes_to_the_first(player: Player) -> None:
    player.set(NAME, {"image": "flat", "filter": "identity"})
    assert player.point(NAME, "pooled", 3, 3)["readouts"]["winner"] == "row 6, column 6"


def test_new_values_leave_the_lit_cell(player: Player) -> None:
    player.point(NAME, "pooled", 2, 9)
    assert player.set(NAME, {"mode": "mean"})["readouts"]["cell"] == "row 2, column 9"


def test_it_shows_a_filter_of_one_s_own(player: Player) -> None:
    player.set(NAME, {"w00": 2.5, "image": "noise"})
    values = player.values(NAME)
    assert values["filter"] == "custom"
    assert "w00" not in player.frame(NAME)["values"]
