"""Whether a resource policy grants access to everybody.

AWS calls a policy public unless each statement that allows names fixed principals, or fixes the
caller by a condition with fixed values: no wildcard, no variable. The keys that count are those of
S3's meaning of "public"; keys of a single service that say the same are with them.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-checks-validating-policies.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd
import pyarrow as pa

from iam_report.policy import trusts
from iam_report.policy._comparison_actions import shown
from iam_report.policy._comparison_callers import names_callers
from iam_report.policy._comparison_conditions import is_contradiction, negation
from iam_report.policy._comparison_grants import Grant, Question
from iam_report.policy._comparison_principals import ANYONE, Entry, covers_entry, entries_of
from iam_report.policy._comparison_principals import shown as shown_principal
from iam_report.policy.compiled import CompiledStatement, Policy, compiled
from iam_report.policy.oidc import trust_in
from iam_report.schema import INT, STRING, STRINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iam_report.policy._comparison_requests import Request
    from iam_report.policy.compiled import PreparedCondition

PUBLIC: Final = "public"
NOT_PUBLIC: Final = "not public"
CANNOT_TELL: Final = "cannot tell"

_OPEN: Final = "AWS does not say whether its conditions name the callers"
_DENIED: Final = "what a `Deny` leaves of it cannot be told"

_S3: Final = "AWS::S3::"

_COLUMNS: Final = pa.schema(
    [
        ("statement", INT),
        ("sid", STRING),
        ("principal", STRING),
        ("actions", STRINGS),
        ("verdict", STRING),
        ("reason", STRING),
        ("witness", STRING),
    ]
)


class _Answer(NamedTuple):
    """What is said of a statement."""

    verdict: str
    reason: str
    witness: Request | None = None


def check_no_public_access(
    resource_policy: Policy, *, resource_type: str | None = None
) -> pd.DataFrame:
    """Return the statements of a resource policy that grant to everybody, or may.

    Args:
        resource_policy: The policy of a bucket, key, queue or the like, or a trust policy: its
            document as a dict or JSON text, or the frame of `read_policy`.
        resource_type: Type of the resource as CloudFormation names it, such as `AWS::S3::Bucket`.
            What only S3 documents is taken as it stands for S3; for other resources, and for None,
            the verdict is `cannot tell` where such a rule alone decides.

    Returns:
        A frame with a row for each statement that allows everybody by its principal: by `*`, by
        `NotPrincipal`, or by an identity provider that others use too. Columns: `statement`, from
        0; `sid`; `principal`; `actions`, those of `Action`, or `all but ...`; `verdict`: `public`,
        `not public` or `cannot tell`; `reason`; `witness`, a request of a stranger that is allowed,
        as JSON.

    Raises:
        IamReportError: It is no policy, or one that AWS would refuse.

    Examples:
        >>> allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
        >>> check_no_public_access({"Statement": allow})["verdict"].tolist()
        ['public']
    """
    statements = compiled(resource_policy, "the resource policy").statements
    names = {each.key: each.condition.key for s in statements for each in s.conditions}
    is_s3 = resource_type is not None and resource_type.startswith(_S3)
    rows = [
        _row(statement, entry, _judge(statement, entry, statements, is_s3=is_s3), names)
        for statement in statements
        if not statement.is_deny
        for entry in _everybody(statement)
    ]
    table = pa.Table.from_pylist(rows, _COLUMNS)
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def is_public(resource_policy: Policy) -> bool | None:
    """Return whether S3 calls the policy of a bucket public; None if that cannot be told.

    Block Public Access looks at this: with RestrictPublicBuckets, a bucket with a public policy is
    for its own account and for AWS services alone.

    Raises:
        IamReportError: It is no policy, or one that AWS would refuse.
    """
    statements = compiled(resource_policy, "the resource policy").statements
    verdicts = {
        _judge(statement, entry, statements, is_s3=True).verdict
        for statement in statements
        if not statement.is_deny
        for entry in _everybody(statement)
    }
    if PUBLIC in verdicts:
        return True
    return None if CANNOT_TELL in verdicts else False


def _everybody(statement: CompiledStatement) -> list[Entry]:
    """Return the entry of a statement that is about everybody, if it has one."""
    found: list[Entry] = []
    for entry in entries_of(statement):
        if entry is None:
            continue
        kind = trusts.principal(*entry)
        is_shared = kind.kind == trusts.OIDC and trust_in(kind.issuer or "", ()).is_shared
        if kind.kind in (trusts.ANYONE, trusts.OTHERS):
            return [entry]
        found += [entry] if is_shared else []
    return found[:1]


def _judge(
    statement: CompiledStatement,
    entry: Entry,
    statements: Sequence[CompiledStatement],
    *,
    is_s3: bool,
) -> _Answer:
    """Return whether a statement is public."""
    if is_contradiction(statement.conditions):
        return _Answer(NOT_PUBLIC, "its conditions are never met")
    named = _named(statement, entry, is_s3=is_s3)
    for what, answer in named.items():
        if answer:
            return _Answer(NOT_PUBLIC, f"`{what}` names the callers")
    found = list(_open_to(statement, entry, statements, is_s3=is_s3).access())
    if not found:
        return _Answer(NOT_PUBLIC, "a `Deny` leaves nothing of it to strangers")
    witness = next((each.witness for each in found if each.witness is not None), None)
    if witness is None or None in named.values():
        return _Answer(CANNOT_TELL, _OPEN if None in named.values() else _DENIED)
    return _Answer(PUBLIC, "nothing in it names the callers", witness)


def _named(statement: CompiledStatement, entry: Entry, *, is_s3: bool) -> dict[str, bool | None]:
    """Return for each condition key whether it names the callers; None if AWS does not say."""
    issuer = trusts.principal(*entry).issuer
    if issuer is not None:
        conditions = [each.condition for each in statement.conditions]
        return {issuer: trust_in(issuer, conditions).limits_tenant}
    found: dict[str, bool | None] = {}
    for each in statement.conditions:
        answer = names_callers(each, is_s3=is_s3)
        found[each.condition.key] = answer if not found.get(each.condition.key) else True
    return found


def _open_to(
    statement: CompiledStatement,
    entry: Entry,
    statements: Sequence[CompiledStatement],
    *,
    is_s3: bool,
) -> Grant:
    """Return what a statement grants to those whom no Deny and no condition of one names."""
    is_everyone = trusts.principal(*entry).kind in (trusts.ANYONE, trusts.OTHERS)
    who = (ANYONE,) if is_everyone else (entry,)
    grant = statement._replace(principals=who, is_not_principal=False)
    denies = [
        each._replace(principals=(ANYONE,), is_not_principal=False)
        for each in statements
        if each.is_deny and _hits_strangers(each, entry, statement)
    ]
    named = [
        _everything_if(opposite)
        for deny in denies
        for each in deny.conditions
        for opposite in [negation(each)]
        if opposite is not None and names_callers(opposite, is_s3=is_s3)
    ]
    return Grant(grant, denies, named, Question())


def _hits_strangers(deny: CompiledStatement, entry: Entry, of: CompiledStatement) -> bool:
    """Return whether a Deny is about those whom an entry is about, but for some that it names."""
    if deny.principals is None:
        return False
    if deny.is_not_principal:
        return not any(trusts.principal(*e).kind == trusts.ANYONE for e in deny.principals)
    return covers_entry(deny, entry, of) is True


def _everything_if(condition: PreparedCondition) -> CompiledStatement:
    """Return a statement that allows everything under one condition."""
    return CompiledStatement(
        place=0,
        sid=None,
        is_deny=False,
        actions=("*",),
        is_not_action=False,
        resources=("*",),
        is_not_resource=False,
        principals=(ANYONE,),
        is_not_principal=False,
        conditions=(condition,),
        with_variables=condition.has_variables,
    )


def _row(
    statement: CompiledStatement, entry: Entry, answer: _Answer, names: dict[str, str]
) -> dict[str, Any]:
    actions = [shown(action) for action in statement.actions or ()]
    witness = answer.witness
    return {
        "statement": statement.place,
        "sid": statement.sid,
        "principal": shown_principal(entry),
        "actions": [f"all but {', '.join(actions)}"] if statement.is_not_action else actions,
        "verdict": answer.verdict,
        "reason": answer.reason,
        "witness": None if witness is None else _json(witness, names),
    }


def _json(witness: Request, names: dict[str, str]) -> str:
    principal = None if witness.principal is None else witness.principal[1]
    context = {names.get(key, key): value for key, value in witness.context.items()}
    request = {"action": witness.action, "resource": witness.resource, "principal": principal}
    return json.dumps({**request, "context": context}, ensure_ascii=False)
