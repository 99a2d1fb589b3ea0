"""Named filters, built-in pictures and drawn digits: what they claim to be."""

import numpy as np
import pytest

from onefilter.conv import conv2d
from onefilter.digits import SIDE, digit_set, draw_digit
from onefilter.images import IMAGES
from onefilter.kernels import PRESETS
from onefilter.strokes import arc, draw_stroke


def seen(filter_name, image):
    return conv2d(np.asarray(image, float)[None, None], PRESETS[filter_name].weights[None, None])[
        0, 0
    ]


RAMP = np.tile(np.arange(6.0), (5, 1))


def test_the_names():
    assert list(PRESETS) == [
        "identity",
        "box_blur",
        "gaussian_blur",
        "sharpen",
        "sobel_x",
        "sobel_y",
        "laplacian",
        "emboss",
        "outline",
    ]
    assert list(IMAGES) == [
        "edge",
        "vertical_stripes",
        "horizontal_stripes",
        "checkerboard",
        "disc",
        "digit",
        "face",
        "texture",
        "noise",
        "gradient",
        "flat",
    ]


@pytest.mark.parametrize("record", [*PRESETS.values(), *IMAGES.values()], ids=lambda r: r.name)
def test_every_record_is_complete_and_read_only(record):
    numbers = getattr(record, "weights", getattr(record, "pixels", None))
    assert numbers.dtype == np.float64
    assert not numbers.flags.writeable
    assert record.label
    assert record.label[0].isupper()
    assert record.description.endswith(".")
    assert record.description.count(". ") == 0
    assert record.name in {**PRESETS, **IMAGES}
    if record.name in IMAGES:
        assert numbers.shape == (24, 24)
        assert 0 <= numbers.min() <= numbers.max() <= 1
    else:
        assert numbers.shape == (3, 3)


def test_filters_do_what_they_say():
    rng = np.random.default_rng(0)
    image = rng.random((5, 6))
    np.testing.assert_array_equal(seen("identity", image), image[1:-1, 1:-1])
    assert seen("box_blur", image)[0, 0] == pytest.approx(image[:3, :3].mean())
    for name, total in (
        ("identity", 1),
        ("box_blur", 1),
        ("gaussian_blur", 1),
        ("sharpen", 1),
        ("emboss", 1),
        ("sobel_x", 0),
        ("sobel_y", 0),
        ("laplacian", 0),
        ("outline", 0),
    ):
        assert PRESETS[name].weights.sum() == pytest.approx(total)
    np.testing.assert_array_equal(seen("sobel_x", RAMP), np.full((3, 4), 8))
    np.testing.assert_array_equal(seen("sobel_y", RAMP.T), np.full((4, 3), 8))
    np.testing.assert_array_equal(seen("sobel_y", RAMP), np.zeros((3, 4)))
    for name in ("laplacian", "outline"):
        np.testing.assert_array_equal(seen(name, RAMP), np.zeros((3, 4)))
    np.testing.assert_array_equal(seen("laplacian", RAMP**2), np.full((3, 4), 2))
    np.testing.assert_array_equal(seen("outline", RAMP**2), np.full((3, 4), -6))
    dot = np.pad([[1.0]], 2)
    np.testing.assert_array_equal(seen("sharpen", dot), [[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    np.testing.assert_allclose(seen("gaussian_blur", dot), np.outer([1, 2, 1], [1, 2, 1]) / 16)
    # A relief lit from the upper left: bright where the image rises towards the lower right.
    assert seen("emboss", np.add.outer(np.arange(3), np.arange(3)))[0, 0] > 2
    assert seen("emboss", -np.add.outer(np.arange(3), np.arange(3)))[0, 0] < -2


def test_pictures_are_what_they_are_called():
    pixels = {name: picture.pixels for name, picture in IMAGES.items()}
    for name in ("edge", "vertical_stripes", "gradient"):
        assert (pixels[name] == pixels[name][0]).all()
    np.testing.assert_array_equal(pixels["horizontal_stripes"], pixels["vertical_stripes"].T)
    assert np.abs(np.diff(pixels["edge"][0])).sum() == 1
    assert np.abs(np.diff(pixels["vertical_stripes"][0])).sum() == 7
    np.testing.assert_array_equal(pixels["checkerboard"][::-1], 1 - pixels["checkerboard"])
    disc = pixels["disc"]
    np.testing.assert_allclose(disc, np.rot90(disc), atol=1e-12)
    np.testing.assert_allclose(disc.sum(), np.pi * 7.5**2, rtol=0.01)
    assert np.ptp(pixels["flat"]) == 0
    assert (np.diff(pixels["gradient"][0]) > 0).all()
    # Dark eyes and hair, bright cheeks.
    face = pixels["face"]
    assert face[11:13, 7:9].max() < 0.4
    assert face[3, 12] < 0.1
    assert face[15, 7] > 0.85
    # Neighbours in a texture are alike, in noise they are not.
    for name, low, high in (("texture", 0.4, 1), ("noise", -0.15, 0.15)):
        alike = np.corrcoef(pixels[name][:, 1:].ravel(), pixels[name][:, :-1].ravel())[0, 1]
        assert low < alike < high


def test_strokes():
    level = draw_stroke([(0, 0.5), (1, 0.5)], 2, size=6)
    np.testing.assert_allclose(level[:, 3], [0, 0, 1, 1, 0, 0])
    thin = draw_stroke([(0, 0.25), (1, 0.25)], 1, size=6)
    np.testing.assert_allclose(thin[:, 3], [0, 1, 0, 0, 0, 0])
    half = draw_stroke([(0, 1 / 3), (1, 1 / 3)], 1, size=6)
    np.testing.assert_allclose(half[:, 2], [0, 0.5, 0.5, 0, 0, 0])
    corner = draw_stroke([(0.25, 0.25), (0.75, 0.25), (0.75, 0.75)], 1, size=8)
    np.testing.assert_allclose(corner.sum(), 8 + 0.25, atol=1)
    assert corner[6, 1] == 0
    dot = draw_stroke([(0.5, 0.5)], 4, size=9)
    np.testing.assert_allclose(dot, dot.T)
    assert dot[4, 4] == 1
    points = arc((0.5, 0.4), (0.2, 0.1), 0, 90, 3)
    np.testing.assert_allclose(points[[0, -1]], [[0.7, 0.4], [0.5, 0.5]])


def test_digit_sets():
    train, test = digit_set(100), digit_set(100, split="test")
    assert train.images.shape == (100, 1, SIDE, SIDE)
    assert train.images.dtype == np.float32
    np.testing.assert_array_equal(np.bincount(train.labels), [10] * 10)
    np.testing.assert_array_equal(digit_set(100).images, train.images)
    for other in (test, digit_set(100, seed=1)):
        assert not (train.images[:, None] == other.images[None]).all(axis=(2, 3, 4)).any()
    ink = train.images.sum(axis=(1, 2, 3))
    assert ink.min() > 15
    assert ink.max() < 300
    # Nearly all of the ink is on the sheet: little of it touches the edge.
    edge = train.images[:, 0, [0, -1]].sum() + train.images[:, 0, :, [0, -1]].sum()
    assert edge < 0.02 * train.images.sum()


def test_digits_differ_more_between_than_within():
    rng = np.random.default_rng(0)
    means = np.array(
        [np.mean([draw_digit(label, rng) for _ in range(60)], axis=0) for label in range(10)]
    )
    right = [
        np.abs(means - draw_digit(label, rng)).sum(axis=(1, 2)).argmin() == label
        for label in range(10)
        for _ in range(10)
    ]
    assert np.mean(right) > 0.6
