"""Files of arrays: other programs read back every digit."""

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onefilter.export import FORMATS, export
from onefilter.player import Player

finite = st.floats(allow_nan=False, allow_infinity=False)
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(finite, min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


@given(tables)
def test_numpy_reads_back_the_very_array(rows: list[list[float]]) -> None:
    array = np.array(rows)
    read = np.load(io.BytesIO(export(array, "npy")), allow_pickle=False)
    np.testing.assert_array_equal(read, array)
    assert read.dtype == array.dtype


@given(tables)
def test_a_spreadsheet_reads_back_every_digit(rows: list[list[float]]) -> None:
    lines = list(csv.reader(io.StringIO(export(np.array(rows), "csv").decode(), newline="")))
    assert [[float(word) for word in line] for line in lines] == rows


@given(tables)
def test_json_reads_back_every_digit(rows: list[list[float]]) -> None:
    assert json.loads(export(np.array(rows), "json")) == rows


def test_a_history_is_a_column() -> None:
    assert export(np.array([0.5, 0.25]), "csv") == b"0.5\r\n0.25\r\n"
    assert export(np.array([0.5, 0.25]), "json") == b"[0.5, 0.25]"


def test_another_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="format is 'xlsx'; it takes one of csv, json, npy"):
        export(np.eye(2), "xlsx")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_array_on_show_can_be_taken_home(format_: str) -> None:
    player = Player()
    for demo in ("filter-playground", "learn-the-filter", "pooling"):
        for array in player.arrays(demo).values():
            assert export(array, format_)
