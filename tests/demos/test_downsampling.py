"""Six halves of a picture, held to plain loops, SciPy and PyTorch, and aliasing to a spectrum."""

from typing import Any

import numpy as np
import pytest

from onefilter.demos._sampling import SPARE, Sampling
from onefilter.player import Player

NAME = "downsampling"
METHODS = ("strided", "max", "mean", "strided_blur", "max_blur", "mean_blur")


def halves(pixels: np.ndarray, taps: int) -> dict[str, np.ndarray]:
    """Halve a picture by SciPy, all six ways."""
    ndimage = pytest.importorskip("scipy.ndimage")
    wide = np.pad(pixels, ((0, 1), (0, 1)), mode="edge")
    corners = [wide[r : r + 48, c : c + 48] for r in (0, 1) for c in (0, 1)]
    dense = {"strided": pixels, "max": np.max(corners, axis=0), "mean": np.mean(corners, axis=0)}
    line = {3: [0.25, 0.5, 0.25], 5: [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]}[taps]
    result = {name: values[::2, ::2] for name, values in dense.items()}
    for name, values in dense.items():
        across = ndimage.convolve1d(values, line, axis=1, mode="mirror")
        result[f"{name}_blur"] = ndimage.convolve1d(across, line, axis=0, mode="mirror")[::2, ::2]
    return result


@pytest.mark.parametrize("taps", [3, 5])
@pytest.mark.parametrize("image", ["stripes", "rings", "disc"])
def test_every_half_is_scipy_s(player: Player, image: str, taps: int) -> None:
    player.set(NAME, {"image": image, "taps": taps, "shift": 1})
    arrays = player.arrays(NAME)
    for name, expected in halves(arrays["input"], taps).items():
        np.testing.assert_allclose(arrays[name], expected, atol=1e-12)


def test_pooling_is_pytorch_s(player: Player) -> None:
    torch = pytest.importorskip("torch")
    player.set(NAME, {"image": "rings"})
    arrays = player.arrays(NAME)
    x = torch.tensor(arrays["input"])[None]
    np.testing.assert_allclose(arrays["max"], torch.nn.functional.max_pool2d(x, 2)[0])
    np.testing.assert_allclose(arrays["mean"], torch.nn.functional.avg_pool2d(x, 2)[0])


def test_the_smallest_example_of_all() -> None:
    """Two dark, two bright: max pooling sees stripes, or nothing; a blur sees both times some."""
    row = np.tile([0.0, 0, 1, 1], 14)[: 48 + SPARE]
    canvas = np.tile(row, (48, 1))
    still, moved = (Sampling(canvas, shift, 3) for shift in (1, 2))
    assert still.pixels[0, :8].tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    assert still.halved["max"][0, :4].tolist() == [0, 1, 0, 1]
    assert moved.halved["max"][0].tolist() == [1] * 24
    assert np.ptp(moved.halved["max_blur"][0, 1:-1]) < np.ptp(still.halved["max"][0])
    assert still.changes["max"] == pytest.approx(0.5)
    assert still.changes["max_blur"] < still.changes["max"]


@pytest.mark.parametrize("shift", [0, 3])
def test_the_change_is_that_of_one_more_pixel(player: Player, shift: int) -> None:
    player.set(NAME, {"shift": shift, "period": 3.3})
    before = dict(player.arrays(NAME))
    frame = player.set(NAME, {"shift": shift + 1})
    after = player.arrays(NAME)
    np.testing.assert_array_equal(after["input"][:, 1:], before["input"][:, :-1])
    expected = [np.abs(after[name] - before[name]).mean() for name in METHODS]
    np.testing.assert_allclose(before["changes"], expected)
    change = player.arrays(NAME)["changes"][0]
    assert frame["readouts"]["change"].startswith(f"{round(change, 3):g} a number")


def test_a_blur_steadies_fine_stripes(player: Player) -> None:
    for angle in (0, 12, 45, 90):
        player.set(NAME, {"angle": angle})
        changes = player.arrays(NAME)["changes"]
        assert (changes[3:] <= changes[:3] + 1e-12).all()


def strongest_wave(picture: np.ndarray) -> float:
    """Pixels of the large picture from crest to crest, from the peak of a padded spectrum."""
    centred = (picture - picture.mean()) * np.outer(np.hanning(24), np.hanning(24))
    power = np.abs(np.fft.fft2(centred, (768, 768)))
    down, across = np.unravel_index(power.argmax(), power.shape)
    frequencies = np.fft.fftfreq(768)
    return 2 / float(np.hypot(frequencies[down], frequencies[across]))


@pytest.mark.parametrize(
    ("period", "angle"), [(2.5, 0), (2.5, 12), (3, 30), (2.7, 75), (6, 0), (8, 40), (2.2, 45)]
)
def test_what_stripes_seem_to_be_is_in_the_spectrum(
    player: Player, period: float, angle: int
) -> None:
    words = player.set(NAME, {"period": period, "angle": angle})["readouts"]["alias"]
    seeming = strongest_wave(player.arrays(NAME)["strided"])
    before = f"one every {period:g} pixels; every second pixel alone "
    assert words.startswith(before)
    said = words.removeprefix(before)
    told = period if said == "keeps them" else float(said.removeprefix("shows one every "))
    assert told == pytest.approx(seeming, rel=0.03)


def test_stripes_at_the_limit(player: Player) -> None:
    frame = player.set(NAME, {"period": 2, "angle": 0})
    assert frame["readouts"]["alias"].endswith("every second pixel alone shows none")
    assert np.ptp(player.arrays(NAME)["strided"]) < 1e-9
    frame = player.set(NAME, {"period": 4})
    assert frame["readouts"]["alias"].endswith("may keep or lose them")
    kept = np.ptp(player.arrays(NAME)["strided"])
    player.set(NAME, {"shift": 1})
    assert (kept > 0.99, np.ptp(player.arrays(NAME)["strided"]) < 1e-9) == (True, True)
    assert "choose the stripes" in player.set(NAME, {"image": "disc"})["readouts"]["alias"]


def lit(frame: dict[str, Any]) -> list[tuple[float, ...]]:
    """Row, column, rows and columns of what is lit."""
    marks = frame["views"]["pictures"]["marks"]
    shown = [m for m in marks if m["kind"] == "rect" and m["role"] == "accent" and m["stroke"]]
    return [(m["y"], m["x"], m["height"], m["width"]) for m in shown]


@pytest.mark.parametrize("taps", [3, 5])
@pytest.mark.parametrize("number", range(6))
def test_the_lit_pixels_are_those_that_make_the_number(
    player: Player, number: int, taps: int
) -> None:
    """Change each pixel of a drawn noise in turn, by SciPy, and see which changes count."""
    row, column = divmod(number, 3)
    player.set(NAME, {"image": "rings", "taps": taps})
    frame = player.point(NAME, "pictures", 33 * row + 9, 52 + 28 * column + 6)
    window, cell = lit(frame)
    assert frame["values"]["method"] == METHODS[number]
    assert cell == (33 * row + 9, 52 + 28 * column + 6, 1, 1)
    pixels = np.random.default_rng(0).random((48, 48)) / 2
    before = halves(pixels, taps)[METHODS[number]][9, 6]
    matters = np.zeros((48, 48), bool)
    for place in np.ndindex(8, 8):
        nudged = pixels.copy()
        at = place[0] + 15, place[1] + 9
        nudged[at] = 1
        matters[at] = abs(halves(nudged, taps)[METHODS[number]][9, 6] - before) > 1e-12
    rows, columns = np.nonzero(matters)
    top = 4  # the large picture stands in the middle beside the small ones
    assert window[:2] == (top + rows.min() + 0.0, columns.min())
    assert window[2:] == (np.ptp(rows) + 1, np.ptp(columns) + 1)


def test_pointing_at_the_picture_keeps_the_method(player: Player) -> None:
    player.set(NAME, {"method": "mean"})
    frame = player.point(NAME, "pictures", 4 + 21, 33)
    assert frame["readouts"]["cell"].startswith("Mean pooling, row 10, column 16: ")
    value = player.arrays(NAME)["mean"][10, 16]
    assert float(frame["readouts"]["cell"].split(": ")[1]) == pytest.approx(value, abs=1e-6)


def test_the_row_is_drawn_over_its_pixels(player: Player) -> None:
    player.set(NAME, {"method": "max", "image": "rings"})
    frame = player.point(NAME, "pictures", 9, 90)
    marks = frame["views"]["row"]["marks"]
    curves = [m["points"] for m in marks if m["kind"] == "line" and m["role"] != "grid"]
    arrays = player.arrays(NAME)
    before, after = (np.array(points) for points in curves)
    np.testing.assert_allclose(before[:, 0], np.arange(48) + 0.5)
    np.testing.assert_allclose(12 * (1 - arrays["input"][19]), before[:, 1])
    np.testing.assert_allclose(after[:, 0], 2 * np.arange(24) + 1)
    np.testing.assert_allclose(12 * (1 - arrays["max"][9]), after[:, 1], atol=1e-12)


def test_a_photo_is_halved_too(player: Player) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (60, 60, 4), dtype=np.uint8)
    assert player.set(NAME, {"photo": photo})["values"]["image"] == "uploaded"
    assert player.arrays(NAME)["input"].shape == (48, 48)
    assert player.set(NAME, {"photo": None})["values"]["image"] == "stripes"


def test_the_rings_are_round_and_finest_at_the_edge(player: Player) -> None:
    player.set(NAME, {"image": "rings"})
    rings = player.arrays(NAME)["input"]
    np.testing.assert_allclose(rings, rings.T, atol=1e-12)
    np.testing.assert_allclose(rings, rings[::-1], atol=1e-12)
    crests = np.flatnonzero(np.diff(np.sign(np.diff(rings[24, 24:])))) + 1
    assert np.ptp(rings[24, 24:28]) < 0.7
    assert crests[-1] - crests[-3] == 2


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(0, 0, "row 0, column 0"), (56, 49, "row 23, column 23"), (29, 50, "row 0, column 0")],
)
def test_beside_a_picture_the_nearest_number_is_lit(
    player: Player, row: int, column: int, cell: str
) -> None:
    words = player.point(NAME, "pictures", row, column)["readouts"]["cell"]
    assert cell in words
    assert words.startswith("Blur, every second" if column == 50 else "Every second")
