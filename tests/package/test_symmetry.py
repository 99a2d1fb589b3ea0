"""Equivariance: what commutes with shifts and turns, and exactly where it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.activations import relu
from onefilter.conv import conv2d
from onefilter.p4 import p4_conv2d, p4_lift, p4_rotate
from onefilter.padding import pad2d
from onefilter.symmetry import equivariance_error, flip, rotate, shift

SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.integers(-9, 9), st.integers(-9, 9))
def test_shift_moves_pixels(seed, rows, columns):
    x = np.random.default_rng(seed).normal(size=(1, 2, 6, 7))
    moved, rolled = shift(x, rows, columns), shift(x, rows, columns, border="circular")
    for r, c in np.ndindex(6, 7):
        source = (r - rows, c - columns)
        inside = 0 <= source[0] < 6 and 0 <= source[1] < 7
        np.testing.assert_array_equal(moved[..., r, c], x[..., *source] if inside else 0)
        np.testing.assert_array_equal(rolled[..., r, c], x[..., source[0] % 6, source[1] % 7])


def test_turns_and_mirrors():
    x = np.arange(6.0).reshape(1, 1, 2, 3)
    np.testing.assert_array_equal(rotate(x)[0, 0], [[2, 5], [1, 4], [0, 3]])
    np.testing.assert_array_equal(rotate(x, -1)[0, 0], [[3, 0], [4, 1], [5, 2]])
    np.testing.assert_array_equal(rotate(x, 4), x)
    np.testing.assert_array_equal(rotate(rotate(x), -1), x)
    np.testing.assert_array_equal(flip(x)[0, 0], [[2, 1, 0], [5, 4, 3]])
    np.testing.assert_array_equal(flip(x, "rows")[0, 0], [[3, 4, 5], [0, 1, 2]])


def test_zero_padding_breaks_exactly_three_columns(rng):
    """Rolled by one, a 3×3 layer with zero padding differs in 3 columns of 24; circular in none."""
    x, weight = rng.normal(size=(1, 1, 24, 24)), rng.normal(size=(1, 1, 3, 3))

    def roll(maps):
        return shift(maps, 0, 1, border="circular")

    zeros = equivariance_error(lambda maps: conv2d(maps, weight, padding=1), roll, x)
    columns = np.flatnonzero(zeros.max(axis=(0, 1, 2)) > 1e-12)
    np.testing.assert_array_equal(columns, [0, 1, 23])
    circular = equivariance_error(
        lambda maps: conv2d(pad2d(maps, 1, mode="circular"), weight), roll, x
    )
    assert circular.max() < 1e-12


def test_a_stride_halves_the_shift(rng):
    x, weight = rng.normal(size=(1, 1, 8, 8)), rng.normal(size=(1, 1, 1, 1))

    def thin(maps):
        return conv2d(maps, weight, stride=2)

    def by(step):
        return lambda maps: shift(maps, step, 0, border="circular")

    assert equivariance_error(thin, by(2), x, after=by(1)).max() < 1e-12
    assert equivariance_error(thin, by(1), x, after=by(1)).max() > 0.1
    with pytest.raises(ValueError, match="operation"):
        equivariance_error(lambda maps: maps[..., :2, :], rotate, x)


def test_an_ordinary_layer_does_not_turn(rng):
    x, weight = rng.normal(size=(1, 1, 9, 9)), rng.normal(size=(1, 1, 3, 3))
    assert equivariance_error(lambda maps: conv2d(maps, weight), rotate, x).max() > 0.1
    round_weight = weight + rotate(weight) + rotate(weight, 2) + rotate(weight, 3)
    assert equivariance_error(lambda maps: conv2d(maps, round_weight), rotate, x).max() < 1e-12


@given(SEEDS, st.integers(-3, 5), st.integers(0, 1))
def test_p4_layers_turn_to_rounding(seed, turns, padding):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(2, 2, 9, 9))
    first, second = rng.normal(size=(3, 2, 3, 3)), rng.normal(size=(2, 3, 4, 3, 3))

    def network(maps):
        return p4_conv2d(relu(p4_lift(maps, first, padding=padding)), second, padding=padding)

    made = network(x)
    assert made.shape == (2, 2, 4, 5 + 4 * padding, 5 + 4 * padding)
    np.testing.assert_allclose(
        network(rotate(x, turns)), p4_rotate(made, turns), atol=1e-11 * np.abs(made).max()
    )
    # Pooled over orientations and places, nothing is left of the turn.
    pooled, turned = (maps.max(axis=(2, 3, 4)) for maps in (made, network(rotate(x, turns))))
    np.testing.assert_allclose(pooled, turned, rtol=1e-11)


def test_p4_lift_is_four_ordinary_layers(rng):
    x, weight = rng.normal(size=(1, 2, 7, 7)), rng.normal(size=(3, 2, 3, 3))
    lifted = p4_lift(x, weight)
    for turn in range(4):
        expected = conv2d(x, np.rot90(weight, turn, (2, 3)))
        np.testing.assert_allclose(lifted[:, :, turn], expected, atol=1e-12)


def test_p4_conv2d_by_the_definition(rng):
    """Every output orientation sees all input orientations through turned, relabelled filters."""
    x, weight = rng.normal(size=(1, 2, 4, 5, 5)), rng.normal(size=(1, 2, 4, 3, 3))
    made = p4_conv2d(x, weight)
    for turn in range(4):
        expected = sum(
            conv2d(x[:, :, h], np.rot90(weight[:, :, (h - turn) % 4], turn, (2, 3)))
            for h in range(4)
        )
        np.testing.assert_allclose(made[:, :, turn], expected, atol=1e-12)
