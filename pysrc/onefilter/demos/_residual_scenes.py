"""Curves of both networks: over the steps, over the layers, over the depths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onefilter.demos._runs import DEPTHS, EXAMPLES, LAST_STEP
from onefilter.scene.curves import WIDTH, Curve, draw_curves
from onefilter.scene.marks import Role, Scene

Series = Mapping[str, Sequence[float]]
ROLES: Mapping[str, Role] = {"plain": "negative", "residual": "positive"}
# Gradients smaller than this are drawn as if they were this large.
FAINTEST = 1e-12
COLUMNS = int(WIDTH)


def draw_losses(losses: Series, recent: Mapping[str, float]) -> Scene:
    """Draw the losses over the steps; `recent` is how each kind stands."""
    reached = len(losses["plain"]) - 1
    ends = ", ".join(f"{kind} {recent[kind]:.3g}" for kind in ROLES)
    return draw_curves(
        _curves(losses, range(reached + 1)),
        f"The loss on each batch up to step {reached}; the last ones on average: {ends}.",
        x_label="step",
        x_ends=(0, LAST_STEP),
        columns=COLUMNS,
    )


def draw_gradients(gradients: Series, step: int) -> Scene:
    """Draw the gradients' norms over the layers."""
    layers = len(gradients["plain"])
    ends = "; ".join(
        f"{kind} {gradients[kind][0]:.2g} at the first, {gradients[kind][-1]:.2g} at the last"
        for kind in ROLES
    )
    return draw_curves(
        _curves(gradients, range(layers)),
        f"Size of the gradient at each convolution, at step {step}: {ends}.",
        x_label="layer, from the picture on",
        x_ends=(0, layers - 1),
        logarithmic=True,
    )


def draw_first_gradients(first: Series, depth: int) -> Scene:
    """Draw the norms at the first block before training, over the depths."""
    told = "; ".join(f"{kind} {', '.join(f'{n:.2g}' for n in first[kind])}" for kind in ROLES)
    return draw_curves(
        _curves(first, DEPTHS),
        f"Size of the first block’s gradient before training, for {DEPTHS[0]} to "
        f"{DEPTHS[-1]} blocks: {told}.",
        x_label="blocks",
        x_ends=(0, DEPTHS[-1]),
        logarithmic=True,
        lit=depth,
    )


def draw_errors(errors: Mapping[str, Mapping[int, float]], depth: int) -> Scene:
    """Draw the share of training digits misread in the end, over the depths that came so far."""
    depths = list(errors["plain"])
    told = "; ".join(
        f"{kind} {', '.join(f'{share:.1%} at {blocks}' for blocks, share in errors[kind].items())}"
        for kind in ROLES
    ).replace("%", " %")
    text = (
        f"Share of the {EXAMPLES} training digits that are misread after step {LAST_STEP}, by "
        f"blocks: {told}."
        if depths
        else f"Training error by depth: no run has come to step {LAST_STEP} yet."
    )
    shares = {kind: list(errors[kind].values()) for kind in ROLES} if depths else {}
    return draw_curves(
        _curves(shares, depths), text, x_label="blocks", x_ends=(0, DEPTHS[-1]), lit=depth
    )


def _curves(series: Series, x: Sequence[float]) -> list[Curve]:
    return [
        Curve(kind, ROLES[kind], list(x), [max(number, FAINTEST) for number in numbers])
        for kind, numbers in series.items()
    ]
