"""The arithmetic of convolution, held to PyTorch, to plain loops and to TensorFlow's rule."""

import re
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onefilter.demos._controls import RefusedValue
from onefilter.player import Player

NAME = "conv-arithmetic"
PARTS = ("", "kernel_", "stride_", "padding_", "dilation_")
sizes = st.tuples(
    st.integers(1, 24), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(1, 4)
)


def named(height: tuple[int, ...], width: tuple[int, ...]) -> dict[str, int]:
    """Sizes along both axes by the names of their controls."""
    rows, columns = (zip(PARTS, axis, strict=True) for axis in (height, width))
    return {f"{p}height": n for p, n in rows} | {f"{p}width": n for p, n in columns}


def count_windows(n: int, k: int, s: int, p: int, d: int) -> int:
    """Slide a kernel along an axis and count its places."""
    starts = range(-p, n + p, s)
    return sum(start + d * (k - 1) < n + p for start in starts)


def tap(axis: tuple[int, ...], window: int, number: int) -> int:
    """Find the pixel that one tap of a window lies on."""
    _, _, s, p, d = axis
    return window * s - p + number * d


def shown(player: Player, **values: Any) -> dict[str, np.ndarray]:
    player.set(NAME, values)
    return dict(player.arrays(NAME))


def test_a_size_that_does_not_divide_is_rounded_down_and_the_rest_is_orange(player: Player) -> None:
    arrays = player.arrays(NAME)
    assert arrays["output_size"].tolist() == [4, 4]
    assert arrays["left_over"].tolist() == [1, 1]
    unseen = np.argwhere(arrays["windows_per_pixel"] == 0)
    assert all(9 in place for place in unseen)
    assert len(unseen) == 19
    picture = player.frame(NAME)["views"]["input"]["marks"][0]["pixels"]
    assert (picture[9, :, 0] > picture[9, :, 2]).all()
    assert (picture[:9, :9, 0] < picture[:9, :9, 2]).all()


@given(sizes, sizes)
def test_every_window_is_counted(height: tuple[int, ...], width: tuple[int, ...]) -> None:
    expected = [count_windows(*height), count_windows(*width)]
    assume(min(expected) > 0)
    arrays = shown(Player(), **named(height, width))
    assert arrays["output_size"].tolist() == expected
    seen = np.zeros((height[0], width[0]), int)
    for row, column in product(range(expected[0]), range(expected[1])):
        for i, j in product(range(height[1]), range(width[1])):
            at = tap(height, row, i), tap(width, column, j)
            if 0 <= at[0] < height[0] and 0 <= at[1] < width[0]:
                seen[at] += 1
    np.testing.assert_allclose(arrays["windows_per_pixel"], seen, atol=1e-9)
    assert arrays["pixels_per_window"].sum() == pytest.approx(seen.sum())


@given(sizes, st.sampled_from([False, True]))
def test_rounding_is_that_of_pytorch_s_pooling(axis: tuple[int, ...], up: bool) -> None:
    torch = pytest.importorskip("torch")
    n, k, s, p, d = axis
    assume(count_windows(*axis) > 0 and 2 * p <= k)
    pooled = torch.nn.functional.max_pool1d(torch.zeros(1, n), k, s, p, d, ceil_mode=up)
    arrays = shown(Player(), rounding="ceil" if up else "floor", **named(axis, axis))
    assert arrays["output_size"].tolist() == [pooled.shape[1]] * 2


@given(sizes, st.integers(0, 3))
def test_the_transposed_size_is_pytorch_s(axis: tuple[int, ...], extra: int) -> None:
    torch = pytest.importorskip("torch")
    n, k, s, p, d = axis
    assume(extra < s and (n - 1) * s - 2 * p + d * (k - 1) + extra + 1 > 0)
    stamped = torch.nn.functional.conv_transpose1d(
        torch.ones(1, 1, n, dtype=torch.float64),
        torch.ones(1, 1, k, dtype=torch.float64),
        stride=s,
        padding=p,
        output_padding=extra,
        dilation=d,
    )[0, 0].numpy()
    values = {"operation": "transposed", "output_padding_height": extra}
    arrays = shown(Player(), **values, output_padding_width=extra, **named(axis, axis))
    assert arrays["output_size"].tolist() == [len(stamped)] * 2
    expected = np.outer(stamped, stamped)
    np.testing.assert_allclose(arrays["windows_per_pixel"], expected, atol=1e-9)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "output", "padding"),
    [(5, 3, 2, 3, [1, 1]), (6, 3, 2, 3, [0, 1]), (13, 6, 4, 4, [2, 3]), (4, 1, 3, 2, [0, 0])],
)
def test_same_is_tensorflow_s_rule(
    player: Player, size: int, kernel: int, stride: int, output: int, padding: list[int]
) -> None:
    axis = (size, kernel, stride, 5, 1)
    arrays = shown(player, rounding="same", **named(axis, axis))
    assert arrays["output_size"].tolist() == [output, output]
    assert arrays["padding"].tolist() == [padding, padding]


def test_same_makes_a_transposed_output_as_many_times_as_large_as_the_stride(
    player: Player,
) -> None:
    arrays = shown(player, operation="transposed", rounding="same", stride_height=3)
    assert arrays["output_size"].tolist() == [30, 20]


def test_a_kernel_that_does_not_divide_into_its_stride_leaves_a_checkerboard(
    player: Player,
) -> None:
    counts = shown(player, operation="transposed", height=4, width=4)["windows_per_pixel"]
    assert counts[4, 3:6].tolist() == [2, 4, 2]
    even = shown(player, kernel_height=4, kernel_width=4)["windows_per_pixel"]
    assert np.ptp(even[2:-2, 2:-2]) == 0


def test_the_axes_are_told_apart(player: Player) -> None:
    arrays = shown(player, **named((10, 3, 4, 0, 1), (12, 3, 2, 2, 1)))
    assert arrays["left_over"].tolist() == [3, 1]
    assert arrays["padding"].tolist() == [[0, 0], [2, 2]]
    exact = shown(player, **named((11, 3, 4, 0, 1), (11, 3, 2, 2, 1)))
    assert exact["left_over"].tolist() == [0, 0]


def test_rounding_up_makes_room_for_the_last_window(player: Player) -> None:
    frame = player.set(NAME, {"rounding": "ceil"})
    edge = next(m for m in frame["views"]["input"]["marks"] if m["kind"] == "rect")
    assert (edge["x"], edge["y"], edge["width"], edge["height"]) == (0, 0, 11, 11)
    assert frame["readouts"]["left_over"].startswith("0 rows and 0 columns at the end; 0 of 100")


@pytest.mark.parametrize("operation", ["convolution", "transposed"])
@pytest.mark.parametrize("rounding", ["floor", "ceil", "same"])
@pytest.mark.parametrize("height", [(11, 4, 3, 1, 2), (4, 1, 2, 3, 1)])
def test_the_formula_s_own_numbers_give_its_result(
    player: Player, operation: str, rounding: str, height: tuple[int, ...]
) -> None:
    values = {"operation": operation, "rounding": rounding, "output_padding_height": 1}
    frame = player.set(NAME, {**values, **named(height, (9, 3, 2, 0, 1))})
    for readout, size in zip(
        ("output_height", "output_width"), player.arrays(NAME)["output_size"], strict=True
    ):
        *sides, last = frame["readouts"][readout].split(" = ")
        assert int(last) == size
        for side in sides:
            term = side.translate(str.maketrans("·−", "*-"))
            term = re.sub(r"⌊(.*) / (\d+)⌋", r"((\1) // \2)", term)
            term = re.sub(r"⌈(.*) / (\d+)⌉", r"-(-(\1) // \2)", term)
            assert eval(term) == size


@pytest.mark.parametrize(
    ("values", "blamed"),
    [
        ({"height": 2}, "height"),
        ({"kernel_width": 7, "dilation_width": 3}, "kernel_width"),
        ({"operation": "transposed", "height": 1, "padding_height": 2}, "height"),
        ({"operation": "transposed", "output_padding_width": 2}, "output_padding_width"),
    ],
)
def test_sizes_that_do_not_fit_are_refused_where_they_were_entered(
    player: Player, values: dict[str, Any], blamed: str
) -> None:
    with pytest.raises(RefusedValue, match=blamed) as refusal:
        player.set(NAME, values)
    assert refusal.value.name == blamed
    assert player.arrays(NAME)["output_size"].tolist() == [4, 4]
    query = "&".join(f"{name}={value}" for name, value in values.items())
    frame = Player().mount(NAME, query=query)
    assert frame["refused"]


def test_the_control_that_is_blamed_is_the_one_just_changed(player: Player) -> None:
    player.set(NAME, {"kernel_height": 7})
    with pytest.raises(RefusedValue) as refusal:
        player.set(NAME, {"dilation_height": 4})
    assert refusal.value.name == "dilation_height"
    assert "spans 25 pixels, but only 10 are there" in str(refusal.value)


def lit(frame: dict[str, Any], view: str) -> tuple[float, ...]:
    """Row, column, rows and columns of the outline."""
    mark = frame["views"][view]["marks"][-1]
    assert mark["role"] == "accent"
    return mark["y"], mark["x"], mark["height"], mark["width"]


def test_pointing_at_either_side_lights_the_window_and_its_cell(player: Player) -> None:
    for view, row, column in (("output", 2, 3), ("input", 5, 7)):
        frame = player.point(NAME, view, row, column)
        assert lit(frame, "input") == (4, 6, 3, 3)
        assert lit(frame, "output") == (2, 3, 1, 1)
        words = "Row 2, column 3 looks at rows 4, 5, 6 and columns 6, 7, 8"
        assert frame["readouts"]["window"] == words
    assert lit(player.point(NAME, "input", 9, 0), "output")[:2] == (3, 0)
    player.set(NAME, {"operation": "transposed"})
    frame = player.point(NAME, "output", 20, 0)
    assert lit(frame, "output") == (18, 0, 3, 3)
    assert lit(frame, "input") == (9, 0, 1, 1)


def test_the_window_around_a_pixel_is_the_nearest_one(player: Player) -> None:
    player.set(NAME, named((24, 7, 1, 2, 2), (20, 4, 3, 1, 1)))
    assert lit(player.point(NAME, "input", 12, 11), "input") == (6, 11, 13, 4)


def test_steps_go_in_reading_order_and_round(player: Player) -> None:
    player.mount(NAME)
    cells = [lit(player.step(NAME), "output")[:2] for _ in range(12)]
    assert cells[:3] == [(1, 2), (1, 3), (2, 0)]
    assert cells[-2:] == [(0, 0), (0, 1)]
    assert lit(player.step(NAME, -2), "output")[:2] == (3, 3)


def test_dilated_taps_are_drawn_apart(player: Player) -> None:
    frame = player.set(NAME, {"dilation_height": 2, "stride_height": 1})
    taps = [m for m in frame["views"]["input"]["marks"] if m.get("role") == "accent"][:-1]
    rows = sorted({int(tap["y"]) for tap in taps})
    assert len(taps) == 9
    assert np.diff(rows).tolist() == [2, 2]
    assert lit(frame, "input")[2:] == (5, 3)
