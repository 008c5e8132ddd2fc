"""The page of the catalogue of escalation paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.catalog.escalation_paths import CATEGORIES, escalation_paths
from tools.reference_docs.markdown import cell, code, codes, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.catalog.escalation_paths import EscalationPath

_ABOUT: Final = """\
# Escalation paths

The {count} ways in which a principal gets the rights of another one, or any rights, that
`ir.escalations`, `ir.escalation_edges` and `ir.paths` know: the file `escalation_paths` of
[the catalogue](catalog.md). `TARGET` is the user, role or group that a path leads to. The actions
are those that policies have to allow, each on its own resource; what else has to be so stands
beside them. An ID leads to what AWS says about one of the actions.
"""
_CALLERS: Final = {"user": "by a user", "role": "by a role"}
#: What has to be so of the target, in words.
_FACTS: Final = {
    "fewer_than_two_keys": "it has fewer than two access keys",
    "two_keys": "it has two access keys",
    "no_password": "it has no password",
    "any_password": "it has a password or none",
    "has_password": "it has a password",
    "in_instance_profile": "it is in an instance profile",
    "trust_rewritten": "the caller is not denied `sts:AssumeRole`",
    "stronger_version": "the policy has a version that is stronger than its default",
    "has_boundary": "it has a permissions boundary",
    "held_back_by_deny": "one of its policies denies something to it",
}


def escalation_paths_page() -> str:
    """Return the page: one table for each category, in the order of the catalogue."""
    paths = list(escalation_paths().values())
    lines = [_ABOUT.format(count=len(paths))]
    for category, text in CATEGORIES.items():
        rows = [_row(path) for path in paths if path.category == category]
        lines += [f"## {category}", "", text, ""]
        lines += [*table(["path", "the caller can", "actions", "and"], rows), ""]
    return "\n".join(lines)


def _row(path: EscalationPath) -> list[str]:
    """Return the cells of a path."""
    actions = dict.fromkeys(step.action for step in path.steps)
    return [
        f"[{path.id}]({path.references[0]})",
        cell(path.how.replace("{target}", "TARGET")),
        codes(actions),
        cell("; ".join(_conditions(path))),
    ]


def _conditions(path: EscalationPath) -> Iterator[str]:
    """Yield what has to be so beside the actions."""
    if len(path.caller) == 1:
        yield _CALLERS[path.caller[0]]
    if path.trusts:
        yield "TARGET trusts " + " or ".join(map(code, path.trusts))
    yield from (_FACTS[fact] for fact in path.facts)
    if path.exists:
        yield f"there is {path.exists}" + (f" ({code(path.needs)} tells)" if path.needs else "")
