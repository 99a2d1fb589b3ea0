"""What to do about an error, in plain words, where its cause is common and its message is not."""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

Names = Mapping[str, Any]

TOO_MUCH = "A page's Python has about two gigabytes. Take smaller arrays, or fewer at a time."
FRAMEWORKS = {"torch", "torchvision", "tensorflow", "keras", "jax", "flax"}
USUAL_IMPORTS = {"np": "import numpy as np", "nn": "from onefilter import nn"}


def hint(error: BaseException, names: Names) -> str:
    """Find a hint.

    Parameters
    ----------
    error : BaseException
        What went wrong.
    names : mapping
        The namespace that it happened in.

    Returns
    -------
    str
        A sentence or two; empty where the error speaks for itself.

    Examples
    --------
    >>> hint(NameError(name="np"), {})
    'Write `import numpy as np` first.'
    """
    try:
        return next(filter(None, _advice(error, names)), "")
    except BaseException:  # what a reader's own class does when it is looked at
        return ""


def _advice(error: BaseException, names: Names) -> Iterator[str]:
    return (advise(error, names) for kind, advise in _ADVICE if isinstance(error, kind))


def _of_a_name(error: Any, names: Names) -> str:
    name = error.name or ""
    if name in USUAL_IMPORTS:
        return f"Write `{USUAL_IMPORTS[name]}` first."
    if home := _home(name):
        return f"It is in the package: write `from {home} import {name}` first."
    if near := _nearest(name, [*names, *vars(builtins)]):
        return f"Is it `{near}` that you mean?"
    return f"Nothing is called `{name}` here. Is the line that makes it above this one?"


def _home(name: str) -> str:
    """The public module of the package that has something of this name, if it is loaded."""
    homes = [
        module
        for module, content in list(sys.modules.items())
        if module.startswith("onefilter.")
        and "._" not in module
        and getattr(getattr(content, name, None), "__module__", "").startswith("onefilter.")
    ]
    return min(homes, key=lambda module: (module.count("."), module), default="")


def _nearest(name: str, candidates: Iterable[str]) -> str:
    public = [candidate for candidate in candidates if not candidate.startswith("_")]
    return next(iter(get_close_matches(name, public, 1)), "")


def _of_an_attribute(error: Any, _: Names) -> str:
    if error.obj is None and "NoneType" in str(error):
        return "The thing before the dot is None: the function that made it returns nothing."
    near = _nearest(error.name or "", dir(error.obj))
    return f"Is it `.{near}` that you mean?" if near else ""


def _of_a_module(error: Any, _: Names) -> str:
    name = (error.name or "").split(".")[0]
    if name in FRAMEWORKS:
        return (
            f"{name} does not run in a browser. `from onefilter import nn` has the same layers,"
            " called as PyTorch calls them."
        )
    if name == "onefilter":
        return ""
    return "Here are Python's own library, numpy and onefilter, and no other package."


def _of_shapes(error: BaseException, _: Names) -> str:
    return next((words for pattern, words in _SHAPES if re.search(pattern, str(error))), "")


_SHAPES = (
    (r"array is too big|dimension.* too large", TOO_MUCH),
    (
        r"could not (be )?broadcast|shape mismatch",
        "Compare the two shapes from the right: each pair of sizes must be equal, or one of them 1."
        " Print `.shape` of both.",
    ),
    (
        r"matmul|not aligned",
        "In `a @ b`, the last size of `a` must be the last but one of `b`. Print `.shape` of both;"
        " one may need `.T`.",
    ),
    (
        r"cannot reshape array",
        "The sizes of the new shape must multiply to as many numbers as there are; -1 stands for"
        " whatever is left.",
    ),
    (
        r"truth value of an array",
        "Python wants one yes or no, and this is one for each number. Say `.any()` or `.all()`.",
    ),
    (
        r"inhomogeneous shape",
        "The rows of a nested list must all be of one length.",
    ),
)


def _of_a_list(error: BaseException, _: Names) -> str:
    words = str(error)
    if re.search(r"unsupported operand.*'list'|can't multiply sequence", words):
        return "Lists do not calculate. Make an array of it with `np.array(…)`."
    if "not callable" in words and "module" in words:
        return "That is a module. Name the function inside it, after a dot."
    return ""


def _saying(words: str) -> Callable[[Any, Names], str]:
    return lambda _error, _names: words


_ADVICE: tuple[tuple[type[BaseException], Callable[[Any, Names], str]], ...] = (
    (UnboundLocalError, _saying("The function uses this name before its own line that sets it.")),
    (NameError, _of_a_name),
    (AttributeError, _of_an_attribute),
    (ModuleNotFoundError, _of_a_module),
    (ValueError, _of_shapes),
    (TypeError, _of_a_list),
    (IndexError, _saying("The first index is 0, and the last is the size minus 1, or just -1.")),
    (RecursionError, _saying("A function calls itself without end: what makes it stop?")),
    (MemoryError, _saying(TOO_MUCH)),
)
