"""Every listing on a page runs there, and the two forms of one compute the same."""

import ast
import contextlib
import io
from typing import Any

import numpy as np
import pytest

from onefilter.conv import conv2d
from onefilter.digit_network import trained_digit_network
from onefilter.digits import parity_set
from onefilter.session import Session
from overrides.markdown.exercises import FOLDER
from tests.site import sources

# What an exercise asks for is tested with the exercises.
LISTING = [path for path in sources.pages() if path.parent != FOLDER]
PAGES = [path.relative_to(sources.DOCS).as_posix() for path in LISTING]


def listings(page: str, *, runnable: bool | None = None) -> list[str]:
    """Return a page's Python."""
    markdown = (sources.DOCS / page).read_text(encoding="utf-8")
    return sources.fences(markdown, "python", runnable=runnable)


# Pages with a listing in both forms, whatever their language.
PAIRS = [page for page in PAGES if listings(page, runnable=False)]


def run(code: str, names: dict[str, Any] | None = None) -> tuple[dict[str, Any], str]:
    """Run a listing; return its names and what it prints."""
    names = {"__name__": "listing", **(names or {})}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<listing>", "exec"), names)
    return names, printed.getvalue()


def body(code: str) -> str:
    """Return a listing without the lines that say where things come from."""
    return "\n".join(line for line in code.splitlines() if not line.startswith(("import", "from")))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_all_of_its_python_but_the_other_forms(page: str) -> None:
    for code in listings(page, runnable=False):
        modules = {
            (node.module or "").split(".")[0]
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.ImportFrom)
        }
        assert "torch" in modules


@pytest.mark.parametrize("page", [page for page in PAGES if listings(page, runnable=True)])
def test_the_blocks_of_a_page_run_one_after_the_other(page: str) -> None:
    events: list[dict[str, Any]] = []
    session = Session(events.append)
    for code in listings(page, runnable=True):
        assert session.run(code, "a block"), events[-2]["text"]
    assert "err" not in {event["kind"] for event in events}


def test_the_matrix_product_is_a_convolution() -> None:
    names, _ = run(listings("in-depth/index.md")[0], {"show": lambda _: None})
    assert names["maps"].shape == (16, 22, 22)
    rng = np.random.default_rng(1)
    x, weight = rng.random((2, 9, 7)), rng.random((4, 2, 3, 3))
    np.testing.assert_allclose(names["convolve"](x, weight), conv2d(x[None], weight)[0])


def test_every_tier_has_a_listing_in_both_forms() -> None:
    assert {f"{tier}/using.md" for tier in ("intuition", "in-depth", "expert")} <= set(PAIRS)


@pytest.mark.parametrize("page", PAIRS)
def test_two_forms_differ_in_their_imports_only(page: str) -> None:
    ours = listings(page, runnable=True)[0]
    (theirs,) = listings(page, runnable=False)
    assert body(ours) == body(theirs)
    assert ours != theirs


@pytest.mark.parametrize(
    ("page", "name", "shape"),
    [
        ("intuition/using.md", "model", (4, 3, 32, 32)),
        ("de/intuition/using.md", "model", (4, 3, 32, 32)),
        ("expert/using.md", "block", (2, 96, 9, 8)),
    ],
)
def test_two_forms_with_the_same_weights_compute_the_same(
    page: str, name: str, shape: tuple[int, ...]
) -> None:
    torch = pytest.importorskip("torch")
    ours, printed = run(listings(page, runnable=True)[0])
    theirs, printed_there = run(listings(page, runnable=False)[0])
    assert printed == printed_there
    assert printed.count("(") == len(list(ours[name].named_parameters()))
    state = {key: torch.from_numpy(value) for key, value in ours[name].state_dict().items()}
    theirs[name].load_state_dict(state)
    x = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    expected = theirs[name](torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(ours[name](x).numpy(), expected, rtol=1e-4, atol=1e-5)


def digit_network_of(torch: Any) -> Any:
    """Return the trained digit network, built of PyTorch's layers."""
    theirs = torch.nn
    made = theirs.Sequential(
        *(theirs.Conv2d(1, 8, 3), theirs.ReLU(), theirs.MaxPool2d(2)),
        *(theirs.Conv2d(8, 16, 3), theirs.ReLU(), theirs.MaxPool2d(2)),
        *(theirs.Flatten(), theirs.Linear(16 * 4 * 4, 10)),
    )
    state = trained_digit_network().state_dict()
    made.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return made


def test_both_forms_of_transfer_learn_the_same() -> None:
    torch = pytest.importorskip("torch")
    ours, printed = run(listings("in-depth/using.md", runnable=True)[0])
    given = {
        "nn": torch.nn,
        "optim": torch.optim,
        "network": lambda weights: digit_network_of(torch),  # noqa: ARG005
        "examples": lambda count: tuple(torch.from_numpy(part) for part in parity_set(count)),
    }
    theirs, printed_there = run(body(listings("in-depth/using.md", runnable=False)[0]), given)
    assert printed == printed_there
    for name, value in theirs["model"].state_dict().items():
        mine = ours["model"].state_dict()[name]
        np.testing.assert_allclose(mine, value.numpy(), atol=2e-3, err_msg=name)


def test_a_frozen_backbone_leaves_the_head_to_learn() -> None:
    events: list[dict[str, Any]] = []
    session = Session(events.append)
    for code in listings("in-depth/using.md", runnable=True):
        session.run(code, "a block")
    printed = "".join(event["text"] for event in events if event["kind"] == "out")
    learned = [int(line.split()[0]) for line in printed.splitlines()]
    assert learned == [2, 6]  # weights and biases of one layer, then of all three
    (value,) = [event["text"] for event in events if event["kind"] == "value"]
    assert float(value) > 0.85


def test_each_tier_ends_with_code() -> None:
    for tier in ("intuition", "in-depth", "expert"):
        assert listings(f"{tier}/using.md", runnable=True)
