"""Public access: which statements of a resource policy let everybody in."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from iam_report.errors import IamReportError
from iam_report.policy.public_access import check_no_public_access, is_public

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
SHARED = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{SHARED}"
PUBLIC, NOT_PUBLIC, CANNOT_TELL = "public", "not public", "cannot tell"
IS_PUBLIC = {PUBLIC: True, NOT_PUBLIC: False, CANNOT_TELL: None}


def statement(
    effect: str = "Allow",
    who: Any = "*",
    *conditions: tuple[Any, ...],
    element: str = "Principal",
    **more: Any,
) -> dict[str, Any]:
    """Return a statement; a condition is an operator, a key and values."""
    about = {"Effect": effect, element: who, "Action": "s3:GetObject", "Resource": "*"}
    if conditions:
        block: dict[str, Any] = {}
        for operator, key, *values in conditions:
            block.setdefault(operator, {})[key] = values
        about["Condition"] = block
    return {**about, **more}


def when(*condition: Any) -> dict[str, Any]:
    """Return a statement that allows everybody under a condition."""
    return statement("Allow", "*", condition)


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """Return a policy that has variables."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def verdicts(*statements: dict[str, Any], resource_type: str | None = None) -> list[str]:
    """Return the verdict of each statement that is about everybody."""
    found = check_no_public_access(policy(*statements), resource_type=resource_type)
    return found["verdict"].tolist()


@pytest.mark.parametrize(
    "who",
    [
        {"AWS": ACCOUNT},
        {"AWS": ROLE},
        {"AWS": f"{ROLE}*"},
        {"Service": "sns.amazonaws.com"},
        {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
        {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"},
        {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/login.example.com"},
    ],
)
def test_named_principals_have_no_row(who: Any) -> None:
    assert verdicts(statement("Allow", who), statement("Deny")) == []
    assert is_public(policy(statement("Allow", who))) is False


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (statement(), PUBLIC),
        (statement(who={"AWS": ["*", ACCOUNT]}), PUBLIC),
        (statement(who={"AWS": ROLE}, element="NotPrincipal"), PUBLIC),
        (when("StringEquals", "aws:SourceVpc", "vpc-91237329"), NOT_PUBLIC),
        (when("StringLike", "AWS:sourcevpc", "vpc-91237329"), NOT_PUBLIC),
        (when("StringLike", "aws:SourceVpc", "vpc-*"), PUBLIC),
        (when("StringLike", "aws:SourceVpc", "vpc-1", "vpc-?"), PUBLIC),
        (when("StringEqualsIfExists", "aws:SourceVpc", "vpc-1"), PUBLIC),
        (when("StringNotEquals", "aws:SourceVpc", "vpc-1"), PUBLIC),
        (when("ForAllValues:StringEquals", "aws:SourceVpc", "vpc-1"), PUBLIC),
        (when("StringEquals", "aws:SourceVpce", "vpce-1a2b3c4d"), NOT_PUBLIC),
        (when("StringEquals", "aws:SourceAccount", ACCOUNT), NOT_PUBLIC),
        (when("StringEquals", "aws:SourceOwner", ACCOUNT), NOT_PUBLIC),
        (when("StringEquals", "aws:PrincipalAccount", ACCOUNT), NOT_PUBLIC),
        (when("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"), NOT_PUBLIC),
        (when("StringEquals", "aws:PrincipalOrgID", "${aws:PrincipalOrgID}"), PUBLIC),
        (when("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", "o-a/r-b/ou-c/"), NOT_PUBLIC),
        (when("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a/*"), PUBLIC),
        (when("ArnEquals", "aws:PrincipalArn", ROLE), NOT_PUBLIC),
        (when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/app"), PUBLIC),
        (when("ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:x"), NOT_PUBLIC),
        (when("ArnLike", "s3:DataAccessPointArn", f"arn:aws:s3:*:{ACCOUNT}:*"), NOT_PUBLIC),
        (when("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:*:*:accesspoint/a"), PUBLIC),
        (when("StringEquals", "s3:DataAccessPointAccount", ACCOUNT), NOT_PUBLIC),
        (when("StringLike", "aws:userid", "AROA1111111111EXAMPLE:*"), PUBLIC),
        (when("StringEquals", "aws:userid", "AIDA1111111111EXAMPLE"), NOT_PUBLIC),
        (when("IpAddress", "aws:SourceIp", "192.0.2.0/24", "2001:db8::/32"), NOT_PUBLIC),
        (when("IpAddress", "aws:SourceIp", "203.0.0.0/8"), NOT_PUBLIC),
        (when("IpAddress", "aws:SourceIp", "0.0.0.0/1"), PUBLIC),
        (when("IpAddress", "aws:SourceIp", "192.0.2.0/24", "0.0.0.0/0"), PUBLIC),
        (when("IpAddress", "aws:SourceIp", "::/0"), PUBLIC),
        (when("NotIpAddress", "aws:SourceIp", "192.0.2.0/24"), PUBLIC),
        (when("IpAddressIfExists", "aws:SourceIp", "192.0.2.0/24"), PUBLIC),
        (when("Bool", "aws:SecureTransport", "true"), PUBLIC),
        (when("StringEquals", "aws:Referer", "example.com"), PUBLIC),
        (when("Null", "aws:SourceVpc", "false"), PUBLIC),
        (when("StringEquals", "aws:SourceVpc"), NOT_PUBLIC),
        (when("Strange", "aws:Referer", "a"), NOT_PUBLIC),
        (when("StringEquals", "aws:SourceOrgID", "o-a1b2c3d4e5"), CANNOT_TELL),
        (
            statement(
                "Allow",
                "*",
                ("StringLike", "aws:SourceVpc", "*"),
                ("StringEquals", "aws:SourceVpc", "vpc-1"),
            ),
            NOT_PUBLIC,
        ),
    ],
)
def test_statement_of_a_bucket(given: dict[str, Any], verdict: str) -> None:
    assert verdicts(given, resource_type="AWS::S3::Bucket") == [verdict]
    assert is_public(policy(given)) is IS_PUBLIC[verdict]


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (statement(), PUBLIC),
        (when("StringEquals", "aws:SourceOrgID", "o-a1b2c3d4e5"), NOT_PUBLIC),
        (when("StringEquals", "kms:CallerAccount", ACCOUNT), NOT_PUBLIC),
        (when("ArnLike", "aws:SourceArn", f"arn:aws:sns:*:{ACCOUNT}:*"), CANNOT_TELL),
        (when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*"), PUBLIC),
        (when("IpAddress", "aws:SourceIp", "64.0.0.0/4"), CANNOT_TELL),
        (when("IpAddress", "aws:SourceIp", "0.0.0.0/1"), PUBLIC),
    ],
)
def test_statement_of_another_resource(given: dict[str, Any], verdict: str) -> None:
    assert verdicts(given) == verdicts(given, resource_type="AWS::SQS::Queue") == [verdict]


@pytest.mark.parametrize(
    ("deny", "verdict"),
    [
        (statement("Deny"), NOT_PUBLIC),
        (statement("Deny", Action="s3:*"), NOT_PUBLIC),
        (statement("Deny", Action="s3:Put*"), PUBLIC),
        (statement("Deny", Resource="arn:aws:s3:::bucket"), PUBLIC),
        (statement("Deny", {"AWS": ACCOUNT}), PUBLIC),
        (statement("Deny", {"AWS": [ACCOUNT, ROLE]}, element="NotPrincipal"), NOT_PUBLIC),
        (statement("Deny", "*", element="NotPrincipal"), PUBLIC),
        (statement("Deny", "*", ("StringNotEquals", "aws:PrincipalOrgID", "o-a")), NOT_PUBLIC),
        (statement("Deny", "*", ("StringNotLike", "aws:PrincipalOrgID", "o-*")), PUBLIC),
        (statement("Deny", "*", ("StringEquals", "aws:PrincipalOrgID", "o-a")), PUBLIC),
        (statement("Deny", "*", ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24")), NOT_PUBLIC),
        (statement("Deny", "*", ("NotIpAddress", "aws:SourceIp", "0.0.0.0/1")), PUBLIC),
        (statement("Deny", "*", ("Bool", "aws:SecureTransport", "false")), PUBLIC),
    ],
)
def test_deny(deny: dict[str, Any], verdict: str) -> None:
    assert verdicts(statement(), deny, resource_type="AWS::S3::Bucket") == [verdict]
    assert is_public(policy(deny, statement())) is IS_PUBLIC[verdict]


@pytest.mark.parametrize(
    ("who", "conditions", "verdict"),
    [
        (PROVIDER, [], PUBLIC),
        (PROVIDER, [("StringEquals", f"{SHARED}:aud", "sts.amazonaws.com")], PUBLIC),
        (PROVIDER, [("StringLike", f"{SHARED}:sub", "repo:example/*")], NOT_PUBLIC),
        (PROVIDER, [("StringLike", f"{SHARED}:sub", "*")], PUBLIC),
        ("accounts.google.com", [("StringEquals", "accounts.google.com:sub", "1")], NOT_PUBLIC),
    ],
)
def test_shared_identity_provider(who: str, conditions: list[Any], verdict: str) -> None:
    given = statement("Allow", {"Federated": who}, *conditions)
    given["Action"] = "sts:AssumeRoleWithWebIdentity"
    del given["Resource"]

    assert verdicts(given) == [verdict]


def test_row() -> None:
    given = when("StringLike", "aws:SourceVpc", "vpc-*")
    frame = check_no_public_access(
        policy(statement("Allow", {"AWS": ROLE}), {**given, "Sid": "All"})
    )
    [row] = frame.to_dict("records")

    assert (row["statement"], row["sid"], row["principal"]) == (1, "All", "*")
    assert (list(row["actions"]), row["reason"]) == (
        ["s3:GetObject"],
        "nothing in it names the callers",
    )
    assert json.loads(row["witness"]) == {
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::example/example",
        "principal": "*",
        "context": {"aws:SourceVpc": "vpc-x"},
    }
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)


def test_not_action() -> None:
    given = {"Effect": "Allow", "Principal": "*", "NotAction": ["s3:Put*"], "Resource": "*"}
    [row] = check_no_public_access(policy(given)).to_dict("records")

    assert (list(row["actions"]), row["verdict"]) == (["all but s3:Put*"], PUBLIC)


def test_an_identity_policy_is_not_public() -> None:
    given = {"Effect": "Allow", "Action": "*", "Resource": "*"}

    assert check_no_public_access(policy(given)).empty
    assert is_public(policy(given)) is False


def test_not_a_policy() -> None:
    with pytest.raises(IamReportError, match="the resource policy: AWS would refuse this policy"):
        is_public('{"Statement": 1}')
