"""What is left out has PyTorch's value, and the rest is used: a number tells each default apart."""

import numpy as np
import pytest

from onefilter import normalization, optim, pooling, symmetry
from onefilter.attention import self_attention
from onefilter.conv import conv2d, conv2d_backward, conv2d_weight
from onefilter.conv_transpose import conv_transpose2d, conv_transpose2d_backward
from onefilter.effective_field import effective_field
from onefilter.layers import Conv, Linear
from onefilter.learner import learn_filter, learned_filters
from onefilter.nn import Parameter
from onefilter.p4 import p4_conv2d, p4_lift, p4_rotate
from onefilter.padding import pad2d
from onefilter.receptive_field import Window
from onefilter.shapes import effective_kernel_size, leftover_pixels, output_size, same_padding
from onefilter.strokes import arc, draw_stroke
from onefilter.update_rules import Moments, adam_step, momentum_step
from onefilter.windows import fold, unfold


def same(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_sizes():
    assert effective_kernel_size(3) == 3
    assert output_size(7, 3) == 5
    assert output_size(7, 3, stride=3) == 2
    assert leftover_pixels(10, 3) == 0
    assert leftover_pixels(10, 3, stride=3) == 1
    assert same_padding(6, 3) == (1, 1)
    assert same_padding(5, 4) == (1, 2)


def test_convolutions(rng):
    x, weight = rng.normal(size=(1, 2, 7, 7)), rng.normal(size=(4, 2, 3, 3))
    spelled = dict(stride=1, padding=0, dilation=1, groups=1)
    y = conv2d(x, weight)
    assert y.shape == (1, 4, 5, 5)
    np.testing.assert_array_equal(y, conv2d(x, weight, None, **spelled))
    same(conv2d_backward(y, x, weight), conv2d_backward(y, x, weight, **spelled))
    np.testing.assert_array_equal(
        conv2d_weight(x, weight, y), conv2d_weight(x, weight, y, **spelled)
    )
    weight = rng.normal(size=(2, 4, 3, 3))
    y = conv_transpose2d(x, weight)
    assert y.shape == (1, 4, 9, 9)
    same(
        conv_transpose2d_backward(y, x, weight),
        conv_transpose2d_backward(y, x, weight, output_padding=0, **spelled),
    )
    windows = unfold(x, 3)
    assert windows.shape == (1, 2, 3, 3, 5, 5)
    np.testing.assert_array_equal(
        fold(windows, 7), fold(windows, 7, dilation=1, padding=0, stride=1)
    )
    np.testing.assert_array_equal(pad2d(x, 1), pad2d(x, 1, mode="zeros", value=0.0))


def test_pools(rng):
    x = rng.normal(size=(1, 1, 7, 7))
    np.testing.assert_array_equal(
        pooling.max_pool2d(x, 3), pooling.max_pool2d(x, 3, 3, 0, 1, False, False)
    )
    np.testing.assert_array_equal(
        pooling.avg_pool2d(x, 3), pooling.avg_pool2d(x, 3, 3, 0, False, True, None)
    )
    padded = pooling.avg_pool2d(x, 3, padding=1)
    np.testing.assert_array_equal(padded, pooling.avg_pool2d(x, 3, 3, 1, False, True, None))
    np.testing.assert_array_equal(
        pooling.avg_pool2d_backward(padded, 7, 3, padding=1),
        pooling.avg_pool2d_backward(padded, 7, 3, 3, 1, False, True, None),
    )
    blurred = pooling.blur_pool2d(x)
    np.testing.assert_array_equal(blurred, pooling.blur_pool2d(x, 3, 2, "reflect"))
    np.testing.assert_array_equal(
        pooling.blur_pool2d_backward(blurred, 7),
        pooling.blur_pool2d_backward(blurred, 7, 3, 2, "reflect"),
    )


def test_norms(rng):
    x = rng.normal(size=(2, 4, 3, 3)) * 1e-2
    mean, var, w, b = (rng.random(4) + 0.5 for _ in range(4))
    cases = (
        (normalization.batch_norm, (x, mean, var), (None, None, False, 0.1, 1e-5)),
        (normalization.batch_norm_backward, (x, x, mean, var), (None, False, 1e-5)),
        (normalization.group_norm, (x, 2), (None, None, 1e-5)),
        (normalization.group_norm_backward, (x, x, 2), (None, 1e-5)),
        (normalization.instance_norm, (x,), (None, None, 1e-5)),
        (normalization.layer_norm, (x, 3), (None, None, 1e-5)),
        (normalization.layer_norm_backward, (x, x, 3), (None, 1e-5)),
    )
    for function, given, defaults in cases:
        same(function(*given), function(*given, *defaults))
    before = mean.copy()
    normalization.batch_norm(x, mean, var, training=True)
    np.testing.assert_allclose(mean, 0.9 * before + 0.1 * x.mean(axis=(0, 2, 3)))
    # An instance norm is a group norm of single channels, scale and shift and all.
    np.testing.assert_array_equal(
        normalization.instance_norm(x, w, b, 0.1), normalization.group_norm(x, 4, w, b, 0.1)
    )


def test_symmetries(rng):
    x = rng.normal(size=(1, 1, 4, 4))
    np.testing.assert_array_equal(symmetry.rotate(x), np.rot90(x, 1, (2, 3)))
    np.testing.assert_array_equal(symmetry.flip(x), x[..., ::-1])
    np.testing.assert_array_equal(symmetry.flip(x[0, 0], "rows"), x[0, 0, ::-1])
    assert symmetry.shift(x, 1, 0)[0, 0, 0].max() == 0
    weight = rng.normal(size=(1, 1, 3, 3))
    assert p4_lift(x, weight).shape == (1, 1, 4, 2, 2)
    lifted = p4_lift(x, weight)
    np.testing.assert_array_equal(p4_rotate(lifted), p4_rotate(lifted, 1))
    assert p4_lift(x, weight, padding=1).shape == (1, 1, 4, 4, 4)
    assert p4_conv2d(p4_lift(x, weight), rng.normal(size=(1, 1, 4, 1, 1))).shape[3:] == (2, 2)


def test_self_attention_is_attention_of_projections(rng):
    x, q, k, v = rng.normal(size=(1, 3, 4)), *rng.normal(size=(3, 2, 4))
    scores = (x[0] @ q.T) @ (x[0] @ k.T).T / np.sqrt(2)
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(self_attention(x, q, k, v)[0], shares @ (x[0] @ v.T))


def test_learning(rng):
    image, target = rng.normal(size=(6, 6)), rng.normal(size=(4, 4))
    drawn = next(learn_filter(image, target, rate=0.1)).filter
    np.testing.assert_array_equal(drawn, np.random.default_rng(0).normal(0, 0.5, (3, 3)))
    np.testing.assert_allclose(learned_filters(image, target, rate=0.1, steps=1)[0], drawn)
    start = rng.normal(size=(3, 3))
    given = learned_filters(image, target, rate=0.1, steps=0, initial=start)[0]
    np.testing.assert_allclose(given, start)
    with pytest.raises(ValueError, match=r"^rate=0.0 does not fit; give a finite number above 0$"):
        learned_filters(image, target, rate=0, steps=1)
    with pytest.raises(TypeError, match=r"^rate='1' is not a number; give a finite float$"):
        learned_filters(image, target, rate="1", steps=1)


def test_update_rules():
    old, grad = np.array([2.0]), np.array([10.0])
    for given, expected in (
        (dict(momentum=0.5), (11.0, 11.0)),
        (dict(momentum=0.5, dampening=0.2), (9.0, 9.0)),
        (dict(momentum=0.5, nesterov=True), (11.0, 15.5)),
    ):
        velocity, direction = momentum_step(old, grad, **given)
        assert (velocity.item(), direction.item()) == pytest.approx(expected)
    first, direction = momentum_step(None, grad, 0.5, 0.2, nesterov=True)
    assert (first.item(), direction.item()) == (10.0, 15.0)
    moments, direction = adam_step(
        Moments(np.array([1.0]), np.array([4.0]), 2), np.array([3.0]), (0.5, 0.75), 1.0
    )
    assert (moments.first.item(), moments.second.item(), moments.steps) == (2.0, 5.25, 3)
    size = np.sqrt(5.25 / (1 - 0.75**3)) + 1
    assert direction.item() == pytest.approx(2 / (1 - 0.125) / size)


def test_optimizers():
    def moved(make):
        weight = Parameter(np.array([4.0]))
        optimizer = make([weight])
        for _ in range(2):
            weight.grad = np.array([1.0])
            optimizer.step()
        return 4 - weight.data.item()

    assert moved(lambda p: optim.SGD(p)) == pytest.approx(2e-3)
    assert moved(lambda p: optim.Adam(p)) == pytest.approx(2e-3)
    assert moved(lambda p: optim.SGD(p, 1.0, 0.5, 0.2)) == pytest.approx(1 + 0.5 + 0.8)
    assert moved(lambda p: optim.SGD(p, 1.0, 0.5, nesterov=True)) == pytest.approx(1.5 + 1.75)
    assert moved(lambda p: optim.SGD(p, 0.5, weight_decay=0.5)) == pytest.approx(1.5 + 1.125)
    # Adam: moments 0.1·g and 0.001·g², each over its own correction, with decay in the gradient.
    first = 1 + 0.5 * 4
    step = 0.1 * first / (first + 1)
    second = 1 + 0.5 * (4 - step)
    mean = (0.9 * 0.1 * first + 0.1 * second) / (1 - 0.81)
    size = np.sqrt((0.999 * 0.001 * first**2 + 0.001 * second**2) / (1 - 0.999**2)) + 1
    found = moved(lambda p: optim.Adam(p, 0.1, eps=1.0, weight_decay=0.5))
    assert found == pytest.approx(step + 0.1 * mean / size)


def test_effective_fields(rng):
    layers = [Window(3), Window(2, 2), Window(3, dilation=2)]
    found = effective_field(layers, weights="random", channels=3, draws=2, seed=5)
    chance = np.random.default_rng(5)
    expected = np.zeros((12, 12))
    for _ in range(2):
        maps = np.eye(144).reshape(144, 1, 12, 12)
        for layer, (made, seen) in zip(layers, [(3, 1), (3, 3), (1, 3)], strict=True):
            weight = chance.normal(size=(made, seen, layer.kernel_size, layer.kernel_size))
            maps = conv2d(maps, weight, stride=layer.stride, dilation=layer.dilation)
        expected += np.abs(maps[:, 0, 0, 0]).reshape(12, 12)
    trimmed = expected[: len(found), : len(found)]
    np.testing.assert_allclose(found, trimmed / trimmed.sum(), rtol=1e-10)
    assert expected.sum() == pytest.approx(trimmed.sum())
    np.testing.assert_array_equal(
        effective_field(layers, weights="random"),
        effective_field(layers, weights="random", channels=8, draws=16, seed=0),
    )


def test_layers_as_data():
    assert Conv(8, 3) == Conv(8, 3, 1, 0, 1, 1, False)
    assert Linear(8) == Linear(8, True)
    assert Window(3) == Window(3, 1, 0, 1, "")


def test_pens():
    assert draw_stroke([(0, 0)], 1).shape == (24, 24)
    assert arc((0, 0), (1, 1), 0, 90).shape == (16, 2)
