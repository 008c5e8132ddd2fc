"""The statements of policies: which rows there are, and what is said of each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from iam_report.frames.policies import POLICIES
from iam_report.frames.policy_statements import POLICY_STATEMENTS, REACHED
from iam_report.frames.statements import STATEMENTS
from iam_report.relations import relations
from iam_report.relations.policy_statements import policy_statements
from iam_report.snapshot import Snapshot
from tests.relations.written_policies import (
    ACCOUNT,
    allow,
    deny,
    document,
    managed,
    owner,
    snapshot,
)

ROLES = "arn:aws:iam::*:role/*"
TEXTS = ("full_services", "wide_services", "sensitive_services", "kms_all", "cloudtrail_all")
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def rows(*entries: dict[str, Any]) -> pd.DataFrame:
    """Return the relation of an account with these entries."""
    return POLICY_STATEMENTS.check(snapshot(*entries).policy_statements)


def first(*statements: Any) -> dict[str, Any]:
    """Return the row of the first statement of a policy."""
    row = rows(managed("Ours", document(*statements))).iloc[0]
    return {str(name): row[name] for name in row.index}


def texts(statement: dict[str, Any]) -> dict[str, str]:
    """Return the columns of services and classes that are not empty."""
    row = first(statement)
    return {name: row[name] for name in (*TEXTS, *REACHED) if row[name] != ""}


def test_which_statements() -> None:
    """Those of policies that the account can change; a row without one where the text is bad."""
    two = document(allow("s3:*", Sid="A"), deny("s3:*"))
    found = rows(
        managed("Aws", two, account="aws"),
        managed("Unknown"),
        managed("Bad", "{"),
        managed("Ours", two),
        managed("None", document()),
        owner("role", "app", inline={"In": two}),
        owner("role", "slr", "/aws-service-role/x.amazonaws.com/", inline={"In": two}),
    )

    assert found[["place", "kind", "statement", "sid", "effect"]].to_numpy().tolist() == [
        ["policy Ours", "customer managed", 0, "A", "Allow"],
        ["policy Ours", "customer managed", 1, pd.NA, "Deny"],
        ["inline policy In of role app", "inline", 0, "A", "Allow"],
        ["inline policy In of role app", "inline", 1, pd.NA, "Deny"],
        ["policy Unknown", "customer managed", pd.NA, pd.NA, pd.NA],
        ["policy Bad", "customer managed", pd.NA, pd.NA, pd.NA],
    ]
    assert found["is_attached"].all()
    blank = found.iloc[-1]
    assert all(pd.isna(blank[name]) for name in (*TEXTS, *REACHED, "is_admin", "covered_by"))


@pytest.mark.parametrize(("count", "expected"), [(0, False), (2, True), (None, None)])
def test_is_attached(count: int | None, *, expected: bool | None) -> None:
    """By what `policies` says."""
    found = rows(managed("Ours", document(allow("s3:*")), AttachmentCount=count))["is_attached"]

    assert found.tolist() == [pd.NA if expected is None else expected]


def test_texts() -> None:
    """Elements are one text each; what is inverse says so."""
    row = first(
        allow(
            None,
            None,
            NotAction=["iam:*", "s3:*"],
            NotResource="arn:aws:s3:::x",
            Condition=MFA | {"StringEquals": {"aws:PrincipalTag/Team": ["a", "b"]}},
        )
    )

    assert (row["actions"], row["resources"]) == (
        "NotAction iam:*, s3:*",
        "NotResource arn:aws:s3:::x",
    )
    assert row["conditions"] == (
        "Bool aws:MultiFactorAuthPresent, StringEquals aws:PrincipalTag/Team"
    )
    assert row["has_not_action"]
    assert row["has_not_resource"]
    assert row["is_conditional"]


@pytest.mark.parametrize(
    ("statement", "scope"),
    [
        (allow("s3:*"), "every resource"),
        (allow("s3:*", ["arn:aws:s3:::x", "**"]), "every resource"),
        (allow("s3:*", "arn:aws:*"), "every resource"),
        (allow("s3:*", "arn:aws:s3:::*"), "every resource of a kind"),
        (allow("s3:*", "arn:aws:s3:::x/*"), "some resources"),
        (allow("s3:*", []), "some resources"),
        (allow("s3:*", None, NotResource="arn:aws:s3:::x"), "every resource but some"),
        (deny("s3:*"), "every resource"),
        (deny("s3:*", "arn:aws:s3:::*"), "every resource of a kind"),
    ],
)
def test_scope(statement: dict[str, Any], scope: str) -> None:
    """The resources in words."""
    assert first(statement)["scope"] == scope


@pytest.mark.parametrize(
    ("statement", "all_actions", "is_admin"),
    [
        (allow("*"), True, True),
        (allow("*:*"), True, True),
        (allow(["s3:Get*", "*"]), True, True),
        (allow("*", Condition=MFA), True, True),
        (allow("*", "arn:aws:s3:::*"), True, False),
        (allow("*", "arn:aws:iam::*:*"), True, True),
        (allow("*", None, NotResource="arn:aws:s3:::x"), True, True),
        (allow("*", None, NotResource=ROLES), True, True),
        (allow("*", None, NotResource="arn:aws:iam"), True, False),
        (allow("*", None, NotResource="arn:aws:iam::*:*"), True, False),
        (allow(NotAction="x:None"), True, True),
        (allow(["s3:*", "iam:*"]), False, False),
        (deny("*"), False, False),
    ],
)
def test_admin(statement: dict[str, Any], *, all_actions: bool, is_admin: bool) -> None:
    """Everything, and on IAM as a whole at least."""
    row = first(statement)

    assert (row["all_actions"], row["is_admin"]) == (all_actions, is_admin)
    assert not is_admin or not texts(statement)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow(NotAction="s3:*"), True),
        (allow(NotAction=["iam:*", "organizations:*"]), False),
        (allow(NotAction=["iam:Get*"]), True),
        (allow(NotAction="s3:*", resources="arn:aws:s3:::*"), False),
        (allow(NotAction="s3:*", resources=ROLES), True),
        (allow(NotAction="x:None"), False),
        (allow("iam:*"), False),
        (deny(NotAction="s3:*"), False),
    ],
)
def test_leaves_iam(statement: dict[str, Any], *, expected: bool) -> None:
    """By `NotAction`, changing permissions is allowed as well; all actions are another matter."""
    assert first(statement)["leaves_iam"] is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # Whole services.
        (
            allow("ec2:*")["Action"] and allow("tag:*"),
            {"full_services": "tag", "wide_services": "tag"},
        ),
        (allow("IAM:*"), {"full_services": "iam", "sensitive_services": "iam"}),
        (allow(["s3:*", "iam:*"]), {"full_services": "iam, s3", "sensitive_services": "iam, s3"}),
        (allow("kms:**"), {"full_services": "kms", "kms_all": "kms"}),
        (allow("cloudtrail:*"), {"full_services": "cloudtrail", "cloudtrail_all": "cloudtrail"}),
        (allow("s3:*", "arn:aws:s3:::x/*"), {"full_services": "s3"}),
        (allow("s3:*", "arn:aws:s3:::*"), {"full_services": "s3", "sensitive_services": "s3"}),
        (allow("nosuch:*"), {"full_services": "nosuch", "wide_services": "nosuch"}),
        # Roles.
        (allow("sts:AssumeRole"), {"assume_role": "sts:AssumeRole"}),
        (allow("sts:AssumeRole", ROLES), {"assume_role": "sts:AssumeRole"}),
        (
            allow("sts:AssumeRole", "arn:aws:iam::444455556666:role/*"),
            {"assume_role": "sts:AssumeRole"},
        ),
        (allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/ops-*"), {}),
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/audit"), {}),
        (allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:user/*"), {}),
        (allow("iam:PassRole", "arn:aws-cn:iam::*:role/*"), {"pass_role": "iam:PassRole"}),
        (allow("iam:pass*", None, NotResource="arn:aws:s3:::x"), {"pass_role": "iam:pass*"}),
        (allow("iam:PassRole", None, NotResource=ROLES), {}),
        (allow("iam:PassRole", None, NotResource="arn:aws:iam::*:role/x"), {}),
        (allow("iam:PassRole", None, NotResource="arn:aws:iam::*:role/${aws:username}"), {}),
        (
            allow("iam:PassRole", None, NotResource="arn:aws:iam::*:user/x"),
            {"pass_role": "iam:PassRole"},
        ),
        (allow("iam:PassRole", None, NotResource="arn:aws:*:::x"), {}),
        (allow("iam:PassRole", None, NotResource="x"), {}),
        (allow("iam:PassRole", ["x*", "arn:aws:*:*:*:role/*", "arn:aws:iam::1*:role/*"]), {}),
        (allow("iam:PassRole", "arn:aws:iam::*:role/*/x"), {}),
        # IAM: the kind has to fit the action.
        (
            allow("iam:CreateAccessKey", "arn:aws:iam::*:user/*"),
            {"iam_write": "iam:CreateAccessKey"},
        ),
        (allow("iam:PutRolePolicy", "arn:aws:iam::*:user/*"), {}),
        (allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}"), {}),
        (allow("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/*"), {}),
        (allow("iam:Get*"), {}),
        # Keys: all of a region are every one.
        (
            allow("kms:De*", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/*"),
            {"kms_decrypt": "kms:De*"},
        ),
        (allow("kms:Decrypt", f"arn:aws:kms:*:{ACCOUNT}:alias/*"), {}),
        (allow("kms:Decrypt", f"arn:aws:kms:*:{ACCOUNT}:key/1*"), {}),
        # Data.
        (allow(["s3:GetObject", "s3:ListBucket"]), {"sensitive_read": "s3:GetObject"}),
        (allow("s3:Get*", "arn:aws:s3:::*/*"), {"sensitive_read": "s3:Get*"}),
        (allow("s3:GetObject", "arn:aws:s3:::x/*"), {}),
        # Actions that take no resource say nothing by `*`.
        (allow("ecr:GetAuthorizationToken"), {}),
        (
            allow("aws-marketplace:Subscribe"),
            {"marketplace_subscribe": "aws-marketplace:Subscribe"},
        ),
        (allow("cloudtrail:Stop*"), {"cloudtrail_tampering": "cloudtrail:Stop*"}),
        (allow("ec2:GetPasswordData"), {"credentials_exposure": "ec2:GetPasswordData"}),
        (
            allow("sqs:AddPermission"),
            {
                "resource_exposure": "sqs:AddPermission",
                "permissions_management": "sqs:AddPermission",
            },
        ),
        # What is denied, or excluded, reaches nothing.
        (deny("iam:*"), {}),
        (allow(NotAction="iam:*"), {}),
        (allow([]), {}),
    ],
)
def test_services_and_classes(statement: dict[str, Any], expected: dict[str, str]) -> None:
    """Which patterns reach what, on every resource of a kind."""
    assert texts(statement) == expected


def test_everything_on_one_service() -> None:
    """`*` on all buckets is that service as a whole, and what it does there."""
    found = texts(allow("*", "arn:aws:s3:::*"))

    assert found["sensitive_services"] == "s3"
    assert found["sensitive_read"] == "*"
    assert "iam_write" not in found


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, True),
        ({"ArnLike": {"iam:AssociatedResourceArn": "arn:aws:ec2:*:*:instance/x"}}, True),
        ({"StringEqualsIfExists": {"iam:PassedToService": "ec2.amazonaws.com"}}, False),
        ({"StringLike": {"iam:PassedToService": "*"}}, False),
        (MFA, False),
    ],
)
def test_limits_pass_role(condition: dict[str, Any], *, expected: bool) -> None:
    """Only a condition that names services, or what the role is for."""
    assert first(allow("iam:PassRole", Condition=condition))["limits_pass_role"] is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow(["s3:GetObjekt", "s3:Get*", "s3:GetObjekt"]), "s3:GetObjekt"),
        (allow(NotAction=["s4:*"]), "s4:*"),
        (deny(["s3:Nothing", "x"]), "s3:Nothing, x"),
        (allow("*"), ""),
    ],
)
def test_unknown_actions(statement: dict[str, Any], expected: str) -> None:
    """Patterns that name nothing, each once."""
    assert first(statement)["unknown_actions"] == expected


GROUP = f"arn:aws:iam::{ACCOUNT}:group/Admins"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (deny(["iam:CreateAccessKey", "iam:PutGroupPolicy"], GROUP), "iam:CreateAccessKey"),
        (deny("iam:*", GROUP), ""),
        (deny("iam:CreateAccessKey", [GROUP, "*"]), ""),
        (deny("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/group/x"), ""),
        (deny("iam:Misspelt", GROUP), ""),
        (allow("iam:CreateAccessKey", GROUP), ""),
        (deny("s3:*", "arn:aws:s3:::x:group/y"), ""),
    ],
)
def test_not_of_groups(statement: dict[str, Any], expected: str) -> None:
    """A group in `Resource` is not its members."""
    assert first(statement)["not_of_groups"] == expected


GET = allow("s3:GetObject", "arn:aws:s3:::x/*")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([GET, allow("s3:Get*", "arn:aws:s3:::*")], ["1", ""]),
        ([allow("S3:get*", "*"), GET], ["", "0"]),
        ([GET, GET], ["", "0"]),
        ([GET, GET, GET], ["", "0", "0"]),
        ([GET, deny("s3:*", "*")], ["", ""]),
        ([GET, allow("s3:*", "*", Condition=MFA)], ["", ""]),
        ([GET | {"Condition": MFA}, allow("s3:*", "*", Condition=MFA)], ["1", ""]),
        ([GET | {"Condition": MFA}, GET], ["1", ""]),
        ([allow("s3:Get*", "*"), allow("s3:GetObject*", "*")], ["", "0"]),
        ([allow("x:A", "*"), allow("x:*", "*"), allow("x:B", "*")], ["1", "", "1"]),
        ([allow("x:A", "*"), allow("x:B", "*")], ["", ""]),
        ([allow(NotAction="s3:*"), allow(NotAction=["s3:*", "ec2:*"])], ["", "0"]),
        ([allow(NotAction="s3:*"), allow("ec2:*")], ["", ""]),
        (
            [
                allow("s3:*", None, NotResource="arn:aws:s3:::x"),
                allow("s3:*", None, NotResource=["arn:aws:s3:::x", "arn:aws:s3:::y"]),
            ],
            ["", "0"],
        ),
        ([deny("s3:*", "*"), deny("s3:Put*", "*")], ["", "0"]),
        ([allow("s3:*", "arn:aws:s3:::${aws:username}"), allow("s3:*", "*")], ["1", ""]),
    ],
)
def test_covered_by(statements: list[Any], expected: list[str]) -> None:
    """A statement that another one makes needless; of equal ones the later."""
    found = rows(managed("Ours", document(*statements)))

    assert found["covered_by"].tolist() == expected


@pytest.mark.parametrize(("statements", "actions"), [(61, 1), (2, 301)])
def test_too_much_to_compare(statements: int, actions: int) -> None:
    """A document made to take long is left alone."""
    many = allow([f"x:{n}" for n in range(actions)], [])
    found = rows(managed("Ours", document(*[many] * statements)))

    assert set(found["covered_by"]) == {""}


def test_statements_of_another_document_cover_nothing() -> None:
    """Each policy is looked at alone."""
    found = rows(managed("A", document(GET)), managed("B", document(allow("s3:*"), deny("x:y"))))

    assert found["covered_by"].tolist() == ["", "", ""]


def test_two_moments_are_kept_apart() -> None:
    """A policy has the statements of its moment."""
    parts = [
        snapshot(managed("Ours", document(GET)), as_of=f"2026-0{month}-01T00:00:00Z")
        for month in (1, 2)
    ]
    frames = {
        name: pd.concat([part[name] for part in parts], ignore_index=True)
        for name in relations()["policy_statements"].frames
    }
    found = POLICY_STATEMENTS.check(Snapshot(frames).policy_statements)

    assert found["as_of"].dt.month.tolist() == [1, 2]
    assert found["covered_by"].tolist() == ["", ""]


def test_empty() -> None:
    """No policies, no rows."""
    assert policy_statements(POLICIES.empty(), STATEMENTS.empty()).empty
