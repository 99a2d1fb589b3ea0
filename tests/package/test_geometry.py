"""Sizes, receptive fields and costs against published numbers and brute force."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.architecture import count_macs, count_parameters, trace
from onefilter.conv import conv2d
from onefilter.coverage import covered_share, path_counts, uniform_deviation, unseen_pixels
from onefilter.effective_field import effective_field
from onefilter.grid import grid
from onefilter.layers import (
    AdaptivePool,
    Auxiliary,
    Concat,
    Conv,
    Flatten,
    Linear,
    Norm,
    Pool,
    Scale,
    Sum,
)
from onefilter.networks import NETWORKS
from onefilter.pooling import adaptive_avg_pool2d
from onefilter.receptive_field import Field, Window, graph_fields, merge, receptive_field
from onefilter.shapes import effective_kernel_size, leftover_pixels, output_size, same_padding

SMALL = st.integers(1, 4)
WINDOWS = st.builds(Window, SMALL, SMALL, st.integers(0, 2), SMALL)


@given(
    size=st.integers(1, 30),
    kernel=SMALL,
    stride=SMALL,
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    dilation=SMALL,
)
def test_output_size_counts_the_windows_that_fit(size, kernel, stride, before, after, dilation):
    span = len(range((kernel - 1) * dilation + 1))
    starts = [s for s in range(-before, size + after, stride) if s + span <= size + after]
    options = dict(stride=stride, padding=(before, after), dilation=dilation)
    if not starts:
        with pytest.raises(ValueError, match=rf"kernel_size={kernel}.*spans {span}"):
            output_size(size, kernel, **options)
        return
    assert output_size(size, kernel, **options) == len(starts)
    assert effective_kernel_size(kernel, dilation) == span
    reached = starts[-1] + span
    assert leftover_pixels(size, kernel, **options) == size + after - reached
    # PyTorch's rule: one more window if any pixel is left; but the last must not start behind.
    rounded_up = len(starts) + (reached < size + after)
    started_behind = (rounded_up - 1) * stride - before >= size
    assert output_size(size, kernel, ceil_mode=True, **options) == rounded_up - started_behind


@given(size=st.integers(1, 40), kernel=SMALL, stride=SMALL, dilation=SMALL)
def test_same_padding_makes_one_output_for_each_started_stride(size, kernel, stride, dilation):
    before, after = same_padding(size, kernel, stride=stride, dilation=dilation)
    wanted = len(range(0, size, stride))
    options = dict(stride=stride, padding=(before, after), dilation=dilation)
    assert 0 <= after - before <= 1
    assert output_size(size, kernel, **options) == wanted
    if before + after:
        needed = (wanted - 1) * stride + effective_kernel_size(kernel, dilation)
        assert before + after == needed - size


def test_published_worked_sizes():
    # Dumoulin and Visin's guide, relationships 1 to 6.
    assert output_size(4, 3) == 2
    assert output_size(5, 4, padding=2) == 6
    assert output_size(5, 3, padding=1) == 5
    assert output_size(5, 3, stride=2) == 2
    assert output_size(5, 3, stride=2, padding=1) == 3
    assert output_size(6, 3, stride=2, padding=1) == 3
    assert output_size(7, 3, dilation=2) == 3


def sight(layers, size):
    """Find the pixels that a middle output depends on, by changing them one at a time."""

    def run(line):
        maps = line[None, None, None]
        for layer in layers:
            maps = conv2d(
                maps,
                np.ones((1, 1, 1, layer.kernel_size)),
                stride=(1, layer.stride),
                padding=(0, layer.padding),
                dilation=(1, layer.dilation),
            )
        return maps[0, 0, 0]

    # [pixel, output]: the weight of the pixel in the output
    return np.array([run(line) for line in np.eye(size)])


@given(layers=st.lists(WINDOWS, min_size=1, max_size=3))
def test_receptive_field_is_what_impulses_reach(layers):
    field = receptive_field(layers)
    size = field.size + 3 * field.stride
    response = sight(layers, size)
    outputs = response.shape[1]
    counts = np.array(path_counts(layers))
    assert counts.size == field.size
    for output in range(outputs):
        first = output * field.stride - field.padding
        expected = np.zeros(size)
        for offset, count in enumerate(counts):
            if 0 <= first + offset < size:
                expected[first + offset] = count
        inside = first >= 0 and first + field.size <= size
        if inside or not any(layer.padding for layer in layers):
            np.testing.assert_array_equal(response[:, output], expected)
    assert counts.sum() == np.prod([layer.kernel_size for layer in layers])
    assert field.centre == (field.size - 1) / 2 - field.padding


@given(layers=st.lists(WINDOWS, min_size=1, max_size=3), extra=st.integers(0, 6))
def test_unseen_pixels_are_those_no_impulse_of_which_arrives(layers, extra):
    size = receptive_field(layers).size + extra
    response = sight(layers, size)
    assert unseen_pixels(size, layers) == tuple(np.flatnonzero(response.sum(axis=1) == 0))


def test_gridding_of_published_dilations():
    assert receptive_field([Window(3, dilation=2)] * 3).size == 13
    assert covered_share([Window(3, dilation=2)] * 3) == Fraction(7, 13) ** 2
    assert round(float(covered_share([Window(3, dilation=2)] * 3)), 4) == 0.2899
    assert covered_share([Window(3, dilation=d) for d in (1, 2, 3)]) == 1


def test_merging_takes_the_hull_of_aligned_branches():
    assert merge([Field(5, 2, 2), Field(9, 2, 1)]) == Field(10, 2, 2)
    with pytest.raises(ValueError, match=r"strides \[1, 2\]"):
        merge([Field(stride=1), Field(stride=2)])
    with pytest.raises(ValueError, match=r"fields=\[\] has no branch"):
        merge([])


def test_a_graph_with_branches():
    fields = graph_fields(
        {
            "stem": (Window(7, 2, 3), ["input"]),
            "a": (Window(3, 1, 1), ["stem"]),
            "b": (Window(5, 1, 2), ["stem"]),
            "join": (Window(1), ["a", "b", "stem"]),
            "head": (Window(2, 2), ["join"]),
        }
    )
    assert fields["join"] == Field(7 + 4 * 2, 2, 3 + 2 * 2)
    assert fields["head"] == Field(17, 4, 7)
    with pytest.raises(ValueError, match="nowhere"):
        graph_fields({"x": (Window(1), ["nowhere"])})
    with pytest.raises(ValueError, match="at least one"):
        graph_fields({"x": (Window(1), [])})


@given(layers=st.lists(st.builds(Window, SMALL, SMALL, st.just(0), SMALL), min_size=1, max_size=3))
def test_effective_field_of_uniform_kernels(layers):
    measured = effective_field(layers)
    counts = np.array(path_counts(layers), dtype=float)
    shares = counts / counts.sum()
    np.testing.assert_allclose(measured, np.outer(shares, shares), rtol=1e-12, atol=1e-15)
    place = np.arange(shares.size)
    variance = shares @ place**2 - (shares @ place) ** 2
    assert uniform_deviation(layers) == pytest.approx(np.sqrt(variance), abs=1e-9)


def test_effective_field_of_random_kernels_narrows_towards_the_centre():
    field = effective_field([Window(3)] * 6, weights="random", channels=6, draws=12, seed=3)
    assert field.shape == (13, 13)
    assert field.sum() == pytest.approx(1)
    assert field[4:9, 4:9].sum() > 2 * 25 / 169
    rows = field.sum(axis=1)
    place = np.arange(13) - 6
    # Random weights keep the shape of the uniform field to a few per cent of its width.
    assert np.sqrt(rows @ place**2) == pytest.approx(uniform_deviation([Window(3)] * 6), rel=0.35)
    again = effective_field([Window(3)] * 6, weights="random", channels=6, draws=12, seed=3)
    np.testing.assert_array_equal(field, again)
    assert uniform_deviation([Window(3)] * 6) == pytest.approx(np.sqrt(2 * 6 / 3))


# Parameters and multiply-adds: torchvision's documentation and weight records; for MobileNet,
# which it lacks, the published 4.2 million and 569 million.
PUBLISHED = {
    "alexnet": (61_100_840, 714_188_480),
    "vgg16": (138_357_544, 15_470_264_320),
    "resnet18": (11_689_512, 1_814_073_344),
    "resnet34": (21_797_672, 3_663_761_408),
    "resnet50": (25_557_032, 4_089_184_256),
    "resnet101": (44_549_160, 7_801_405_440),
    "mobilenet_v1": (4_231_976, 568_740_352),
    "mobilenet_v2": (3_504_872, 300_774_272),
    "inception_v3": (27_161_264, 5_713_216_096),
    "convnext_tiny": (28_589_128, 4_455_531_264),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_named_networks_cost_what_is_published(name):
    network = NETWORKS[name]
    assert (network.parameters, network.macs) == PUBLISHED[name]
    assert network.trace()[-1].output_shape == (1000,)
    assert network.label
    assert network.reference


def test_every_named_network_is_held_to_a_published_number():
    assert set(NETWORKS) == set(PUBLISHED)


def seen_by(name, kind, *places):
    rows = [row for row in NETWORKS[name].trace() if isinstance(row.layer, kind)]
    return [rows[place].fields[0].size for place in places]


def test_published_receptive_fields():
    # After each stage of torchvision's ResNet-50, and after the last pool of VGG-16 and AlexNet.
    assert seen_by("resnet50", Sum, 2, 6, 12, 15) == [35, 91, 267, 427]
    assert seen_by("vgg16", Pool, -1) == [212]
    assert seen_by("alexnet", Pool, -1) == [195]
    # Araujo, Norris and Sim, appendix: Inception v3 and MobileNet.
    assert NETWORKS["inception_v3"].side == 299
    assert seen_by("inception_v3", Concat, -1) == [1311]
    assert seen_by("mobilenet_v1", Conv, -1) == [315]


def test_layers_as_data():
    image = (3, 32, 30)
    assert count_parameters((Conv(8, (3, 5), bias=True),), image) == 8 * 3 * 15 + 8
    assert count_macs((Conv(8, (3, 5), stride=2),), image) == 8 * 3 * 15 * 15 * 13
    assert count_parameters((Conv(6, 3, groups=3), Norm(), Scale()), image) == 6 * 9 + 12 + 6
    assert count_parameters((Linear(5, bias=False),), image) == 15
    assert count_macs((Linear(5),), image) == 15 * 32 * 30
    joined = trace((Concat(((Conv(4, 1),), ())), Flatten()), image)
    assert joined[-1].output_shape == (7 * 32 * 30,)
    assert joined[-1].fields[0].size == 32
    assert trace((AdaptivePool(1),), image)[0].fields == (Field(32, 32), Field(30, 30))
    assert trace((AdaptivePool(2),), image)[0].fields == (Field(16, 16), Field(15, 15))
    # A transposed pair of kernels sees differently along the axes.
    assert trace((Conv(1, (1, 7)),), image)[0].fields == (Field(1), Field(7))


def test_layers_of_one_branch_and_of_none():
    alone = (Conv(2, 3),)
    for joined in (Sum((alone,)), Concat((alone,))):
        assert trace((joined,), (1, 9, 8))[-1].output_shape == (2, 7, 6)
    head = trace((Auxiliary((Flatten(), Linear(3))),), (2, 5, 7))
    assert [row.inference for row in head] == [False, False]
    assert head[0].fields == (Field(5), Field(7))


def test_counts_are_whole_numbers():
    row = trace((Conv(4, 3, groups=2),), (2, 9, 8))[0]
    assert (type(row.parameters), type(row.macs)) == (int, int)


def test_a_grid_has_one_pixel_between_windows_unless_told():
    assert grid((5, 6), 3).stride == (1, 1)


def test_axes_are_followed_apart():
    fields = trace((Conv(1, (3, 1)), Conv(1, 1)), (1, 9, 8))[-1].fields
    assert fields == (Field(3), Field(1))
    network = (Conv(2, (3, 1), dilation=(2, 1)), Sum(((Conv(2, (1, 5), padding=(0, 2)),), ())))
    rows = trace(network, (1, 9, 8))
    assert [row.input_shape for row in rows] == [(1, 9, 8), (2, 5, 8), (2, 5, 8)]
    assert [row.output_shape for row in rows] == [(2, 5, 8)] * 3
    assert rows[0].fields == (Field(5), Field(1))
    assert rows[-1].fields == (Field(5), Field(5, 1, 2))
    assert all(row.inference is True for row in rows)
    for branch in (Conv(2, (2, 1)), Conv(2, (1, 2))):
        with pytest.raises(ValueError, match="branches"):
            trace((Concat(((branch,), ())),), (2, 9, 8))


@pytest.mark.parametrize(
    ("network", "shape", "message"),
    [
        ((Conv(4, 3, groups=2),), (3, 8, 8), "groups=2"),
        ((Conv(5, 3, groups=2),), (4, 8, 8), "groups=2"),
        ((Conv(4, 9),), (3, 8, 8), "kernel_size=9"),
        ((Flatten(), Conv(4, 1)), (3, 8, 8), "needs maps"),
        ((Sum(((Conv(4, 1),), ())),), (3, 8, 8), "branches"),
        ((Concat(((Pool(2, 1),), ())),), (3, 8, 8), "branches"),
        ((), (8, 8), "input_shape"),
        ((), (0, 8, 8), "input_shape"),
    ],
)
def test_networks_that_do_not_fit(network, shape, message):
    with pytest.raises(ValueError, match=message):
        trace(network, shape)


@pytest.mark.parametrize("pixels", [1, 3, 7, 8, 10, 11, 24])
@pytest.mark.parametrize("bins", [1, 2, 3, 4, 7])
def test_bins_see_what_they_average(pixels, bins):
    """The field holds what moves each bin, found by moving pixels; exactly, where bins are even."""
    pictures = np.eye(pixels).reshape(pixels, 1, 1, pixels)
    moved = adaptive_avg_pool2d(pictures, (1, bins))[:, 0, 0] != 0
    (row,) = trace((AdaptivePool(bins),), (1, pixels, pixels))
    field = row.fields[0]
    starts = [field.stride * number - field.padding for number in range(bins)]
    for number, start in enumerate(starts):
        seen = np.flatnonzero(moved[:, number])
        assert start <= seen[0]
        assert seen[-1] < start + field.size
        if pixels % bins == 0:
            assert (seen[0], len(seen)) == (start, field.size)
    # What is laid out in one row sees the whole picture.
    assert trace((AdaptivePool(bins), Flatten()), (1, pixels, pixels))[-1].fields[0].size >= pixels
    tight = field.size == max(moved.sum(axis=0))
    assert tight or pixels % bins


def test_layers_after_even_bins():
    """Eight pixels in four bins, then a 3×3 layer over them: six pixels, two apart."""
    rows = trace((AdaptivePool(4), Conv(1, 3)), (1, 8, 8))
    assert rows[-1].fields == (Field(6, 2), Field(6, 2))
