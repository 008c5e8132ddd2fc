"""Policies that look held back and are not, and such that look dangerous and are not."""

from __future__ import annotations

from typing import Final

from tests.access.written_accounts import MFA, NO_MFA, OTHER, tagged
from tests.graph.vulnerable_cases import (
    ADMIN_POLICY,
    ANN,
    CAT,
    LAMBDA,
    MEMBERS,
    PARTNERS,
    PEOPLE,
    READ,
    READ_POLICY,
    SELF,
    Case,
    Label,
    arn,
    both,
    by_report,
    existing,
    passing,
    strong,
    sure,
    under,
    user_only,
)
from tests.relations.written_policies import allow, deny, document

BLUE: Final = {"StringEquals": {"aws:PrincipalTag/lab": "blue"}}

#: Policies that look held back and are not.
STILL: Final = (
    user_only(
        "resource-holds-nothing-back",
        allow("iam:PutUserPolicy", arn("user/resource-*")),
        gets=sure("iam-007"),
    ),
    both(
        "role-by-pattern",
        *passing(*LAMBDA, role="role/strong-*"),
        gets=(sure("lambda-001", strong("lambda")),),
    ),
    both(
        "passed-to-the-right-service",
        *passing(*LAMBDA, Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}),
        gets=(sure("lambda-001", strong("lambda")),),
    ),
    user_only(
        "strong-policies-only",
        allow("iam:AttachUserPolicy", Condition={"ArnEquals": {"iam:PolicyARN": ADMIN_POLICY}}),
        gets=sure("iam-008"),
    ),
    Case(
        "all-but-storage",
        ({"Effect": "Allow", "NotAction": "s3:*", "Resource": arn("user/all-but-storage")},),
        user=(sure("iam-007"),),
        # Without the report it is certain only that it can make a key: of two it deletes one.
        role=(
            Label("iam-003 > iam-007", "user/all-but-storage", with_report=None),
            Label("iam-015", "user/all-but-storage", None),
        ),
    ),
    user_only(
        "all-but-administrators",
        {"Effect": "Allow", "Action": "iam:PutUserPolicy", "NotResource": arn("user/admin-*")},
        gets=sure("iam-007"),
    ),
    user_only(
        "denied-for-another",
        allow("iam:PutUserPolicy"),
        deny("iam:PutUserPolicy", arn("user/admin-*")),
        gets=sure("iam-007"),
    ),
    user_only(
        "denied-but-another-way",
        allow(["iam:PutUserPolicy", "iam:AttachUserPolicy"]),
        deny("iam:PutUserPolicy"),
        gets=sure("iam-008"),
    ),
    user_only(
        "boundary-of-everything",
        allow("iam:PutUserPolicy"),
        gets=sure("iam-007"),
        boundary=arn("policy/everything"),
    ),
    user_only(
        "tag-that-it-has",
        allow("iam:PutUserPolicy", Condition=BLUE),
        gets=sure("iam-007"),
        **tagged(lab="blue"),
    ),
    user_only(
        "second-factor",
        allow("iam:AttachUserPolicy", Condition=MFA),
        gets=under("aws:MultiFactorAuthPresent", "iam-008"),
    ),
    user_only(
        "denied-without-second-factor",
        allow("iam:AttachUserPolicy"),
        deny("*", Condition=NO_MFA),
        gets=under("aws:MultiFactorAuthPresent", "iam-008"),
    ),
    both(
        "from-the-office",
        *passing(*LAMBDA, Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        gets=(under("aws:SourceIp", "lambda-001", strong("lambda")),),
    ),
    both(
        "everything-but-iam",
        {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
        gets=(
            sure("sts-001", PEOPLE),
            under("sts:ExternalId", "sts-001", PARTNERS),
            sure("sts-001 > lambda-001", strong("lambda")),
            existing("cloudformation-005", strong("cloudformation")),
            existing("apprunner-002", strong("apprunner")),
            existing("bedrock-002", strong("bedrock")),
            existing("codebuild-002", strong("codebuild")),
            existing("ec2-002", strong("ec2")),
            existing("glue-002", strong("glue")),
            existing("sagemaker-004", strong("sagemaker")),
            existing("ecs-execute-command", strong("ecs")),
            existing("states-update-state-machine", strong("states")),
            existing("sso-create-permission-set-attach-managed-policy", SELF),
        ),
    ),
    both(
        "external-id",
        allow("sts:AssumeRole", arn(PARTNERS)),
        gets=(under("sts:ExternalId", "sts-001", PARTNERS),),
    ),
)  # fmt: skip

CREDENTIALS: Final = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"]
NARROW: Final = arn("policy/narrow")

#: Policies that look dangerous and are not.
HARMLESS: Final = (
    both("allowed-and-denied", allow("iam:CreatePolicyVersion"), deny("iam:CreatePolicyVersion")),
    both(
        "denied-by-another-policy",
        allow("iam:CreatePolicyVersion"),
        inline={"denial": document(deny("iam:CreatePolicy*"))},
    ),
    Case("denied-by-the-group", (allow("iam:PutUserPolicy"),), more={"GroupList": ["held-back"]}),
    both("denied-altogether", allow(["iam:*", "sts:*"]), deny(["iam:*", "sts:AssumeRole"])),
    both(
        "denied-all-but-storage",
        allow(["iam:PutUserPolicy", "iam:PutRolePolicy", "iam:CreatePolicyVersion"]),
        {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"},
    ),
    both("all-but-everything", {"Effect": "Allow", "NotAction": "*", "Resource": "*"}),
    both(
        "all-but-what-it-takes",
        {
            "Effect": "Allow",
            "NotAction": ["iam:Put*", "iam:Attach*", "iam:Update*"],
            "Resource": [arn("user/all-but-what-it-takes"), arn("role/all-but-what-it-takes")],
        },
    ),
    both(
        "of-others",
        allow("iam:CreatePolicyVersion", arn("policy/nobodys-*")),
        allow(["iam:PutUserPolicy", "iam:AttachUserPolicy"], arn("user/nobody-*")),
        allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], arn("role/nobody-*")),
        allow(["iam:PutGroupPolicy", "iam:AttachGroupPolicy"], arn("group/nobody-*")),
    ),
    both("of-another-account", allow("iam:PutUserPolicy", f"arn:aws:iam::{OTHER}:user/*")),
    both("weak-role", *passing(*LAMBDA, role="role/weak-lambda")),
    both(
        "passed-to-another-service",
        *passing(*LAMBDA, Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
    ),
    both("role-of-another-service", *passing(*LAMBDA, role=strong("ec2"))),
    both("role-without-profile", *passing("ec2:RunInstances", role="role/strong-ec2-alone")),
    both("pass-alone", allow("iam:PassRole")),
    both("service-alone", allow([*LAMBDA, "ec2:RunInstances", "glue:CreateDevEndpoint"])),
    both("function-that-nobody-invokes", *passing("lambda:CreateFunction")),
    both(
        "weak-policies-only",
        allow(
            ["iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:AttachGroupPolicy"],
            Condition={"ArnEquals": {"iam:PolicyARN": READ_POLICY}},
        ),
    ),
    both(
        "boundary",
        allow(["iam:PutUserPolicy", "iam:PutRolePolicy"]),
        boundary=NARROW,
    ),
    both("everything-within-a-boundary", allow("*"), boundary=NARROW),
    both("own-credentials", allow(CREDENTIALS, arn("user/${aws:username}"))),
    both("nobody-lets-it-in", allow("sts:AssumeRole", [arn(strong("lambda")), arn("role/strong-abroad")])),
    both(
        "trust-without-assuming",
        allow("iam:UpdateAssumeRolePolicy", arn(PEOPLE)),
        deny("sts:AssumeRole"),
    ),
    both(
        "no-stronger-version",
        allow("iam:SetDefaultPolicyVersion"),
        versions=(READ, document(deny("*"))),
    ),
    both("weak-group", allow("iam:AddUserToGroup", arn(MEMBERS))),
    Case(
        "in-no-group",
        (allow(["iam:AttachGroupPolicy", "iam:PutGroupPolicy"]),),
        more={"GroupList": []},
    ),
    both("tag-that-it-lacks", allow(["iam:PutUserPolicy", "iam:PutRolePolicy"], Condition=BLUE), **tagged(lab="red")),
    both(
        "condition-on-another-account",
        allow(
            ["iam:PutUserPolicy", "iam:PutRolePolicy"],
            Condition={"StringEquals": {"aws:PrincipalAccount": OTHER}},
        ),
    ),
    both(
        "condition-on-another-principal",
        allow(
            ["iam:PutUserPolicy", "iam:PutRolePolicy"],
            Condition={"ArnEquals": {"aws:PrincipalArn": arn("user/admin-ann")}},
        ),
    ),
    both("no-such-action", allow(["iam:PutUserPolicies", "iam:PutRolePolicies"])),
    both(
        "password-that-is-there",
        allow("iam:CreateLoginProfile", arn(ANN)),
        gets=(by_report("iam-004", ANN, works=False),),
    ),
    both(
        "two-keys-that-are-there",
        allow("iam:CreateAccessKey", arn(CAT)),
        gets=(by_report("iam-002", CAT, works=False),),
    ),
)  # fmt: skip
