"""An array as a file: for a spreadsheet, for any program, and for numpy."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.generic]


def export(array: Array, format: str) -> bytes:  # noqa: A002 - the word that readers know
    r"""Write an array as a file, with every digit that its numbers have.

    Parameters
    ----------
    array : ndarray of shape (H, W) or (n,)
        The numbers.
    format : {"csv", "json", "npy"}
        A table with a line a row, nested lists, or numpy's own format.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    ValueError
        If the format is another one.

    Examples
    --------
    >>> export(np.array([[1.0, 0.5], [-2.0, 0.0]]), "csv")
    b'1.0,0.5\r\n-2.0,0.0\r\n'
    >>> export(np.array([1.0, 0.5]), "json")
    b'[1.0, 0.5]'
    """
    if format not in FORMATS:
        raise ValueError(f"format is {format!r:.60}; it takes one of {', '.join(FORMATS)}")
    return FORMATS[format](array)


def _csv(array: Array) -> bytes:
    # One column where there is one axis, so that a spreadsheet lists it downwards.
    rows = array[:, None] if array.ndim == 1 else array.reshape(len(array), -1)
    return "".join(f"{','.join(map(repr, row))}\r\n" for row in rows.tolist()).encode()


def _json(array: Array) -> bytes:
    return json.dumps(array.tolist()).encode()


def _npy(array: Array) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


FORMATS: Mapping[str, Callable[[Array], bytes]] = MappingProxyType(
    {"csv": _csv, "json": _json, "npy": _npy}
)
