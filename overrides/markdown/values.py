"""Numbers on a page come from the package.

`[[= shapes.output_size(24, 3) ]]` in a page's text becomes the number that the package gives at
build; a format may follow a colon, as in `[[= 1 / 9 :.3f ]]`. What a page uses again and again is
named once, at its top:

    /// values
    pixels = 224 * 224 * 3
    ///

Every module of the package is at hand by its name, and what the benches measured as `record`.
"""

from __future__ import annotations

import ast
import importlib
import math
import pkgutil
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from functools import cache
from numbers import Integral, Real
from types import CodeType
from typing import Any

import numpy as np
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

import onefilter
from onefilter.speech import decimal
from overrides.markdown import record

VALUE = r"\[\[=\s+(?P<expression>[^\n]+?)(?:\s+:(?P<format>[^\s:\]]+))?\s+\]\]"

_PLAIN: tuple[Callable[..., Any], ...] = (abs, dict, enumerate, float, int, isinstance, len, list)
_PLAIN += (map, max, min, range, round, sorted, str, sum, tuple, zip)


@cache
def _package() -> dict[str, Any]:
    # numpy imports what lies behind these on their first call, which no expression may do.
    for method in ("all", "any", "max", "mean", "min", "prod", "std", "sum", "var"):
        getattr(np.ones(1), method)()
    names = (module.name for module in pkgutil.iter_modules(onefilter.__path__))
    return {name: importlib.import_module(f"onefilter.{name}") for name in names}


class Values:
    """The names that one page may use, and what it has named itself.

    Attributes
    ----------
    origins : dict of str to str
        The expression behind each name that the page gave.
    """

    def __init__(self) -> None:
        self.origins: dict[str, str] = {}
        self._names: dict[str, Any] = {
            "__builtins__": {function.__name__: function for function in _PLAIN},
            "math": math,
            "np": np,
            "record": record,
            **_package(),
        }

    def define(self, source: str) -> None:
        """Take in a page's assignments, one name each."""
        for line in ast.parse(source).body:
            if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
                raise ValueError(f"{ast.unparse(line)!r} is not of the form `name = expression`")
            name, expression = line.targets[0].id, ast.unparse(line.value)
            self._names[name] = self.evaluate(expression)
            self.origins[name] = expression

    def evaluate(self, expression: str) -> Any:
        """Return what an expression gives, or say which one failed."""
        try:
            return eval(_compiled(expression), self._names)
        except Exception as error:
            raise ValueError(f"[[= {expression} ]]: {type(error).__name__}: {error}") from error

    def fill(self, text: str) -> str:
        """Replace every `[[= … ]]` in a formula by its value, as TeX."""

        def number(match: re.Match[str]) -> str:
            value = self.evaluate(match["expression"])
            if isinstance(value, np.ndarray):
                return matrix(value)
            return written(value, match["format"]).replace(",", "{,}").replace("−", "-")

        return re.sub(VALUE, number, text)


@cache
def _compiled(expression: str) -> CodeType:
    return compile(expression, "<page>", "eval")


def written(value: object, format_spec: str | None = None) -> str:
    """Return a value as a reader writes it.

    Thousands stand in groups, a minus is a minus, a tuple keeps its brackets, and a fraction has
    four significant digits unless a format says otherwise.
    """
    if isinstance(value, tuple):
        return f"({', '.join(written(item, format_spec) for item in value)})"
    if isinstance(value, (str, bool)) and not format_spec:
        return str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if not isinstance(value, Real):
        raise TypeError(f"{value!r} is neither a number, a text nor a tuple of them")
    text = format(value, format_spec or ("," if isinstance(value, Integral) else ".4g"))
    return decimal(text.replace("-", "−"))


def matrix(values: np.ndarray[Any, Any]) -> str:
    """Return an array of one or two axes as a TeX matrix."""
    rows = (" & ".join(_entry(value) for value in row) for row in np.atleast_2d(values))
    return r"\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}"


def _entry(value: float) -> str:
    return f"{value:.4g}"


class ValueProcessor(InlineProcessor):
    """Turn `[[= expression ]]` into `<data>`, which shows its expression when pointed at."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002
    ) -> tuple[etree.Element, int, int]:
        """Evaluate one expression."""
        names: Values = values_of(self.md)
        value = names.evaluate(m["expression"])
        element = etree.Element("data", {"class": "of-value"})
        element.set("value", str(value))
        element.set("title", names.origins.get(m["expression"], m["expression"]))
        element.text = written(value, m["format"])
        return element, m.start(0), m.end(0)


class ValuesBlock(Block):
    """A page's own names; it leaves nothing on the page."""

    NAME = "values"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Hold the assignments until the block ends."""
        self._parent = parent
        return etree.SubElement(parent, "pre")

    def on_markdown(self) -> str:
        """Keep the assignments as they are."""
        return "raw"

    def on_end(self, block: etree.Element) -> None:
        """Evaluate the assignments and take the block off the page."""
        values_of(self.md).define(block.text or "")
        self._parent.remove(block)


def values_of(md: Markdown) -> Values:
    """Return the names of the page that is being converted."""
    values = getattr(md, "of_values", None)
    if not isinstance(values, Values):
        raise TypeError("list overrides.markdown.values under markdown_extensions first")
    return values


class ValuesExtension(BlocksExtension):
    """Register the inline value and the block of names."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: N802
        """Called once a converter."""
        md.inlinePatterns.register(ValueProcessor(VALUE, md), "of-value", 176)
        block_mgr.register(ValuesBlock, self.getConfigs())
        md.registerExtension(self)
        self._md = md
        md.of_values = Values()  # type: ignore[attr-defined]

    def reset(self) -> None:
        """Forget one page's names before the next page."""
        self._md.of_values = Values()  # type: ignore[attr-defined]


def makeExtension(**options: Any) -> ValuesExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return ValuesExtension(**options)
