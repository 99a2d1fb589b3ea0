"""Ticks that are round, curves that keep their ends, and cells that share one scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.scene.axes import Scale, decades, log_chart
from onefilter.scene.grids import cells, fair_limit, fitting, outline, sheet
from onefilter.scene.marks import Image, Line, Mark, Rect, Text
from onefilter.scene.numbers import plain, power_of_ten, short


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.004, "0"),
        (-0.004, "0"),
        (1 / 9, "0.11"),
        (-2.0, "−2"),
        (10.0, "10"),
        (9999.5, "9999.5"),
        (-12345.0, "−1.2e4"),
        (float("inf"), "inf"),
    ],
)
def test_short_numbers(value: float, words: str) -> None:
    assert short(value) == words


@given(st.floats(allow_nan=False))
def test_plain_numbers_are_read_back(value: float) -> None:
    assert float(plain(value, 17)) == value
    assert not plain(value).startswith("-0") or abs(float(plain(value))) > 0


def test_powers_of_ten_are_raised() -> None:
    assert [power_of_ten(n) for n in (-12, 0, 1, 30)] == ["10⁻¹²", "1", "10¹", "10³⁰"]


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 8))
def test_ticks_are_round_and_inside(low: float, length: float, most: int) -> None:
    ticks = Scale(low, low + length, 0, 1).ticks(most)
    assert len(ticks) <= most
    assert all(low - 1e-6 * length <= tick <= low + length * (1 + 1e-6) for tick in ticks)
    if len(ticks) > 1:
        step = ticks[1] - ticks[0]
        mantissa = float(f"{step:e}".split("e")[0])
        assert min(abs(mantissa - m) for m in (1, 2, 5, 10)) < 1e-3


def test_a_scale_maps_its_ends_and_keeps_inside() -> None:
    scale = Scale(10, 20, 6, 0)
    assert [scale(value) for value in (10, 15, 20, 0, 99)] == [6, 3, 0, 6, 0]


@given(st.lists(st.floats(1e-30, 1e30), min_size=1, max_size=5), st.integers(2, 7))
def test_decades_enclose_the_values(values: list[float], most: int) -> None:
    exponents = decades(np.array(values), most)
    assert 2 <= len(exponents) <= most
    assert len(set(np.diff(exponents))) == 1
    assert 10.0 ** exponents[0] <= min(values) * (1 + 1e-9)
    assert max(values) <= 10.0 ** exponents[-1] * (1 + 1e-9)


def lines(marks: tuple[Mark, ...]) -> list[Line]:
    """The curve, without the lines behind it."""
    return [mark for mark in marks if isinstance(mark, Line) and mark.role == "positive"]


def test_a_falling_curve_is_a_straight_line_on_a_logarithmic_axis() -> None:
    (curve,) = lines(log_chart(10.0 ** -np.arange(5), width=10, height=4))
    assert curve.points == ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    (curve,) = lines(log_chart(np.linspace(1, 2, 5000), width=10))
    assert len(curve.points) <= 240
    assert (curve.points[0][0], curve.points[-1][0]) == (0, 10)


@pytest.mark.parametrize("losses", [[0.5], [0.0], [0.0, 0.0], [1.0, 0.0]])
def test_a_curve_of_one_point_or_none_is_drawn_too(losses: list[float]) -> None:
    marks = log_chart(np.array(losses))
    assert lines(marks) == []
    points = [m for m in marks if isinstance(m, Rect) and m.role == "positive"]
    assert len(points) == sum(loss > 0 for loss in losses)


def test_a_limit_is_shared_and_rounding_is_not_blown_up() -> None:
    assert fair_limit(np.array([[-3.0]]), np.array([[2.0]])) == 3
    assert fair_limit(np.array([[1e-16]])) == 1
    assert fair_limit(np.zeros((2, 2))) == 1


def test_an_outline_has_a_halo_beneath() -> None:
    halo, line = outline(3, 5, 2, 1, stroke=0.2)
    assert (halo.role, line.role) == ("paper", "accent")
    assert halo.stroke > line.stroke
    assert all((r.y, r.x, r.height, r.width) == (3, 5, 2, 1) for r in (halo, line))


def test_the_outline_of_a_corner_cell_is_not_cut_off() -> None:
    scene = sheet(22, 22, outline(21, 21), "A test.")
    for rect in scene.marks:
        assert isinstance(rect, Rect)
        assert rect.x + rect.width + rect.stroke / 2 <= scene.x + scene.width + 0.03
    assert (scene.rows, scene.columns) == (22, 22)


def test_padding_is_shown_but_not_pointed_at() -> None:
    scene = sheet(24, 24, (), "A test.", padding=1)
    assert scene.x < -1
    assert scene.width > 26
    assert scene.rows == 24


def test_numbers_of_a_matrix_share_one_size_and_fit() -> None:
    marks = cells(np.array([[1.0, -10.25], [0.0, 3.0]]), 1.0)
    texts = [mark for mark in marks if isinstance(mark, Text)]
    assert [text.text for text in texts] == ["1", "−10.25", "0", "3"]
    assert len({text.size for text in texts}) == 1
    assert texts[0].size * 0.6 * len("−10.25") <= 0.84 + 1e-9
    assert fitting("1") == 0.36
    strongest = next(mark for mark in marks if isinstance(mark, Image)).colours[..., 3].max()
    assert strongest <= 128, "ink could not be read on it"
    without = cells(np.array([[1.0, 0.0]]), 1.0, zeros=False)
    assert [mark.text for mark in without if isinstance(mark, Text)] == ["1"]
