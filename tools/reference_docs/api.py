"""The page of the public names."""

from __future__ import annotations

import dataclasses
import enum
import inspect
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import iam_report
import iam_report.testing
from tools.reference_docs.markdown import block, codes, docstring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

#: Lines of code that are longer get one parameter a line.
_WIDTH: Final = 88


def api_page() -> str:
    """Return the page of what `import iam_report` offers, and of its helpers for tests."""
    names = sorted((n for n in iam_report.__all__ if n != "__version__"), key=str.lower)
    lines = ["# Python interface", "", *block("python", "import iam_report as ir"), ""]
    lines += [", ".join(f"[{name}](#{anchor})" for name, anchor in _anchors(names)) + "."]
    lines += ["", "`ir.__version__` is the version of the package, as text."]
    for name in names:
        lines += ["", f"## {name}", "", *_text(f"ir.{name}", getattr(iam_report, name))]
    lines += ["", "## iam_report.testing", "", *docstring(iam_report.testing)]
    for name, function in _functions(iam_report.testing).items():
        lines += ["", f"### {name}", "", *_text(name, function)]
    return "\n".join(lines)


def _anchors(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield headings with their anchors; those that differ by case only are counted."""
    seen: Counter[str] = Counter()
    for name in names:
        anchor = name.lower()
        yield name, f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor
        seen[anchor] += 1


def _functions(module: Any) -> dict[str, Callable[..., Any]]:
    """Return the public functions that a module defines."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    }


def _text(name: str, value: Any) -> list[str]:
    """Return the text of a class or function."""
    lines = [*block("python", signature(name, value)), "", *docstring(value)]
    if not inspect.isclass(value):
        return lines
    bases = [base.__name__ for base in value.__bases__ if base not in (object, enum.StrEnum)]
    if bases:
        lines += ["", f"Bases: {codes(bases)}."]
    if issubclass(value, enum.Enum):
        lines += ["", f"Members: {codes(member.name for member in value)}."]
    for member, text in _members(value):
        lines += ["", f"### {name.removeprefix('ir.')}.{member}", "", *text]
    return lines


def _members(kind: type) -> Iterator[tuple[str, list[str]]]:
    """Yield the public methods and properties of a class by name, with their text."""
    for name, value in vars(kind).items():
        if name.startswith("_"):
            continue
        if inspect.isfunction(value):
            yield name, [*block("python", signature(name, value)), "", *docstring(value)]
        elif isinstance(value, property | cached_property):
            yield name, docstring(value)


class _Bare:
    """Something that is shown as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def signature(name: str, value: Callable[..., Any]) -> str:
    """Return the signature of a function or class, one parameter a line where it is long."""
    if inspect.isclass(value) and not _has_own_init(value):
        return name
    found = inspect.signature(value)
    shown = [_bare(p, value) for p in found.parameters.values() if p.name != "self"]
    result = found.return_annotation
    arrow = "" if result in (found.empty, "None", None) else f" -> {result}"
    if len(line := f"{name}({', '.join(_parameters(shown))}){arrow}") <= _WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {part}," for part in _parameters(shown)), f"){arrow}"])


def _has_own_init(kind: type) -> bool:
    """Tell whether a class says what it is made of; an Enum or a warning does not."""
    return inspect.isfunction(vars(kind).get("__init__", getattr(kind, "__init__", None))) and (
        not issubclass(kind, enum.Enum)
    )


def _bare(parameter: inspect.Parameter, owner: Any) -> inspect.Parameter:
    """Return a parameter whose annotation and default are shown as they are written."""
    changes: dict[str, Any] = {}
    if parameter.annotation is not parameter.empty:
        changes["annotation"] = _Bare(str(parameter.annotation))
    made = _factories(owner).get(parameter.name)
    if made is not None:
        changes["default"] = _Bare(repr(made()))
    elif isinstance(parameter.default, str):
        changes["default"] = _Bare(f'"{parameter.default}"')
    return parameter.replace(**changes)


def _factories(owner: Any) -> dict[str, Callable[[], Any]]:
    fields = dataclasses.fields(owner) if dataclasses.is_dataclass(owner) else ()
    return {
        f.name: f.default_factory for f in fields if f.default_factory is not dataclasses.MISSING
    }


def _parameters(parameters: list[inspect.Parameter]) -> list[str]:
    """Return parameters as they are written, with a `*` where keyword-only ones begin."""
    parts: list[str] = []
    has_star = False
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and not has_star:
            parts.append("*")
            has_star = True
        has_star |= parameter.kind is parameter.VAR_POSITIONAL
        parts.append(str(parameter))
    return parts
