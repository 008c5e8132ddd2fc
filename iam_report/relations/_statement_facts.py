"""What follows from a statement of an identity-based policy alone: once per distinct statement."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from iam_report.catalog.actions import catalogue
from iam_report.frames.policy_statements import REACHED
from iam_report.policy.action_sets import (
    action_set,
    class_set,
    full_services,
    level_set,
    statement_set,
    unknown_patterns,
)
from iam_report.policy.conditions import can_fail, requires
from iam_report.relations._wide_resources import (
    every_action,
    is_every,
    wide_actions,
    wide_actions_outside,
    wide_service,
    with_resource,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.catalog.actions import ActionCatalogue
    from iam_report.policy.conditions import Condition

Texts = tuple[str, ...]

SEPARATOR: Final = ", "

#: Services of which everything on every resource is reported by itself.
_APART: Final = ("iam", "organizations", "s3", "secretsmanager")
_KMS: Final = "kms"
_CLOUDTRAIL: Final = "cloudtrail"

#: Classes that hold what those before them do not.
_LATE: Final = ("credentials_exposure", "data_exfiltration", "resource_exposure")

#: What also reads data is reported as that alone: `s3:Get*`.
_READ: Final = "sensitive_read"
_CREDENTIALS: Final = "credentials_exposure"

#: The class that is an access level of AWS, and the one whose actions take no resource.
_LEVEL: Final = "permissions_management"
_WITHOUT_RESOURCE: Final = "marketplace_subscribe"

_PASS_KEYS: Final = ("iam:PassedToService", "iam:AssociatedResourceArn")
_GROUP: Final = ":group/"

_WILD: Final = ("*", "?")

#: Fewer patterns, each of one service, than AWS has services.
_FEW: Final = 200

_MAX_CACHED: Final = 16_384


class Statement(NamedTuple):
    """The elements of a statement; None where it lacks one."""

    effect: str | None
    actions: Texts | None
    not_actions: Texts | None
    resources: Texts | None
    not_resources: Texts | None
    conditions: tuple[Condition, ...]


class StatementFacts(NamedTuple):
    """The columns of `policy_statements` that follow from a statement, under their names."""

    is_conditional: bool
    scope: str
    all_actions: bool
    all_resources: bool
    is_admin: bool
    leaves_iam: bool
    full_services: str
    wide_services: str
    sensitive_services: str
    kms_all: str
    cloudtrail_all: str
    assume_role: str
    pass_role: str
    iam_write: str
    kms_decrypt: str
    cloudtrail_tampering: str
    marketplace_subscribe: str
    sensitive_read: str
    credentials_exposure: str
    data_exfiltration: str
    resource_exposure: str
    permissions_management: str
    limits_pass_role: bool
    unknown_actions: str
    not_of_groups: str


def facts_of(statement: Statement) -> StatementFacts:
    """Return what follows from a statement."""
    actions, resources = statement.actions or (), statement.resources or ()
    is_allow = statement.effect == "Allow"
    wide = _wide(statement)
    everything = is_allow and _is_everything(statement)
    is_admin = everything and _covers_iam(statement, wide)
    is_total = everything and (is_admin or wide == every_action())
    services, full = _services(statement, wide) if is_allow and not is_total else ({}, "")
    reached = _reached(actions, wide) if is_allow and wide and not is_total else {}
    unknown = unknown_patterns(actions or statement.not_actions or ())
    return StatementFacts(
        is_conditional=is_limited(statement.conditions),
        scope=_scope(statement, wide),
        all_actions=everything,
        all_resources=is_every(resources),
        is_admin=is_admin,
        leaves_iam=is_allow and not everything and _leaves_iam(statement, wide),
        full_services=full,
        **{name: services.get(name, "") for name in _SERVICE_COLUMNS},
        **{name: reached.get(name, "") for name in REACHED},
        limits_pass_role=requires(statement.conditions, _PASS_KEYS),
        unknown_actions=SEPARATOR.join(dict.fromkeys(unknown)),
        not_of_groups="" if is_allow else _not_of_groups(statement),
    )


_SERVICE_COLUMNS: Final = ("wide_services", "sensitive_services", "kms_all", "cloudtrail_all")


@lru_cache(maxsize=_MAX_CACHED)
def is_limited(conditions: tuple[Condition, ...]) -> bool:
    """Return whether an ordinary caller may not meet the conditions."""
    return any(map(can_fail, conditions))


def makes_admin(statement: Statement) -> bool:
    """Return whether a statement makes an administrator of everybody who has it."""
    return (
        statement.effect == "Allow"
        and _is_everything(statement)
        and _covers_iam(statement, _wide(statement))
        and not is_limited(statement.conditions)
    )


def _allowed(statement: Statement) -> int:
    return statement_set(statement.actions, statement.not_actions)


def _is_everything(statement: Statement) -> bool:
    """Return whether a statement is about every action.

    Only a pattern that begins with a wildcard can be, or a list of as many patterns as there are
    services.
    """
    actions = statement.actions
    if actions is not None and len(actions) < _FEW and not any(a[:1] in _WILD for a in actions):
        return False
    return _allowed(statement) == every_action()


def _leaves_iam(statement: Statement, wide: int) -> bool:
    """Return whether `NotAction` leaves actions that change permissions."""
    if statement.not_actions is None:
        return False
    return bool(_allowed(statement) & wide & _classes(catalogue())["iam_write"])


def _wide(statement: Statement) -> int:
    """Return the actions that are on every resource of a kind."""
    if statement.resources is not None:
        return wide_actions(statement.resources)
    return wide_actions_outside(statement.not_resources or ())


def _covers_iam(statement: Statement, wide: int) -> bool:
    """Return whether who may do everything there can take all permissions.

    That is so where all resources of IAM are covered, and where `NotResource` leaves all users, all
    roles or all policies.
    """
    members = _classes(catalogue())["iam_write"]
    return bool(members & wide) if statement.resources is None else not members & ~wide


def _scope(statement: Statement, wide: int) -> str:
    if is_every(statement.resources or ()):
        return "every resource"
    if statement.not_resources is not None:
        return "every resource but some"
    return "every resource of a kind" if wide else "some resources"


def _services(statement: Statement, wide: int) -> tuple[dict[str, str], str]:
    """Return the columns of services that patterns name as a whole."""
    full = full_services([a for a in statement.actions or () if a[-1:] in _WILD])
    if statement.actions is not None and _is_everything(statement):
        full = sorted({s for each in statement.resources or () if (s := wide_service(each))})
    if not full:
        return {}, ""
    reached = [name for name in full if action_set(f"{name}:*") & wide or wide == every_action()]
    others = [n for n in reached if n not in (*_APART, _KMS, _CLOUDTRAIL)]
    columns = {
        "wide_services": others,
        "sensitive_services": [n for n in reached if n in _APART],
        "kms_all": [n for n in reached if n == _KMS],
        "cloudtrail_all": [n for n in reached if n == _CLOUDTRAIL],
    }
    return {n: SEPARATOR.join(v) for n, v in columns.items()}, SEPARATOR.join(full)


def _reached(actions: Texts, wide: int) -> dict[str, str]:
    """Return for each class the patterns that reach it."""
    found: dict[str, list[str]] = {}
    known, is_all = catalogue(), wide == every_action()
    for pattern in dict.fromkeys(actions):
        names = _classes_of(known, pattern) if is_all else _touched(pattern, wide)
        for name in names:
            found.setdefault(name, []).append(pattern)
    return {name: SEPARATOR.join(patterns) for name, patterns in found.items()}


@lru_cache(maxsize=_MAX_CACHED)
def _classes_of(known: ActionCatalogue, pattern: str) -> Texts:  # noqa: ARG001  (a part of the key)
    return _touched(pattern, every_action())


def _touched(pattern: str, wide: int) -> Texts:
    bits = action_set(pattern) & wide
    if not bits or any(n in (*_APART, _KMS, _CLOUDTRAIL) for n in full_services((pattern,))):
        return ()
    names = [name for name, members in _classes(catalogue()).items() if bits & members]
    return tuple(n for n in names if n != _CREDENTIALS or _READ not in names)


@lru_cache(maxsize=2)
def _classes(known: ActionCatalogue) -> Mapping[str, int]:
    """Return the actions of each class that the columns are about."""
    narrow = with_resource(known)
    found: dict[str, int] = {}
    before = 0
    for name in REACHED:
        bits = level_set("Permissions management") if name == _LEVEL else class_set(name)
        bits = bits & ~before if name in _LATE else bits
        found[name] = bits if name == _WITHOUT_RESOURCE else bits & narrow
        before |= bits
    return found


def _not_of_groups(statement: Statement) -> str:
    """Return what a `Deny` on groups names that is done to no group."""
    resources = statement.resources or ()
    if not resources or not all(_GROUP in each and ":iam:" in each for each in resources):
        return ""
    known = dict.fromkeys(p for p in statement.actions or () if action_set(p))
    return SEPARATOR.join(p for p in known if not action_set(p) & _of_groups(catalogue()))


@lru_cache(maxsize=2)
def _of_groups(known: ActionCatalogue) -> int:  # noqa: ARG001  (the key)
    return wide_actions(("arn:aws:iam::*:group/*",))
