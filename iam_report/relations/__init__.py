"""Relations: frames made from frames.

One module per relation, holding one function of the same name. Its parameters are the frames it
is made from, by name; one with the default None is used where it is there. Relations are found by
walking this folder.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

RelationFunction: TypeAlias = Callable[..., pd.DataFrame]


@runtime_checkable
class Frames(Protocol):
    """Frames by name, read from exports or made when they are asked for: a Snapshot."""

    @property
    def read(self) -> Mapping[str, pd.DataFrame]:
        """The frames that were read from exports or given; no relation made of them."""

    def __getitem__(self, name: str, /) -> pd.DataFrame:
        """Return a frame; raise KeyError where it is not there and cannot be made."""

    def __contains__(self, name: str, /) -> bool:
        """Tell whether a frame is there or can be made."""


@dataclass(frozen=True)
class Relation:
    """A relation: the function that makes the frame, and the frames it is made from.

    Attributes:
        name: Name of the frame.
        make: The function.
        frames: The frames that it needs.
        sharpening_frames: The frames that it uses where they are there.
        takes_all: Whether the function takes the Frames as they are, not these frames one by one.
    """

    name: str
    make: RelationFunction
    frames: tuple[str, ...]
    sharpening_frames: tuple[str, ...] = ()
    takes_all: bool = False


@cache
def relations() -> Mapping[str, Relation]:
    """Return every relation of the package by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    functions = {n: getattr(importlib.import_module(f"{__name__}.{n}"), n) for n in names}
    return MappingProxyType({name: _relation(name, f) for name, f in functions.items()})


def _relation(name: str, function: RelationFunction) -> Relation:
    parameters = inspect.signature(function).parameters.values()
    needed = tuple(p.name for p in parameters if p.default is p.empty)
    sharpening = tuple(p.name for p in parameters if p.default is not p.empty)
    return Relation(name, function, needed, sharpening)
