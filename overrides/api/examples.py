"""A docstring's doctest as a block of code that a reader may run: its imports, then its lines."""

from __future__ import annotations

import ast
import doctest
import textwrap
from collections import defaultdict

import griffe

from overrides.api.catalogue import PACKAGE, homes, package


def example(member: griffe.Object) -> str:
    """Return the code of a docstring's examples, complete with what it imports.

    What the doctest shows of a value, the block prints; the last value is shown by itself. A
    docstring without examples gives an empty text.
    """
    text = member.docstring.value if member.docstring else ""
    steps = doctest.DocTestParser().get_examples(text)
    if not steps:
        return ""
    last = steps[-1]
    code = "\n".join(_said(step, is_last=step is last) for step in steps)
    tree = ast.parse(code)
    own = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    body = "\n".join(
        line
        for number, line in enumerate(code.splitlines(), 1)
        if not any(node.lineno <= number <= (node.end_lineno or 0) for node in own)
    )
    head = _imports([*map(ast.unparse, own), *_needed(tree, member)])
    return f"{head}\n\n{body.strip()}" if head else body.strip()


def _said(step: doctest.Example, *, is_last: bool) -> str:
    """Return a step's code, which prints what the doctest shows; a last value shows itself."""
    source = step.source.rstrip()
    is_value = isinstance(ast.parse(source).body[0], ast.Expr)
    if is_last or not step.want or not is_value or source.startswith("print("):
        return source
    return f"print(\n{textwrap.indent(source, '    ')}\n)" if "\n" in source else f"print({source})"


def _needed(tree: ast.Module, member: griffe.Object) -> list[str]:
    """Return imports of the names that a doctest finds in its module's namespace."""
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    bound |= {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    here = member.module.members
    return [_import(name, here[name]) for name in {n.id for n in names} - bound if name in here]


def _import(name: str, node: griffe.Object | griffe.Alias) -> str:
    """Return the line that gives a reader what `node` is called in the package's own module."""
    path = node.target_path if isinstance(node, griffe.Alias) else node.path
    if path.startswith(f"{PACKAGE}."):
        found = package()[path.removeprefix(f"{PACKAGE}.")]
        found = found.final_target if found.is_alias else found
        path = f"{homes()[found.path]}.{found.name}" if found.path in homes() else found.path
    parent, _, last = path.rpartition(".")
    if not parent:
        return f"import {path}" + (f" as {name}" if name != path else "")
    return f"from {parent} import {last}" + (f" as {name}" if name != last else "")


def _imports(lines: list[str]) -> str:
    """Join imports: whole modules first, then one line for each module that gives names."""
    whole = sorted({line for line in lines if line.startswith("import ")})
    names: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.startswith("from "):
            parent, _, given = line.removeprefix("from ").partition(" import ")
            names[parent] |= set(given.split(", "))
    own = [f"from {parent} import {', '.join(sorted(names[parent]))}" for parent in sorted(names)]
    return "\n".join(whole) + ("\n\n" if whole and own else "") + "\n".join(own)
