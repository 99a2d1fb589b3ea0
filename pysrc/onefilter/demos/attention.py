"""A convolution reaches the nearest patches, layer by layer; attention reaches all at once.

Point at a patch of the picture. Attention goes to patches that look alike, wherever they are; make
it sharper and it goes to fewer. The stack of convolutions needs several layers to see as far. The
gates do for whole maps what attention does for places: they let some through and hold others back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onefilter.attention import attention_weights
from onefilter.demos import _picture
from onefilter.demos._attending import FILTERS, PATCH, Attention, Gates, Matrix, convolution_reach
from onefilter.demos._controls import Number, Values
from onefilter.demos._demo import Demo, Lit, Readout, View
from onefilter.demos._map_sheets import draw_maps
from onefilter.demos._picture import Source
from onefilter.images import SIDE
from onefilter.kernels import PRESETS
from onefilter.scene.bars import bars
from onefilter.scene.grids import (
    fair_limit,
    frame,
    lattice,
    outline,
    picture,
    sheet,
    signed_map,
)
from onefilter.scene.marks import Scene
from onefilter.softmax import softmax
from onefilter.squeeze_excitation import squeeze_excitation

ACROSS = SIDE // PATCH
FIRST = (5, 4)
# Half of many equal shares is not quite a half in floating point.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class State:
    """The values, what is computed of the picture, and the lit patch."""

    values: Values
    source: Source
    attention: Attention
    gates: Gates
    gate_scenes: Mapping[str, Scene]
    lit: tuple[int, int] = FIRST
    step: int = 0

    @property
    def patch(self) -> int:
        """The number of the lit patch."""
        return self.lit[0] * ACROSS + self.lit[1]

    @cached_property
    def attended(self) -> Matrix:
        """What the lit patch attends to."""
        return self.attention.reach(self.patch)

    @cached_property
    def convolved(self) -> Matrix:
        """Paths to the lit patch through the convolutions."""
        return convolution_reach(ACROSS, self.patch, self.values["layers"])


def start(values: Values) -> State:
    """Attend from a patch near the middle."""
    return _arranged(values, None)


def update(state: State, changes: Values) -> State:
    """Take new values; the same patch stays lit."""
    values = {**state.values, **_picture.follow(state.values, changes)}
    return replace(_arranged(values, state.source), lit=state.lit)


def point(state: State, view: str, row: int, column: int) -> State:
    """Light a patch."""
    if view not in {"input", "attention", "convolution"}:
        return state
    size = PATCH if view == "input" else 1
    lit = row // size, column // size
    return state if lit == state.lit else replace(state, lit=lit)


def draw(state: State) -> Mapping[str, Scene]:
    """Draw the picture, what the lit patch reaches, and the gates."""
    row, column = state.lit
    place = f"patch row {row}, column {column}"
    strongest = np.unravel_index(int(state.attended.argmax()), state.attended.shape)
    reached = int((state.convolved > 0).sum())
    pixels = state.source.pixels
    marks = (
        picture(pixels),
        *outline(row * PATCH, column * PATCH, PATCH, PATCH),
    )
    return {
        "input": sheet(
            SIDE,
            SIDE,
            marks,
            f"{state.source.label}, cut into {ACROSS} by {ACROSS} patches. Lit is {place}.",
        ),
        "attention": _draw_reach(
            state,
            state.attended,
            f"How much {place}, attends to each patch: most to row {strongest[0]}, column "
            f"{strongest[1]}, with a share of {float(state.attended.max()):.3g}.",
        ),
        "convolution": _draw_reach(
            state,
            state.convolved,
            f"How many paths lead from each patch to {place}, through {state.values['layers']} "
            f"layers of 3 by 3: some from {reached} of {ACROSS**2} patches, none from the others.",
        ),
        **state.gate_scenes,
    }


def readouts(state: State) -> Mapping[str, str]:
    """Write how far each reaches."""
    shares = np.sort(state.attended.ravel())[::-1]
    half = int(np.searchsorted(np.cumsum(shares), 0.5 - ROUNDING)) + 1
    reached = int((state.convolved > 0).sum())
    return {
        "patch": "row {}, column {}".format(*state.lit),
        "attention": f"all {shares.size} patches; half of it goes to {half}",
        "convolution": f"{reached} of {shares.size} patches, after {state.values['layers']} layers",
        "gates": f"from {state.gates.values.min():.2f} to {state.gates.values.max():.2f}",
    }


def arrays(state: State) -> Mapping[str, NDArray[np.generic]]:
    """Give the picture, all attention weights, both reaches and the gates."""
    return {
        "input": state.source.pixels,
        "attention_weights": state.attention.weights,
        "attention": state.attended,
        "convolution": state.convolved,
        "gates": state.gates.values,
    }


def _arranged(values: Values, before: Source | None) -> State:
    source = _picture.source(values, before)
    attention = Attention(source.pixels, values["sharpness"])
    gates = Gates(source.pixels, values["seed"])
    return State(values, source, attention, gates, _draw_gates(gates))


def _draw_gates(gates: Gates) -> Mapping[str, Scene]:
    """Draw the gates and the gated maps, which do not depend on the lit patch."""
    shares = gates.values.tolist()
    labels = [PRESETS[name].label for name in FILTERS]
    words = [f"{share:.2f}" for share in shares]
    listed = ", ".join(f"{label} {word}" for label, word in zip(labels, words, strict=True))
    text = f"Gates of {len(shares)} maps as bars from 0 to 1: {listed}."
    return {
        "gates": bars(shares, labels, words, text, limit=1.0, length=3.2),
        "maps": draw_maps(gates.gated, 3, "Maps times their gates"),
    }


def _draw_reach(state: State, reach: Matrix, text: str) -> Scene:
    limit = fair_limit(reach)
    marks = (
        signed_map(reach, limit),
        *lattice(ACROSS, ACROSS),
        frame(ACROSS, ACROSS),
        *outline(*state.lit, stroke=0.08),
    )
    return sheet(ACROSS, ACROSS, marks, text)


DEMO = Demo(
    name="attention",
    title="Near, and everywhere",
    doc=__doc__,
    controls=(
        *_picture.CONTROLS,
        Number("sharpness", "Sharpness of attention", 0, 60, 1, 20, slider=True),
        Number("layers", "Layers of 3×3", 1, 8, 1, 2, integer=True, slider=True),
        Number("seed", "Seed of the gates’ weights", 0, 9999, 1, 3, integer=True),
    ),
    views=(
        View("input", "Picture, in patches"),
        View("attention", "What the patch attends to"),
        View("convolution", "What convolutions bring to it"),
        View("gates", "Gates of nine filters’ maps"),
        View("maps", "The gated maps"),
    ),
    outputs=(
        Readout("patch", "Lit patch", live=True),
        Readout("attention", "Attention reaches"),
        Readout("convolution", "Convolutions reach"),
        Readout("gates", "Gates"),
    ),
    start=start,
    draw=draw,
    readouts=readouts,
    arrays=arrays,
    tour="layers",
    update=update,
    point=point,
    lit=Lit(
        place=lambda s: s.lit,
        home=lambda _: FIRST,
        room=lambda _: (ACROSS, ACROSS),
        light=lambda s, place: replace(s, lit=place),
    ),
    borrows=_picture.BORROWED,
    code=(attention_weights, softmax, squeeze_excitation),
)
