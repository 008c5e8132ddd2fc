"""The frames of iam_report: one module per frame, each holding one Schema.

`schemas()` finds them by walking this folder, so a new frame is one new module.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from iam_report.schema import Schema

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def schemas() -> Mapping[str, Schema]:
    """Return every schema of the package by its name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = [v for m in modules for v in vars(m).values() if isinstance(v, Schema)]
    return MappingProxyType({schema.name: schema for schema in found})
