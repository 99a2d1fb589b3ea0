"""How many places a kernel has on a picture, and so how large the output is.

Change one number at a time and watch the formula follow. Orange pixels are ones that no window
looks at: make the picture one pixel larger, or round up, and see what becomes of them. Then choose
the transposed convolution, where every input cell stamps the kernel onto the output.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onefilter.demos._arithmetic import Axis, NoFit, convolved, transposed
from onefilter.demos._arithmetic_scenes import Place, draw_pixels, draw_windows
from onefilter.demos._controls import Action, Choice, Number, RefusedValue, Values
from onefilter.demos._demo import Demo, Readout, View
from onefilter.scene.marks import Scene
from onefilter.shapes import effective_kernel_size, output_size, same_padding

AXES = ("height", "width")
PARTS = ("", "kernel_", "stride_", "padding_", "dilation_", "output_padding_")
HOME = 5


@dataclass(frozen=True, eq=False)
class State:
    """The values, the places they leave, and which of them is lit."""

    values: Values
    place: Place
    step: int = HOME

    @property
    def is_transposed(self) -> bool:
        """Whether windows are the input and pixels the output."""
        return bool(self.values["operation"] == "transposed")

    @property
    def size(self) -> tuple[int, int]:
        """How many windows there are."""
        return self.place.rows.windows, self.place.columns.windows

    @property
    def cell(self) -> tuple[int, int]:
        """The lit window."""
        return divmod(self.step, self.size[1])


def start(values: Values) -> State:
    """Place the windows."""
    return _arranged(values, values)


def update(state: State, changes: Values) -> State:
    """Take new values; the same cell stays lit if it is still there."""
    arranged = _arranged({**state.values, **changes}, changes)
    return _lit(arranged, *state.cell)


def advance(state: State, count: int) -> State:
    """Move on in reading order, and from the last cell to the first."""
    rows, columns = state.size
    return replace(state, step=(state.step + count) % (rows * columns))


def pace(state: State) -> float:
    """Cells a second."""
    return float(state.values["speed"])


def point(state: State, view: str, row: int, column: int) -> State:
    """Light the cell that is pointed at, or the one whose window lies around a pixel."""
    if (view == "output") == state.is_transposed:
        row, column = state.place.rows.nearest(row), state.place.columns.nearest(column)
    return _lit(state, row, column)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the pixels with the window on them, and the cells."""
    place, cell = state.place, state.cell
    if state.is_transposed:
        return {"input": draw_windows(place, cell, True), "output": draw_pixels(place, cell, True)}
    return {"input": draw_pixels(place, cell), "output": draw_windows(place, cell)}


def readouts(state: State) -> Mapping[str, str]:
    """Write the formula, its result, and what the lit window looks at."""
    rows, columns = state.place.rows, state.place.columns
    verb, cell = "writes to" if state.is_transposed else "looks at", state.cell
    return {
        "output_height": rows.formula,
        "output_width": columns.formula,
        "output_size": "{}×{}".format(*_output_size(state)),
        "padding": f"{_ends(rows)} in height, {_ends(columns)} in width",
        "left_over": state.place.left_over_words,
        "window": f"{state.place.cell_words(cell)} {verb} {state.place.taps_words(cell)}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the sizes and the counts on show."""
    rows, columns = state.place.rows, state.place.columns
    return {
        "output_size": np.array(_output_size(state)),
        "padding": np.array([(axis.before, axis.after) for axis in (rows, columns)]),
        "left_over": np.array([rows.left_over, columns.left_over]),
        "windows_per_pixel": state.place.windows_per_pixel,
        "pixels_per_window": state.place.pixels_per_window,
    }


def _output_size(state: State) -> tuple[int, int]:
    rows, columns = state.place.rows, state.place.columns
    return (rows.pixels, columns.pixels) if state.is_transposed else state.size


def _arranged(values: Values, suspects: Iterable[str]) -> State:
    rows, columns = (_axis(values, axis, suspects) for axis in AXES)
    place = Place(rows, columns)
    return _lit(State(values, place), *divmod(HOME, columns.windows))


def _axis(values: Values, axis: str, suspects: Iterable[str]) -> Axis:
    named = [f"{part}{axis}" for part in PARTS]
    size, kernel_size, stride, padding, dilation, extra = (values[name] for name in named)
    rounding = values["rounding"]
    try:
        if values["operation"] == "transposed":
            same = rounding == "same"
            return transposed(size, kernel_size, stride, padding, dilation, extra, same)
        return convolved(size, kernel_size, stride, padding, dilation, rounding)
    except NoFit as problem:
        # The defaults fit, so that one of those that differ from them is to blame.
        unusual = [name for name in named if values[name] != DEFAULTS[name]]
        blamed = next((name for name in unusual if name in suspects), unusual[0])
        message = f"{blamed} cannot be {values[blamed]} here: along the {axis}, {problem}"
        raise RefusedValue(blamed, message) from problem


def _lit(state: State, row: int, column: int) -> State:
    rows, columns = state.size
    step = min(max(row, 0), rows - 1) * columns + min(max(column, 0), columns - 1)
    return state if step == state.step else replace(state, step=step)


def _ends(axis: Axis) -> str:
    return f"{axis.before} before and {axis.after} after"


def _pair(part: str, label: str, smallest: int, largest: int, default: int) -> list[Number]:
    return [
        Number(
            f"{part}{axis}",
            f"{label} {axis}".strip().capitalize(),
            smallest,
            largest,
            1,
            default,
            integer=True,
        )
        for axis in AXES
    ]


NUMBERS = (
    *_pair("", "input", 1, 24, 10),
    *_pair("kernel_", "kernel", 1, 7, 3),
    *_pair("stride_", "stride in", 1, 4, 2),
    *_pair("padding_", "padding in", 0, 6, 0),
    *_pair("dilation_", "dilation in", 1, 4, 1),
    *_pair("output_padding_", "output padding in", 0, 3, 0),
)
DEFAULTS = {number.name: number.default for number in NUMBERS}

DEMO = Demo(
    name="conv-arithmetic",
    title="Convolution arithmetic",
    doc=__doc__,
    controls=(
        Choice(
            "operation",
            "Operation",
            (("convolution", "Convolution"), ("transposed", "Transposed convolution")),
            "convolution",
        ),
        Choice(
            "rounding",
            "Rounding",
            (("floor", "Down (floor)"), ("ceil", "Up (ceil)"), ("same", "“Same” padding")),
            "floor",
        ),
        *NUMBERS,
        Action("back", "Step back"),
        Action("play", "Play"),
        Action("step", "Step"),
        Action("reset", "Reset"),
        Number("speed", "Cells a second", 1, 60, 1, 4, integer=True, slider=True),
    ),
    views=(View("input", "Input"), View("output", "Output")),
    outputs=(
        Readout("output_height", "Output height"),
        Readout("output_width", "Output width"),
        Readout("output_size", "Output size", live=True),
        Readout("padding", "Padding"),
        Readout("left_over", "Left over"),
        Readout("window", "Lit cell, counted from 0", live=True),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="operation",
    update=update,
    advance=advance,
    pace=pace,
    point=point,
    steps_back=True,
    home=HOME,
    code=(output_size, effective_kernel_size, same_padding),
)
