"""An array is drawn as its axes suggest, with its true numbers, whatever they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from onefilter import nn
from onefilter.scene.axes import linear_chart
from onefilter.scene.marks import Image, Line, Rect, Scene, Text
from onefilter.scene.message import to_message
from onefilter.scene.showing import MOST_MAPS, scene_of
from onefilter.scene.svg import to_svg


def images(scene: Scene) -> list[Image]:
    """Return a scene's maps."""
    return [mark for mark in scene.marks if isinstance(mark, Image)]


def curve(scene: Scene) -> Line:
    """Return a chart's curve."""
    (line,) = [m for m in scene.marks if isinstance(m, Line) and m.role == "positive"]
    return line


def test_a_map_keeps_its_numbers(rng: np.random.Generator) -> None:
    values = rng.normal(size=(22, 22))
    (image,) = images(scene_of(values))
    np.testing.assert_array_equal(image.values, values)
    assert (image.colormap, image.limit) == ("signed", np.abs(values).max())


def test_brightness_is_grey_unless_told_otherwise(rng: np.random.Generator) -> None:
    values = rng.random((24, 24))
    assert images(scene_of(values))[0].colormap == "gray"
    assert images(scene_of(values, "signed"))[0].colormap == "signed"
    assert images(scene_of(values * 255))[0].colormap == "signed"
    assert images(scene_of(values * 255, "gray"))[0].colormap == "gray"


def test_images_are_grey_and_feature_maps_are_not(rng: np.random.Generator) -> None:
    assert images(scene_of(rng.random((5, 1, 8, 8))))[0].colormap == "gray"
    assert images(scene_of(rng.random((1, 5, 8, 8))))[0].colormap == "signed"


def test_a_small_matrix_has_its_numbers_written() -> None:
    words = {mark.text for mark in scene_of([[1.5, 2], [-3, 0]]).marks if isinstance(mark, Text)}
    assert words == {"1.5", "2", "−3", "0"}


def test_a_batch_lies_in_rows_on_one_scale(rng: np.random.Generator) -> None:
    values = rng.normal(size=(2, 3, 5, 7))
    shown = images(scene_of(values))
    np.testing.assert_array_equal([image.values for image in shown], values.reshape(6, 5, 7))
    assert {image.limit for image in shown} == {np.abs(values).max()}
    assert len({image.y for image in shown[:3]}) == 1
    assert [image.x for image in shown[:3]] == [image.x for image in shown[3:]]
    assert shown[3].y > shown[0].y + 5


def test_maps_do_not_overlap_and_stay_in_the_frame(rng: np.random.Generator) -> None:
    scene = scene_of(rng.normal(size=(11, 4, 6)))
    covered = np.zeros((400, 400), dtype=int)
    for image in images(scene):
        assert scene.x <= image.x
        assert image.x + image.width <= scene.x + scene.width
        assert image.y + image.height <= scene.y + scene.height
        rows = slice(round(10 * image.y), round(10 * (image.y + image.height)))
        columns = slice(round(10 * image.x), round(10 * (image.x + image.width)))
        covered[rows, columns] += 1
    assert covered.max() == 1


def test_of_many_maps_the_first_are_shown() -> None:
    scene = scene_of(np.arange(100.0).reshape(100, 1, 1))
    assert len(images(scene)) == MOST_MAPS
    assert scene.text == "100 maps of 1 × 1 numbers from 0 to 99. The first 64 are shown."


def test_a_falling_curve_has_a_logarithmic_axis() -> None:
    scene = scene_of(10.0 ** -np.arange(11))
    heights = [y for _, y in curve(scene).points]
    np.testing.assert_allclose(np.diff(heights), heights[1] - heights[0])
    assert scene.text == "A curve through 11 numbers from 1e−10 to 1."


def test_another_curve_has_a_linear_one() -> None:
    points = np.array(curve(scene_of([-1.0, 0.0, 1.0, 3.0])).points)
    np.testing.assert_allclose(np.diff(points[:, 0]), points[1, 0] - points[0, 0])
    rises = -np.diff(points[:, 1])
    np.testing.assert_allclose(rises / rises[0], [1, 1, 2])


def test_what_is_not_finite_is_left_out_and_told() -> None:
    scene = scene_of([1.0, np.nan, 2.0, np.inf])
    assert len(curve(scene).points) == 2
    assert scene.text == "A curve through 4 numbers from 1 to 2. 2 more are not finite."
    (image,) = images(scene_of([[1.0, np.nan], [-np.inf, 2.0]]))
    np.testing.assert_array_equal(image.values, [[1, 0], [0, 2]])
    assert scene_of([np.nan]).text.endswith("of which none is finite.")


def test_one_number_is_a_point() -> None:
    marks = linear_chart(np.array([5.0]))
    assert not [m for m in marks if isinstance(m, Line) and m.role == "positive"]
    assert [m for m in marks if isinstance(m, Rect) and m.role == "positive"]


def test_tensors_will_do() -> None:
    tensor = nn.Tensor([[1.0, -2.0]], requires_grad=True)
    np.testing.assert_array_equal(images(scene_of(tensor))[0].values, [[1, -2]])


@settings(derandomize=True, deadline=None, database=None)
@given(
    st.one_of(
        arrays(np.float64, array_shapes(max_dims=4, max_side=6)),
        arrays(np.float32, array_shapes(max_dims=4, max_side=6)),
        arrays(np.int64, array_shapes(max_dims=4, max_side=6)),
        arrays(np.bool_, array_shapes(max_dims=4, max_side=6)),
    )
)
def test_every_array_can_be_drawn(values: Any) -> None:
    scene = scene_of(values)
    assert scene.text
    assert "NaN" not in to_svg(scene)
    assert to_message(scene)["marks"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (3.0, r"shape \(\)"),
        ([], r"shape \(0,\)"),
        (np.zeros((1, 1, 1, 1, 1)), "one to four axes"),
        (["a", "b"], "no numbers"),
        ([1j], "complex128"),
        (np.zeros((2001, 2000)), "4,002,000 numbers"),
    ],
)
def test_what_cannot_be_drawn_is_refused(values: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        scene_of(values)


def test_an_unknown_colormap_is_refused() -> None:
    with pytest.raises(ValueError, match="'viridis'"):
        scene_of([[1.0]], "viridis")  # type: ignore[arg-type]
