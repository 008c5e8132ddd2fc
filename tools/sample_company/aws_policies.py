"""Managed policies of AWS that the company uses.

Names, paths and what they are for are those of AWS; the documents are much shorter than AWS's own
and hold no more than a few characteristic permissions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.sample_company.access import ManagedPolicy, PolicyVersion
from tools.sample_company.documents import allow, allow_all_but, document
from tools.sample_company.model import utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.sample_company.access import Statement

_READ: Final = (
    "cloudformation:Describe*",
    "cloudformation:List*",
    "cloudwatch:Describe*",
    "cloudwatch:Get*",
    "cloudwatch:List*",
    "dynamodb:Describe*",
    "dynamodb:List*",
    "ec2:Describe*",
    "ecs:Describe*",
    "ecs:List*",
    "iam:Get*",
    "iam:List*",
    "kinesis:Describe*",
    "kinesis:List*",
    "lambda:Get*",
    "lambda:List*",
    "logs:Describe*",
    "logs:FilterLogEvents",
    "rds:Describe*",
    "s3:Get*",
    "s3:List*",
    "sns:Get*",
    "sns:List*",
    "sqs:Get*",
    "sqs:List*",
)
_AUDIT: Final = (
    "access-analyzer:Get*",
    "access-analyzer:List*",
    "cloudtrail:Describe*",
    "cloudtrail:GetTrailStatus",
    "config:Describe*",
    "ec2:Describe*",
    "guardduty:Get*",
    "guardduty:List*",
    "iam:GenerateCredentialReport",
    "iam:Get*",
    "iam:List*",
    "kms:Describe*",
    "kms:List*",
    "s3:GetBucketAcl",
    "s3:GetBucketPolicy",
    "s3:ListAllMyBuckets",
)


def _policy(
    name: str,
    created: str,
    statements: Sequence[Statement],
    *,
    path: str = "/",
    version: int = 1,
    updated: str | None = None,
) -> ManagedPolicy:
    """Return a policy; AWS keeps all versions, and the first is as old as the policy."""
    numbers = (1,) if version == 1 else (version - 1, version)
    moments = (utc(created), utc(updated or created))
    texts = document(*statements)
    versions = tuple(
        PolicyVersion(number, moment, texts)
        for number, moment in zip(numbers, moments[-len(numbers) :], strict=True)
    )
    return ManagedPolicy(name, utc(created), versions, path=path, by_aws=True)


def _services(*names: str) -> tuple[Statement]:
    return (allow([f"{name}:*" for name in names]),)


AWS_POLICIES: Final = {
    policy.name: policy
    for policy in (
        _policy("AdministratorAccess", "2015-02-06 18:39:46", _services("*")),
        _policy(
            "PowerUserAccess",
            "2015-02-06 18:39:47",
            (
                allow_all_but(("iam:*", "organizations:*", "account:*")),
                allow(("iam:ListRoles", "organizations:DescribeOrganization")),
            ),
            version=5,
            updated="2023-05-23 20:42:21",
        ),
        _policy(
            "ReadOnlyAccess",
            "2015-02-06 18:39:48",
            (allow(_READ),),
            version=120,
            updated="2026-07-21 17:05:36",
        ),
        _policy(
            "SecurityAudit",
            "2015-02-06 18:41:01",
            (allow(_AUDIT),),
            version=58,
            updated="2026-06-16 16:26:11",
        ),
        _policy(
            "IAMUserChangePassword",
            "2016-11-15 00:25:16",
            (
                allow("iam:ChangePassword", "arn:aws:iam::*:user/${aws:username}"),
                allow("iam:GetAccountPasswordPolicy"),
            ),
        ),
        _policy("AWSSupportAccess", "2015-02-06 18:41:11", _services("support")),
        _policy("AmazonS3FullAccess", "2015-02-06 18:40:58", _services("s3")),
        _policy("AmazonEC2FullAccess", "2015-02-06 18:40:15", _services("ec2", "autoscaling")),
        _policy(
            "AmazonEC2RoleforSSM",
            "2015-05-29 17:48:35",
            (
                allow(("ssm:GetParameters", "ssm:UpdateInstanceInformation", "ec2messages:*")),
                allow(("s3:GetObject", "s3:PutObject")),
            ),
            path="/service-role/",
        ),
        _policy(
            "AmazonSSMManagedInstanceCore",
            "2019-03-15 17:22:12",
            (
                allow(
                    (
                        "ssm:UpdateInstanceInformation",
                        "ssmmessages:CreateControlChannel",
                        "ssmmessages:OpenControlChannel",
                        "ec2messages:GetMessages",
                    )
                ),
            ),
        ),
        _policy(
            "AWSLambdaBasicExecutionRole",
            "2015-04-09 15:03:43",
            (allow(("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")),),
            path="/service-role/",
        ),
        _policy(
            "AmazonECSTaskExecutionRolePolicy",
            "2017-11-16 18:48:22",
            (allow(("ecr:GetAuthorizationToken", "ecr:BatchGetImage", "logs:PutLogEvents")),),
            path="/service-role/",
        ),
        _policy(
            "AWSSupportServiceRolePolicy",
            "2018-04-19 18:04:44",
            (allow(("ec2:Describe*", "s3:ListBucket", "rds:Describe*")),),
            path="/aws-service-role/",
        ),
        _policy(
            "AWSTrustedAdvisorServiceRolePolicy",
            "2018-02-22 21:24:25",
            (allow(("ec2:Describe*", "iam:GenerateCredentialReport", "s3:GetBucketAcl")),),
            path="/aws-service-role/",
        ),
        _policy(
            "AmazonECSServiceRolePolicy",
            "2017-10-14 01:18:58",
            (allow(("ec2:CreateNetworkInterface", "ec2:Describe*", "route53:Get*")),),
            path="/aws-service-role/",
        ),
        _policy(
            "AmazonRDSServiceRolePolicy",
            "2018-01-08 18:17:46",
            (allow(("ec2:CreateNetworkInterface", "ec2:Describe*", "sns:Publish")),),
            path="/aws-service-role/",
        ),
    )
}
