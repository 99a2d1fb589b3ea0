"""The engine cuts its work into bands: the same answer for every cut, and little memory."""

import tracemalloc

import numpy as np
import pytest

from onefilter import patches
from onefilter.conv import conv2d, conv2d_backward

PROBLEMS = {
    "dense": ((5, 3, 11, 9), (4, 3, 3, 2), dict(padding=(2, 1), stride=(1, 2))),
    "groups": ((3, 4, 10, 8), (6, 2, 2, 3), dict(groups=2, dilation=(2, 1), padding=1)),
    "narrow": ((5, 3, 6, 7), (4, 3, 3, 2), dict(padding=(1, 2))),
    "one column": ((3, 2, 7, 1), (2, 2, 3, 1), dict()),
    "one map": ((1, 2, 12, 7), (3, 2, 3, 3), dict(stride=(3, 1))),
    "pixels": ((3, 4, 6, 5), (2, 4, 1, 1), dict()),
    "every second pixel": ((2, 3, 7, 9), (2, 3, 1, 1), dict(stride=2)),
    "depthwise": ((2, 3, 9, 10), (3, 1, 3, 2), dict(groups=3, dilation=(3, 1), padding=(2, 0))),
    "depthwise pixels": ((2, 3, 4, 5), (3, 1, 1, 1), dict(groups=3)),
    "depthwise in steps": ((2, 3, 9, 10), (3, 1, 2, 3), dict(groups=3, stride=(2, 1))),
    "depthwise with gaps": ((2, 3, 9, 10), (3, 1, 2, 3), dict(groups=3, dilation=(1, 2))),
}


def by_taps(x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Add up the taps of the kernel, each a strided picture of the input."""
    stride, padding, dilation = (
        (v, v) if isinstance(v, int) else v for v in (stride, padding, dilation)
    )
    x = np.pad(x, ((0, 0), (0, 0), *((p, p) for p in padding)))
    size = [
        (x.shape[2 + a] - dilation[a] * (weight.shape[2 + a] - 1) - 1) // stride[a] + 1
        for a in (0, 1)
    ]
    n, filters = x.shape[0], weight.shape[0]
    y = np.zeros((n, groups, filters // groups, *size))
    blocks = x.reshape(n, groups, -1, *x.shape[2:])
    banks = weight.reshape(groups, filters // groups, *weight.shape[1:])
    for i, j in np.ndindex(weight.shape[2:]):
        rows = np.arange(size[0]) * stride[0] + i * dilation[0]
        columns = np.arange(size[1]) * stride[1] + j * dilation[1]
        seen = blocks[:, :, :, rows[:, None], columns]
        y += np.einsum("goc,ngcrs->ngors", banks[..., i, j], seen)
    return y.reshape(n, filters, *size)


@pytest.mark.parametrize("blas", [True, False], ids=["BLAS", "einsum"])
@pytest.mark.parametrize("band", [1, 150, 4000, 10**9])
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_cut_gives_the_same(name, band, blas, monkeypatch, rng):
    monkeypatch.setattr(patches, "_BAND", band)
    monkeypatch.setattr(patches, "_RUN", band)
    monkeypatch.setattr(patches, "_HAS_BLAS", blas)
    size, filters, options = PROBLEMS[name]
    x, weight = rng.normal(size=size), rng.normal(size=filters)
    y = conv2d(x, weight, **options)
    np.testing.assert_allclose(y, by_taps(x, weight, **options), atol=1e-12)
    grad = rng.normal(size=y.shape)
    back = conv2d_backward(grad, x, weight, **options)
    # Linear in maps and in filters: a small change of either is answered by its gradient.
    for gradient, changed in (
        (back.x, lambda step: by_taps(x + step, weight, **options)),
        (back.weight, lambda step: by_taps(x, weight + step, **options)),
    ):
        step = rng.normal(size=gradient.shape)
        answer = np.vdot(changed(step) - changed(0 * step), grad)
        np.testing.assert_allclose(np.vdot(gradient, step), answer, atol=1e-9)


def test_maps_may_have_strides_of_their_own(rng):
    """A new axis has stride 0, a cut one that of the whole, and the kind of numbers may differ."""
    weight = rng.normal(size=(2, 2, 3, 1))
    whole = rng.normal(size=(3, 4, 9, 8)).astype(np.float32)
    for x in (whole[:, :2, :, 0][..., None], whole[:, ::2, 1:, 2:-1], whole.swapaxes(2, 3)[:, 2:]):
        np.testing.assert_allclose(conv2d(x, weight), by_taps(x, weight), atol=1e-12)


def extra_bytes(size, filters, **options):
    x, weight = np.ones(size), np.ones(filters)
    tracemalloc.start()
    y = conv2d(x, weight, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - y.nbytes


def backward_bytes(size, filters):
    x, weight = np.ones(size), np.ones(filters)
    grad = conv2d(x, weight)
    tracemalloc.start()
    back = conv2d_backward(grad, x, weight)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - back.x.nbytes


def test_memory_is_bounded():
    few = 2**16
    # A patch matrix of this batch would take 75 MB.
    assert extra_bytes((64, 8, 48, 48), (8, 8, 3, 3)) < 6 * 2**20
    assert extra_bytes((1, 16, 160, 160), (4, 16, 5, 5)) < 6 * 2**20
    # One row of these patches alone would take 26 MB.
    assert extra_bytes((1, 64, 8, 2048), (4, 64, 5, 5)) < 6 * 2**20
    assert backward_bytes((1, 64, 8, 2048), (4, 64, 5, 5)) < 9 * 2**20
    # Single pixels need no patches at all, and one filter a map only a few lines.
    assert extra_bytes((1, 64, 64, 64), (4, 64, 1, 1)) < few
    assert extra_bytes((1, 1, 600, 600), (1, 1, 3, 3)) < 2**21


@pytest.mark.parametrize("kernel", [(1, 1), (2, 3), (3, 4), (5, 2), (6, 6)])
@pytest.mark.parametrize("dilation", [1, 2])
def test_padding_for_the_same_size(kernel, dilation, rng):
    x, weight = rng.normal(size=(1, 2, 14, 13)), rng.normal(size=(2, 2, *kernel))
    ends = [(dilation * (k - 1) // 2, -(-dilation * (k - 1) // 2)) for k in kernel]
    padded = np.pad(x, ((0, 0), (0, 0), *ends))
    same = conv2d(x, weight, padding="same", dilation=dilation)
    assert same.shape == x.shape
    np.testing.assert_allclose(same, by_taps(padded, weight, dilation=dilation), atol=1e-12)


@pytest.mark.parametrize("types", [("f4", "f4", "f4"), ("f4", "f4", "f8"), ("f4", "f8", "f4")])
def test_the_wider_type_wins(types):
    """The gradient of x has the type of the output's gradient and the weight; and so on."""
    of_grad, of_x, of_weight = types
    x, weight = np.ones((1, 2, 5, 5), of_x), np.ones((3, 2, 3, 3), of_weight)
    assert conv2d(x, weight).dtype == np.result_type(of_x, of_weight)
    back = conv2d_backward(np.ones((1, 3, 3, 3), of_grad), x, weight)
    assert back.x.dtype == np.result_type(of_grad, of_weight)
    assert back.weight.dtype == np.result_type(of_grad, of_x)
    assert back.bias.dtype == of_grad


@pytest.mark.parametrize("blas", [True, False], ids=["BLAS", "einsum"])
@pytest.mark.parametrize("exact", ["grad", "x", "weight"])
def test_gradients_are_as_exact_as_the_most_exact_argument(exact, blas, monkeypatch):
    monkeypatch.setattr(patches, "_HAS_BLAS", blas)
    sizes = {"grad": (2, 4, 3, 3), "x": (2, 3, 5, 5), "weight": (4, 3, 3, 3)}
    given = {k: np.ones(v, np.float64 if k == exact else np.float32) for k, v in sizes.items()}
    found = conv2d_backward(given["grad"], given["x"], given["weight"])
    assert found.x.dtype == (np.float32 if exact == "x" else np.float64)
    assert found.weight.dtype == (np.float32 if exact == "weight" else np.float64)
