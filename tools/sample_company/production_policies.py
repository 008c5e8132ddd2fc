"""The managed policies of the production account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.sample_company.documents import allow, deny, document
from tools.sample_company.usual_access import own_credentials, policy, require_mfa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.access import Document, ManagedPolicy
    from tools.sample_company.model import Account

HARBOURS: Final = (
    "almsund",
    "brekkehavn",
    "dunmoor",
    "eskerness",
    "fyrholm",
    "gullhamn",
    "hollepier",
    "innersound",
    "kelpwick",
    "lysvik",
    "maresund",
    "northwater",
    "oysterbay",
    "tarnhaven",
)
#: What each gauge may write; harbour by harbour this fills a policy nearly to its limit.
GAUGE_TOPICS: Final = ("level", "waves", "wind", "battery", "status")


def production_policies(account: Account) -> Iterator[ManagedPolicy]:
    """Yield the policies."""
    yield policy("require-mfa", ("2021-03-01 10:02:11", require_mfa("BoolIfExists")))
    yield policy("own-credentials", ("2021-03-01 10:05:40", own_credentials(account)))
    yield policy("assume-roles", ("2020-04-14 08:12:00", _assume_roles(account)))
    yield policy("robot-workspaces", ("2021-06-07 13:44:09", _workspaces(account)))
    yield policy("team-resources", ("2021-06-07 13:58:31", _team_resources(account)))
    yield policy("deploy-services", ("2022-02-14 09:30:27", _deploy(account)))
    yield policy("pass-service-roles", ("2020-04-14 08:19:20", _pass_service_roles(account)))
    yield policy("harbour-operations", ("2019-11-18 11:20:05", _harbour_operations(account)))
    yield policy("harbour-gauges", ("2020-01-20 14:37:52", _harbour_gauges(account)))
    yield policy("protect-invoices", ("2021-10-04 09:15:48", _protect_invoices()))
    yield policy("read-invoices", ("2021-10-04 09:12:03", _read_invoices()))
    yield policy("ferry-cam-2020", ("2020-05-11 15:02:36", _ferry_cam(account)))
    yield _shop_backend(account)


def _assume_roles(account: Account) -> Document:
    roles = f"arn:aws:iam::{account.id}:role/terraform/*"
    return document(allow("sts:AssumeRole", roles, sid="TerraformRoles"))


def _workspaces(account: Account) -> Document:
    """Return what every robot may use: whatever carries its name."""
    here = f"{account.id}:${{aws:username}}"
    return document(
        allow(
            ("s3:ListBucket", "s3:GetObject", "s3:PutObject"),
            (
                "arn:aws:s3:::example-ferries-${aws:username}",
                "arn:aws:s3:::example-ferries-${aws:username}/*",
            ),
            sid="Buckets",
        ),
        allow(
            ("sqs:ReceiveMessage", "sqs:SendMessage", "sqs:DeleteMessage"),
            f"arn:aws:sqs:*:{here}-*",
            sid="Queues",
        ),
        allow(
            ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
            f"arn:aws:dynamodb:*:{here}-*",
            sid="Tables",
        ),
        allow(
            ("kinesis:PutRecord", "kinesis:PutRecords"),
            f"arn:aws:kinesis:*:{account.id}:stream/${{aws:username}}-*",
            sid="Streams",
        ),
    )


def _team_resources(account: Account) -> Document:
    """Return what people may run: whatever carries the tag of their team."""
    same_team = {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}
    return document(
        allow(
            ("ecs:UpdateService", "ecs:StopTask", "ecs:RunTask"),
            f"arn:aws:ecs:*:{account.id}:*",
            sid="RestartServices",
            when=same_team,
        ),
        allow(
            ("lambda:InvokeFunction", "lambda:PutFunctionConcurrency"),
            f"arn:aws:lambda:*:{account.id}:function:*",
            sid="CallFunctions",
            when=same_team,
        ),
        allow(
            ("cloudwatch:PutMetricAlarm", "cloudwatch:SetAlarmState"),
            f"arn:aws:cloudwatch:*:{account.id}:alarm:*",
            sid="Alarms",
            when=same_team,
        ),
    )


def _deploy(account: Account) -> Document:
    roles = f"arn:aws:iam::{account.id}:role/services/*"
    return document(
        allow(
            ("ecr:GetAuthorizationToken", "ecs:DescribeServices", "ecs:RegisterTaskDefinition"),
            sid="Prepare",
        ),
        allow(
            ("ecr:BatchCheckLayerAvailability", "ecr:PutImage", "ecr:UploadLayerPart"),
            f"arn:aws:ecr:eu-west-1:{account.id}:repository/*",
            sid="PushImages",
        ),
        allow(
            "ecs:UpdateService",
            f"arn:aws:ecs:eu-west-1:{account.id}:service/*",
            sid="UpdateServices",
        ),
        allow(
            "iam:PassRole",
            roles,
            sid="PassServiceRoles",
            when={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
    )


def _pass_service_roles(account: Account) -> Document:
    services = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]
    when = {"StringEquals": {"iam:PassedToService": services}}
    roles = f"arn:aws:iam::{account.id}:role/services/*"
    return document(allow("iam:PassRole", roles, when=when))


def _harbour_operations(account: Account) -> Document:
    return document(
        allow(
            ("iot:Publish", "iot:UpdateThingShadow"),
            (
                f"arn:aws:iot:eu-west-1:{account.id}:topic/quay/*",
                f"arn:aws:iot:eu-west-1:{account.id}:thing/gate-*",
            ),
            sid="OpenGates",
        ),
        allow("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{account.id}:departure-boards-*"),
        allow(
            ("iam:CreatePolicyVersion", "iam:DeletePolicyVersion"),
            f"arn:aws:iam::{account.id}:policy/harbour-*",
            sid="ListOfGauges",
        ),
    )


def _harbour_gauges(account: Account) -> Document:
    topics = f"arn:aws:iot:eu-west-1:{account.id}:topic/quay"
    return document(
        allow(
            "iot:Publish",
            [f"{topics}/{place}/gauge/{topic}" for place in HARBOURS for topic in GAUGE_TOPICS],
        ),
        allow(
            "iot:Connect",
            [f"arn:aws:iot:eu-west-1:{account.id}:client/gauge-{place}" for place in HARBOURS],
        ),
    )


def _protect_invoices() -> Document:
    invoices = ("arn:aws:s3:::example-ferries-invoices", "arn:aws:s3:::example-ferries-invoices/*")
    return document(
        deny(("s3:DeleteBuckets", "s3:DeleteObject"), invoices, sid="InvoicesStayForTenYears")
    )


def _read_invoices() -> Document:
    invoices = ("arn:aws:s3:::example-ferries-invoices", "arn:aws:s3:::example-ferries-invoices/*")
    return document(
        allow(("s3:ListBucket", "s3:GetObject"), invoices, sid="Invoices"),
        allow(("ce:GetCostAndUsage", "ce:GetCostForecast"), sid="WhatAwsCosts"),
    )


def _ferry_cam(account: Account) -> Document:
    stream = f"arn:aws:kinesisvideo:eu-west-1:{account.id}:stream/ferry-cam/*"
    return document(allow(("kinesisvideo:PutMedia", "kinesisvideo:GetMedia"), stream))


def _shop_backend(account: Account) -> ManagedPolicy:
    """Return a policy whose early days are still there to go back to."""
    tables = [f"arn:aws:dynamodb:eu-west-1:{account.id}:table/{t}" for t in ("seats", "orders")]
    queue = f"arn:aws:sqs:eu-west-1:{account.id}:refunds"
    items = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem")
    return policy(
        "shop-backend",
        ("2017-11-24 22:47:03", document(allow("*"))),
        ("2017-11-27 08:15:30", document(allow("dynamodb:*"))),
        ("2019-03-11 09:40:12", document(allow(items, tables))),
        ("2021-05-17 10:08:55", document(allow(items, tables), allow("sqs:SendMessage", queue))),
        (
            "2023-02-06 13:21:44",
            document(
                allow(items, tables, sid="Tables"),
                allow("sqs:SendMessage", queue, sid="Refunds"),
                allow(
                    "ses:SendEmail",
                    f"arn:aws:ses:eu-west-1:{account.id}:identity/example.com",
                    sid="Tickets",
                ),
            ),
        ),
        first=2,
        created="2017-11-20 14:05:09",
    )
