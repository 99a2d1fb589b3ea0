"""Figures on a narrow page: whatever is written in a picture can be read."""

import pytest

from onefilter.demos import all_demos
from onefilter.scene.marks import Scene, Text
from overrides.markdown.pictures import LEGIBLE, Picture, paired, pictures

# Pixels that a picture has on a phone, and those that it is given where it needs more.
ROOM = {"": 340, "fine": 24 * 20, "finest": 33 * 20}


@pytest.mark.parametrize("name", all_demos())
def test_words_in_a_picture_are_large_enough_on_a_phone(name: str) -> None:
    for picture in pictures(name):
        if picture.scene:
            sizes = [mark.size for mark in picture.scene.marks if isinstance(mark, Text)]
            scale = ROOM[picture.detail] / picture.scene.width
            assert not sizes or scale * min(sizes) >= 0.9 * LEGIBLE, picture.view.name


@pytest.mark.parametrize(("size", "detail"), [(3.0, ""), (2.0, "fine"), (1.0, "finest")])
def test_finer_words_want_more_room(size: float, detail: str) -> None:
    view = all_demos()["stacking"].views[0]
    scene = Scene(100, 50, (Text(0, 0, "7", size=size), Text(0, 9, "8", size=9)), "Two numbers.")
    assert Picture(view, scene).detail == detail
    assert Picture(view, Scene(100, 50, (), "Nothing.")).detail == Picture(view, None).detail == ""


def test_only_what_answers_can_be_pointed_at() -> None:
    """A picture that does nothing is no place for a keyboard to stop at."""
    pointed = {
        name: [p.view.name for p in pictures(name) if p.scene and p.is_pointed_at]
        for name in all_demos()
    }
    assert pointed["learn-the-filter"] == []
    assert pointed["convnext-block"] == ["steps"]
    assert pointed["filter-playground"] == ["input", "filter", "feature-map"]


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("filter-playground", ["input", "feature-map"]),  # the filter between them parts nobody
        ("learn-the-filter", ["input", "target-map", "error-map", "feature-map"]),
        ("attention", ["attention", "convolution"]),  # of three, the last two are compared
        ("digit-training", []),
    ],
)
def test_on_a_phone_small_pictures_stand_in_pairs(name: str, pairs: list[str]) -> None:
    found = paired(list(pictures(name)))
    assert [p.view.name for p in found if p.is_paired] == pairs
    assert not any(
        isinstance(m, Text) for p in found if p.is_paired and p.scene for m in p.scene.marks
    )
