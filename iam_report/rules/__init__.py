"""Rules: one folder per best practice, one module per rule.

Rules are found by walking this package and the entry-point group `iam_report.rules`: there is no
list to edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from iam_report.errors import RuleError
from iam_report.rule import Practice, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Entry points of this group name a Rule, a list of rules, or a module that holds rules.
ENTRY_POINT_GROUP: Final = "iam_report.rules"


@cache
def practices() -> Mapping[str, Practice]:
    """Return the best practices by name, in their order."""
    names = [m.name for m in pkgutil.iter_modules(__path__) if m.ispkg]
    found = [importlib.import_module(f"{__name__}.{name}").PRACTICE for name in names]
    return MappingProxyType({p.name: p for p in sorted(found, key=lambda p: p.number)})


@cache
def builtin_rules() -> tuple[Rule, ...]:
    """Return the rules of the package, in the order of practices and codes."""
    names = [
        f"{__name__}.{practice}.{module.name}"
        for practice in practices()
        for module in pkgutil.iter_modules([f"{__path__[0]}/{practice}"])
    ]
    return _sorted(r for name in names for r in _rules_in(importlib.import_module(name)))


def all_rules() -> tuple[Rule, ...]:
    """Return the rules of the package and those of installed entry points.

    Raises:
        RuleError: Two rules have the same code or name, or an entry point does not load.
    """
    found = [r for point in entry_points(group=ENTRY_POINT_GROUP) for r in _load(point)]
    return check_distinct(_sorted([*builtin_rules(), *found]))


def check_distinct(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return `rules` as a tuple, or raise RuleError when two share a code or a name."""
    found = tuple(rules)
    for what, names in (
        ("code", [r.info.code for r in found]),
        ("name", [r.name for r in found]),
    ):
        if len(set(names)) < len(names):
            twice = next(n for n in names if names.count(n) > 1)
            raise RuleError(f"two rules have the {what} `{twice}`")
    return found


def rules() -> pd.DataFrame:
    """Return the catalogue of rules, installed ones included.

    Returns:
        A frame with a row per rule, index `rule` (its name) and the columns `code`, `practice`,
        `severity`, `title`, `summary`, `on` (by default), `off` (why not), `frames`,
        `sharpened_by`, `options`, `controls`, `fix` and `references`.
    """
    found = all_rules()
    columns = {
        "code": [r.info.code for r in found],
        "practice": [r.practice for r in found],
        "severity": [r.info.severity.value for r in found],
        "title": [r.info.title for r in found],
        "summary": [r.summary for r in found],
        "on": [not r.info.off for r in found],
        "off": [r.info.off for r in found],
        "frames": [", ".join(r.frames) for r in found],
        "sharpened_by": [", ".join(r.sharpening_frames) for r in found],
        "options": [", ".join(f"{k}={v!r}" for k, v in r.options.items()) for r in found],
        "controls": ["; ".join(str(c) for c in r.info.controls) for r in found],
        "fix": [r.info.fix for r in found],
        "references": [" ".join(r.info.references) for r in found],
    }
    names = pd.Index([r.name for r in found], name="rule", dtype=pd.ArrowDtype(pa.string()))
    table = pd.DataFrame(columns, index=names)
    kinds = {name: pa.bool_() if name == "on" else pa.string() for name in columns}
    return table.astype({name: pd.ArrowDtype(kind) for name, kind in kinds.items()})


def _load(point: importlib.metadata.EntryPoint) -> list[Rule]:
    try:
        found = point.load()
    except Exception as exc:
        raise RuleError(f"rules of entry point `{point.name}` do not load: {exc}") from exc
    if isinstance(found, ModuleType):
        return _rules_in(found)
    listed = [found] if isinstance(found, Rule) else list(found)
    if odd := [r for r in listed if not isinstance(r, Rule)]:
        raise RuleError(f"entry point `{point.name}` names {odd[0]!r}, which is no rule")
    return listed


def _rules_in(module: ModuleType) -> list[Rule]:
    return [v for v in vars(module).values() if isinstance(v, Rule)]


def _sorted(found: Iterable[Rule]) -> tuple[Rule, ...]:
    numbers = {name: practice.number for name, practice in practices().items()}
    last = len(numbers) + 1
    return tuple(sorted(found, key=lambda r: (numbers.get(r.practice, last), r.info.code)))
