"""What an entry of a trust policy's `Principal` lets in, for each that differs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from iam_report.policy import oidc
from iam_report.policy.conditions import (
    MFA_AGE,
    MFA_PRESENT,
    Condition,
    never_holds,
    parse_operator,
    requires_mfa,
    values_of,
)
from iam_report.policy.kleene import any_of
from iam_report.policy.trust_denials import Caller, Entry, Left, Statement, known_to_hold, left_by
from iam_report.policy.trust_limits import (
    EXTERNAL_ID,
    NETWORK,
    ORGANIZATION,
    PRINCIPALS,
    SOURCE,
    Limits,
    limits,
)
from iam_report.policy.trusts import OIDC, SAML, assume_actions, principal

if TYPE_CHECKING:
    from collections.abc import Iterable

ALLOW: Final = "Allow"

#: The page of AWS that takes the answers of SAML providers, by partition; with an encrypted answer
#: the name of the provider's key follows.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
_REGION: Final = r"(?:[a-z0-9-]+\.|\*\.)?"
_SIGN_IN: Final = {
    "aws": "signin.aws.amazon.com",
    "aws-cn": "signin.amazonaws.cn",
    "aws-us-gov": "signin.amazonaws-us-gov.com",
}
_SIGN_IN_PATH: Final = r"/saml(?:/acs/[A-Za-z0-9*]+)?"


class Facts(NamedTuple):
    """The columns of `role_trusts` that follow from a statement and one of its entries."""

    principal_kind: str
    principal_account: str | None
    lets_in: bool | None
    has_external_id: bool | None
    requires_mfa: bool | None
    mfa_if_exists: bool
    limits_organization: bool | None
    limits_principals: bool | None
    limits_source: bool | None
    limits_network: bool | None
    is_restricted: bool | None
    only_account: str | None
    conditions: str | None
    issuer: str | None
    is_shared_issuer: bool | None
    subjects: str | None
    audiences: str | None
    amr: str | None
    limits_tenant: bool | None
    breadth: str | None
    dead_values: str | None
    audience_ok: bool | None


def facts_of(
    effect: str | None, statement: Statement, entry: Entry, denials: tuple[Statement, ...]
) -> Facts:
    """Return what one entry of a statement lets in.

    Args:
        effect: `Allow` or `Deny`.
        statement: The statement.
        entry: Type and value of the principal.
        denials: The statements of the same policy that deny.
    """
    who = principal(*entry)
    actions = assume_actions(who.kind, statement.actions, statement.not_actions)
    caller = Caller(entry, who, actions)
    left = left_by(denials, caller) if effect == ALLOW and denials else Left()
    asked = [(c, known_to_hold(c, caller)) for c in statement.conditions]
    open_conditions = [c for c, is_met in asked if not is_met]
    can_be_met = not any(is_met is False or never_holds(c) for c, is_met in asked)
    found = limits([*((c,) for c in open_conditions), *left.groups], is_sure=left.is_sure)
    needs_mfa = any_of([_asks_mfa(statement.conditions), left.requires_mfa])
    return Facts(
        principal_kind=who.kind,
        principal_account=who.account,
        lets_in=left.lets_in if effect == ALLOW and actions and can_be_met else False,
        requires_mfa=needs_mfa,
        mfa_if_exists=needs_mfa is not True and any(map(_asks_if_exists, statement.conditions)),
        has_external_id=found.flags[EXTERNAL_ID],
        limits_organization=found.flags[ORGANIZATION],
        limits_principals=found.flags[PRINCIPALS],
        limits_source=found.flags[SOURCE],
        limits_network=found.flags[NETWORK],
        is_restricted=found.is_restricted,
        only_account=_only_account(found),
        conditions=_text(statement.conditions),
        issuer=who.issuer,
        **_federation(entry, statement.conditions, left),
    )


def _asks_mfa(conditions: tuple[Condition, ...]) -> bool:
    return bool(conditions) and requires_mfa(conditions)


def _asks_if_exists(condition: Condition) -> bool:
    operator = parse_operator(condition.operator)
    is_about_mfa = condition.key.lower() in (MFA_PRESENT, MFA_AGE)
    return is_about_mfa and (operator.if_exists or operator.qualifier == "ForAllValues")


def _only_account(found: Limits) -> str | None:
    return found.accounts[0] if len(found.accounts) == 1 else None


def _federation(entry: Entry, conditions: tuple[Condition, ...], left: Left) -> dict[str, Any]:
    """Return the columns that are about identity providers."""
    who = principal(*entry)
    block = [*conditions, *(group[0] for group in left.groups if len(group) == 1)]
    columns: dict[str, Any] = dict.fromkeys(
        ("is_shared_issuer", "subjects", "audiences", "amr", "limits_tenant", "breadth")
    )
    columns |= {"dead_values": None, "audience_ok": None}
    if who.kind == SAML:
        columns["audience_ok"] = _is_sign_in(who.partition or "", block, is_sure=left.is_sure)
    if who.kind == OIDC:
        trust = oidc.trust_in(who.issuer or "", block, is_sure=left.is_sure)
        columns |= {
            "is_shared_issuer": trust.is_shared,
            "subjects": _joined(trust.subjects),
            "audiences": _joined(trust.audiences),
            "amr": _joined(trust.amr),
            "limits_tenant": trust.limits_tenant,
            "breadth": trust.breadth,
            "dead_values": _joined(trust.dead),
        }
    return columns


def _is_sign_in(partition: str, conditions: list[Condition], *, is_sure: bool) -> bool | None:
    """Return whether an answer of a SAML provider has to be meant for AWS's sign-in page."""
    wanted = values_of(conditions, "saml:aud")
    host = _SIGN_IN.get(partition)
    if wanted is None:
        return False if is_sure else None
    if host is None:
        return None
    form = re.compile(f"https://{_REGION}{re.escape(host)}{_SIGN_IN_PATH}")
    return all(form.fullmatch(value) for value in wanted)


def _joined(values: Iterable[str]) -> str | None:
    return ", ".join(values) or None


def _text(conditions: tuple[Condition, ...]) -> str | None:
    if not conditions:
        return None
    block: dict[str, dict[str, Any]] = {}
    for operator, key, values in conditions:
        block.setdefault(operator, {})[key] = values[0] if len(values) == 1 else values
    return json.dumps(block, ensure_ascii=False, separators=(",", ":"))
