"""Learning a filter: published numbers, the stability limit, and what cannot be learned."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.conv import conv2d
from onefilter.images import IMAGES
from onefilter.kernels import PRESETS
from onefilter.learner import (
    gram_matrix,
    invisible_directions,
    learn_filter,
    learned_filters,
    rate_limit,
)
from onefilter.losses import mse_loss

TARGET = PRESETS["sobel_x"].weights


def feature_map(image, weights):
    return conv2d(image[None, None], weights[None, None])[0, 0]


def after(steps, image, target, rate, **options):
    return next(islice(learn_filter(image, target, rate=rate, **options), steps, None))


def d2l():
    image = np.ones((6, 8))
    image[:, 2:6] = 0
    return image, feature_map(image, np.array([[1.0, -1.0]]))


def test_the_published_edge_bench():
    """Zhang et al., *Dive into deep learning*, section 7.2: sum of squares, rate 0.03."""
    image, target = d2l()
    found = after(10, image, target, 0.03 * target.size, initial=np.zeros((1, 2)))
    share = 1 - 0.64**10
    np.testing.assert_allclose(found.filter, [[share, -share]], rtol=1e-12)
    assert share == pytest.approx(0.98847, abs=1e-5)
    eigenvalues = np.linalg.eigvalsh(gram_matrix(image, (1, 2)) * target.size)
    np.testing.assert_allclose(eigenvalues, [6, 30])
    assert rate_limit(image, (1, 2)) / target.size == pytest.approx(1 / 30)


@pytest.mark.parametrize(("share", "grows"), [(0.98, False), (1.02, True)])
def test_descent_diverges_just_above_the_limit(share, grows):
    image = IMAGES["texture"].pixels
    target = feature_map(image, TARGET)
    rate = share * rate_limit(image)
    early, late = (after(n, image, target, rate, seed=1).loss for n in (200, 400))
    assert (late > 10 * early) == grows


def test_a_diverging_descent_ends():
    image = IMAGES["noise"].pixels
    steps = learn_filter(image, feature_map(image, TARGET), rate=100 * rate_limit(image))
    *_, last = islice(steps, 10_000)
    assert last.index < 1000
    assert np.isfinite(last.loss)
    assert last.loss > 1e100


def test_every_direction_shrinks_by_its_eigenvalue():
    image = IMAGES["face"].pixels
    target = feature_map(image, TARGET)
    rate = 0.7 * rate_limit(image)
    start = np.random.default_rng(0).normal(size=(3, 3))
    found = after(37, image, target, rate, initial=start)
    values, vectors = np.linalg.eigh(2 * gram_matrix(image))
    error = vectors.T @ (start - TARGET).ravel() * (1 - rate * values) ** 37
    np.testing.assert_allclose(found.filter.ravel(), TARGET.ravel() + vectors @ error, atol=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_a_step_is_downhill_by_the_measured_slope(seed):
    rng = np.random.default_rng(seed)
    image, target = rng.normal(size=(6, 7)), rng.normal(size=(4, 5))
    start = rng.normal(size=(3, 3))
    first, second = islice(learn_filter(image, target, rate=1e-3, initial=start), 2)
    np.testing.assert_allclose(first.feature_map, feature_map(image, start))
    assert first.loss == pytest.approx(mse_loss(first.feature_map, target))
    assert (first.index, second.index) == (0, 1)
    for place in np.ndindex(3, 3):
        nudge = np.zeros((3, 3))
        nudge[place] = 1e-6
        above, below = (
            mse_loss(feature_map(image, start + sign * nudge), target) for sign in (1, -1)
        )
        slope = (above - below) / 2e-6
        assert (start - second.filter)[place] / 1e-3 == pytest.approx(slope, abs=1e-5)


@pytest.mark.parametrize("name", ["face", "vertical_stripes", "noise"])
@pytest.mark.parametrize("share", [0.3, 0.9, 1.1])
def test_all_steps_at_once_are_the_steps_one_by_one(name, share):
    image = IMAGES[name].pixels
    target = feature_map(image, TARGET) + 0.1 * np.sin(np.arange(22 * 22)).reshape(22, 22)
    options = dict(rate=share * rate_limit(image), seed=4)
    at_once = learned_filters(image, target, steps=60, **options)
    one_by_one = [s.filter for s in islice(learn_filter(image, target, **options), 61)]
    np.testing.assert_allclose(at_once, one_by_one, rtol=1e-8, atol=1e-8)


def test_all_steps_at_once_overflow_in_silence():
    image = IMAGES["noise"].pixels
    filters = learned_filters(
        image, feature_map(image, TARGET), rate=100 * rate_limit(image), steps=400
    )
    assert np.isfinite(filters[:100]).all()
    assert not np.isfinite(filters[-1]).all()
    assert learned_filters(image, image, rate=0.1, steps=0).shape == (1, 1, 1)
    with pytest.raises(ValueError, match="steps=-1"):
        learned_filters(image, image, rate=0.1, steps=-1)


def test_starts_are_drawn_from_the_seed():
    image = IMAGES["noise"].pixels
    target = feature_map(image, TARGET)
    starts = [after(0, image, target, 0.1, seed=seed).filter for seed in (1, 1, 2)]
    np.testing.assert_array_equal(starts[0], starts[1])
    assert np.abs(starts[0] - starts[2]).max() > 0.01
    many = [after(0, image, target, 0.1, seed=seed).filter for seed in range(200)]
    assert np.std(many) == pytest.approx(0.5, rel=0.05)


def test_steps_keep_their_arrays():
    image = IMAGES["noise"].pixels
    start = np.zeros((3, 3))
    steps = list(
        islice(learn_filter(image, feature_map(image, TARGET), rate=0.1, initial=start), 3)
    )
    assert not np.array_equal(steps[0].filter, steps[1].filter)
    assert [step.index for step in steps] == [0, 1, 2]
    np.testing.assert_array_equal(start, 0)
    np.testing.assert_array_equal(steps[0].filter, 0)


HIDDEN = {
    # Every row the same: only sums over columns show. Stripes three wide still move along rows.
    "vertical_stripes": 6,
    "horizontal_stripes": 6,
    "edge": 6,
    "gradient": 7,
    "flat": 8,
    "noise": 0,
    "texture": 0,
    "face": 0,
    "digit": 0,
}


@pytest.mark.parametrize("name", HIDDEN)
def test_invisible_directions(name):
    image = IMAGES[name].pixels
    hidden = invisible_directions(image)
    assert hidden.shape == (HIDDEN[name], 3, 3)
    for direction in hidden:
        np.testing.assert_allclose(feature_map(image, direction), 0, atol=1e-12)
    flat = hidden.reshape(-1, 9)
    np.testing.assert_allclose(flat @ flat.T, np.eye(len(flat)), atol=1e-12)


def test_what_is_invisible_is_not_learned():
    image = IMAGES["vertical_stripes"].pixels
    target = feature_map(image, TARGET)
    start = np.random.default_rng(0).normal(size=(3, 3))
    found = after(3000, image, target, 0.9 * rate_limit(image), initial=start)
    assert found.loss < 1e-12
    hidden = invisible_directions(image).reshape(-1, 9)
    np.testing.assert_allclose(hidden @ found.filter.ravel(), hidden @ start.ravel(), atol=1e-12)
    np.testing.assert_allclose(found.filter.sum(axis=0), TARGET.sum(axis=0), atol=1e-5)


def test_an_image_of_zeros_has_no_limit():
    black = np.zeros((5, 5))
    assert rate_limit(black) == np.inf
    start = np.ones((3, 3))
    kept = learned_filters(black, np.ones((3, 3)), rate=1.0, steps=4, initial=start)
    np.testing.assert_array_equal(kept, [start] * 5)
    assert invisible_directions(black).shape == (9, 3, 3)
    np.testing.assert_array_equal(gram_matrix(black), np.zeros((9, 9)))


def test_gram_matrix_by_hand():
    np.testing.assert_allclose(gram_matrix([[1, 2, 3]], (1, 2)), [[2.5, 4], [4, 6.5]])
    assert gram_matrix(np.ones((4, 4), np.float32)).dtype == np.float64
