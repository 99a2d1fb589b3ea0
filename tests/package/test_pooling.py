"""Pooling: worked numbers, loops, and gradients against measured slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter import pooling
from onefilter.padding import pad2d, pad2d_backward


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.booleans(),
)
def test_pools_are_what_loops_find(seed, kernel, stride, ceil_mode):
    x = np.random.default_rng(seed).normal(size=(2, 2, 7, 8))
    best = pooling.max_pool2d(x, kernel, stride, ceil_mode=ceil_mode)
    mean = pooling.avg_pool2d(x, kernel, stride, ceil_mode=ceil_mode)
    for r, s in np.ndindex(best.shape[2:]):
        rows = slice(r * stride[0], r * stride[0] + kernel[0])
        columns = slice(s * stride[1], s * stride[1] + kernel[1])
        np.testing.assert_array_equal(best[:, :, r, s], x[:, :, rows, columns].max(axis=(2, 3)))
        np.testing.assert_allclose(mean[:, :, r, s], x[:, :, rows, columns].mean(axis=(2, 3)))


def test_indices_are_where_the_winners_stand(rng):
    x = rng.normal(size=(2, 3, 9, 10))
    for options in (((2, 3), (1, 2), (1, 0), (3, 2)), ((3, 2), 2, (1, 1), (1, 2), True)):
        best, indices = pooling.max_pool2d(x, *options, return_indices=True)
        flat = x.reshape(2, 3, 90)
        found = np.take_along_axis(flat, indices.reshape(2, 3, -1), axis=2)
        np.testing.assert_array_equal(found.reshape(best.shape), best)
        np.testing.assert_array_equal(pooling.max_pool2d(x, *options), best)
        assert indices.dtype == np.int64


def test_a_divisor_of_ones_own_counts_on_the_way_back():
    back = pooling.avg_pool2d_backward([[[[6.0]]]], 2, 2, divisor_override=3)
    np.testing.assert_array_equal(back, [[[[2, 2], [2, 2]]]])


def test_max_pooling_is_not_shift_invariant():
    """Zhang (2019), figure 3: moving the input by one pixel changes the pooled map altogether."""
    line = np.array([0, 0, 1, 1, 0, 0, 1, 1, 0], dtype=float)
    pooled = pooling.max_pool2d(line[None, None, None, :8], (1, 2))
    moved = pooling.max_pool2d(line[None, None, None, 1:], (1, 2))
    np.testing.assert_array_equal(pooled.ravel(), [0, 1, 0, 1])
    np.testing.assert_array_equal(moved.ravel(), [1, 1, 1, 1])


def test_a_tie_goes_to_the_first():
    x = np.ones((1, 1, 2, 2))
    _, indices = pooling.max_pool2d(x, 2, return_indices=True)
    assert indices.item() == 0
    back = pooling.max_pool2d_backward([[[[3.0]]]], indices, 2)
    np.testing.assert_array_equal(back, [[[[3, 0], [0, 0]]]])
    np.testing.assert_array_equal(pooling.global_max_pool2d_backward([[[[3.0]]]], x), back)


def test_nan_wins():
    x = np.array([[[[1, np.nan], [2, 3]]]])
    best, indices = pooling.max_pool2d(x, 2, return_indices=True)
    assert np.isnan(best).all()
    assert indices.item() == 1
    assert np.isnan(pooling.max_pool2d(x, 2)).all()
    assert np.isnan(pooling.global_max_pool2d(x)).all()


def test_nothing_loses_against_the_border():
    """Where all is -inf, the first pixel of each window wins, as in PyTorch, and never the border.

    torch.nn.functional.max_pool2d(torch.full((1, 1, 3, 4), -inf), 3, 2, 1, return_indices=True)
    """
    x = np.full((1, 1, 3, 4), -np.inf)
    best, indices = pooling.max_pool2d(x, 3, 2, 1, return_indices=True)
    assert (best == -np.inf).all()
    np.testing.assert_array_equal(indices[0, 0], [[0, 1], [4, 5]])
    assert pooling.max_pool2d_backward(np.ones(indices.shape), indices, (3, 4)).sum() == 4
    spread = pooling.max_pool2d(x, 3, 2, 1, dilation=(1, 2), return_indices=True)[1]
    np.testing.assert_array_equal(spread[0, 0], [[1], [5]])


def test_nan_stays_in_its_bins():
    x = np.ones((1, 1, 4, 6))
    x[0, 0, 1, 4], x[0, 0, 3, 0] = np.nan, np.inf
    means = pooling.adaptive_avg_pool2d(x, (2, 3))[0, 0]
    np.testing.assert_array_equal(means, [[1, 1, np.nan], [np.inf, 1, 1]])
    back = pooling.adaptive_avg_pool2d_backward(means[None, None], (4, 6))[0, 0]
    np.testing.assert_array_equal(np.isfinite(back).sum(axis=0), [2, 2, 4, 4, 2, 2])


def test_overlapping_winners_collect():
    x = np.zeros((1, 1, 3, 3))
    x[0, 0, 1, 1] = 1
    _, indices = pooling.max_pool2d(x, 2, 1, return_indices=True)
    back = pooling.max_pool2d_backward(np.ones((1, 1, 2, 2)), indices, 3)
    assert back[0, 0, 1, 1] == 4
    assert back.sum() == 4


def test_padding_never_wins_but_counts_in_means():
    x = np.full((1, 1, 2, 2), -5.0)
    assert (pooling.max_pool2d(x, 2, padding=1) == -5).all()
    np.testing.assert_array_equal(pooling.avg_pool2d(x, 2, padding=1)[0, 0], [[-1.25] * 2] * 2)
    mean = pooling.avg_pool2d(x, 2, padding=1, count_include_pad=False)
    np.testing.assert_array_equal(mean[0, 0], [[-5.0] * 2] * 2)
    assert pooling.avg_pool2d(x, 2, divisor_override=2).item() == -10


def test_binomial_blur_by_hand():
    x = np.zeros((1, 2, 4, 4))
    x[0, 1, 2, 2] = 16
    blurred = pooling.blur_pool2d(x)
    np.testing.assert_array_equal(blurred[0, 0], np.zeros((2, 2)))
    np.testing.assert_array_equal(blurred[0, 1], [[0, 0], [0, 4]])
    wide = pooling.blur_pool2d(x, 5, 1, "zeros")[0, 1]
    line = np.array([1, 4, 6, 4, 1]) / 16
    np.testing.assert_allclose(wide, 16 * np.outer(line, line)[:4, :4])
    # A constant stays constant under every border but zeros.
    for mode in ("reflect", "replicate", "circular"):
        same = pooling.blur_pool2d(np.ones((1, 1, 6, 5)), 4, 2, mode)
        np.testing.assert_allclose(same, np.ones((1, 1, 3, 3)), rtol=1e-15)


def test_blur_removes_what_subsampling_would_alias():
    stripes = np.tile([1.0, -1.0], (8, 4))[None, None]
    assert (stripes[..., ::2, ::2] == 1).all()
    np.testing.assert_allclose(pooling.blur_pool2d(stripes, padding_mode="circular"), 0)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular", "zeros"])
def test_slopes_of_blur(mode, rng, slope):
    x = rng.normal(size=(1, 2, 6, 5))
    grad = rng.normal(size=(1, 2, 3, 3))

    def loss(value):
        return np.vdot(pooling.blur_pool2d(value, 4, 2, mode), grad)

    back = pooling.blur_pool2d_backward(grad, (6, 5), 4, 2, mode)
    np.testing.assert_allclose(back, slope(loss, x), atol=1e-8)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular", "zeros"])
def test_slopes_of_padding(mode, rng, slope):
    x = rng.normal(size=(1, 2, 4, 3))
    ends = ((1, 3), (2, 0))
    grad = rng.normal(size=(1, 2, 8, 5))
    back = pad2d_backward(grad, ends, mode=mode)
    measured = slope(lambda value: np.vdot(pad2d(value, ends, mode=mode), grad), x)
    np.testing.assert_allclose(back, measured, atol=1e-8)


def test_padding_by_hand():
    x = np.array([[[[1.0, 2.0, 3.0]]]])
    for mode, expected in {
        "zeros": [0, 1, 2, 3, 0, 0],
        "reflect": [2, 1, 2, 3, 2, 1],
        "replicate": [1, 1, 2, 3, 3, 3],
        "circular": [3, 1, 2, 3, 1, 2],
    }.items():
        np.testing.assert_array_equal(pad2d(x, ((0, 0), (1, 2)), mode=mode).ravel(), expected)
    filled = pad2d(x, (1, 0), value=7)
    np.testing.assert_array_equal(filled[0, 0], [[7, 7, 7], [1, 2, 3], [7, 7, 7]])


def test_slopes_of_pools(rng, slope):
    x = rng.normal(size=(1, 2, 5, 6))
    for forward, backward, size in (
        (
            lambda v: pooling.avg_pool2d(v, 3, 2, 1, True, False),
            lambda g: pooling.avg_pool2d_backward(g, (5, 6), 3, 2, 1, True, False),
            (1, 2, 3, 4),
        ),
        (
            lambda v: pooling.adaptive_avg_pool2d(v, (2, 4)),
            lambda g: pooling.adaptive_avg_pool2d_backward(g, (5, 6)),
            (1, 2, 2, 4),
        ),
        (
            pooling.global_avg_pool2d,
            lambda g: pooling.adaptive_avg_pool2d_backward(g, (5, 6)),
            (1, 2, 1, 1),
        ),
        (
            pooling.global_max_pool2d,
            lambda g: pooling.global_max_pool2d_backward(g, x),
            (1, 2, 1, 1),
        ),
        (
            lambda v: pooling.max_pool2d(v, (2, 3), 1, (1, 1)),
            lambda g: pooling.max_pool2d_backward(
                g, pooling.max_pool2d(x, (2, 3), 1, (1, 1), return_indices=True)[1], (5, 6)
            ),
            (1, 2, 6, 6),
        ),
    ):
        assert forward(x).shape == size
        grad = rng.normal(size=size)
        measured = slope(lambda v, f=forward, g=grad: np.vdot(f(v), g), x)
        np.testing.assert_allclose(backward(grad), measured, atol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_are_kept(dtype):
    x = np.ones((1, 1, 6, 6), dtype)
    for y in (
        pooling.max_pool2d(x, 2, padding=1),
        pooling.avg_pool2d(x, 2),
        pooling.blur_pool2d(x),
        pooling.adaptive_avg_pool2d(x, 4),
        pooling.max_pool2d_backward(x[..., :3, :3], np.zeros((1, 1, 3, 3), int), 6),
        pooling.avg_pool2d_backward(x[..., :3, :3], 6, 2),
        pooling.blur_pool2d_backward(x[..., :3, :3], 6),
        pooling.global_max_pool2d(x),
        pooling.global_max_pool2d_backward(x[..., :1, :1], x),
        pooling.adaptive_avg_pool2d_backward(x, 7),
        pad2d(x, 1, mode="reflect"),
        pad2d_backward(x, 1, mode="reflect"),
    ):
        assert y.dtype == dtype
