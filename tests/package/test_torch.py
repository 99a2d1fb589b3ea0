"""Every operation against PyTorch, forward and backward, over drawn shapes and options."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter import attention, normalization, pooling
from onefilter.activations import (
    gelu,
    gelu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
)
from onefilter.conv import conv2d, conv2d_backward, conv2d_weight
from onefilter.conv_transpose import conv_transpose2d, conv_transpose2d_backward
from onefilter.linear import linear, linear_backward
from onefilter.losses import cross_entropy, cross_entropy_backward, mse_loss, mse_loss_backward
from onefilter.padding import pad2d, pad2d_backward
from onefilter.softmax import log_softmax, softmax, softmax_backward
from onefilter.windows import fold, unfold

torch = pytest.importorskip("torch")
F = pytest.importorskip("torch.nn.functional")

SEEDS = st.integers(0, 2**32 - 1)
DTYPES = st.sampled_from([np.float32, np.float64])
small = st.integers(1, 3)
pairs = st.tuples(small, small)


def normal(seed, *shapes, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def close(ours, theirs):
    """Agree to 1e-5 of the largest number in float32, to 1e-10 in float64, in the same type."""
    theirs = theirs.detach().numpy() if hasattr(theirs, "detach") else np.asarray(theirs)
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    limit = {"float32": 1e-5, "float64": 1e-10}[str(ours.dtype)]
    np.testing.assert_allclose(ours, theirs, rtol=limit, atol=limit * max(1, np.abs(theirs).max()))


def backward(theirs, seed, *inputs):
    """Draw a gradient of the output; return it with PyTorch's gradients of the inputs."""
    (grad,) = normal(seed + 1, tuple(theirs.shape), dtype=theirs.detach().numpy().dtype)
    return grad, torch.autograd.grad(theirs, inputs, torch.from_numpy(grad))


def tensors(*arrays):
    return [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


@given(
    seed=SEEDS,
    dtype=DTYPES,
    batch=small,
    seen=small,
    filters=small,
    groups=small,
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=pairs,
    padding=st.one_of(st.integers(0, 3), st.tuples(st.integers(0, 3), st.integers(0, 3))),
    dilation=pairs,
    extra=st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
def test_conv2d(
    seed, dtype, batch, seen, filters, groups, kernel, stride, padding, dilation, extra
):
    size = [d * (k - 1) + 1 + more for k, d, more in zip(kernel, dilation, extra, strict=True)]
    x, w, b = normal(
        seed,
        (batch, seen * groups, *size),
        (filters * groups, seen, *kernel),
        (filters * groups,),
        dtype=dtype,
    )
    options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
    tx, tw, tb = tensors(x, w, b)
    theirs = F.conv2d(tx, tw, tb, **options)
    close(conv2d(x, w, b, **options), theirs)
    grad, expected = backward(theirs, seed, tx, tw, tb)
    for ours, wanted in zip(conv2d_backward(grad, x, w, **options), expected, strict=True):
        close(ours, wanted)
    close(conv2d_weight(x, w, grad, **options), expected[1])


@given(seed=SEEDS, channels=st.integers(1, 5), kernel=pairs, dilation=pairs, padding=small)
def test_depthwise_conv2d(seed, channels, kernel, dilation, padding):
    x, w = normal(seed, (2, channels, 9, 8), (channels, 1, *kernel))
    options = dict(padding=padding, dilation=dilation, groups=channels)
    close(conv2d(x, w, **options), F.conv2d(*tensors(x, w), **options))


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
@given(
    seed=SEEDS,
    kernel=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    dilation=pairs,
    padding=st.sampled_from(["same", "valid"]),
)
def test_conv2d_with_named_padding(seed, kernel, dilation, padding):
    x, w = normal(seed, (1, 2, 17, 16), (3, 2, *kernel))
    options = dict(padding=padding, dilation=dilation)
    tx, tw = tensors(x, w)
    theirs = F.conv2d(tx, tw, **options)
    close(conv2d(x, w, **options), theirs)
    grad, expected = backward(theirs, seed, tx, tw)
    for ours, wanted in zip(conv2d_backward(grad, x, w, **options), expected, strict=False):
        close(ours, wanted)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_conv2d_in_several_bands(dtype):
    """Large enough that rows, and then images, are computed in turns."""
    for shape, filters, options in (
        ((1, 8, 70, 90), (4, 8, 5, 5), dict(padding=2)),
        ((40, 3, 20, 20), (5, 3, 7, 7), dict(stride=2, padding=3)),
        ((2, 1, 300, 301), (1, 1, 3, 3), dict()),
        ((1, 2, 301, 300), (2, 1, 3, 5), dict(groups=2, dilation=(7, 1), padding=(7, 2))),
    ):
        x, w = normal(0, shape, filters, dtype=dtype)
        tx, tw = tensors(x, w)
        theirs = F.conv2d(tx, tw, **options)
        close(conv2d(x, w, **options), theirs)
        grad, expected = backward(theirs, 0, tx, tw)
        for ours, wanted in zip(conv2d_backward(grad, x, w, **options), expected, strict=False):
            # Sums of many products differ by their order: measure against the largest.
            close(ours / np.abs(ours).max(), wanted / np.abs(ours).max())


@given(
    seed=SEEDS,
    dtype=DTYPES,
    sizes=st.tuples(small, small, small),
    plane=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    kernel=pairs,
    stride=pairs,
    padding=st.integers(0, 2),
    dilation=pairs,
    extra=st.integers(0, 2),
)
def test_conv_transpose2d(seed, dtype, sizes, plane, kernel, stride, padding, dilation, extra):
    groups, seen, made = sizes
    extra = min(extra, *(max(s, d) - 1 for s, d in zip(stride, dilation, strict=True)))
    for axis in (0, 1):
        span = (plane[axis] - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + extra + 1
        padding = min(padding, (span - 1) // 2)
    x, w, b = normal(
        seed,
        (2, groups * seen, *plane),
        (groups * seen, made, *kernel),
        (groups * made,),
        dtype=dtype,
    )
    options = dict(
        stride=stride, padding=padding, output_padding=extra, groups=groups, dilation=dilation
    )
    tx, tw, tb = tensors(x, w, b)
    theirs = F.conv_transpose2d(tx, tw, tb, **options)
    close(conv_transpose2d(x, w, b, **options), theirs)
    grad, expected = backward(theirs, seed, tx, tw, tb)
    for ours, wanted in zip(
        conv_transpose2d_backward(grad, x, w, **options), expected, strict=True
    ):
        close(ours, wanted)


@given(
    seed=SEEDS,
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.none() | pairs,
    dilation=pairs,
    ceil_mode=st.booleans(),
    ties=st.booleans(),
    data=st.data(),
)
def test_max_pool2d(seed, kernel, stride, dilation, ceil_mode, ties, data):
    padding = tuple(data.draw(st.integers(0, k // 2)) for k in kernel)
    (x,) = normal(seed, (2, 2, 10, 11))
    if ties:
        x = x.round()
        x[0, 0, 3, 4] = np.nan
    options = (kernel, stride, padding, dilation, ceil_mode)
    (tx,) = tensors(x)
    theirs, places = F.max_pool2d(tx, *options, return_indices=True)
    ours, indices = pooling.max_pool2d(x, *options, return_indices=True)
    np.testing.assert_array_equal(ours, theirs.detach().numpy())
    np.testing.assert_array_equal(indices, places.numpy())
    np.testing.assert_array_equal(pooling.max_pool2d(x, *options), ours)
    grad, (expected,) = backward(theirs, seed, tx)
    close(pooling.max_pool2d_backward(grad, indices, (10, 11)), expected)


@given(
    seed=SEEDS,
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.none() | pairs,
    ceil_mode=st.booleans(),
    count=st.booleans(),
    divisor=st.none() | st.integers(1, 5),
    data=st.data(),
)
def test_avg_pool2d(seed, kernel, stride, ceil_mode, count, divisor, data):
    padding = tuple(data.draw(st.integers(0, k // 2)) for k in kernel)
    (x,) = normal(seed, (2, 2, 10, 11))
    options = (kernel, stride, padding, ceil_mode, count, divisor)
    (tx,) = tensors(x)
    theirs = F.avg_pool2d(tx, *options)
    close(pooling.avg_pool2d(x, *options), theirs)
    grad, (expected,) = backward(theirs, seed, tx)
    close(pooling.avg_pool2d_backward(grad, (10, 11), *options), expected)


@given(seed=SEEDS, dtype=DTYPES, size=st.tuples(st.integers(1, 9), st.integers(1, 9)))
def test_adaptive_avg_pool2d(seed, dtype, size):
    (x,) = normal(seed, (2, 3, 7, 8), dtype=dtype)
    (tx,) = tensors(x)
    theirs = F.adaptive_avg_pool2d(tx, size)
    close(pooling.adaptive_avg_pool2d(x, size), theirs)
    grad, (expected,) = backward(theirs, seed, tx)
    close(pooling.adaptive_avg_pool2d_backward(grad, (7, 8)), expected)


def test_global_pools():
    (x,) = normal(0, (2, 3, 4, 5))
    (tx,) = tensors(x)
    close(pooling.global_avg_pool2d(x), F.adaptive_avg_pool2d(tx, 1))
    theirs = F.adaptive_max_pool2d(tx, 1)
    close(pooling.global_max_pool2d(x), theirs)
    grad, (expected,) = backward(theirs, 0, tx)
    close(pooling.global_max_pool2d_backward(grad, x), expected)


@given(
    seed=SEEDS,
    rows=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    columns=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    mode=st.sampled_from(["zeros", "reflect", "replicate", "circular"]),
)
def test_pad2d(seed, rows, columns, mode):
    (x,) = normal(seed, (2, 1, 5, 4))
    (tx,) = tensors(x)
    theirs = F.pad(tx, (*columns, *rows), mode={"zeros": "constant"}.get(mode, mode))
    close(pad2d(x, (rows, columns), mode=mode), theirs)
    grad, (expected,) = backward(theirs, seed, tx)
    close(pad2d_backward(grad, (rows, columns), mode=mode), expected)


@given(seed=SEEDS, kernel=pairs, dilation=pairs, padding=st.integers(0, 2), stride=pairs)
def test_unfold_and_fold(seed, kernel, dilation, padding, stride):
    (x,) = normal(seed, (2, 3, 8, 7))
    options = dict(dilation=dilation, padding=padding, stride=stride)
    (tx,) = tensors(x)
    theirs = F.unfold(tx, kernel, **options)
    ours = unfold(x, kernel, **options)
    flat = ours.reshape(2, theirs.shape[1], -1)
    close(flat, theirs)
    close(fold(ours, (8, 7), **options), F.fold(theirs, (8, 7), kernel, **options))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations(dtype):
    x = np.concatenate([np.linspace(-9, 9, 401), [-1e3, -0.0, 0.0, 1e3, 0.46875 * 2**0.5]])
    x = x.astype(dtype)
    (tx,) = tensors(x)
    for ours, back, theirs, by_output in (
        (relu, relu_backward, F.relu, False),
        (gelu, gelu_backward, F.gelu, False),
        (sigmoid, sigmoid_backward, torch.sigmoid, True),
    ):
        expected = theirs(tx)
        close(ours(x), expected)
        grad, (wanted,) = backward(expected, 0, tx)
        close(back(grad, ours(x) if by_output else x), wanted)


@given(seed=SEEDS, dim=st.integers(-3, 2), scale=st.sampled_from([1.0, 1000.0]))
def test_softmax(seed, dim, scale):
    (x,) = normal(seed, (3, 4, 2))
    x *= scale
    (tx,) = tensors(x)
    theirs = F.softmax(tx, dim)
    close(softmax(x, dim), theirs)
    close(log_softmax(x, dim), F.log_softmax(tx, dim))
    grad, (expected,) = backward(theirs, seed, tx)
    close(softmax_backward(grad, softmax(x, dim), dim), expected)


@given(seed=SEEDS, dtype=DTYPES, training=st.booleans(), affine=st.booleans())
def test_batch_norm(seed, dtype, training, affine):
    x, w, b, mean, var = normal(seed, (3, 2, 4, 5), (2,), (2,), (2,), (2,), dtype=dtype)
    var = np.abs(var) + dtype(0.1)
    tx, tw, tb = tensors(x, w, b)
    scale = (tw, tb) if affine else (None, None)
    their_mean, their_var = torch.from_numpy(mean.copy()), torch.from_numpy(var.copy())
    theirs = F.batch_norm(tx, their_mean, their_var, *scale, training, 0.3, 1e-3)
    ours_scale = (w, b) if affine else (None, None)
    before = mean.copy(), var.copy()
    ours = normalization.batch_norm(x, mean, var, *ours_scale, training, 0.3, 1e-3)
    close(ours, theirs)
    close(mean, their_mean)
    close(var, their_var)
    inputs = (tx, tw, tb) if affine else (tx,)
    grad, expected = backward(theirs, seed, *inputs)
    got = normalization.batch_norm_backward(
        grad, x, *before, ours_scale[0], training=training, eps=1e-3
    )
    for mine, wanted in zip(got, expected, strict=False):
        close(mine, wanted)


@given(seed=SEEDS, dtype=DTYPES, groups=st.sampled_from([1, 2, 3, 6]), affine=st.booleans())
def test_group_norm(seed, dtype, groups, affine):
    x, w, b = normal(seed, (2, 6, 3, 4), (6,), (6,), dtype=dtype)
    tx, tw, tb = tensors(x, w, b)
    theirs = F.group_norm(tx, groups, *((tw, tb) if affine else (None, None)), 1e-3)
    close(normalization.group_norm(x, groups, *((w, b) if affine else (None, None)), 1e-3), theirs)
    grad, expected = backward(theirs, seed, *((tx, tw, tb) if affine else (tx,)))
    got = normalization.group_norm_backward(grad, x, groups, w if affine else None, 1e-3)
    for mine, wanted in zip(got, expected, strict=False):
        close(mine, wanted)


def test_instance_norm():
    x, w, b = normal(0, (2, 3, 4, 5), (3,), (3,))
    theirs = F.instance_norm(*tensors(x), weight=tensors(w)[0], bias=tensors(b)[0], eps=1e-3)
    close(normalization.instance_norm(x, w, b, 1e-3), theirs)


@given(seed=SEEDS, dtype=DTYPES, rank=st.integers(1, 3), affine=st.booleans())
def test_layer_norm(seed, dtype, rank, affine):
    sizes = (3, 4, 5)[-rank:]
    x, w, b = normal(seed, (2, 3, 4, 5), sizes, sizes, dtype=dtype)
    tx, tw, tb = tensors(x, w, b)
    theirs = F.layer_norm(tx, sizes, *((tw, tb) if affine else (None, None)), 1e-3)
    given_scale = (w, b) if affine else (None, None)
    close(normalization.layer_norm(x, sizes, *given_scale, 1e-3), theirs)
    grad, expected = backward(theirs, seed, *((tx, tw, tb) if affine else (tx,)))
    got = normalization.layer_norm_backward(grad, x, sizes, w if affine else None, 1e-3)
    for mine, wanted in zip(got, expected, strict=False):
        close(mine, wanted)


@given(seed=SEEDS, dtype=DTYPES, leading=st.lists(small, max_size=3))
def test_linear(seed, dtype, leading):
    x, w, b = normal(seed, (*leading, 4), (3, 4), (3,), dtype=dtype)
    tx, tw, tb = tensors(x, w, b)
    theirs = F.linear(tx, tw, tb)
    close(linear(x, w, b), theirs)
    close(linear(x, w), F.linear(tx, tw))
    grad, expected = backward(theirs, seed, tx, tw, tb)
    for mine, wanted in zip(linear_backward(grad, x, w), expected, strict=True):
        close(mine, wanted)


@given(seed=SEEDS, dtype=DTYPES)
def test_losses(seed, dtype):
    prediction, target = normal(seed, (5, 4), (5, 4), dtype=dtype)
    classes = np.random.default_rng(seed).integers(0, 4, 5)
    (tp,) = tensors(prediction)
    for ours, theirs, gradient in (
        (
            mse_loss(prediction, target),
            F.mse_loss(tp, torch.from_numpy(target)),
            mse_loss_backward(prediction, target),
        ),
        (
            cross_entropy(prediction, classes),
            F.cross_entropy(tp, torch.from_numpy(classes)),
            cross_entropy_backward(prediction, classes),
        ),
    ):
        close(np.array(ours, dtype), theirs)
        close(gradient, torch.autograd.grad(theirs, tp)[0])


@given(seed=SEEDS, positions=st.tuples(small, small), widths=st.tuples(small, small))
def test_attention(seed, positions, widths):
    (asking, offering), (inner, outer) = positions, widths
    q, k, v = normal(seed, (2, asking, inner), (2, offering, inner), (2, offering, outer))
    inputs = tensors(q, k, v)
    theirs = F.scaled_dot_product_attention(*inputs)
    close(attention.scaled_dot_product_attention(q, k, v), theirs)
    grad, expected = backward(theirs, seed, *inputs)
    got = attention.scaled_dot_product_attention_backward(grad, q, k, v)
    for mine, wanted in zip(got, expected, strict=True):
        close(mine, wanted)


def test_self_attention():
    x, q, k, v = normal(0, (2, 5, 4), (3, 4), (3, 4), (2, 4))
    inputs = tx, tq, tk, tv = tensors(x, q, k, v)
    theirs = F.scaled_dot_product_attention(*(F.linear(tx, t) for t in (tq, tk, tv)))
    close(attention.self_attention(x, q, k, v), theirs)
    grad, expected = backward(theirs, 0, *inputs)
    got = attention.self_attention_backward(grad, x, q, k, v)
    for mine, wanted in zip(got, expected, strict=True):
        close(mine, wanted)


@pytest.mark.parametrize("options", [(3, 2, 1), ((2, 3), 1, (1, 1), (1, 2)), (4, 3, 2, 1, True)])
def test_max_pool2d_of_nothing_but_minus_infinity_here_and_there(options):
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 8))
    x[x < 1] = -np.inf
    best, indices = pooling.max_pool2d(x, *options, return_indices=True)
    their, places = F.max_pool2d(torch.from_numpy(x), *options, return_indices=True)
    np.testing.assert_array_equal(best, their.numpy())
    np.testing.assert_array_equal(indices, places.numpy())


@pytest.mark.parametrize("size", [1, (2, 3), (4, 5), (9, 1)])
def test_adaptive_avg_pool2d_of_what_is_not_finite(size):
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 8))
    x[0, 0, 1, 2], x[1, 1, 6, 0], x[1, 0, 3, 3] = np.nan, np.inf, -np.inf
    their = F.adaptive_avg_pool2d(torch.from_numpy(x), size).numpy()
    np.testing.assert_allclose(pooling.adaptive_avg_pool2d(x, size), their, rtol=1e-12)
