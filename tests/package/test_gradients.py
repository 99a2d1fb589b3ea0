"""Norms, activations, attention and losses: by hand, and against measured slopes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter import activations, attention, losses, normalization
from onefilter.erf import erf
from onefilter.linear import linear, linear_backward
from onefilter.softmax import log_softmax, softmax, softmax_backward
from onefilter.squeeze_excitation import squeeze_excitation, squeeze_excitation_backward
from onefilter.tokens import from_patches, to_patches

ARRAYS = st.integers(0, 2**32 - 1)


def check(slope, forward, backward, inputs):
    """Hold every gradient of a function to its slopes, for a drawn gradient of the output."""
    grad = np.random.default_rng(9).normal(size=np.shape(forward(*inputs)))
    gradients = backward(grad)
    for place, gradient in enumerate(gradients):

        def loss(value, place=place):
            changed = [value if i == place else given for i, given in enumerate(inputs)]
            return float(np.vdot(forward(*changed), grad))

        np.testing.assert_allclose(gradient, slope(loss, inputs[place]), atol=2e-7)


@given(st.floats(-30, 30))
def test_erf(x):
    assert erf(np.array([x]))[0] == pytest.approx(math.erf(x), rel=1e-14, abs=1e-300)


def test_erf_of_what_is_not_finite():
    found = erf(np.array([np.inf, -np.inf, np.nan, -0.0]))
    np.testing.assert_array_equal(found, [1, -1, np.nan, -0.0])
    assert np.signbit(found[3])
    assert erf(np.zeros(2, np.float32)).dtype == np.float32


def test_activations_by_hand():
    np.testing.assert_array_equal(activations.relu([-2, 0, 3, np.nan]), [0, 0, 3, np.nan])
    np.testing.assert_array_equal(activations.relu_backward([1, 1, 1], [-1, 0, 1]), [0, 0, 1])
    x = np.array([-3.0, -0.5, 0, 2])
    cdf = np.array([0.5 * (1 + math.erf(v / math.sqrt(2))) for v in x])
    np.testing.assert_allclose(activations.gelu(x), x * cdf, rtol=1e-14)
    np.testing.assert_allclose(
        activations.sigmoid([-710.0, -2, 0, 2, 710]),
        [math.exp(-710), 1 / (1 + math.e**2), 0.5, 1 / (1 + math.e**-2), 1],
        rtol=1e-12,
    )


def test_slopes_of_activations(rng, slope):
    x = rng.normal(size=(3, 4))
    check(slope, activations.gelu, lambda g: [activations.gelu_backward(g, x)], [x])
    check(slope, activations.relu, lambda g: [activations.relu_backward(g, x)], [x])
    y = activations.sigmoid(x)
    check(slope, activations.sigmoid, lambda g: [activations.sigmoid_backward(g, y)], [x])
    for dim in (0, 1, -1):
        shares = softmax(x, dim)
        np.testing.assert_allclose(shares.sum(axis=dim), 1)
        check(
            slope,
            lambda v, d=dim: softmax(v, d),
            lambda g, s=shares, d=dim: [softmax_backward(g, s, d)],
            [x],
        )


def test_softmax_of_large_scores():
    np.testing.assert_array_equal(softmax([1e4, 0, -1e4]), [1, 0, 0])
    np.testing.assert_array_equal(log_softmax([1e4, 0, -1e4]), [0, -1e4, -2e4])
    np.testing.assert_allclose(softmax([1.0, 2.0]), [1 / (1 + math.e), math.e / (1 + math.e)])


@pytest.mark.parametrize("training", [True, False])
def test_slopes_of_batch_norm(training, rng, slope):
    x, w, b = rng.normal(size=(3, 2, 2, 3)), rng.normal(size=2), rng.normal(size=2)
    mean, var = rng.normal(size=2), rng.random(2) + 0.5

    def forward(*given):
        return normalization.batch_norm(
            given[0], mean.copy(), var.copy(), *given[1:], training=training, eps=0.1
        )

    def backward(grad):
        return normalization.batch_norm_backward(grad, x, mean, var, w, training=training, eps=0.1)

    check(slope, forward, backward, [x, w, b])


def test_batch_norm_by_hand():
    x = np.array([[[[1.0, 3.0]]], [[[5.0, 7.0]]]])
    mean, var = np.array([10.0]), np.array([20.0])
    y = normalization.batch_norm(x, mean, var, training=True, momentum=0.1, eps=1e-12)
    # Normalized by the biased variance 5, remembered as the unbiased 20/3.
    np.testing.assert_allclose(y.ravel(), np.array([-3, -1, 1, 3]) / math.sqrt(5))
    np.testing.assert_allclose(mean, [0.9 * 10 + 0.1 * 4])
    np.testing.assert_allclose(var, [0.9 * 20 + 0.1 * 20 / 3])
    before = mean.copy(), var.copy()
    y = normalization.batch_norm(x, mean, var, [2.0], [100.0])
    np.testing.assert_allclose(y, (x - mean) / np.sqrt(var + 1e-5) * 2 + 100)
    np.testing.assert_array_equal((mean, var), before)


def test_running_variance_counts_batch_and_plane(rng):
    x, mean, var = rng.normal(size=(2, 4, 3, 5)), np.zeros(4), np.zeros(4)
    normalization.batch_norm(x, mean, var, training=True, momentum=1.0)
    np.testing.assert_allclose(var, x.swapaxes(0, 1).reshape(4, 30).var(axis=1, ddof=1))


def test_slopes_of_other_norms(rng, slope):
    x, w, b = rng.normal(size=(2, 4, 2, 3)), rng.normal(size=4), rng.normal(size=4)
    for groups in (1, 2, 4):
        check(
            slope,
            lambda *given, n=groups: normalization.group_norm(given[0], n, *given[1:], 0.1),
            lambda g, n=groups: normalization.group_norm_backward(g, x, n, w, 0.1),
            [x, w, b],
        )
    w, b = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    check(
        slope,
        lambda *given: normalization.layer_norm(given[0], (2, 3), *given[1:], 0.1),
        lambda g: normalization.layer_norm_backward(g, x, (2, 3), w, 0.1),
        [x, w, b],
    )


def test_which_axes_each_norm_averages_over(rng):
    x = rng.normal(size=(3, 4, 5, 6)) * 3 + 2
    for y, axes in (
        (normalization.batch_norm(x, None, None, training=True), (0, 2, 3)),
        (normalization.instance_norm(x), (2, 3)),
        (normalization.group_norm(x, 1), (1, 2, 3)),
        (normalization.layer_norm(x, (4, 5, 6)), (1, 2, 3)),
        (normalization.layer_norm(x.transpose(0, 2, 3, 1), 4), (3,)),
    ):
        np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-12)
        np.testing.assert_allclose(y.var(axis=axes), 1, rtol=1e-3)
    # ConvNeXt's norm, over the channels of each pixel, is not a group norm with one group.
    per_pixel = normalization.layer_norm(x.transpose(0, 2, 3, 1), 4).transpose(0, 3, 1, 2)
    assert np.abs(per_pixel - normalization.group_norm(x, 1)).max() > 0.1


def test_slopes_of_linear(rng, slope):
    x, w, b = rng.normal(size=(2, 3, 4)), rng.normal(size=(5, 4)), rng.normal(size=5)
    check(slope, linear, lambda g: linear_backward(g, x, w), [x, w, b])


def test_slopes_of_attention(rng, slope):
    q, k, v = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 2))
    check(
        slope,
        attention.scaled_dot_product_attention,
        lambda g: attention.scaled_dot_product_attention_backward(g, q, k, v),
        [q, k, v],
    )
    np.testing.assert_allclose(attention.attention_weights(q, k).sum(axis=2), 1)
    x, weights = rng.normal(size=(2, 3, 4)), [rng.normal(size=(n, 4)) for n in (3, 3, 2)]
    check(
        slope,
        attention.self_attention,
        lambda g: attention.self_attention_backward(g, x, *weights),
        [x, *weights],
    )


def test_attention_by_hand():
    query, key = [[[math.log(3) * 2, 0, 0, 0]]], [[[1, 0, 0, 0], [0, 9, 0, 0]]]
    np.testing.assert_allclose(attention.attention_weights(query, key), [[[0.75, 0.25]]])
    mixed = attention.scaled_dot_product_attention(query, key, [[[4.0], [8.0]]])
    np.testing.assert_allclose(mixed, [[[5.0]]])


def test_slopes_of_squeeze_and_excitation(rng, slope):
    x, w1, w2 = rng.normal(size=(2, 4, 3, 2)), rng.normal(size=(2, 4)), rng.normal(size=(4, 2))
    check(
        slope,
        squeeze_excitation,
        lambda g: squeeze_excitation_backward(g, x, w1, w2),
        [x, w1, w2],
    )
    gates = squeeze_excitation(x, w1, w2) / x
    hidden = np.maximum(x.mean(axis=(2, 3)) @ w1.T, 0)
    np.testing.assert_allclose(gates[..., 0, 0], 1 / (1 + np.exp(-hidden @ w2.T)))


@given(ARRAYS, st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_patches_go_back_to_their_places(seed, side, rows, columns):
    x = np.random.default_rng(seed).normal(size=(2, 3, side * rows, side * columns))
    patches = to_patches(x, side)
    assert patches.shape == (2, rows * columns, 3 * side * side)
    np.testing.assert_array_equal(from_patches(patches, x.shape[2:], side), x)
    np.testing.assert_array_equal(patches[:, 0], x[:, :, :side, :side].reshape(2, -1))


def test_slopes_of_losses(rng, slope):
    prediction, target = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    np.testing.assert_allclose(
        losses.mse_loss_backward(prediction, target),
        slope(lambda value: losses.mse_loss(value, target), prediction),
        atol=1e-9,
    )
    classes = np.array([0, 3, 1])
    np.testing.assert_allclose(
        losses.cross_entropy_backward(prediction, classes),
        slope(lambda value: losses.cross_entropy(value, classes), prediction),
        atol=1e-9,
    )


def test_losses_by_hand():
    assert losses.mse_loss([[1, 2], [3, 4]], [[1, 0], [3, 0]]) == 5
    scores = np.log([[1.0, 3.0], [1.0, 1.0]])
    expected = (-math.log(0.75) - math.log(0.5)) / 2
    assert losses.cross_entropy(scores, [1, 0]) == pytest.approx(expected)
    assert losses.cross_entropy([[1000.0, 0.0]], [1]) == 1000


def test_types_are_kept():
    x = np.ones((2, 4, 3, 3), np.float32)
    w = np.ones(4, np.float32)
    for y in (
        activations.relu(x),
        activations.gelu(x),
        activations.gelu_backward(x, x),
        activations.sigmoid(x),
        softmax(x),
        normalization.batch_norm(x, w.copy(), w.copy(), w, w),
        normalization.batch_norm(x, None, None, training=True),
        normalization.batch_norm_backward(x, x, w, w, w, training=True).x,
        normalization.group_norm(x, 2, w, w),
        normalization.group_norm_backward(x, x, 2, w).weight,
        normalization.layer_norm(x, 3),
        squeeze_excitation(x, w[None], w[:, None]),
        to_patches(x, 3),
        losses.mse_loss_backward(x, x),
        losses.cross_entropy_backward(x[:, :, 0, 0], [0, 1]),
        attention.self_attention(x[0], *[np.ones((2, 3), np.float32)] * 3),
    ):
        assert y.dtype == np.float32
