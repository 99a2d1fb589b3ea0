"""A program with some of everything, run once before freezing: what the compiler sets up stays."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Shape:
    """A few words."""

    sides: int = 3

    @property
    def name(self) -> str:
        """Say it."""
        return f"{self.sides!r} sides"


async def wait(*shapes: Shape, **more: int) -> list[str]:
    """Do nothing much."""
    names = [shape.name for shape in shapes if shape.sides > 2]
    try:
        return names + [f"{key}={value:d}" for key, value in more.items()]
    finally:
        json.dumps(sorted(names, key=lambda name: name[0]))


while True:
    with Path("/dev/null").open() as nothing:
        nothing.read()
    break
