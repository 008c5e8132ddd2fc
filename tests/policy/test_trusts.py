"""Principals of trust policies, what conditions limit, and what a `Deny` leaves."""

from __future__ import annotations

from typing import Any

import pytest

from iam_report.policy.conditions import Condition
from iam_report.policy.trust_denials import Caller, Statement, left_by
from iam_report.policy.trust_limits import FLAGS, limits
from iam_report.policy.trusts import assume_actions, principal

ACCOUNT = "444455556666"


@pytest.mark.parametrize(
    ("principal_type", "value", "kind", "account"),
    [
        ("*", "*", "anyone", None),
        ("AWS", "*", "anyone", None),
        ("Federated", "*", "anyone", None),
        ("Service", "*", "wildcard", None),
        ("NotPrincipal", "arn:aws:iam::444455556666:root", "everyone else", None),
        ("AWS", "444455556666", "account", ACCOUNT),
        ("AWS", "44445555666", "invalid", None),
        ("AWS", "4444555566667", "invalid", None),
        ("AWS", "arn:aws:iam::444455556666:root", "account", ACCOUNT),
        ("AWS", "arn:aws-cn:iam::444455556666:root", "account", ACCOUNT),
        ("AWS", "arn:aws:iam::444455556666:user/a/b/alice", "user", ACCOUNT),
        ("AWS", "arn:aws:iam::444455556666:role/deploy", "role", ACCOUNT),
        ("AWS", "arn:aws:iam::444455556666:role/", "invalid", None),
        ("AWS", "arn:aws:sts::444455556666:assumed-role/deploy/s", "session", ACCOUNT),
        ("AWS", "arn:aws:iam::444455556666:assumed-role/deploy/s", "invalid", None),
        ("AWS", "arn:aws:sts::444455556666:federated-user/bob", "federated user", ACCOUNT),
        ("AWS", "arn:aws:iam::444455556666:group/admins", "invalid", None),
        ("AWS", "arn:aws:iam::444455556666:role/*", "wildcard", None),
        ("AWS", "arn:aws:iam::44445555666?:root", "wildcard", None),
        ("AWS", "arn:aws:iam::*:root", "wildcard", None),
        ("AWS", "444455556666*", "wildcard", None),
        ("AWS", "AROAEXAMPLEEXAMPLE123", "deleted", None),
        ("AWS", "AIDAEXAMPLEEXAMPLE123", "deleted", None),
        ("AWS", "AROAEXAMPLEEXAMPLE123:session", "deleted", None),
        ("AWS", "aroaexampleexample123", "invalid", None),
        ("AWS", "AKIAEXAMPLEEXAMPLE123", "invalid", None),
        ("AWS", "", "invalid", None),
        ("Service", "ec2.amazonaws.com", "service", None),
        ("Service", "ec2.amazonaws.com.cn", "service", None),
        ("Service", "*.amazonaws.com", "wildcard", None),
        ("Service", "ec2", "invalid", None),
        ("CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", "invalid", None),
        ("Federated", "cognito-identity.amazonaws.com", "oidc", None),
        ("Federated", "accounts.google.com", "oidc", None),
        ("Federated", "accounts.google.com.evil.example", "invalid", None),
        ("Federated", "arn:aws:iam::444455556666:saml-provider/Corp", "saml", ACCOUNT),
        ("Federated", "arn:aws:iam::444455556666:oidc-provider/gitlab.com", "oidc", ACCOUNT),
        ("Federated", "arn:aws:iam::444455556666:oidc-provider/*", "wildcard", None),
        ("Federated", "arn:aws:iam::444455556666:role/deploy", "invalid", None),
        ("AWS", "arn:aws:iam::444455556666:saml-provider/Corp", "invalid", None),
    ],
)  # fmt: skip
def test_principal(principal_type: str, value: str, kind: str, account: str | None) -> None:
    found = principal(principal_type, value)

    assert (found.kind, found.account) == (kind, account)


def test_issuer_of_a_provider() -> None:
    arn = "arn:aws-cn:iam::444455556666:oidc-provider/token.actions.githubusercontent.com/acme"

    assert principal("Federated", arn).issuer == "token.actions.githubusercontent.com/acme"
    assert principal("Federated", arn).partition == "aws-cn"


@pytest.mark.parametrize(
    ("kind", "actions", "not_actions", "expected"),
    [
        ("account", ["sts:AssumeRole"], None, 1),
        ("account", ["STS:assumerole"], None, 1),
        ("account", ["sts:*"], None, 1),
        ("account", ["*"], None, 1),
        ("account", ["sts:TagSession", "sts:SetSourceIdentity"], None, 0),
        ("account", ["sts:AssumeRoleWithSAML"], None, 0),
        ("account", None, ["sts:TagSession"], 1),
        ("account", None, ["sts:Assume*"], 0),
        ("account", None, None, 0),
        ("service", ["sts:AssumeRole"], None, 1),
        ("oidc", ["sts:AssumeRole"], None, 0),
        ("oidc", ["sts:AssumeRoleWithWebIdentity"], None, 1),
        ("oidc", ["sts:AssumeRoleWith*"], None, 1),
        ("saml", ["sts:AssumeRoleWithSAML", "sts:TagSession"], None, 1),
        ("saml", ["sts:AssumeRoleWithWebIdentity"], None, 0),
        ("anyone", ["sts:AssumeRole"], None, 1),
        ("anyone", ["sts:AssumeRole*"], None, 3),
        ("anyone", ["sts:GetFederationToken"], None, 0),
        ("deleted", ["sts:AssumeRole"], None, 0),
        ("wildcard", ["sts:AssumeRole"], None, 0),
        ("invalid", ["*"], None, 0),
    ],
)
def test_actions_that_give_the_role(
    kind: str, actions: list[str] | None, not_actions: list[str] | None, expected: int
) -> None:
    assert len(assume_actions(kind, actions, not_actions)) == expected


def _condition(text: str) -> Condition:
    operator, key, values = text.split(" ", 2)
    return Condition(operator, key, tuple(values.split(" ")))


ORG, WHO, SRC, NET, EXT = (
    "limits_organization",
    "limits_principals",
    "limits_source",
    "limits_network",
    "has_external_id",
)

CONDITIONS = [
    # the organization
    ("StringEquals aws:PrincipalOrgID o-exampleorgid", ORG, True),
    ("StringEquals AWS:principalorgid o-exampleorgid", ORG, True),
    ("StringLike aws:PrincipalOrgID o-*", ORG, False),
    ("StringLike aws:PrincipalOrgID *", ORG, False),
    ("StringEqualsIfExists aws:PrincipalOrgID o-exampleorgid", ORG, False),
    ("ForAllValues:StringEquals aws:PrincipalOrgID o-exampleorgid", ORG, False),
    ("StringNotEquals aws:PrincipalOrgID o-exampleorgid", ORG, False),
    ("StringEquals aws:PrincipalOrgID ${aws:ResourceOrgID}", ORG, True),
    ("StringEquals aws:PrincipalOrgID ${aws:PrincipalTag/org}", ORG, None),
    ("ForAnyValue:StringLike aws:PrincipalOrgPaths o-exampleorgid/r-ab12/*", ORG, True),
    ("ForAnyValue:StringLike aws:PrincipalOrgPaths */ou-ab12-11111111/*", ORG, False),
    ("ForAllValues:StringLike aws:PrincipalOrgPaths o-exampleorgid/*", ORG, False),
    ("Null aws:PrincipalOrgID false", ORG, False),
    # who it is
    ("StringEquals aws:PrincipalAccount 111122223333", WHO, True),
    ("StringLike aws:PrincipalAccount 1111*", WHO, False),
    ("StringNotEquals aws:PrincipalAccount 999999999999", WHO, False),
    ("ArnLike aws:PrincipalArn arn:aws:iam::111122223333:role/*", WHO, True),
    ("ArnLike aws:PrincipalArn arn:aws:iam::*:role/deploy", WHO, False),
    ("ArnLike aws:PrincipalArn arn:*:iam::111122223333:role/*", WHO, True),
    ("StringLike aws:PrincipalArn arn:aws:iam::111122223333:*", WHO, True),
    ("StringLike aws:PrincipalArn arn:*:iam::111122223333:role/*", WHO, False),
    ("StringLike aws:PrincipalArn *:111122223333:*", WHO, False),
    ("StringEquals aws:PrincipalArn arn:aws:iam::111122223333:role/a", WHO, True),
    ("StringLike aws:userid AROAEXAMPLEEXAMPLE123:*", WHO, True),
    ("StringLike aws:userid *:alice", WHO, False),
    ("StringEquals aws:PrincipalTag/team blue", "", False),
    ("StringEquals aws:username alice", "", False),
    ("StringEquals aws:PrincipalType User", "", False),
    # for whom a service works
    ("StringEquals aws:SourceAccount 111122223333", SRC, True),
    ("ArnLike aws:SourceArn arn:aws:*:*:111122223333:*", SRC, True),
    ("ArnLike aws:SourceArn arn:aws:sns:*:*:*", SRC, False),
    ("ArnLike aws:SourceArn arn:aws:s3:::example-bucket", SRC, True),
    ("ArnLike aws:SourceArn arn:aws:s3:::*", SRC, False),
    ("StringEquals aws:SourceOrgID o-exampleorgid", SRC, True),
    ("StringEqualsIfExists aws:SourceAccount 111122223333", SRC, False),
    # networks
    ("IpAddress aws:SourceIp 192.0.2.0/24", NET, True),
    ("IpAddress aws:SourceIp 0.0.0.0/0", NET, False),
    ("NotIpAddress aws:SourceIp 192.0.2.0/24", NET, False),
    ("StringEquals aws:SourceVpce vpce-1a2b3c4d", NET, True),
    # external ID
    ("StringEquals sts:ExternalId secret", EXT, True),
    ("StringLike sts:ExternalId *", EXT, False),
    ("StringEqualsIfExists sts:ExternalId secret", EXT, False),
    # what anybody can do
    ("Bool aws:MultiFactorAuthPresent true", "", False),
    ("NumericLessThan aws:MultiFactorAuthAge 3600", "", False),
    ("Bool aws:SecureTransport true", "", False),
    ("StringEquals aws:RequestedRegion eu-west-1", "", False),
    ("StringEquals sts:RoleSessionName x", "", False),
    ("StringEquals aws:RequestTag/team blue", "", False),
    ("DateGreaterThan aws:CurrentTime 2020-01-01T00:00:00Z", "", False),
    # what cannot be told
    ("DateLessThan aws:CurrentTime 2020-01-01T00:00:00Z", "", None),
    ("StringEquals gitlab.com:sub x", "", None),
    # what is never met
    ("StringEqual aws:PrincipalOrgID o-exampleorgid", ORG, True),
]


@pytest.mark.parametrize(("text", "flag", "expected"), CONDITIONS)
def test_condition(text: str, flag: str, expected: bool | None) -> None:  # noqa: FBT001  (a case)
    found = limits([(_condition(text),)])

    assert found.is_restricted is expected
    assert {name: found.flags[name] for name in FLAGS if found.flags[name] is not False} == (
        {flag: expected} if flag and expected is not False else {}
    )


def test_one_open_value_opens_the_condition() -> None:
    text = "StringLike aws:PrincipalArn arn:aws:iam::111122223333:role/a arn:aws:iam::*:role/b"

    assert limits([(_condition(text),)]).is_restricted is False


def test_one_of_a_group_is_enough() -> None:
    """A caller who may choose is limited only if all choices limit, and in a way by what all do."""
    organization = _condition("StringEquals aws:PrincipalOrgID o-exampleorgid")
    account = _condition("StringEquals aws:PrincipalAccount 111122223333")
    tag = _condition("StringEquals aws:PrincipalTag/team blue")

    both = limits([(organization, account)])
    assert (both.is_restricted, both.flags[ORG], both.flags[WHO]) == (True, False, False)
    assert limits([(organization, tag)]).is_restricted is False
    assert limits([(organization,), (tag,)]).is_restricted is True


def test_accounts() -> None:
    texts = [
        "StringEquals aws:PrincipalAccount ${aws:ResourceAccount}",
        "ArnLike aws:PrincipalArn arn:aws:iam::111122223333:role/a arn:aws:iam::444455556666:root",
    ]

    assert [limits([(_condition(text),)]).accounts for text in texts] == [
        ("self",),
        ("111122223333", "444455556666"),
    ]


def _deny(*conditions: str, **elements: Any) -> Statement:
    found = {
        "actions": ("sts:AssumeRole",),
        "not_actions": None,
        "principals": (("*", "*"),),
        "not_principals": None,
        "conditions": tuple(_condition(text) for text in conditions),
    }
    return Statement(**(found | elements))


def _caller(principal_type: str, value: str) -> Caller:
    actions = {"Federated": "sts:assumerolewithwebidentity"}.get(principal_type, "sts:assumerole")
    return Caller((principal_type, value), principal(principal_type, value), (actions,))


ANYONE = _caller("AWS", "*")
OTHER = _caller("AWS", ACCOUNT)
SESSION = _caller("AWS", "arn:aws:sts::444455556666:assumed-role/a/s")
WORKLOAD = _caller("Federated", "arn:aws:iam::111122223333:oidc-provider/gitlab.com")
ROLE = _caller("AWS", "arn:aws:iam::444455556666:role/a")
SERVICE = _caller("Service", "ec2.amazonaws.com")
NOT_ORG = "StringNotEquals aws:PrincipalOrgID o-exampleorgid"

DENIALS = [
    # whom, the Deny, who is left, what is asked, whether that is all
    ("everybody", ANYONE, _deny(), False, [], True),
    ("another action", ANYONE, _deny(actions=("sts:TagSession",)), True, [], True),
    ("all but an action", ANYONE, _deny(actions=None, not_actions=("sts:TagSession",)), False, [], True),
    ("organization", ANYONE, _deny(NOT_ORG), True, [ORG], True),
    ("organization, if exists", ANYONE, _deny(NOT_ORG.replace("Equals ", "EqualsIfExists ")), True, [ORG], True),
    ("organization, any value", ANYONE, _deny(f"ForAnyValue:{NOT_ORG}"), True, [], True),
    ("organization, not services", ANYONE, _deny(NOT_ORG, "Bool aws:PrincipalIsAWSService false"), True, [ORG], True),
    ("organization or tag", ANYONE, _deny(NOT_ORG, "StringNotEquals aws:PrincipalTag/a b"), True, [], True),
    ("one account", ANYONE, _deny("StringNotEquals aws:PrincipalAccount 111122223333"), True, [WHO], True),
    ("one account, for another", OTHER, _deny("StringNotEquals aws:PrincipalAccount 111122223333"), False, [], True),
    ("one account, for itself", OTHER, _deny(f"StringNotEquals aws:PrincipalAccount {ACCOUNT}"), True, [], True),
    ("a bad account", ANYONE, _deny("StringEquals aws:PrincipalAccount 999999999999"), True, [], True),
    ("this account", OTHER, _deny(f"StringEquals aws:PrincipalAccount {ACCOUNT}"), False, [], True),
    ("this role", ROLE, _deny("ArnEquals aws:PrincipalArn arn:aws:iam::444455556666:role/a"), False, [], True),
    ("another role", ROLE, _deny("ArnEquals aws:PrincipalArn arn:aws:iam::444455556666:role/b"), True, [], True),
    ("external ID", OTHER, _deny("StringNotEquals sts:ExternalId x"), True, [EXT], True),
    ("network", OTHER, _deny("NotIpAddress aws:SourceIp 192.0.2.0/24"), True, [NET], True),
    ("what is not known", ANYONE, _deny("StringEqualsIfExists aws:Unheard x"), True, [], False),
    ("service, organization", SERVICE, _deny(NOT_ORG), False, [], True),
    ("service, not services", SERVICE, _deny(NOT_ORG, "Bool aws:PrincipalIsAWSService false"), True, [], True),
    # by principal
    ("itself", ROLE, _deny(principals=(ROLE.entry,)), False, [], True),
    ("its account", ROLE, _deny(principals=(OTHER.entry,)), False, [], True),
    ("the account as root", OTHER, _deny(principals=(("AWS", f"arn:aws:iam::{ACCOUNT}:root"),)), False, [], True),
    ("a part of the account", OTHER, _deny(principals=(ROLE.entry,)), True, [], True),
    ("some of all", ANYONE, _deny(principals=(OTHER.entry,)), True, [], True),
    ("somebody else", OTHER, _deny(principals=(("AWS", "999999999999"),)), True, [], True),
    ("all but an account", ANYONE, _deny(principals=None, not_principals=(OTHER.entry,)), True, [WHO], True),
    ("all but a role", OTHER, _deny(principals=None, not_principals=(ROLE.entry,)), True, [WHO], True),
    ("all but itself", ROLE, _deny(principals=None, not_principals=(ROLE.entry,)), True, [], True),
    ("all but its account", ROLE, _deny(principals=None, not_principals=(OTHER.entry,)), None, [], True),
    ("all but others", ROLE, _deny(principals=None, not_principals=(("AWS", "999999999999"),)), False, [], True),
    ("all but its role", SESSION, _deny(principals=None, not_principals=(ROLE.entry,)), None, [], True),
    ("its role", SESSION, _deny(principals=(ROLE.entry,)), None, [], True),
    ("its role, on a condition", SESSION, _deny(NOT_ORG, principals=(ROLE.entry,)), True, [], False),
    ("another kind", WORKLOAD, _deny(principals=(OTHER.entry,), actions=("*",)), True, [], True),
    ("two claims", WORKLOAD, _deny("StringNotEquals gitlab.com:sub a", "StringNotEquals gitlab.com:aud b", actions=("*",)), True, [], False),
    ("who calls, of a provider", WORKLOAD, _deny(NOT_ORG, actions=("*",)), True, [], False),
    ("some of the actions", ANYONE._replace(actions=("sts:assumerole", "sts:assumerolewithsaml")), _deny(NOT_ORG), True, [], False),
    ("an operator that is none", ANYONE, _deny("StringNotEqual aws:PrincipalOrgID o"), True, [], True),
    ("not by services", ANYONE, _deny("BoolIfExists aws:Unheard true"), True, [], True),
    ("without the key", ANYONE, _deny("Null aws:PrincipalOrgID true"), True, [], True),
    ("all but anybody", ROLE, _deny(principals=None, not_principals=(("AWS", "*"),)), True, [], True),
    ("all but, on a condition", ANYONE, _deny(NOT_ORG, principals=None, not_principals=(OTHER.entry,)), True, [], False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("caller", "deny", "lets_in", "flags", "is_sure"),
    [case[1:] for case in DENIALS],
    ids=[case[0] for case in DENIALS],
)
def test_deny(
    caller: Caller,
    deny: Statement,
    lets_in: bool | None,  # noqa: FBT001  (a case)
    flags: list[str],
    is_sure: bool,  # noqa: FBT001  (likewise)
) -> None:
    left = left_by((deny,), caller)
    found = limits(left.groups).flags

    assert (left.lets_in, [name for name in FLAGS if found[name]], left.is_sure) == (
        lets_in,
        flags,
        is_sure,
    )


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["BoolIfExists aws:MultiFactorAuthPresent false"], True),
        (["Bool aws:MultiFactorAuthPresent false"], False),
        (["Null aws:MultiFactorAuthAge true"], True),
        (["BoolIfExists aws:MultiFactorAuthPresent false", "StringNotEquals aws:Unheard x"], None),
        ([NOT_ORG], False),
    ],
)
def test_deny_without_mfa(conditions: list[str], expected: bool | None) -> None:  # noqa: FBT001
    assert left_by((_deny(*conditions),), OTHER).requires_mfa is expected
