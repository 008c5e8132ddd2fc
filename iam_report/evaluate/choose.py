"""Which rules are asked, and with which options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from iam_report.errors import RuleError, did_you_mean
from iam_report.rule import Rule, Severity
from iam_report.rules import all_rules, check_distinct, practices

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Selects every rule, also those that are off by default.
ALL: Final = "all"


def choose(
    rules: Iterable[Rule] | None,
    select: str | Iterable[str] | None,
    ignore: str | Iterable[str] | None,
) -> tuple[Rule, ...]:
    """Return the rules to ask.

    Args:
        rules: The rules to choose from; by default those of the package and of installed entry
            points.
        select: Codes, names, practices or severities; a rule that one of them names is asked. A
            rule that is off by default is asked if its code or name is selected, or `all`.
        ignore: Codes, names, practices or severities; a rule that one of them names is not asked.

    Raises:
        RuleError: A word names no rule, practice or severity.
    """
    found = all_rules() if rules is None else check_distinct(rules)
    for r in found:
        if r.practice not in practices():
            raise RuleError(
                f"rule `{r.name}` belongs to `{r.practice}`, which is no best practice",
                hint=did_you_mean(r.practice, practices()),
            )
    wanted, unwanted = _words(select, found), _words(ignore, found)
    chosen = (r for r in found if _is_wanted(r, wanted, given=select is not None))
    return tuple(r for r in chosen if not unwanted & _words_of(r))


def check_options(
    options: Mapping[str, Mapping[str, Any]] | None, rules: Iterable[Rule]
) -> dict[str, dict[str, Any]]:
    """Return options by rule name.

    Raises:
        RuleError: There is no such rule or option, or the value is of another type.
    """
    by_name = {r.name: r for r in rules}
    by_code = {r.info.code: r for r in rules}
    known = {**by_name, **by_code, **{r.name: r for r in all_rules()}}
    checked: dict[str, dict[str, Any]] = {}
    for name, values in (options or {}).items():
        if name not in known:
            raise RuleError(f"no rule `{name}` to set options of", hint=did_you_mean(name, known))
        known[name].check_options(values)
        checked.setdefault(known[name].name, {}).update(values)
    return checked


def _words(names: str | Iterable[str] | None, rules: tuple[Rule, ...]) -> set[str]:
    words = {names} if isinstance(names, str) else set(names or ())
    known = {ALL, *practices(), *Severity, *(w for r in rules for w in _words_of(r))}
    for word in sorted(words - known):
        raise RuleError(
            f"`{word}` is no rule, practice or severity",
            hint=did_you_mean(word, known) or "`iam-report rules` lists them",
        )
    return words


def _words_of(r: Rule) -> set[str]:
    return {r.info.code, r.name, r.practice, r.info.severity.value}


def _is_wanted(r: Rule, wanted: set[str], *, given: bool) -> bool:
    if not given:
        return not r.info.off
    if wanted & {ALL, r.info.code, r.name}:
        return True
    return not r.info.off and bool(wanted & _words_of(r))
