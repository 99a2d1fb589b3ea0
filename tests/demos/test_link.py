"""A link brings back the very same values and step, and harms nothing whatever it holds."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter import link
from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Grid, Number, Photo, RefusedValue, Switch
from onefilter.demos._demo import Demo
from onefilter.player import Player

DEMOS = list(all_demos().values())
every_demo = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)


def fitting(control: Any) -> st.SearchStrategy[Any]:
    """Values that the control takes."""
    match control:
        case Choice():
            names = [option for option, _ in control.options if option != "uploaded"]
            return st.sampled_from(names)
        case Number(integer=True):
            return st.integers(int(control.minimum), int(control.maximum))
        case Number():
            return st.floats(control.minimum, control.maximum)
        case Switch():
            return st.booleans()
        case Grid():
            shades = st.sampled_from([2, 256, 10**9])
            return st.builds(drawing, st.integers(0, 99), shades, st.just(control.shape))
        case _:
            return st.none()


def drawing(seed: int, shades: int, shape: tuple[int, ...]) -> np.ndarray:
    """Draw at random, in so many shades."""
    return np.random.default_rng(seed).integers(0, shades, shape) / (shades - 1)


def changes(demo: Demo) -> st.SearchStrategy[dict[str, Any]]:
    """A few values of a demo's, whichever."""
    holding = [c for c in demo.controls if c.holds_value and not isinstance(c, Photo)]
    return st.fixed_dictionaries({}, optional={c.name: fitting(c) for c in holding})


def places(player: Player, demo: Demo) -> st.SearchStrategy[tuple[str, int, int]]:
    """Cells to point at."""
    views = player.frame(demo.name)["views"].items()
    sizes = {view: (scene["rows"], scene["columns"]) for view, scene in views if scene["rows"]}
    return st.sampled_from(sorted(sizes)).flatmap(
        lambda view: st.tuples(st.just(view), *(st.integers(0, size - 1) for size in sizes[view]))
    )


def same(some: Any, others: Any) -> bool:
    """Whether two sets of values are equal to the last bit."""
    return some.keys() == others.keys() and all(np.array_equal(some[n], others[n]) for n in some)


@every_demo
@given(data=st.data())
def test_values_and_step_come_back_exactly(demo: Demo, data: st.DataObject) -> None:
    player = Player()
    for wanted in data.draw(st.lists(changes(demo), max_size=3)):
        # Values that fit one by one need not fit together.
        with suppress(RefusedValue):
            player.set(demo.name, wanted)
    if demo.advance:
        # Steps that take work take long.
        player.step(demo.name, data.draw(st.integers(0, 5 if demo.prepare else 600)))
    if demo.point:
        for view, row, column in data.draw(st.lists(places(player, demo), max_size=3)):
            # Pointing may have made the next view smaller.
            with suppress(RefusedValue):
                player.point(demo.name, view, row, column)
    query = player.frame(demo.name)["link"]
    other = Player()
    frame = other.mount(demo.name, query=query)
    assert frame["refused"] == {}
    assert frame["link"] == query
    while frame["running"]:
        frame = other.tick(demo.name, 0.1)
    assert same(other.values(demo.name), player.values(demo.name))
    assert same(other.arrays(demo.name), player.arrays(demo.name))
    assert frame["readouts"] == player.frame(demo.name)["readouts"]


@every_demo
@given(lit=st.lists(st.integers(-1, 40), max_size=6))
def test_a_place_that_is_not_there_is_refused(demo: Demo, lit: list[int]) -> None:
    frame = Player().mount(demo.name, query=f"lit={'.'.join(map(str, lit))}")
    taken = frame["link"] != f"demo={demo.name}"
    assert not (taken and frame["refused"])
    if not demo.lit or not lit or min(lit) < 0:
        assert list(frame["refused"]) == ["lit"]


@every_demo
@given(query=st.text(max_size=200))
def test_rubbish_never_raises(demo: Demo, query: str) -> None:
    frame = Player().mount(demo.name, query=query)
    assert set(frame["views"])
    assert all(isinstance(message, str) and message for message in frame["refused"].values())


@every_demo
@given(data=st.data())
def test_rubbish_for_known_names_never_raises(demo: Demo, data: st.DataObject) -> None:
    names = st.sampled_from([*demo.defaults, "step", "demo", "uploaded"])
    texts = st.one_of(st.text(max_size=40), st.floats().map(str), st.integers().map(str))
    fields = data.draw(st.lists(st.tuples(names, texts), max_size=6))
    query = "&".join(f"{name}={text}" for name, text in fields)
    player = Player()
    frame = player.mount(demo.name, query=query)
    again = Player().mount(demo.name, query=frame["link"])
    assert again["refused"] == {}
    assert again["link"] == frame["link"]


@every_demo
def test_nothing_needs_saying_about_defaults(demo: Demo) -> None:
    assert Player().mount(demo.name)["link"] == f"demo={demo.name}"


def test_a_link_is_short(player: Player) -> None:
    frame = player.set("filter-playground", {"filter": "box_blur", "w11": -1, "flip": True})
    rest = "".join(f"&w{i // 3}{i % 3}=0.1111111111111111" for i in range(9) if i != 4)
    expected = "demo=filter-playground&filter=custom" + rest.replace("&w12", "&w11=-1&w12")
    assert frame["link"] == expected + "&flip=true"
    frame = player.set("filter-playground", {"filter": "outline"})
    assert frame["link"] == "demo=filter-playground&filter=outline&flip=true"


def test_a_drawing_of_shades_is_shorter_than_its_pixels(player: Player) -> None:
    pixels = drawing(0, 256, (24, 24))
    query = player.set("filter-playground", {"pixels": pixels})["link"]
    assert len(query) < 900


def test_what_does_not_fit_is_named_and_the_rest_is_used() -> None:
    query = "demo=pooling&mode=median&shift=1&colour=red&step=-4"
    frame = Player().mount("pooling", query=query)
    assert frame["values"]["shift"] == 1
    assert frame["values"]["mode"] == "max"
    assert frame["refused"].keys() == {"mode", "colour", "step"}
    assert "median" in frame["refused"]["mode"]
    assert all(words.startswith("From the link: ") for words in frame["refused"].values())


@pytest.mark.parametrize(
    "query", ["&".join(f"a{i}=1" for i in range(101)), "image=" + "x" * link.LONGEST]
)
def test_a_flood_is_left_unread(query: str) -> None:
    frame = Player().mount("pooling", query="mode=mean&" + query)
    assert frame["values"]["mode"] == "max"
    assert frame["refused"].keys() == {"link"}


@pytest.mark.parametrize("text", ["", "!!!", "eJwDAAAAAAE", "A" * 4000])
def test_a_damaged_drawing_is_refused(text: str) -> None:
    frame = Player().mount("filter-playground", query=f"pixels={text}&padding=1")
    assert "pixels" in frame["refused"]
    assert frame["values"]["padding"] == 1


def test_a_bomb_is_not_unpacked() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(bytes(10_000_000), 9)).decode()
    assert len(bomb) < link.LONGEST
    frame = Player().mount("filter-playground", query=f"pixels={bomb}")
    assert frame["refused"].keys() == {"pixels"}


def test_no_link_carries_a_photograph(player: Player) -> None:
    photo = np.full((30, 40, 4), 200, np.uint8)
    query = player.set("filter-playground", {"photo": photo})["link"]
    assert query == "demo=filter-playground&image=uploaded"
    frame = Player().mount("filter-playground", query=query)
    assert frame["values"]["image"] != "uploaded"
    assert "photo" in frame["refused"]["image"]
    restarted = Player().mount("filter-playground", {"photo": photo}, query)
    assert restarted["values"]["image"] == "uploaded"
    assert restarted["refused"] == {}
