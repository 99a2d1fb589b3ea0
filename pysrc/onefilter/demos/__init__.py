"""The demos: one file each, found by looking, so that adding one is adding a file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from onefilter.demos._demo import Demo


@cache
def all_demos() -> Mapping[str, Demo]:
    """Every demo by name.

    Returns
    -------
    mapping of str to Demo
        Read-only, in alphabetical order of the files.
    """
    files = [m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")]
    records = [importlib.import_module(f"{__name__}.{name}").DEMO for name in sorted(files)]
    return MappingProxyType({record.name: record for record in records})
