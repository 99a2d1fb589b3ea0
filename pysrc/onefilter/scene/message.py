"""A scene as plain objects, ready to cross from the worker to the page."""

from __future__ import annotations

from typing import Any

from onefilter.scene.marks import Image, Line, Mark, Rect, Scene

Message = dict[str, Any]


def to_message(scene: Scene) -> Message:
    """Everything that the painter needs, without a class in it.

    Parameters
    ----------
    scene : Scene
        The picture.

    Returns
    -------
    dict
        The scene's fields; each mark is a dict with its ``kind``, and an image holds `pixels`,
        bytes of shape (rows, columns, 4), in place of its numbers.

    Examples
    --------
    >>> to_message(Scene(2, 1, (Rect(0, 0, 1, 1),), "A square."))["marks"][0]["kind"]
    'rect'
    """
    return {
        "x": scene.x,
        "y": scene.y,
        "width": scene.width,
        "height": scene.height,
        "rows": scene.rows,
        "columns": scene.columns,
        "text": scene.text,
        "marks": [_mark(mark) for mark in scene.marks],
    }


def _mark(mark: Mark) -> Message:
    # A pointer's every move passes through here: copying a mark's fields at once is the quick way.
    if isinstance(mark, Rect):
        return {"kind": "rect", **vars(mark)}
    if isinstance(mark, Image):
        return _image(mark)
    if isinstance(mark, Line):
        return {"kind": "line", **vars(mark), "points": [list(point) for point in mark.points]}
    return {"kind": "text", **vars(mark)}


def _image(mark: Image) -> Message:
    rows, columns = mark.values.shape[:2]
    return {
        "kind": "image",
        "x": mark.x,
        "y": mark.y,
        "width": mark.width,
        "height": mark.height,
        "rows": rows,
        "columns": columns,
        "signed": mark.colormap == "signed",
        "pixels": mark.colours,
    }
