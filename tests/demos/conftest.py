"""What the demos' tests share: how hypothesis searches, and scenes as text that people can read."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from onefilter.player import Player
from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text

hypothesis.settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=20 if sys.platform == "emscripten" else 60,
)
hypothesis.settings.load_profile("steady")

SNAPSHOTS = Path(__file__).parent / "snapshots"
# From nothing to full strength; below zero it is letters.
POSITIVE, NEGATIVE = ".123456789", ".abcdefghi"


@pytest.fixture
def player() -> Player:
    """Return a player with an empty stage."""
    return Player()


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Return a function that compares text with the file of that name.

    UPDATE_SNAPSHOTS=1 writes the files instead; what changed is then for a person to read.
    """

    def compare(name: str, text: str) -> None:
        file = SNAPSHOTS / f"{name}.txt"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def readable() -> Callable[[Scene], str]:
    """Return a function that writes a scene as one line a mark, and an image as its cells."""
    return _scene


def _scene(scene: Scene) -> str:
    size = f"{scene.width:g}×{scene.height:g} from ({scene.x:g}, {scene.y:g})"
    lines = [f"scene {size}, {scene.rows}×{scene.columns} cells", f"text {scene.text}"]
    for mark in scene.marks:
        lines += _mark(mark)
    return "\n".join(lines) + "\n"


def _mark(mark: Mark) -> list[str]:
    match mark:
        case Image():
            kind = f"{mark.colormap} up to {mark.limit:.4g}"
            return [f"image {_box(mark)} {kind}", *_cells(mark)]
        case Rect():
            how = f"outline {mark.stroke:g}" if mark.stroke else "filled"
            return [f"rect {_box(mark)} {mark.role} {how}"]
        case Line():
            points = " ".join(f"({x:.4g}, {y:.4g})" for x, y in mark.points)
            return [f"line {mark.role} {mark.stroke:g}{' dashed' * mark.dashed} {points}"]
        case Text():
            place = f"({mark.x:.4g}, {mark.y:.4g}) {mark.anchor}"
            return [f"write {place} {mark.role} {mark.size:.3g}: {mark.text}"]


def _box(mark: Image | Rect) -> str:
    return f"({mark.x:.5g}, {mark.y:.5g}) {mark.width:.5g}×{mark.height:.5g}"


def _cells(mark: Image) -> list[str]:
    if mark.colormap == "rgb":
        return [f"  mean {' '.join(f'{c:.3f}' for c in mark.values.mean(axis=(0, 1)))}"]
    # A hair's breadth keeps rounding from deciding between two digits.
    levels = np.clip(mark.values / mark.limit, -1, 1) * 9
    levels = np.floor(np.abs(levels) + 0.5 + 1e-7) * np.sign(levels)
    return ["  " + "".join(_cell(int(level)) for level in row) for row in levels]


def _cell(level: int) -> str:
    return POSITIVE[level] if level >= 0 else NEGATIVE[-level]
