"""Patterns of ARNs, as `Resource` and `NotResource` hold them.

The five colons of an ARN stand fast: each part of the pattern is matched with the same part of the
ARN, and only the last part may hold more colons. A pattern with fewer parts, such as `arn:aws:sqs`,
is completed with `*` in identity-based policies. Case counts. A pattern that does not begin with
`arn:` is refused by AWS, save a bare `*`; here it is matched as it stands, so that it never seems
to grant less than it says.

A policy variable, `${aws:username}`, is a value that is not known here. A pattern with one covers
nothing but itself; it intersects whatever it could be with some value.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from iam_report.policy import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Where a pattern stands, which decides what becomes of one with too few parts.
PolicyKind: TypeAlias = Literal["identity", "resource", "scp", "rcp"]

#: A policy variable, `${key}` or `${key, 'default'}`, or an escaped character, `${*}`.
VARIABLE: Final = re.compile(r"\$\{[^{}]*\}")

_PARTS: Final = 6
_PARTITION: Final = 1
_SERVICE: Final = 2
_ACCOUNT: Final = 4
_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_LITERAL_PARTITION: Final = re.compile(r"aws[a-z0-9-]*")

#: The variable that stands for the name of the user who asks, and a name that no pattern spells.
_OWN_NAME: Final = re.compile(r"\$\{\s*aws:username\s*\}", re.IGNORECASE)
_SOME_NAME: Final = "\ue000"

#: Every ARN there is.
_EVERY_ARN: Final = "arn:*:*:*:*:*"


class Reach(NamedTuple):
    """What a list of resource patterns covers as a whole."""

    all_resources: bool
    """Every resource."""
    users: bool
    """Every user of the account."""
    roles: bool
    """Every role of the account."""
    groups: bool
    """Every group of the account."""
    policies: bool
    """Every customer managed policy of the account."""
    own_user: bool
    """The user who asks, by `users` or by `user/${aws:username}`; users with a path only by the
    former."""


def has_variable(pattern: str) -> bool:
    """Return whether the pattern holds a policy variable or an escaped character."""
    return VARIABLE.search(pattern) is not None


def covers_all(pattern: str) -> bool:
    """Return whether the pattern matches every resource of an account.

    An account lies in one partition, so `arn:aws:*` does, and so does `arn:aws-cn:*`. Actions that
    know no resources want a bare `*`; that difference is not made here.
    """
    pattern = patterns.collapse(pattern)
    if pattern == "*":
        return True
    parts = parts_of(pattern)
    if parts is None:
        return patterns.covers(pattern, _EVERY_ARN)
    partition = parts.pop(_PARTITION)
    is_any = _LITERAL_PARTITION.fullmatch(partition) or patterns.covers(partition, "aws*")
    return bool(is_any) and all(part == "*" for part in parts[1:])


def matches_arn(pattern: str, arn: str, *, kind: PolicyKind = "identity") -> bool:
    """Return whether the pattern matches an ARN.

    Args:
        pattern: Entry of `Resource` or `NotResource`. Variables in it are plain text.
        arn: The ARN of a resource; `*` where an action knows none, which only `*` matches.
        kind: The policy that the pattern stands in. With too few parts, a pattern is completed in
            an identity-based policy; in a resource-based one only if it holds a `*`; in an SCP only
            if it ends in one; in an RCP never. Otherwise it matches nothing.
    """
    if patterns.collapse(pattern) == "*":
        return True
    parts = parts_of(pattern, kind)
    if parts is None:
        return not pattern.startswith("arn:") and patterns.matches(pattern, arn)
    wanted = arn.split(":", _PARTS - 1)
    return len(wanted) == _PARTS and _each(patterns.matches, parts, wanted)


def covers_arns(pattern: str, other: str) -> bool:
    """Return whether the pattern matches every ARN that `other` matches.

    Where `other` holds a variable, that is whatever value it has. Where `pattern` holds one, it
    covers `other` only if both are the same text.
    """
    if pattern == other:
        return True
    if has_variable(pattern):
        return False
    other = VARIABLE.sub("*", other)
    if patterns.collapse(pattern) == "*":
        return True
    if patterns.collapse(other) == "*":
        return parts_of(pattern) is None and patterns.covers(pattern, "*")
    ours, theirs = parts_of(pattern), parts_of(other)
    if ours is None or theirs is None:
        return ours is None and patterns.covers(pattern, ":".join(theirs) if theirs else other)
    return _each(patterns.covers, ours, theirs)


def arns_intersect(a: str, b: str) -> bool:
    """Return whether some ARN is matched by both patterns, variables having any value."""
    a, b = VARIABLE.sub("*", a), VARIABLE.sub("*", b)
    if "*" in (patterns.collapse(a), patterns.collapse(b)):
        return True
    ours, theirs = parts_of(a), parts_of(b)
    if ours is None or theirs is None:
        return patterns.intersects(":".join(ours) if ours else a, ":".join(theirs) if theirs else b)
    return _each(patterns.intersects, ours, theirs)


def literal_account(pattern: str) -> str | None:
    """Return the account ID in the pattern, or None where it has none or a wildcard for it."""
    parts = VARIABLE.sub("*", pattern).split(":", _PARTS - 1)
    account = parts[_ACCOUNT] if len(parts) > _ACCOUNT and parts[0] == "arn" else ""
    return account if _ACCOUNT_ID.fullmatch(account) else None


def reach(resources: Iterable[str], account_id: str | None) -> Reach:
    """Return what `Resource` covers as a whole.

    Args:
        resources: The patterns of one statement.
        account_id: The account that the statement acts in; None where it is not known, and then a
            pattern that names an account covers nothing of it.
    """
    found = [False] * 6
    for pattern in filter(_may_be_iam, set(resources)):
        *kinds, own_user = _iam(pattern, account_id)
        covered = [covers_all(pattern), *(covers_arns(pattern, every) for every in kinds)]
        covered.append(covers_arns(_OWN_NAME.sub(_SOME_NAME, pattern), own_user))
        found = [was or now for was, now in zip(found, covered, strict=True)]
    return Reach(*found)


def reach_outside(not_resources: Iterable[str], account_id: str | None) -> Reach:
    """Return what `NotResource` leaves as a whole: what none of its patterns touches.

    `own_user` is the user who asks, unless a pattern spells the name.

    Args:
        not_resources: The patterns of one statement.
        account_id: As for `reach`; where it is None, a pattern of any account touches it.
    """
    excluded = set(not_resources)
    left = [True] * 5
    for pattern in filter(_may_be_iam, excluded):
        touched = [arns_intersect(pattern, every) for every in _iam(pattern, account_id)]
        left = [was and not now for was, now in zip(left, touched, strict=True)]
    return Reach(not excluded, *left)


def _may_be_iam(pattern: str) -> bool:
    """Return whether the service of the pattern may be IAM: most are another, and cheap to skip."""
    parts = pattern.split(":", _SERVICE + 1)
    is_plain = parts[0] == "arn" and len(parts) > _SERVICE and "$" not in pattern
    return not is_plain or patterns.matches(parts[_SERVICE], "iam")


def _iam(pattern: str, account_id: str | None) -> list[str]:
    """Return patterns of all users, roles, groups, policies, and of the user who asks.

    They are of the partition of `pattern`, since an account lies in one.
    """
    partition = [*pattern.split(":", _PARTS - 1), ""][_PARTITION]
    partition = partition if _LITERAL_PARTITION.fullmatch(partition) else "aws"
    head = f"arn:{partition}:iam::{account_id or '*'}"
    kinds = [f"{head}:{kind}/?*" for kind in ("user", "role", "group", "policy")]
    return [*kinds, f"{head}:user/{_SOME_NAME}"]


def parts_of(pattern: str, kind: PolicyKind = "identity") -> list[str] | None:
    """Return the six parts of a pattern of ARNs, or None where it is none.

    Args:
        pattern: Entry of `Resource` or `NotResource`.
        kind: The policy that it stands in, which decides what becomes of one with too few parts
            (see `matches_arn`).
    """
    if not pattern.startswith("arn:"):
        return None
    parts = [patterns.collapse(part) for part in pattern.split(":", _PARTS - 1)]
    missing = _PARTS - len(parts)
    if missing and not (
        kind == "identity"
        or (kind == "resource" and "*" in pattern)
        or (kind == "scp" and pattern.endswith("*"))
    ):
        return None
    return parts + ["*"] * missing


def _each(test: Callable[[str, str], bool], ours: list[str], theirs: list[str]) -> bool:
    return all(test(a, b) for a, b in zip(ours, theirs, strict=True))
