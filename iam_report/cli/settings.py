"""Settings: what a configuration file says, and the command line over it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from iam_report.cli.scan_arguments import FORMATS, NEVER, SECTION, SETTINGS, SEVERITIES
from iam_report.errors import IamReportError, did_you_mean
from iam_report.rules import all_rules

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from iam_report.rule import Rule

#: What the ending of a file's name says of its format.
SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".md": "markdown"}
)
_FLAGS: Final[Mapping[str, bool]] = MappingProxyType({"true": True, "false": False})
_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"format": FORMATS, "fail_on": (*SEVERITIES, NEVER)}
)


@dataclass(frozen=True)
class Settings:
    """What `scan` is to do; the attributes are the keys of a configuration file."""

    select: list[str] | None = None
    ignore: list[str] | None = None
    options: dict[str, dict[str, Any]] = field(default_factory=dict)
    suppressions: dict[str, str] | None = None
    fail_on: str = "low"
    format: str = "text"
    allow_partial: bool = False
    spreadsheet_safe: bool = True
    dayfirst: bool | None = None


def settings_of(args: argparse.Namespace) -> Settings:
    """Return the settings of the configuration file that is named, with the arguments over them.

    Raises:
        IamReportError: The file cannot be read, or something in it or an option does not fit.
    """
    found = read_config(Path(args.config)) if args.config else {}
    given = {f.name: getattr(args, f.name, None) for f in fields(Settings)}
    given |= {name: _split(given[name]) for name in ("select", "ignore")}
    if args.output and "format" not in found:
        given["format"] = given["format"] or SUFFIXES.get(Path(args.output).suffix.lower())
    found |= {name: value for name, value in given.items() if value is not None}
    found["options"] = _options(found.get("options", {}), args.option)
    return Settings(**found)


def _split(values: list[str] | None) -> list[str] | None:
    if values is None:
        return None
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def read_config(path: Path) -> dict[str, Any]:
    """Return the table of settings of a TOML file.

    Raises:
        IamReportError: The file cannot be read, has no such table, or a setting does not fit.
    """
    try:
        document: Any = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        what = f"{reason[:1].lower()}{reason[1:]}"
        raise IamReportError(f"`{path}` cannot be read as TOML: {what}") from exc
    for key in SECTION.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    if not isinstance(document, dict):
        raise IamReportError(f"`{path}` has no table [{SECTION}]")
    for key, value in document.items():
        _check_setting(path, key, value)
    return document


def _check_setting(path: Path, key: str, value: Any) -> None:
    if key not in SETTINGS:
        raise IamReportError(
            f"`{path}` has the unknown setting `{key}`",
            hint=did_you_mean(key, SETTINGS) or f"there are {', '.join(SETTINGS)}",
        )
    if key in ("select", "ignore"):
        fits, kind = isinstance(value, list) and _all(value, str), "a list of strings"
    elif key == "options":
        fits, kind = isinstance(value, dict) and _all(value.values(), dict), "a table of tables"
    elif key == "suppressions":
        fits, kind = isinstance(value, dict) and _all(value.values(), str), "a table of strings"
    elif key in _WORDS:
        fits, kind = value in _WORDS[key], f"one of {', '.join(_WORDS[key])}"
    else:
        fits, kind = isinstance(value, bool), "true or false"
    if not fits:
        raise IamReportError(f"`{path}`: setting `{key}` is not {kind}")


def _all(values: Any, kind: type) -> bool:
    return all(isinstance(value, kind) for value in values)


def _options(
    of_file: Mapping[str, Mapping[str, Any]], of_arguments: list[str]
) -> dict[str, dict[str, Any]]:
    """Return options by the name of the rule; what does not exist is left to `evaluate`."""
    rules = {key: r for r in all_rules() for key in (r.info.code, r.name)}
    found: dict[str, dict[str, Any]] = {}
    for key, values in of_file.items():
        name = rules[key].name if key in rules else key
        fitted = {k: _fit(v, _default(rules.get(key), k)) for k, v in values.items()}
        found.setdefault(name, {}).update(fitted)
    for argument in of_arguments:
        target, equals, text = argument.partition("=")
        key, dot, option = target.strip().partition(".")
        if not (equals and dot and key and option):
            raise IamReportError(
                f"`{argument}` is no option",
                hint="write RULE.NAME=VALUE, such as access_key_not_rotated.max_age_days=60",
            )
        name = rules[key].name if key in rules else key
        value = _parse(argument, text.strip(), _default(rules.get(key), option))
        found.setdefault(name, {})[option] = value
    return found


def _default(rule: Rule | None, option: str) -> Any:
    return rule.options.get(option) if rule else None


def _fit(value: Any, default: Any) -> Any:
    """Return a value of TOML as the type of the default, where TOML has no such type."""
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        return float(value)
    return value


def _parse(argument: str, text: str, default: Any) -> Any:
    """Return the value of an argument, read as the type of the default."""
    if isinstance(default, tuple):
        like = default[0] if default else ""
        words = [word.strip() for word in text.split(",") if word.strip()]
        return tuple(_parse(argument, word, like) for word in words)
    try:
        if isinstance(default, bool):
            return _FLAGS[text.lower()]
        if isinstance(default, int | float):
            return type(default)(text)
    except (KeyError, ValueError) as exc:
        kinds = {bool: "true or false", int: "a whole number", float: "a number"}
        raise IamReportError(f"`{argument}`: `{text}` is not {kinds[type(default)]}") from exc
    return text
