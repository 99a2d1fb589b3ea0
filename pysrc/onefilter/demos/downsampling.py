"""Six ways to halve a picture, and what each of them does to fine detail.

Watch the stripes: too fine for the small picture, they come back as coarse ones that are not there.
Make them coarser until they survive. Move the picture by one pixel and see which of its halves
change most. Then choose the rings, which hold every width of stripe at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onefilter.demos import _picture, _sampling
from onefilter.demos._controls import Choice, Number, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._sampling import HALF, METHODS, Matrix, Sampling
from onefilter.demos._sampling_scenes import Board, draw_board, draw_row, place_at
from onefilter.photo import to_gray
from onefilter.pooling import avg_pool2d, blur_pool2d, max_pool2d
from onefilter.scene.marks import Scene
from onefilter.scene.numbers import plain, short


@dataclass(frozen=True, eq=False)
class State:
    """The values, the pictures, and the lit number of a small one."""

    values: Values
    board: Board
    cell: tuple[int, int] = (HALF // 2, HALF // 2)
    step: int = 0

    @property
    def method(self) -> str:
        """The method whose picture is lit."""
        return str(self.values["method"])


def start(values: Values) -> State:
    """Halve the picture."""
    sampling = Sampling(_canvas(values), values["shift"], values["taps"])
    return State(values, Board(sampling, dict(IMAGE.options)[values["image"]]))


def update(state: State, changes: Values) -> State:
    """Take new values; a new photo is shown at once."""
    changes = _picture.follow(state.values, changes, IMAGE.default)
    return replace(start({**state.values, **changes}), cell=state.cell)


def point(state: State, view: str, row: int, column: int) -> State:  # noqa: ARG001
    """Light a number, and choose the method that makes it."""
    method, row, column = place_at(row, column, state.method)
    if (method, row, column) == (state.method, *state.cell):
        return state
    values = state.values if method == state.method else {**state.values, "method": method}
    return replace(state, values=values, cell=(row, column))


def draw(state: State) -> Mapping[str, Scene]:
    """Draw all pictures, and the lit row as a curve."""
    return {
        "pictures": draw_board(state.board, state.method, state.cell),
        "row": draw_row(state.board.sampling, state.method, state.cell[0]),
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write the lit number, what a shift changes, and what becomes of the stripes."""
    sampling, (row, column) = state.board.sampling, state.cell
    value = plain(float(sampling.halved[state.method][row, column]))
    change = short(sampling.changes[state.method], 3)
    return {
        "cell": f"{METHODS[state.method]}, row {row}, column {column}: {value}",
        "change": f"{change} a number on average, when the picture moves by one more pixel",
        "alias": _seeming(state.values),
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the picture, its halves, and how much each changes."""
    sampling = state.board.sampling
    changes = np.array(list(sampling.changes.values()))
    return {"input": sampling.pixels, **sampling.halved, "changes": changes}


def _canvas(values: Values) -> Matrix:
    match values["image"]:
        case "stripes":
            return _sampling.stripes(values["period"], values["angle"])
        case "rings":
            return _sampling.rings()
        case "disc":
            return _sampling.disc()
    return _sampling.from_gray(to_gray(_picture.required(values["photo"])))


def _seeming(values: Values) -> str:
    if values["image"] != "stripes":
        return "choose the stripes to see their numbers"
    period, seeming = values["period"], _sampling.alias(values["period"], values["angle"])
    before, after = f"one every {short(period)} pixels", "every second pixel alone"
    if math.isinf(seeming):
        return f"{before}; {after} shows none"
    if not math.isclose(period, seeming):
        return f"{before}; {after} shows one every {short(seeming)}"
    # At two samples a wave, they may all fall between its crests.
    kept = "may keep or lose them" if math.isclose(period, 4) else "keeps them"
    return f"{before}; {after} {kept}"


IMAGE = Choice(
    "image",
    "Picture",
    (("stripes", "Stripes"), ("rings", "Rings"), ("disc", "Disc"), ("uploaded", "Your photo")),
    "stripes",
)
DEMO = Demo(
    name="downsampling",
    title="Halve a picture",
    doc=__doc__,
    controls=(
        IMAGE,
        _picture.PHOTO,
        Number("period", "Width of a stripe and a gap", 2, 12, 0.1, 2.5, slider=True),
        Number("angle", "Turn of the stripes, degrees", 0, 90, 1, 12, integer=True, slider=True),
        Number("shift", "Move the picture, pixels", 0, 4, 1, 0, integer=True, slider=True),
        Choice("taps", "Width of the blur", ((3, "3 pixels"), (5, "5 pixels")), 3),
        Choice("method", "Lit method", tuple(METHODS.items()), "strided"),
    ),
    views=(
        View("pictures", "The picture, and six halves of it"),
        View("row", "One row, before and after"),
    ),
    outputs=(
        Readout("cell", "Lit number", live=True),
        Readout("change", "It changes by", live=True),
        Readout("alias", "Stripes"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="method",
    update=update,
    point=point,
    lit=Lit.cell(lambda _: (HALF // 2, HALF // 2), lambda _: (HALF, HALF)),
    borrows=(_picture.PHOTO.name,),
    code=(max_pool2d, avg_pool2d, blur_pool2d),
)
