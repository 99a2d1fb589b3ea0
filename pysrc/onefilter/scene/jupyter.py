"""Pictures in a Jupyter notebook, as the pages of the site show them."""

from __future__ import annotations

from html import escape
from typing import Any

from onefilter.scene.colormap import Colormap
from onefilter.scene.showing import scene_of, size_of
from onefilter.scene.svg import to_svg

COLOURS = {
    "ink": "#1f2330",
    "muted": "#5b6172",
    "grid": "#c9cdd8",
    "positive": "#4f5bd5",
    "negative": "#c25700",
    "accent": "#00857a",
    "paper": "#ffffff",
}
WIDTHS = {"small": "9em", "square": "18em", "wide": "36em"}


def show(values: Any, title: str = "", *, colormap: Colormap | None = None) -> None:
    """Draw an array, a batch of feature maps or a curve below the cell.

    Parameters
    ----------
    values : array_like
        The numbers, see `scene_of`.
    title : str
        What stands below the picture.
    colormap : {"gray", "signed"}, optional
        See `scene_of`.
    """
    from IPython.display import HTML, display

    display(HTML(to_html(values, title, colormap)))


def to_html(values: Any, title: str = "", colormap: Colormap | None = None) -> str:
    """Write a picture with the colours that it needs.

    Parameters
    ----------
    values, title, colormap
        As in `show`.

    Returns
    -------
    str
        One ``<figure>``, on white paper.

    Examples
    --------
    >>> to_html([1.0, 2.0])[:8]
    '<figure '
    """
    scene = scene_of(values, colormap)
    style = "".join(
        f".of-fill-{role}{{fill:{colour}}}.of-stroke-{role}{{stroke:{colour}}}"
        for role, colour in COLOURS.items()
    )
    box = f"width:{WIDTHS[size_of(scene)]};max-width:100%;margin:0;padding:.5em;background:#fff"
    caption = f"<figcaption>{escape(title)}</figcaption>" if title else ""
    return (
        f'<figure style="{box};color:#1f2330"><style>{style}</style>'
        f"{to_svg(scene, title)}{caption}</figure>"
    )
