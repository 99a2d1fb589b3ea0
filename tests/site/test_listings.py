"""Every listing on a page runs, and its two forms say the same."""

import ast
import contextlib
import io

import numpy as np
import pytest

from onefilter.conv import conv2d
from tests.site import sources

LISTINGS = [
    pytest.param(code, id=f"{path.parent.name}-{path.stem}-{number}")
    for path in sources.pages()
    for number, code in enumerate(sources.fences(path.read_text(encoding="utf-8"), "python"))
]
PAIRS = ["intuition/using.md", "expert/using.md"]


def run(code: str) -> tuple[dict[str, object], str]:
    """Run a listing; return its names and what it prints."""
    names: dict[str, object] = {"__name__": "listing"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<listing>", "exec"), names)
    return names, printed.getvalue()


def imports(code: str) -> set[str]:
    """Return the packages that a listing imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def listings(page: str) -> list[str]:
    return sources.fences((sources.DOCS / page).read_text(encoding="utf-8"), "python")


@pytest.mark.parametrize("code", LISTINGS)
def test_a_listing_runs(code: str) -> None:
    needed = imports(code)
    assert needed <= {"numpy", "onefilter", "torch", "torchvision"}
    if "torchvision" in needed:
        return  # it would download weights; that it parses, `imports` has seen
    if "torch" in needed:
        pytest.importorskip("torch")
    run(code)


def test_the_matrix_product_is_a_convolution() -> None:
    names, printed = run(listings("in-depth/index.md")[0])
    assert printed == "(16, 22, 22)\n"
    rng = np.random.default_rng(1)
    x, weight = rng.random((2, 9, 7)), rng.random((4, 2, 3, 3))
    ours = names["convolve"](x, weight)  # type: ignore[operator]
    np.testing.assert_allclose(ours, conv2d(x[None], weight)[0])


@pytest.mark.parametrize("page", PAIRS)
def test_both_forms_of_a_listing_hold_the_same_lines(page: str) -> None:
    first, second = (set(code.splitlines()) for code in listings(page))
    assert len(first & second) >= 0.6 * len(first)


@pytest.mark.parametrize("page", PAIRS)
def test_both_forms_of_a_model_learn_the_same_numbers(page: str) -> None:
    pytest.importorskip("torch")
    ours, theirs = (run(code)[0] for code in listings(page))
    name = "model" if "model" in ours else "block"
    shapes = [
        {key: tuple(value.shape) for key, value in names[name].state_dict().items()}  # type: ignore[attr-defined]
        for names in (ours, theirs)
    ]
    assert shapes[0] == shapes[1]


def test_a_frozen_backbone_leaves_the_head_to_learn() -> None:
    _, printed = run(listings("in-depth/using.md")[0])
    (frozen, first), (thawed, second) = (line.split() for line in printed.splitlines())
    assert (int(frozen), int(thawed)) == (2, 6)  # weights and biases of one layer, of all three
    assert float(first) > 0.8
    assert float(second) > 0.8


def test_each_tier_ends_with_code() -> None:
    for tier in ("intuition", "in-depth", "expert"):
        assert listings(f"{tier}/using.md")
