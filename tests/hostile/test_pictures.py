"""Files that claim to be pictures: told apart from their first bytes, in little memory."""

from __future__ import annotations

import tracemalloc
from random import Random

import pytest

from onefilter.photo import HEAD, MOST_PIXELS, PhotoError, inspect
from tests.hostile.rubbish import picture, real_pictures
from tests.reliability import Tally

CASES = 10_000
# Beyond the head itself: reading it copies next to nothing.
MOST_EXTRA = 64 * 1024


def test_every_file_is_told_or_refused(tally: Tally) -> None:
    """Whatever was done to a picture, its header is believed within limits or refused in words."""
    tally.count("hostile input: pictures' first bytes", cases=CASES)
    random, real = Random(11), real_pictures()
    taken = 0
    for _ in range(CASES):
        file = picture(random, real)
        try:
            header = inspect(file)
        except PhotoError:
            continue
        taken += 1
        assert 0 < header["width"] * header["height"] <= MOST_PIXELS
    assert CASES / 20 < taken < CASES
    tally.count("hostile input: pictures' first bytes", held=CASES)


def test_a_long_head_full_of_markers_takes_little_memory() -> None:
    """The worst that a head can do: a marker every four bytes, and no size anywhere."""
    markers = b"\xff\xd8" + b"\xff\xe1\0\2" * (HEAD // 4)
    fills = b"\xff\xd8" + b"\xff" * HEAD
    tracemalloc.start()
    for head in (markers, fills):
        with pytest.raises(PhotoError, match="damaged"):
            inspect(head)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_EXTRA
