r"""Which symbols a formula uses, so that its legend can be held to all of them.

Letters count, Greek ones too, and names set upright, such as RF or GELU. Operations, brackets and
words do not: a reader of `\sum` or `\leq` looks elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = re.compile(r"\\text\{[^{}]*\}")
_UPRIGHT = re.compile(r"\\(?:mathrm|operatorname)\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_GREEK = re.compile(
    r"\\((?:var)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma"
    r"|tau|phi|chi|psi|omega)|ell)(?![a-z])",
    re.I,
)


def symbols(tex: str) -> set[str]:
    r"""Return the symbols of a formula.

    Examples
    --------
    >>> sorted(symbols(r"\map{y} = \sigma(w\,x) + \mathrm{RF}_\text{in}"))
    ['RF', 'sigma', 'w', 'x', 'y']
    """
    tex = _WORDS.sub(" ", tex)
    upright = set(_UPRIGHT.findall(tex))
    tex = _UPRIGHT.sub(" ", tex)
    greek = set(_GREEK.findall(tex))
    return upright | greek | set(re.findall(r"[A-Za-z]", _COMMAND.sub(" ", tex)))


def unexplained(tex: str, legend: Iterable[str]) -> list[str]:
    r"""Return the symbols of a formula that no entry of its legend names.

    Examples
    --------
    >>> unexplained(r"\map{y} = a\,x + b", [r"\map{y}", "a, b"])
    ['x']
    """
    return sorted(symbols(tex) - {symbol for entry in legend for symbol in symbols(entry)})
