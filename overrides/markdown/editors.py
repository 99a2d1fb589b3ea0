"""Code that a reader may run and edit where it stands.

    ```python { .run }
    show(images.disc())
    ```

The block is highlighted, and run now: what it prints and shows stands below it, so that a reader
without Python sees it too. A block that fails, or warns, fails the build. The blocks of a page
share their names, in the order in which they stand. `#name` among the braces gives a block an
anchor of its own; without one it is called after its number. `partials/editor.html` says how it is
written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markdown import Extension, Markdown
from pymdownx.superfences import SuperFencesCodeExtension, highlight_validator

from onefilter.scene.showing import size_of
from onefilter.scene.svg import to_svg
from onefilter.session import Event
from onefilter.speech import mark
from overrides.markdown.blocks import highlighted
from overrides.markdown.exercise_blocks import FENCES
from overrides.markdown.figures import environment
from overrides.markdown.running import Build

LANGUAGE = "python"
MARK = "run"
PUBLISHED = mark("Output, as this page was made")


class Blocks:
    """The blocks of the page that is being converted."""

    def __init__(self) -> None:
        self._build = Build()
        self._count = 0

    def write(self, md: Markdown, code: str, identity: str) -> str:
        """Run one more block and return its HTML."""
        self._count += 1
        identity = identity or f"block-{self._count}"
        name = identity.replace("-", " ")
        return (
            environment()
            .get_template("editor.html")
            .render(
                id=identity,
                name=name,
                code=highlighted(md, code),
                status=PUBLISHED,
                is_checked=False,
                events=[_ready(event) for event in joined(self._build.run(code, name))],
            )
        )


def joined(events: Iterable[Event]) -> list[Event]:
    """Join what was printed in pieces."""
    found: list[Event] = []
    for event in events:
        if event["kind"] == "out" and found and found[-1]["kind"] == "out":
            found[-1] = {"kind": "out", "text": found[-1]["text"] + event["text"]}
        else:
            found.append(event)
    return found


def _ready(event: Event) -> Event:
    """An event as the template takes it."""
    if event["kind"] != "show":
        return event
    scene = event["scene"]
    # Instant navigation makes every `href` absolute, and stumbles over an SVG element's.
    svg = to_svg(scene, event["title"]).replace(" href=", " xlink:href=")
    return {**event, "svg": svg, "size": size_of(scene)}


class EditorExtension(Extension):
    """Lets fences of Python be marked as runnable."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Called once a converter."""
        fences = next(
            (e for e in md.registeredExtensions if isinstance(e, SuperFencesCodeExtension)), None
        )
        if fences is None:
            raise TypeError("list pymdownx.superfences under markdown_extensions first")
        fences.extend_super_fences(LANGUAGE, self._fence, _valid, None)
        md.registerExtension(self)
        self.reset()

    def reset(self) -> None:
        """Begin another page."""
        self._blocks = Blocks()

    def _fence(self, src: str, md: Markdown, classes: list[str], **options: Any) -> str:
        """Write a fence of Python: as its mark says, plain code where it has none."""
        for word, write in {MARK: self._blocks.write, **FENCES}.items():
            if word in classes:
                return write(md, src, options["id_value"])
        return str(_processor(md).highlight(src, md=md, classes=classes, **options))


def _processor(md: Markdown) -> Any:
    return md.preprocessors["fenced_code_block"]


def _valid(language: str, inputs: Any, options: Any, attrs: Any, md: Markdown) -> bool:
    """Take what other fences take."""
    _processor(md).get_hl_settings()
    return bool(highlight_validator(language, inputs, options, attrs, md))


def makeExtension(**options: Any) -> EditorExtension:  # noqa: N802
    """Python-Markdown's entry point."""
    return EditorExtension(**options)
