"""The package against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.conv import conv2d
from onefilter.erf import erf
from onefilter.kernels import PRESETS
from onefilter.softmax import log_softmax, softmax

signal = pytest.importorskip("scipy.signal")
ndimage = pytest.importorskip("scipy.ndimage")
special = pytest.importorskip("scipy.special")


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(5, 12), st.integers(5, 12)),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
)
def test_conv2d_is_correlate2d(seed, size, kernel):
    rng = np.random.default_rng(seed)
    image, weight = rng.normal(size=size), rng.normal(size=kernel)
    valid = conv2d(image[None, None], weight[None, None])[0, 0]
    np.testing.assert_allclose(valid, signal.correlate2d(image, weight, "valid"), atol=1e-12)
    ends = (kernel[0] - 1, kernel[1] - 1)
    full = conv2d(image[None, None], weight[None, None, ::-1, ::-1], padding=ends)[0, 0]
    np.testing.assert_allclose(full, signal.convolve2d(image, weight), atol=1e-12)


@pytest.mark.parametrize("name", ["sobel_x", "sobel_y", "laplacian"])
def test_named_filters_are_scipys(name, rng):
    image = rng.normal(size=(10, 11))
    theirs = {
        "sobel_x": lambda: ndimage.sobel(image, 1),
        "sobel_y": lambda: ndimage.sobel(image, 0),
        "laplacian": lambda: ndimage.laplace(image),
    }[name]()
    ours = conv2d(image[None, None], PRESETS[name].weights[None, None])[0, 0]
    np.testing.assert_allclose(ours, theirs[1:-1, 1:-1], atol=1e-12)


@given(st.floats(-40, 40))
def test_erf(x):
    assert erf(np.array([x]))[0] == pytest.approx(special.erf(x), rel=1e-14, abs=1e-300)


def test_softmax(rng):
    x = rng.normal(size=(4, 5)) * 100
    np.testing.assert_allclose(softmax(x, 0), special.softmax(x, axis=0), rtol=1e-12)
    np.testing.assert_allclose(log_softmax(x), special.log_softmax(x, axis=1), rtol=1e-12)
