"""Convolution against loops, its algebra, and its gradients against measured slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.conv import conv2d, conv2d_backward
from onefilter.conv_transpose import conv_transpose2d, conv_transpose2d_backward
from onefilter.padding import pad2d
from onefilter.symmetry import shift
from onefilter.windows import fold, unfold

SMALL = st.integers(1, 3)
PAIR = st.tuples(SMALL, SMALL)


@st.composite
def problems(draw):
    """Draw maps, filters and a geometry that fits."""
    kernel, dilation = draw(PAIR), draw(PAIR)
    span = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    size = [s + draw(st.integers(0, 4)) for s in span]
    groups, seen, made = draw(SMALL), draw(SMALL), draw(SMALL)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.normal(size=(draw(SMALL), groups * seen, *size))
    weight = rng.normal(size=(groups * made, seen, *kernel))
    rows, columns = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    padding = draw(
        st.sampled_from([(rows, columns), ((rows, columns), (columns, rows))]),
    )
    return x, weight, dict(stride=draw(PAIR), padding=padding, dilation=dilation, groups=groups)


def by_loops(x, weight, stride, padding, dilation, groups):
    """Compute every output by the definition."""
    if not isinstance(padding[0], tuple):
        padding = [(p, p) for p in padding]
    x = np.pad(x, ((0, 0), (0, 0), *padding))
    n, _, height, width = x.shape
    made, seen, tall, wide = weight.shape
    rows = range(0, height - (tall - 1) * dilation[0], stride[0])
    columns = range(0, width - (wide - 1) * dilation[1], stride[1])
    y = np.zeros((n, made, len(rows), len(columns)))
    for image, o, r, s in np.ndindex(y.shape):
        first = o // (made // groups) * seen
        for i, j in np.ndindex(tall, wide):
            row, column = rows[r] + i * dilation[0], columns[s] + j * dilation[1]
            pixels = x[image, first : first + seen, row, column]
            y[image, o, r, s] += pixels @ weight[o, :, i, j]
    return y


@given(problems())
def test_conv2d_is_its_definition(problem):
    x, weight, options = problem
    np.testing.assert_allclose(conv2d(x, weight, **options), by_loops(*problem[:2], **options))


@given(problems(), st.integers(0, 2**32 - 1))
def test_the_gradients_are_adjoints(problem, seed):
    """<conv(x), g> = <x, back(g)>, and the same in the weights: convolution is linear in both."""
    x, weight, options = problem
    y = conv2d(x, weight, **options)
    grad = np.random.default_rng(seed).normal(size=y.shape)
    back = conv2d_backward(grad, x, weight, **options)
    inner = np.vdot(y, grad)
    np.testing.assert_allclose(np.vdot(x, back.x), inner, atol=1e-10)
    np.testing.assert_allclose(np.vdot(weight, back.weight), inner, atol=1e-10)
    np.testing.assert_allclose(back.bias, grad.sum(axis=(0, 2, 3)), atol=1e-12)


@given(problems())
def test_unfold_and_fold_are_adjoints(problem):
    x, weight, options = problem
    options = {key: options[key] for key in ("stride", "dilation", "padding")}
    windows = unfold(x, weight.shape[2:], **options)
    other = np.random.default_rng(0).normal(size=windows.shape)
    folded = fold(other, x.shape[2:], **options)
    np.testing.assert_allclose(np.vdot(windows, other), np.vdot(x, folded), atol=1e-10)


def test_unfold_copies_nothing():
    x = np.zeros((2, 3, 8, 9))
    windows = unfold(x, (3, 2), stride=2)
    assert np.shares_memory(windows, x)
    assert not windows.flags.writeable


def test_slopes_of_conv2d(rng, slope):
    x, weight = rng.normal(size=(2, 4, 6, 5)), rng.normal(size=(6, 2, 3, 2))
    options = dict(stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2)
    grad = rng.normal(size=conv2d(x, weight, **options).shape)
    back = conv2d_backward(grad, x, weight, **options)
    measured = slope(lambda value: np.vdot(conv2d(value, weight, **options), grad), x)
    np.testing.assert_allclose(back.x, measured, atol=1e-7)
    measured = slope(lambda value: np.vdot(conv2d(x, value, **options), grad), weight)
    np.testing.assert_allclose(back.weight, measured, atol=1e-7)
    measured = slope(lambda value: np.vdot(conv2d(x, weight, value, **options), grad), np.zeros(6))
    np.testing.assert_allclose(back.bias, measured, atol=1e-7)


def test_slopes_of_conv_transpose2d(rng, slope):
    x, weight = rng.normal(size=(2, 4, 3, 2)), rng.normal(size=(4, 3, 3, 2))
    options = dict(stride=(2, 3), padding=1, output_padding=(1, 2), groups=2, dilation=(1, 2))
    grad = rng.normal(size=conv_transpose2d(x, weight, **options).shape)
    back = conv_transpose2d_backward(grad, x, weight, **options)
    measured = slope(lambda value: np.vdot(conv_transpose2d(value, weight, **options), grad), x)
    np.testing.assert_allclose(back.x, measured, atol=1e-7)
    measured = slope(lambda value: np.vdot(conv_transpose2d(x, value, **options), grad), weight)
    np.testing.assert_allclose(back.weight, measured, atol=1e-7)
    measured = slope(
        lambda value: np.vdot(conv_transpose2d(x, weight, value, **options), grad), np.zeros(6)
    )
    np.testing.assert_allclose(back.bias, measured, atol=1e-7)


@given(problems())
def test_conv_transpose2d_is_the_adjoint_of_conv2d(problem):
    x, weight, options = problem
    if isinstance(options["padding"][0], tuple):
        return
    y = conv2d(x, weight, **options)
    grad = np.random.default_rng(0).normal(size=y.shape)
    # The leftover pixels, which no window reached, are told by output_padding.
    spans = [
        (n - 1) * s - 2 * p + d * (k - 1) + 1
        for n, s, p, d, k in zip(
            y.shape[2:],
            options["stride"],
            options["padding"],
            options["dilation"],
            weight.shape[2:],
            strict=True,
        )
    ]
    left = tuple(size - span for size, span in zip(x.shape[2:], spans, strict=True))
    if min(spans) < 1 or min(left) < 0:
        return
    back = conv_transpose2d(grad, weight, output_padding=left, **options)
    np.testing.assert_allclose(back, conv2d_backward(grad, x, weight, **options).x, atol=1e-12)


@given(problems(), st.floats(-3, 3), st.floats(-3, 3))
def test_linearity(problem, a, b):
    x, weight, options = problem
    other = np.random.default_rng(1).normal(size=x.shape)
    mixed = conv2d(a * x + b * other, weight, **options)
    separate = a * conv2d(x, weight, **options) + b * conv2d(other, weight, **options)
    np.testing.assert_allclose(mixed, separate, atol=1e-10)


@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(0, 2**32 - 1))
def test_shifting_the_input_shifts_the_map(rows, columns, seed):
    """Exactly so with circular padding; with zeros, away from the border."""
    rng = np.random.default_rng(seed)
    x, weight = rng.normal(size=(1, 2, 9, 10)), rng.normal(size=(3, 2, 3, 3))

    def ring(maps):
        return conv2d(pad2d(maps, 1, mode="circular"), weight)

    moved = shift(ring(x), rows, columns, border="circular")
    np.testing.assert_allclose(ring(shift(x, rows, columns, border="circular")), moved, atol=1e-12)
    plain = conv2d(shift(x, rows, columns), weight, padding=1)
    inner = (slice(None), slice(None), slice(4, -4), slice(4, -4))
    np.testing.assert_allclose(plain[inner], shift(ring(x), rows, columns)[inner], atol=1e-12)


def test_worked_numbers():
    image = np.array([[0, 0, 1], [0, 2, 0], [3, 0, 0]], dtype=float)[None, None]
    kernel = np.array([[1, 10], [100, 1000]], dtype=float)[None, None]
    # Cross-correlation: no flip.
    np.testing.assert_array_equal(conv2d(image, kernel)[0, 0], [[2000, 10 + 200], [20 + 300, 2]])
    flipped = conv2d(image, kernel[..., ::-1, ::-1])[0, 0]
    np.testing.assert_array_equal(flipped, [[2, 100 + 20], [200 + 30, 2000]])
    np.testing.assert_array_equal(
        conv2d(image, kernel, [5.0], stride=2, padding=1)[0, 0], [[5, 1005], [3005, 7]]
    )
    # "same" with an even kernel: the uneven zero comes last.
    same = conv2d(image, kernel, padding="same")[0, 0]
    np.testing.assert_array_equal(same, [[2000, 210, 1], [320, 2, 0], [3, 0, 0]])
    np.testing.assert_array_equal(conv2d(image, kernel, padding="valid"), conv2d(image, kernel))


def test_stamps_of_a_transposed_convolution():
    stamped = conv_transpose2d([[[[1, 2]]]], [[[[1, 10, 100]]]], [0.5], stride=2, padding=(0, 1))
    np.testing.assert_array_equal(stamped, [[[[10.5, 102.5, 20.5]]]])


def test_output_padding_beyond_the_stride_adds_empty_pixels(rng):
    x, weight = rng.normal(size=(1, 2, 3, 4)), rng.normal(size=(2, 1, 2, 2))
    plain = conv_transpose2d(x, weight, dilation=3)
    wider = conv_transpose2d(x, weight, dilation=3, output_padding=(2, 1))
    np.testing.assert_allclose(wider, np.pad(plain, ((0, 0), (0, 0), (0, 2), (0, 1))))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_are_kept(dtype):
    x, weight = np.ones((1, 2, 5, 5), dtype), np.ones((3, 2, 3, 3), dtype)
    assert conv2d(x, weight).dtype == dtype
    assert conv2d(x, weight, np.zeros(3, dtype)).dtype == dtype
    assert conv2d(x, weight.astype(np.float64)).dtype == np.float64
    assert conv2d(x.astype(int), weight).dtype == np.float64
    assert fold(unfold(x, 2), 5).dtype == dtype
    for gradient in conv2d_backward(np.ones((1, 3, 3, 3), dtype), x, weight):
        assert gradient.dtype == dtype


def test_inputs_are_left_alone(rng):
    x, weight, bias = rng.normal(size=(1, 1, 5, 5)), rng.normal(size=(1, 1, 3, 3)), np.ones(1)
    before = x.copy(), weight.copy(), bias.copy()
    y = conv2d(x, weight, bias, padding=1)
    conv2d_backward(y, x, weight, padding=1)
    for now, then in zip((x, weight, bias), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_views_and_strided_inputs_give_the_same(rng):
    x = rng.normal(size=(6, 5, 2, 3))
    view = x.transpose(3, 2, 1, 0)[:, ::-1, :, ::-1]
    weight = rng.normal(size=(3, 2, 4, 3)).transpose(0, 1, 3, 2)
    copies = np.ascontiguousarray(view), np.ascontiguousarray(weight)
    np.testing.assert_allclose(conv2d(view, weight), conv2d(*copies))
    single = x.transpose(3, 2, 1, 0)[:, :1, :, ::-1]
    kernel = np.ones((1, 1, 2, 2))
    np.testing.assert_allclose(conv2d(single, kernel), conv2d(np.ascontiguousarray(single), kernel))


def test_nan_and_infinity_stay_where_they_are():
    x = np.zeros((1, 1, 7, 7))
    x[0, 0, 3, 3] = np.nan
    y = conv2d(x, np.ones((1, 1, 3, 3)))
    assert np.isnan(y[0, 0, 1:4, 1:4]).all()
    assert np.isnan(y).sum() == 9
