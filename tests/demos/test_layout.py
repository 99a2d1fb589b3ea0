"""Whatever a demo shows lies inside its picture, and no words lie on others."""

from typing import Any

import pytest

from onefilter.demos import all_demos
from onefilter.player import Player


def only_known(demo: str, **values: Any) -> dict[str, Any]:
    """The values among these that a demo takes."""
    taken = {}
    for control in all_demos()[demo].controls:
        options = getattr(control, "options", ())
        value = values.get(control.name)
        if value is not None and (not options or value in dict(options)):
            taken[control.name] = value
    return taken


@pytest.mark.parametrize("demo", all_demos())
def test_every_mark_lies_inside_its_scene(demo: str) -> None:
    player = Player()
    player.set(demo, only_known(demo, image="horizontal_stripes"))
    for view in player.frame(demo)["views"].values():
        left, top = view["x"], view["y"]
        right, bottom = left + view["width"], top + view["height"]
        for mark in view["marks"]:
            if mark["kind"] == "text":
                width = 0.6 * mark["size"] * len(mark["text"])
                shift = {"start": 0, "middle": width / 2, "end": width}[mark["anchor"]]
                assert left <= mark["x"] - shift
                assert mark["x"] - shift + width <= right
                assert top <= mark["y"] - mark["size"] / 2
                assert mark["y"] + mark["size"] / 2 <= bottom
            elif mark["kind"] != "line":
                assert left <= mark["x"] <= mark["x"] + mark["width"] <= right
                assert top <= mark["y"] <= mark["y"] + mark["height"] <= bottom


def overlap(some: dict, other: dict) -> bool:
    """Whether two texts of a message touch, at 0.6 of their height a character."""
    boxes = []
    for mark in (some, other):
        width = 0.6 * mark["size"] * len(mark["text"])
        left = mark["x"] - {"start": 0, "middle": width / 2, "end": width}[mark["anchor"]]
        boxes.append(
            (left, left + width, mark["y"] - mark["size"] / 2, mark["y"] + mark["size"] / 2)
        )
    (a, b, c, d), (e, f, g, h) = boxes
    return a < f and e < b and c < h and g < d


@pytest.mark.parametrize("demo", all_demos())
def test_no_text_lies_on_another(demo: str) -> None:
    player = Player()
    player.set(demo, only_known(demo, image="noise", w00=-9.87, w11=-3.21))
    player.step(demo, 60 if all_demos()[demo].prepare else 1234)
    for view in player.frame(demo)["views"].values():
        texts = [mark for mark in view["marks"] if mark["kind"] == "text"]
        for number, some in enumerate(texts):
            assert not any(overlap(some, other) for other in texts[:number])
