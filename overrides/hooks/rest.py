"""Finds what of the standard library has not come yet.

This file runs in a browser's Python that was started from few bytes: `light.py` puts it there, and
names in it the modules that were left out. Their archive is fetched when one of them is imported,
and not because someone looks for a name that is nowhere.
"""

import sys
from importlib.machinery import ModuleSpec
from zipimport import zipimporter

LEFT_OUT: frozenset[str] = frozenset()


class Rest:
    """Finds modules in an archive whose names are known beforehand."""

    def __init__(self, archive: str, names: frozenset[str]) -> None:
        self.archive = archive
        self.names = names

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return where a module that was left out is; None for every other."""
        if name not in self.names:
            return None
        *packages, _last = name.split(".")
        return zipimporter("/".join([self.archive, *packages])).find_spec(name)


def look_into(archive: str) -> None:
    """Let imports find in `archive` what was left out."""
    sys.meta_path.append(Rest(archive, LEFT_OUT))
