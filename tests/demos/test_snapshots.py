"""The demos' pictures as text, so that a change of any is read and meant."""

from collections.abc import Callable
from typing import Any

import pytest

from onefilter.demos import all_demos
from onefilter.player import Player
from onefilter.scene.marks import Scene
from onefilter.stage import Show

SITUATIONS: dict[str, tuple[str, Callable[[Player], Any]]] = {
    "playground-first": ("filter-playground", lambda _: None),
    "playground-padded": (
        "filter-playground",
        lambda p: (
            p.set("filter-playground", {"image": "disc", "filter": "emboss", "padding": 1}),
            p.point("filter-playground", "feature-map", 0, 23),
        ),
    ),
    "learn-first": ("learn-the-filter", lambda _: None),
    "learn-stripes": (
        "learn-the-filter",
        lambda p: (
            p.set("learn-the-filter", {"image": "vertical_stripes"}),
            p.step("learn-the-filter", 60),
        ),
    ),
    "pooling-first": ("pooling", lambda _: None),
    "pooling-mean": (
        "pooling",
        lambda p: p.set("pooling", {"image": "checkerboard", "mode": "mean", "shift": 1}),
    ),
    "stacking-first": ("stacking", lambda _: None),
    "downsampling-first": ("downsampling", lambda _: None),
    "backprop-first": ("backprop", lambda _: None),
    "equivariance-first": ("equivariance", lambda _: None),
    "channels-first": ("channels", lambda _: None),
    "counter-first": ("parameter-counter", lambda _: None),
    "arithmetic-first": ("conv-arithmetic", lambda _: None),
    "arithmetic-transposed": (
        "conv-arithmetic",
        lambda p: p.set(
            "conv-arithmetic",
            {"operation": "transposed", "height": 4, "width": 5, "padding_width": 1},
        ),
    ),
    "field-first": ("receptive-field", lambda _: None),
    "separable-first": ("separable", lambda _: None),
    "hierarchy-first": ("feature-hierarchy", lambda _: None),
    "training-first": ("digit-training", lambda _: None),
    "normalization-first": ("normalization", lambda _: None),
    "attention-first": ("attention", lambda _: None),
    "residual-first": ("residual", lambda p: p.step("residual", 2)),
    "convnext-first": ("convnext-block", lambda _: None),
    "transfer-first": ("transfer", lambda p: p.step("transfer", 3)),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_picture_is_as_it_was(
    player: Player,
    name: str,
    snapshot: Callable[[str, str], None],
    readable: Callable[[Scene], str],
) -> None:
    demo, prepare = SITUATIONS[name]
    player.mount(demo)
    prepare(player)
    frame = player.frame(demo)
    record = all_demos()[demo]
    # The very state, by way of its link.
    twin = Player()
    twin.mount(demo, query=frame["link"])
    twin.arrays(demo)  # takes steps that a link asked for and that take time
    state = _state(twin, demo)
    written = [f"== {view} ==\n{readable(scene)}" for view, scene in record.draw(state).items()]
    readouts = "".join(f"{label}: {words}\n" for label, words in frame["readouts"].items())
    snapshot(name, "\n".join(written) + "\n== readouts ==\n" + readouts)


def _state(player: Player, demo: str) -> Any:
    show: Show = player._shows[demo]
    return show.state
