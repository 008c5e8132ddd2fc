"""Relations: frames made from frames.

One module per relation, holding one function of the same name. Its parameters are the frames it
is made from, by name. Relations are found by walking this folder.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

RelationFunction: TypeAlias = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Relation:
    """A relation: the function that makes the frame, and the frames it is made from."""

    name: str
    make: RelationFunction
    frames: tuple[str, ...]


@cache
def relations() -> Mapping[str, Relation]:
    """Return every relation of the package by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    functions = {n: getattr(importlib.import_module(f"{__name__}.{n}"), n) for n in names}
    return MappingProxyType(
        {n: Relation(n, f, tuple(inspect.signature(f).parameters)) for n, f in functions.items()}
    )


@cache
def sources(name: str) -> frozenset[str]:
    """Return the frames read from exports that the frame `name` is made from, or itself."""
    relation = relations().get(name)
    if relation is None:
        return frozenset({name})
    return frozenset().union(*(sources(frame) for frame in relation.frames))
