"""A scene as SVG: the picture that a page shows before, or without, any script."""

from __future__ import annotations

import base64
from html import escape

from onefilter.scene.marks import Image, Line, Mark, Rect, Scene, Text
from onefilter.scene.png import to_png


def to_svg(scene: Scene, title: str = "") -> str:
    """Write a scene as one ``<svg>`` element.

    Colours are classes by role (``of-fill-ink``, ``of-stroke-accent``, …), so that the page's
    theme decides; nothing is styled inline, which a strict content security policy forbids.

    Parameters
    ----------
    scene : Scene
        The picture.
    title : str
        Its name for screen readers; the scene's text describes it in either case.

    Returns
    -------
    str
        The element, on one line.

    Examples
    --------
    >>> to_svg(Scene(2, 1, (), "Nothing yet."))[:61]
    '<svg xmlns="http://www.w3.org/2000/svg" class="of-scene" role'
    """
    frame = " ".join(map(_length, (scene.x, scene.y, scene.width, scene.height)))
    words = f"<title>{_safe(title or scene.text)}</title>"
    if title:
        words += f"<desc>{_safe(scene.text)}</desc>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="of-scene" role="img" viewBox="{frame}">'
        f"{words}{''.join(map(_mark, scene.marks))}</svg>"
    )


def _mark(mark: Mark) -> str:
    match mark:
        case Image():
            return _image(mark)
        case Rect():
            return _rect(mark)
        case Line():
            return _line(mark)
        case Text():
            return _text(mark)


def _image(mark: Image) -> str:
    data = base64.b64encode(to_png(mark.colours)).decode()
    return (
        f'<image class="of-pixels" {_box(mark)} preserveAspectRatio="none" '
        f'image-rendering="pixelated" href="data:image/png;base64,{data}"/>'
    )


def _rect(mark: Rect) -> str:
    opacity = f' opacity="{_length(mark.opacity)}"' if mark.opacity != 1 else ""
    if not mark.stroke:
        return f'<rect class="of-fill-{mark.role}" {_box(mark)}{opacity}/>'
    return (
        f'<rect class="of-stroke-{mark.role}" fill="none" {_stroke(mark)} {_box(mark)}{opacity}/>'
    )


def _line(mark: Line) -> str:
    points = " ".join(f"{_length(x)},{_length(y)}" for x, y in mark.points)
    dashes = f' stroke-dasharray="{_length(3 * mark.stroke)}"' if mark.dashed else ""
    return (
        f'<polyline class="of-stroke-{mark.role}" fill="none" {_stroke(mark)}{dashes} '
        f'stroke-linejoin="round" points="{points}"/>'
    )


def _text(mark: Text) -> str:
    return (
        f'<text class="of-fill-{mark.role}" x="{_length(mark.x)}" y="{_length(mark.y)}" '
        f'font-size="{_length(mark.size)}" text-anchor="{mark.anchor}" '
        f'dominant-baseline="central">{_safe(mark.text)}</text>'
    )


def _stroke(mark: Rect | Line) -> str:
    return f'stroke-width="{_length(mark.stroke)}"'


def _box(mark: Image | Rect) -> str:
    return (
        f'x="{_length(mark.x)}" y="{_length(mark.y)}" '
        f'width="{_length(mark.width)}" height="{_length(mark.height)}"'
    )


def _length(number: float) -> str:
    """Four decimals: a ten-thousandth of a unit is far below what a screen can show."""
    return f"{round(number, 4) + 0.0:.4f}".rstrip("0").rstrip(".")


def _safe(words: str) -> str:
    """Escaped, and without the control characters that XML has no way to write."""
    return escape("".join(c for c in words if c >= " " or c in "\n\t"))
