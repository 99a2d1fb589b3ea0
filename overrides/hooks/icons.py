"""MkDocs' hook for the site's icons: a 3×3 filter, drawn from the package's own Sobel filter.

One drawing in several sizes, as SVG for browsers' tabs and as PNG for home screens. Systems cut
their own shape out of a maskable icon, so that its picture keeps to the middle.
"""

from collections.abc import Iterator

import numpy as np
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from numpy.typing import NDArray

from onefilter.kernels import PRESETS
from onefilter.scene.png import to_png

FOLDER = "assets/images"
PNGS = {"icon-180": (180, False), "icon-192": (192, False), "icon-512": (512, False)}
PNGS["icon-512-maskable"] = (512, True)
# All lengths are shares of the icon's side.
CORNER, CELL_CORNER, GAP = 0.2, 0.035, 0.035
PICTURE, SAFE_PICTURE = 0.7, 0.56
PAPER = (35, 40, 102)
# The colours of the page's dark palette: they lie on dark paper here.
POSITIVE, NEGATIVE, NOTHING = (154, 163, 255), (255, 160, 77), (74, 81, 158)
FAINT = 0.62

Colour = tuple[int, int, int]
Box = tuple[float, float, float]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: add the icons."""
    drawn: dict[str, str | bytes] = {"icon.svg": svg()}
    drawn |= {f"{name}.png": png(*how) for name, how in PNGS.items()}
    for name, content in drawn.items():
        files.append(File.generated(config, f"{FOLDER}/{name}", content=content))
    return files


def cells(share: float) -> Iterator[tuple[Box, Colour]]:
    """Yield every cell of a filter that takes `share` of the icon: left, top, side; and colour."""
    weights = PRESETS["sobel_x"].weights
    side = (share - 2 * GAP) / 3
    for (row, column), weight in np.ndenumerate(weights):
        left, top = ((1 - share) / 2 + i * (side + GAP) for i in (column, row))
        yield (left, top, side), colour(weight / abs(weights).max())


def colour(weight: float) -> Colour:
    """Return the colour of a weight from −1 to 1: its sign's, fainter where it is small."""
    if weight == 0:
        return NOTHING
    full = POSITIVE if weight > 0 else NEGATIVE
    share = FAINT + (1 - FAINT) * (2 * abs(weight) - 1)
    red, green, blue = (round(p + share * (f - p)) for f, p in zip(full, PAPER, strict=True))
    return red, green, blue


def svg() -> str:
    """Draw the icon as SVG."""
    boxes = [((0.0, 0.0, 1.0), PAPER, CORNER)]
    boxes += [(box, paint, CELL_CORNER) for box, paint in cells(PICTURE)]
    rects = (
        f'<rect x="{100 * x:.4g}" y="{100 * y:.4g}" width="{100 * s:.4g}" height="{100 * s:.4g}"'
        f' rx="{100 * r:.4g}" fill="#{bytes(paint).hex()}"/>'
        for (x, y, s), paint, r in boxes
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{"".join(rects)}</svg>\n'


def png(size: int, is_maskable: bool) -> bytes:
    """Draw the icon as PNG; a maskable one fills its square, for systems to cut."""
    picture = np.full((size, size, 4), (*PAPER, 0), float)
    paint(picture, (0.0, 0.0, 1.0), PAPER, 0 if is_maskable else CORNER)
    for box, colour in cells(SAFE_PICTURE if is_maskable else PICTURE):
        paint(picture, box, colour, CELL_CORNER)
    return to_png(np.rint(picture).astype(np.uint8))


def paint(picture: NDArray[np.float64], box: Box, colour: Colour, corner: float) -> None:
    """Lay a square with round corners over a picture, its edges smooth."""
    covered = coverage(len(picture), box, corner)[..., None]
    picture[:] = (1 - covered) * picture + covered * (*colour, 255)


def coverage(size: int, box: Box, corner: float) -> NDArray[np.float64]:
    """Return which share of every pixel the square covers, from how far its edge is."""
    left, top, side = box
    middles = (np.arange(size) + 0.5) / size
    inner = side / 2 - corner
    across, down = (abs(middles - start - side / 2) - inner for start in (left, top))
    outside = np.hypot(*np.meshgrid(np.maximum(across, 0), np.maximum(down, 0)))
    inside = np.minimum(np.maximum(*np.meshgrid(across, down)), 0)
    shares: NDArray[np.float64] = np.clip(0.5 + (corner - outside - inside) * size, 0, 1)
    return shares
