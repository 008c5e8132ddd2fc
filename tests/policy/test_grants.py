"""Grants: what a document allows and denies, and what it claims of powers over principals."""

from __future__ import annotations

from typing import Any

import pytest

from iam_report.policy.action_sets import ALL, action_set, actions_of
from iam_report.policy.grants import POWERS, READINGS, Claim, grants_of, power

ELEMENTS = ("effect", "actions", "not_actions", "resources", "not_resources", "conditions")
MFA = ("Bool", "aws:MultiFactorAuthPresent", "true")
NO_MFA = ("BoolIfExists", "aws:MultiFactorAuthPresent", "false")
OFFICE = ("IpAddress", "aws:SourceIp", "192.0.2.0/24")
ATTACH = "iam:AttachRolePolicy"
PUT = "iam:PutRolePolicy"
SET = "iam:PutRolePermissionsBoundary"
REMOVE = "iam:DeleteRolePermissionsBoundary"
CREATE = "iam:CreateRole"
AWS = "arn:aws:iam::aws:policy/"
OURS = "arn:aws:iam::111122223333:policy/"
ALWAYS, NEVER = READINGS, ()
NOT_SURE = READINGS[1:]


def statement(
    effect: str,
    actions: Any = None,
    resources: Any = ("*",),
    *conditions: tuple[str, ...],
    **more: Any,
) -> dict[str, Any]:
    """Return a row of `statements`; a condition is an operator, a key and values."""
    listed = [{"operator": o, "key": k, "values": list(v)} for o, k, *v in conditions]
    given = {"effect": effect, "actions": actions, "resources": resources, "conditions": listed}
    return dict.fromkeys(ELEMENTS) | given | more


def allow(*parts: Any, **more: Any) -> dict[str, Any]:
    """Return a statement that allows."""
    return statement("Allow", *parts, **more)


def deny(*parts: Any, **more: Any) -> dict[str, Any]:
    """Return a statement that denies."""
    return statement("Deny", *parts, **more)


def counts(claim: Claim, *, bounded: bool) -> tuple[str, ...]:
    """Return the readings in which a claim counts."""
    mask = claim.bounded if bounded else claim.unbounded
    return tuple(name for place, name in enumerate(READINGS) if mask >> place & 1)


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        ([], []),
        ([allow(["sts:AssumeRole"])], ["sts:AssumeRole"]),
        ([allow(["sts:AssumeRole"], ["arn:aws:iam::1:role/a"])], ["sts:AssumeRole"]),
        ([allow(["sts:AssumeRole"], ["*"], OFFICE)], ["sts:AssumeRole"]),
        ([allow(["sts:AssumeRole"], ["*"], ("Bool", "aws:x", "maybe"))], []),
        ([allow(["sts:NoSuchAction"])], []),
        ([allow(), deny(["sts:*"])], []),
    ],
)
def test_allowed_is_what_may_be_done_somewhere(statements: list[Any], allowed: list[str]) -> None:
    assert actions_of(grants_of(statements).allowed) == allowed


@pytest.mark.parametrize(
    ("denial", "is_denied"),
    [
        (deny(["s3:*"]), True),
        (deny(["s3:*"], ["arn:aws:*"]), True),
        (deny(["s3:*"], ["arn:aws:s3:::a", "*"]), True),
        (deny(["s3:*"], ["arn:aws:s3:::*"]), False),
        (deny(["s3:*"], None, not_resources=["arn:aws:s3:::a"]), False),
        (deny(["s3:*"], None, not_resources=["*"]), False),
        (deny(["s3:*"], ["*"], OFFICE), False),
        (deny(["s3:*"], ["*"], NO_MFA), False),
        (deny(["s3:*"], ["*"], ("StringLike", "aws:PrincipalArn", "*")), True),
        (deny(None, not_actions=["iam:*"]), True),
        (deny(None, not_actions=["s3:*"]), False),
    ],
)
def test_denied_is_what_can_be_done_nowhere(denial: dict[str, Any], *, is_denied: bool) -> None:
    denied = grants_of([denial]).denied
    assert bool(denied & action_set("s3:GetObject")) == is_denied
    assert grants_of([denial]).allowed == 0


def test_not_action_is_all_others() -> None:
    found = grants_of([allow(None, not_actions=["iam:*"])])
    assert found.allowed == ALL & ~action_set("iam:*")
    assert found.claims == ()


@pytest.mark.parametrize(
    ("given", "resources", "is_outside"),
    [
        ({"resources": ["*"]}, ("*",), False),
        ({"resources": ["arn:aws:s3:::a", "arn:aws:*"]}, ("*",), False),
        ({"resources": ["arn:aws:iam::1:role/a"]}, ("arn:aws:iam::1:role/a",), False),
        ({"not_resources": ["arn:aws:iam::1:role/a"]}, ("arn:aws:iam::1:role/a",), True),
        ({"not_resources": ["*"]}, ("*",), True),
        ({"not_resources": []}, (), True),
        ({}, (), True),
    ],
)
def test_claims_keep_the_resources(
    given: dict[str, Any], resources: tuple[str, ...], *, is_outside: bool
) -> None:
    (claim,) = grants_of([allow(["iam:Put*Policy"], None) | given]).claims
    assert (claim.resources, claim.is_outside) == (resources, is_outside)
    assert claim.powers == power("iam:PutUserPolicy", "iam:PutGroupPolicy", "iam:PutRolePolicy")


def test_equal_claims_are_one() -> None:
    (claim,) = grants_of([allow([PUT]), allow(["s3:*"]), allow([ATTACH])]).claims
    assert claim == Claim(
        is_deny=False,
        powers=power(PUT, ATTACH),
        bounded=0b1111,
        unbounded=0b1111,
        resources=("*",),
        is_outside=False,
    )


def test_every_power_is_known() -> None:
    (claim,) = grants_of([allow(["*"])]).claims
    assert claim.powers == power(*POWERS) == (1 << len(POWERS)) - 1


def test_variables_are_text_in_old_documents() -> None:
    statements = [allow([PUT], ["arn:aws:iam::1:role/${aws:username}"])]
    new, old = (grants_of(statements, version).claims for version in ("2012-10-17", None))
    assert new[0].resources == ("arn:aws:iam::1:role/${aws:username}",)
    assert "${" not in old[0].resources[0]


@pytest.mark.parametrize(
    ("effect", "conditions", "expected"),
    [
        ("Allow", [], ALWAYS),
        ("Allow", [MFA], ("possible",)),
        ("Allow", [NO_MFA], ALWAYS),
        ("Allow", [OFFICE], NOT_SURE),
        ("Allow", [OFFICE, MFA], ("possible",)),
        ("Allow", [("Bool", "aws:x", "maybe")], NEVER),
        ("Deny", [], ALWAYS),
        ("Deny", [MFA], ("sure",)),
        ("Deny", [NO_MFA], ("sure", "key", "password")),
        ("Deny", [("Bool", *NO_MFA[1:])], ("sure", "password")),
        ("Deny", [OFFICE], ("sure",)),
        ("Deny", [OFFICE, NO_MFA], ("sure",)),
        ("Deny", [("Bool", "aws:x", "maybe")], NEVER),
    ],
)
def test_readings(effect: str, conditions: list[Any], expected: tuple[str, ...]) -> None:
    claims = grants_of([statement(effect, [PUT], ["*"], *conditions)]).claims
    assert [counts(claim, bounded=b) for claim in claims for b in (True, False)] == (
        [expected, expected] if expected else []
    )


POLICY = "iam:PolicyARN"
CAP = "iam:PermissionsBoundary"
READ = AWS + "ReadOnlyAccess"
ADMIN = AWS + "AdministratorAccess"
IAM = AWS + "IAMFullAccess"


@pytest.mark.parametrize(
    ("effect", "action", "condition", "expected"),
    [
        # Only a policy that gives everything makes an administrator.
        ("Allow", ATTACH, ("ArnEquals", POLICY, READ), NEVER),
        ("Allow", ATTACH, ("ArnEquals", "IAM:policyarn", READ), NEVER),
        ("Allow", ATTACH, ("ArnEquals", POLICY, READ, ADMIN), ALWAYS),
        ("Allow", ATTACH, ("ArnLike", POLICY, AWS + "*"), ALWAYS),
        (
            "Allow",
            ATTACH,
            ("ArnEquals", POLICY, "arn:aws-cn:iam::aws:policy/IAMFullAccess"),
            ALWAYS,
        ),
        ("Allow", ATTACH, ("ArnNotEquals", POLICY, ADMIN), ALWAYS),
        ("Allow", ATTACH, ("ArnNotEquals", POLICY, ADMIN, IAM), NOT_SURE),
        ("Allow", ATTACH, ("ArnLike", POLICY, OURS + "team-*"), NOT_SURE),
        ("Allow", ATTACH, ("StringLike", POLICY, "${aws:PrincipalTag/policy}"), NOT_SURE),
        ("Deny", ATTACH, ("ArnEquals", POLICY, READ), NEVER),
        ("Deny", ATTACH, ("ArnEquals", POLICY, ADMIN), ("sure",)),
        ("Deny", ATTACH, ("StringLike", POLICY, "${aws:PrincipalTag/policy}"), ("sure",)),
        ("Deny", ATTACH, ("ArnLike", POLICY, "arn:*:iam::*:policy/*"), ALWAYS),
        ("Deny", ATTACH, ("Null", POLICY, "false"), ALWAYS),
        ("Deny", ATTACH, ("ArnNotEquals", POLICY, READ), ALWAYS),
        ("Deny", ATTACH, ("ArnNotLike", POLICY, OURS + "team-*"), ("sure",)),
        # Whoever writes an inline policy names none.
        ("Allow", PUT, ("ArnEquals", POLICY, ADMIN), NEVER),
        ("Allow", PUT, ("ArnNotEquals", POLICY, ADMIN), ALWAYS),
        ("Deny", PUT, ("ArnNotEquals", POLICY, READ), ALWAYS),
        # Who has no boundary does not meet a condition that asks for one.
        ("Allow", PUT, ("StringEquals", CAP, OURS + "cap"), NEVER),
        ("Allow", "iam:PutGroupPolicy", ("StringEquals", CAP, OURS + "cap"), NEVER),
        ("Allow", CREATE, ("StringEquals", CAP, OURS + "cap"), NEVER),
        ("Deny", PUT, ("StringNotEquals", CAP, OURS + "cap"), ALWAYS),
        ("Deny", CREATE, ("StringNotEquals", CAP, OURS + "cap"), ALWAYS),
        ("Deny", CREATE, ("Null", CAP, "true"), ALWAYS),
        # Another boundary only helps if it caps nothing.
        ("Allow", SET, ("StringEquals", CAP, OURS + "cap"), NEVER),
        ("Allow", SET, ("StringEquals", CAP, ADMIN), ALWAYS),
        ("Deny", SET, ("StringNotEquals", CAP, OURS + "cap"), ALWAYS),
        ("Deny", SET, ("StringEquals", CAP, OURS + "cap"), NEVER),
    ],
)
def test_keys_of_the_request_without_a_boundary(
    effect: str, action: str, condition: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    claims = grants_of([statement(effect, [action], ["*"], condition)]).claims
    assert [counts(claim, bounded=False) for claim in claims] in (
        [[expected]] if expected else [[], [NEVER]]
    )


@pytest.mark.parametrize(
    ("effect", "action", "expected"),
    [
        ("Allow", PUT, NOT_SURE),
        ("Allow", REMOVE, NOT_SURE),
        ("Allow", SET, NEVER),
        ("Allow", CREATE, NEVER),
        ("Allow", "iam:PutGroupPolicy", NEVER),
    ],
)
def test_a_condition_may_be_met_by_whoever_has_a_boundary(
    effect: str, action: str, expected: tuple[str, ...]
) -> None:
    condition = ("StringEquals", CAP, OURS + "cap")
    claims = grants_of([statement(effect, [action], ["*"], condition)]).claims
    assert [counts(claim, bounded=True) for claim in claims] == ([expected] if expected else [])


def test_a_statement_may_count_for_some_of_its_powers() -> None:
    only_read = ("ArnEquals", POLICY, READ)
    (claim,) = grants_of([deny(["iam:*"], ["*"], ("ArnNotEquals", *only_read[1:]))]).claims
    assert claim.powers == power(*POWERS)
    assert grants_of([allow(["iam:*"], ["*"], only_read)]).claims == ()
    (claim,) = grants_of([allow([ATTACH], ["*"], ("ArnEquals", POLICY, ADMIN), MFA)]).claims
    assert counts(claim, bounded=False) == counts(claim, bounded=True) == ("possible",)
    both = grants_of([allow([ATTACH, PUT], ["*"], ("ArnEquals", POLICY, ADMIN))]).claims
    assert [claim.powers for claim in both] == [power(ATTACH)]
