"""What every demo keeps to, whichever it is: the record, the page and the player rely on it."""

import ast
import copy
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import onefilter.demos
from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Grid, Number, Photo, RefusedValue, Switch
from onefilter.demos._demo import Demo
from onefilter.player import Player

DEMOS = list(all_demos().values())
CONTROLS = [(demo, control) for demo in DEMOS for control in demo.controls if control.holds_value]
RUBBISH = {
    Choice: ["nonsense", None, 3.7, [], {}],
    Number: ["", "ten", None, True, [1], "nan", float("inf"), 1e9, 10**400],
    Switch: ["maybe", None, 2, []],
    Grid: ["", None, [[0.5]], "x" * 576, [[2.0] * 24] * 24, [[float("nan")] * 24] * 24, [[], [1]]],
    Photo: [
        "photo",
        3,
        np.zeros((2, 2, 3), np.uint8),
        np.zeros((2, 2, 4)),
        np.zeros((481, 1, 4), np.uint8),
    ],
}

every_demo = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
every_control = pytest.mark.parametrize(("demo", "control"), CONTROLS, ids=lambda part: part.name)


def rubbish(control: Any) -> list[Any]:
    """What a control of this kind must refuse."""
    return next(values for kind, values in RUBBISH.items() if isinstance(control, kind))


def as_json(value: Any) -> Any:
    """Bytes of an image as a list; whatever else is not plain fails."""
    if isinstance(value, np.ndarray):
        assert value.dtype == np.uint8
        assert value.ndim == 3
        return value.tolist()
    raise TypeError(type(value))


def test_the_three_demos_are_found() -> None:
    assert {"filter-playground", "learn-the-filter", "pooling"} <= set(all_demos())


def test_demos_do_not_know_one_another() -> None:
    files = list(Path(onefilter.demos.__file__).parent.glob("*.py"))
    public = {f"onefilter.demos.{file.stem}" for file in files if file.stem[0] != "_"}
    assert len(public) == len(DEMOS)
    for file in files:
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        named = {f"{node.module}.{alias.name}" for node in imports for alias in node.names}
        assert public.isdisjoint(named | {node.module for node in imports}), file.name


@every_demo
def test_names_are_unique_and_fit_for_pages(demo: Demo) -> None:
    for parts in (demo.controls, demo.views, demo.outputs):
        names = [part.name for part in parts]
        assert len(names) == len(set(names))
        assert all(part.label for part in parts)
    assert demo.name == demo.name.lower()
    assert demo.title
    assert demo.lead.endswith(".")
    assert demo.hint.endswith(".")
    assert "step" not in {c.name for c in demo.controls if c.holds_value}


@every_control
def test_a_control_accepts_its_default(demo: Demo, control: Any) -> None:
    frame = Player().set(demo.name, {control.name: control.default})
    if control.kind in {"choice", "number", "switch"}:
        assert frame["values"][control.name] == control.default


@every_control
def test_a_control_refuses_rubbish_and_says_its_name(demo: Demo, control: Any) -> None:
    player = Player()
    before = player.values(demo.name)
    for value in rubbish(control):
        if value is None and isinstance(control, Photo):
            continue
        with pytest.raises(RefusedValue, match=control.name) as refusal:
            player.set(demo.name, {control.name: value})
        assert refusal.value.name == control.name
        assert len(str(refusal.value)) < 300
    after = player.values(demo.name)
    assert all(np.array_equal(after[name], before[name]) for name in before)


@pytest.mark.parametrize("word", [True, "true", "True", "on", "1", 1])
def test_a_switch_knows_the_words_of_forms_links_and_scripts(word: Any) -> None:
    switch = Switch("flip", "Flip")
    opposite = {"true": "false", "True": "False", "on": "off", "1": "0"}
    assert switch.parse(word) is True
    assert switch.parse(opposite.get(word, not word)) is False


@every_demo
def test_pictures_readouts_and_arrays_are_those_of_the_record(demo: Demo) -> None:
    frame = Player().mount(demo.name)
    always = {view.name for view in demo.views if not view.optional}
    assert always <= set(frame["views"]) <= {view.name for view in demo.views}
    assert list(frame["readouts"]) == [output.name for output in demo.outputs]
    assert all(isinstance(words, str) and words for words in frame["readouts"].values())
    for array in Player().arrays(demo.name).values():
        assert np.isfinite(array).all()
        assert array.ndim in {1, 2, 3, 4}


@every_demo
def test_a_frame_is_plain_data(demo: Demo) -> None:
    frame = Player().mount(demo.name)
    assert json.loads(json.dumps(frame, default=as_json, allow_nan=False))["running"] is False
    kinds = {mark["kind"] for view in frame["views"].values() for mark in view["marks"]}
    assert kinds <= {"image", "rect", "line", "text"}


@every_demo
def test_every_picture_has_words_of_its_own(demo: Demo) -> None:
    views = Player().mount(demo.name)["views"].values()
    texts = [view["text"] for view in views]
    assert len(set(texts)) == len(texts)
    assert all(len(text) > 15 and text.endswith(".") for text in texts)


@every_demo
def test_the_words_follow_the_state(demo: Demo) -> None:
    texts = []
    for control in (c for c in demo.controls if isinstance(c, Choice | Number)):
        player = Player()
        others = [option for option, _ in control.options] if isinstance(control, Choice) else [1]
        for other in (o for o in others if o != "uploaded"):
            with suppress(RefusedValue):
                player.set(demo.name, {control.name: other})
            views = player.frame(demo.name)["views"]
            texts.append({view: message["text"] for view, message in views.items()})
    assert any(text != texts[0] for text in texts)


@every_demo
def test_the_first_step_is_where_the_record_says(demo: Demo) -> None:
    assert demo.start(demo.defaults).step == demo.home


@every_demo
def test_functions_do_not_change_what_they_are_given(demo: Demo) -> None:
    state = demo.start(demo.defaults)
    kept = copy.deepcopy((dict(state.values), state.step, dict(demo.arrays(state))))
    view = next(view.name for view in demo.views if demo.draw(state)[view.name].rows)
    for change in (
        lambda: demo.update and demo.update(state, demo.defaults),
        lambda: demo.advance and demo.advance(state, 3),
        lambda: demo.point and demo.point(state, view, 0, 0),
        lambda: demo.paint and demo.paint(state, view, 0, 0),
        lambda: demo.drag and demo.drag(state, view, 0, 0, 1.0),
        lambda: demo.act and demo.act(state, "clear"),
        lambda: demo.readouts(state),
    ):
        change()
        values, step, arrays = kept
        assert state.step == step
        assert all(np.array_equal(state.values[name], values[name]) for name in values)
        now = demo.arrays(state)
        assert all(np.array_equal(now[name], arrays[name]) for name in arrays)


@every_demo
def test_borrowed_values_are_its_own(demo: Demo) -> None:
    assert set(demo.borrows) <= set(demo.defaults)


@every_demo
def test_every_button_does_something_or_the_demo_is_at_its_start(demo: Demo) -> None:
    for control in demo.controls:
        if not control.holds_value:
            assert "views" in Player().press(demo.name, control.name)


@every_demo
def test_a_presenter_can_go_through_every_demo(demo: Demo) -> None:
    """Each stop of the tour changes the link, and there are at least two."""
    player = Player()
    player.mount(demo.name)
    links = [player.turn(demo.name, 1, "tour")["link"] for _ in range(3)]
    assert len(set(links)) >= 2
    assert player.turn(demo.name, -1, "tour")["link"] == links[-2]
    assert player.turn(demo.name, 1)["link"] != links[-2] or demo.finished
