"""The pages of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.catalog.controls import FRAMEWORKS, titles
from iam_report.rules import builtin_rules, practices
from tools.reference_docs.markdown import block, cell, code, codes, plain, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iam_report.rule import Practice, Rule

_ABOUT: Final = """\
# Rules

There are {count} rules, of which {on} are on by default. One that is off is asked when its code or
name is selected, as in `ir.evaluate(snapshot, select=["..."])`; its page says why it is off."""


def rule_pages() -> dict[str, str]:
    """Return the page of each rule, and their index, by path."""
    pages = {f"rules/{rule.name}.md": _page(rule) for rule in builtin_rules()}
    return {"rules/README.md": _index(builtin_rules()), **pages}


def _index(rules: Sequence[Rule]) -> str:
    on = sum(not rule.info.off for rule in rules)
    lines = [_ABOUT.format(count=len(rules), on=on)]
    for practice in practices().values():
        lines += ["", f"## {_numbered(practice)}", "", *_of_practice(practice, rules)]
    return "\n".join(lines)


def _numbered(practice: Practice) -> str:
    return f"{practice.number}. {practice.title}"


def _of_practice(practice: Practice, rules: Iterable[Rule]) -> list[str]:
    rows = [
        [
            code(rule.info.code),
            f"[{rule.name}]({rule.name}.md)",
            cell(rule.info.title),
            rule.info.severity,
            "off" if rule.info.off else "on",
        ]
        for rule in rules
        if rule.practice == practice.name
    ]
    if not rows:
        return ["No rule judges this practice yet: the scorecard calls it `unknown`."]
    return table(["code", "rule", "finds", "severity", "by default"], rows)


def _page(rule: Rule) -> str:
    info = rule.info
    facts = {
        "code": code(info.code),
        "rule": code(rule.name),
        "severity": _severity(rule),
        "best practice": _numbered(practices()[rule.practice]),
        "by default": f"off: {cell(info.off)}" if info.off else "on",
        "reads": _frame_links(rule.frames),
        "sharpened by": _frame_links(rule.sharpening_frames),
        "message": code(info.message),
        "evidence": codes(info.evidence),
    }
    lines = [f"# {info.title}", ""]
    lines += table(["", ""], [[name, value] for name, value in facts.items() if value])
    lines += ["", plain(rule.doc)]
    if info.fix:
        lines += ["", "## Command", "", *block("console", f"$ {info.fix}")]
    lines += [*_options(rule), *_controls(rule)]
    lines += ["", "## References", "", *(f"- <{url}>" for url in info.references)]
    return "\n".join(lines)


def _severity(rule: Rule) -> str:
    steps = [
        f"{severity} where {code(column)} is above {above}"
        for column, by_number in rule.info.severity_above.items()
        for above, severity in sorted(by_number.items())
    ]
    return "; ".join([rule.info.severity, *steps])


def _frame_links(names: Iterable[str]) -> str:
    return ", ".join(f"[{name}](../frames/{name}.md)" for name in names)


def _options(rule: Rule) -> list[str]:
    if not rule.options:
        return []
    values = ", ".join(f'"{name}": {_literal(value)}' for name, value in rule.options.items())
    call = f'ir.evaluate(snapshot, options={{"{rule.name}": {{{values}}}}})'
    rows = [[code(name), code(_literal(value))] for name, value in rule.options.items()]
    return ["", "## Options", "", *table(["option", "default"], rows), "", *block("python", call)]


def _literal(value: object) -> str:
    """Return a value as Python is written here."""
    return f'"{value}"' if isinstance(value, str) else repr(value).replace("'", '"')


def _controls(rule: Rule) -> list[str]:
    """Return the controls that the rule judges; versions of a catalogue that agree share a row."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for control in rule.info.controls:
        title = titles(control.framework).get(control.control, "")
        options = codes(f"{name}={_literal(value)}" for name, value in control.options.items())
        names = rows.setdefault((control.control, title, options), [])
        names.append(FRAMEWORKS[control.framework])
    if not rows:
        return []
    cells = [[_joined(names), code(c), cell(t), o] for (c, t, o), names in rows.items()]
    head = ["catalogue", "control", "wants to see", "judged with"]
    if not any(options for *_, options in cells):
        head, cells = head[:-1], [row[:-1] for row in cells]
    return ["", "## Controls", "", *table(head, cells)]


def _joined(names: Sequence[str]) -> str:
    """Return names of catalogues; what the versions of one share is said once."""
    first, *others = names
    stem = first.rpartition(" ")[0] + " "
    return ", ".join([first, *(name.removeprefix(stem) for name in others)])
