"""The catalogue of rules, and the page of one, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.errors import RuleError, did_you_mean
from iam_report.rules import practices
from iam_report.writers.plain import WIDTH, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iam_report.rule import Rule

_NAME: Final = 33


def catalogue(rules: Iterable[Rule]) -> str:
    """Return a table of the rules, a line for each, under the best practices they belong to."""
    return "\n".join(_catalogue(tuple(rules))) + "\n"


def _catalogue(rules: tuple[Rule, ...]) -> Iterator[str]:
    for practice in practices().values():
        of_practice = [r for r in rules if r.practice == practice.name]
        yield cut(f"{practice.number}. {practice.title} ({practice.name})", WIDTH)
        for r in of_practice:
            mark = "*" if r.info.off else " "
            start = f" {mark}{cut(r.info.code, 8):<9}{r.info.severity.value:<14}"
            start += f"{cut(r.name, _NAME - 1):<{_NAME}}"
            yield start + cut(r.info.title, WIDTH - len(start))
        if not of_practice:
            yield "  (no rules)"
        yield ""
    yield "* off by default: select the rule by its code or name to ask it."
    yield "`iam-report rules CODE` shows the page of a rule."


def page(rules: Iterable[Rule], name: str) -> str:
    """Return the page of the rule with a code or name.

    Raises:
        RuleError: There is no such rule.
    """
    found = {key: r for r in rules for key in (r.info.code, r.name)}
    by_key = {key.lower(): r for key, r in found.items()}
    rule = by_key.get(name.lower())
    if rule is None:
        raise RuleError(
            f"no rule `{name}`",
            hint=did_you_mean(name, found) or "`iam-report rules` lists them",
        )
    return "\n".join(_page(rule)) + "\n"


def _page(r: Rule) -> Iterator[str]:
    practice = practices().get(r.practice)
    title = f"{practice.number}. {practice.title}" if practice else r.practice
    yield f"{r.info.code} {r.name}: {r.info.title}"
    yield ""
    yield from _facts(
        {
            "severity": _severity(r),
            "practice": title,
            "reads": ", ".join([*r.frames, *(f"{n} (if there)" for n in r.sharpening_frames)]),
            "fix": r.info.fix,
            "off": r.info.off,
        }
    )
    yield ""
    yield r.doc
    for head, lines in (
        ("Options", [f"{r.name}.{k}={_as_argument(v)}" for k, v in r.options.items()]),
        ("Controls", [str(c) for c in r.info.controls]),
        ("References", list(r.info.references)),
    ):
        if lines:
            yield from ("", f"## {head}", *lines)


def _facts(facts: Mapping[str, str]) -> Iterator[str]:
    for name, value in facts.items():
        if value:
            yield f"{name:<10}{value}"


def _severity(r: Rule) -> str:
    steps = [
        f", {severity.value} where {column} exceeds {above}"
        for column, levels in r.info.severity_above.items()
        for above, severity in levels.items()
    ]
    return r.info.severity.value + "".join(steps)


def _as_argument(value: object) -> str:
    """Return the default of an option as `--option` takes it."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
