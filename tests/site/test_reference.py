"""The reference: all that the package offers stands there, complete, and its examples run."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
import tomllib
from typing import Any

import griffe
import pytest

import onefilter
from onefilter.session import Event, Session
from overrides.api import catalogue, prose, signatures
from overrides.api.catalogue import Member, Module, contents, modules, package
from overrides.api.examples import example
from overrides.hooks import reference
from overrides.hooks.assembly import ROOT
from tests.conftest import Site

MODULES = list(modules())
MEMBERS = [(m, name, member) for m in MODULES for name, member in m.members.items()]
CALLED = [entry for entry in MEMBERS if not isinstance(entry[2], griffe.Attribute)]
CONV = package()["conv"]


def called(entry: tuple[Module, str, Member]) -> str:
    return f"{entry[0].name}.{entry[1]}"


def page(site: Site, name: str) -> str:
    return (site.folder / "reference" / name / "index.html").read_text(encoding="utf-8")


def test_every_module_has_a_page_or_a_reason_why_not() -> None:
    found = {m.name for m in pkgutil.iter_modules(onefilter.__path__) if m.name[0] != "_"}
    placed = [m.name for m in MODULES if "." not in m.name] + list(contents()["inner"])
    assert sorted(placed) == sorted(found)


def test_the_groups_follow_the_arrows() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    height = {name: -i for i, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}
    for higher, lower in zip(catalogue.groups(), catalogue.groups()[1:], strict=False):
        least = min(height[m.name.split(".")[0]] for m in higher.modules)
        most = max(height[m.name.split(".")[0]] for m in lower.modules)
        assert least >= most, f"{lower.title!r} holds a module that stands above {higher.title!r}"


def test_every_public_name_is_on_a_page_and_no_private_one(site: Site) -> None:
    for module in MODULES:
        heads = re.findall(r'<h[23] id="([\w.]+)"', page(site, module.name))
        own = [name for name in heads if "." not in name]
        runtime = importlib.import_module(module.path)
        defined = getattr(runtime, "__all__", None) or [
            name
            for name, value in vars(runtime).items()
            if name[0] != "_" and getattr(value, "__module__", None) == module.path
        ]
        functions = {name for name in defined if callable(getattr(runtime, name))}
        assert functions <= set(own)
        assert not [name for name in heads if re.search(r"(^|\.)_", name)]


@pytest.mark.parametrize("entry", CALLED, ids=called)
def test_each_has_an_example_that_runs_by_itself(entry: tuple[Module, str, Member]) -> None:
    module, name, member = entry
    code = example(member)
    events: list[Event] = []
    assert Session(events.append).run(code, name), events
    told = {event["kind"] for event in events}
    assert told <= {"out", "value", "done"}
    assert told > {"done"}
    if isinstance(member, griffe.Function):
        used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
        assert name in used
        assert re.search(rf"^from {module.path} import .*\b{name}\b", code, re.MULTILINE)


@pytest.mark.parametrize("entry", CALLED, ids=called)
def test_each_says_what_it_takes_and_gives(entry: tuple[Module, str, Member]) -> None:
    _, name, member = entry
    assert member.docstring is not None
    kinds = {section.kind.value for section in member.docstring.parsed}
    if isinstance(member, griffe.Function):
        assert not member.parameters or "parameters" in kinds, name
        assert kinds & {"returns", "yields"}, name
    elif member.attributes and not any(n.startswith("forward") for n in member.members):
        assert kinds & {"parameters", "attributes"} or is_protocol(member), name


def is_protocol(member: Member) -> bool:
    return any("Protocol" in str(base) for base in getattr(member, "bases", ()))


def test_each_example_stands_on_its_page_ready_to_run(site: Site) -> None:
    for module in MODULES:
        html = page(site, module.name)
        for name, member in module.members.items():
            if not isinstance(member, griffe.Attribute):
                assert f'data-editor="{name}-example"' in html


def test_the_search_finds_a_function(site: Site) -> None:
    index = json.loads((site.folder / "search/search_index.json").read_text(encoding="utf-8"))
    places = [entry["location"] for entry in index["docs"] if entry["title"] == "conv2d"]
    assert {"reference/conv/#conv2d", "reference/nn.functional/#conv2d"} <= set(places)


def test_every_page_leads_to_where_its_subject_is_explained(site: Site) -> None:
    for module in MODULES:
        html = page(site, module.name)
        assert html.count('href="../../demos/') >= len(module.shown)
        for place in module.taught:
            assert place.partition("#")[2] in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add :math:`a +\n  b`.", "Add $a + b$."),
        ("As ``x[0]`` is.", "As `x[0]` is."),
        ("See `conv2d`.", "See [`conv2d`](/reference/conv.md#conv2d)."),
        (
            "See `onefilter.shapes.output_size`.",
            "See [`output_size`](/reference/shapes.md#output_size).",
        ),
        ("See `onefilter.pooling`.", "See [`pooling`](/reference/pooling.md)."),
        ("Sum:\n\n.. math:: a\n\nthen", "Sum:\n\n/// math\na\n///\n\n\nthen"),
        (".. math::\n    a \\\\\n    b\n\nthen", "/// math\na \\\\\nb\n///\n\n\nthen"),
    ],
)
def test_docstrings_become_markdown(text: str, expected: str) -> None:
    assert prose.markdown(text, CONV) == expected


@pytest.mark.parametrize("name", ["conv3d", "_arguments", "onefilter.nowhere", "numpy.pad"])
def test_a_name_without_a_place_fails_the_build(name: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"`{name}` has no place in the reference")):
        prose.markdown(f"See `{name}`.", CONV)


def test_a_method_is_found_from_its_class() -> None:
    tensor: Any = package()["nn.tensor.Tensor"]
    linked = prose.linked("backward", tensor)
    assert linked == "[`backward`](/reference/nn.md#Tensor.backward)"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("LeCun et al., *Gradient-based\nlearning applied*, 1998.", "lecun1998"),
        ("He et al., *Deep residual learning*, 2016.", "he2016"),
        ("Goodfellow, *Deep learning*, 2016.", "goodfellow2016"),
        ("LeCun, *Deep learning*, 2015.", "lecun2015"),
        ("LeCun, *Never written*, 1998.", None),
    ],
)
def test_references_lead_to_the_bibliography(text: str, key: str | None) -> None:
    told = prose.referenced(text)
    assert re.findall(r"bibliography\.md#(\w+)", told) == ([key] if key else [])


def test_the_bibliography_leads_back_to_the_first_reference_on_a_page(site: Site) -> None:
    html = (site.folder / "bibliography/index.html").read_text(encoding="utf-8")
    for module in MODULES:
        for key in prose.cited(reference.page(module)):
            assert f'href="../reference/{module.name}/#cites-{key}"' in html
            assert page(site, module.name).count(f'id="cites-{key}"') == 1


def test_every_reference_of_the_package_is_in_the_bibliography() -> None:
    told = " ".join(reference.page(module) for module in MODULES)
    sections = re.findall(r"\*\*References\*\*\n\n([^\n]+)", told)
    assert sections
    assert not [text for text in sections if re.search(r"(?<!\[)\*[^*\]]+\*(?!\])", text)]


def test_a_long_signature_has_a_line_for_each_parameter() -> None:
    line = "f(x: dict[str, int], y: tuple[int, ...] = (1, 2), *, z: int = 0) -> tuple[int, int]"
    assert signatures.broken(line).splitlines() == [
        "f(",
        "    x: dict[str, int],",
        "    y: tuple[int, ...] = (1, 2),",
        "    *,",
        "    z: int = 0,",
        ") -> tuple[int, int]",
    ]


@pytest.mark.parametrize("entry", CALLED, ids=called)
def test_signatures_are_what_python_says(entry: tuple[Module, str, Member]) -> None:
    module, name, member = entry
    written = ast.parse(f"def {signatures.signature(member, name)}: ...").body[0]
    assert isinstance(written, ast.FunctionDef)
    asked = inspect.signature(getattr(importlib.import_module(module.path), name)).parameters
    if not is_protocol(member):
        named = [each.arg for each in [*written.args.args, *written.args.kwonlyargs]]
        kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        assert named == [each.name for each in asked.values() if each.kind not in kinds]
    assert written.name == name


def test_a_constant_shows_its_type() -> None:
    written = signatures.signature(package()["kernels.PRESETS"], "PRESETS")
    assert written == "PRESETS: Mapping[str, Kernel]"


def test_an_example_prints_all_but_its_last_value_and_says_what_it_imports() -> None:
    docstring = griffe.Docstring(
        "Sizes.\n\n>>> import math\n>>> conv2d(\n...     x,\n... )\n1\n>>> a = Grid\n>>> 'b'\n'b'\n"
    )
    function = griffe.Function("f", parent=CONV, docstring=docstring)
    assert example(function).splitlines() == [
        "import math",
        "",
        "from onefilter.conv import conv2d",
        "from onefilter.grid import Grid",
        "",
        "print(",
        "    conv2d(",
        "        x,",
        "    )",
        ")",
        "a = Grid",
        "'b'",
    ]
