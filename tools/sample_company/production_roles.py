"""The roles of the production account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Grants, Role
from tools.sample_company.documents import (
    ASSUME,
    WITH_MFA,
    allow,
    document,
    trust,
    trust_account,
    trust_github,
    trust_service,
    trust_terraform,
    trusting,
)
from tools.sample_company.model import utc
from tools.sample_company.usual_access import (
    ORGANIZATION,
    identity_center_role,
    organization_role,
    service_linked_roles,
    support_role,
    used,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.model import Account

DEVELOPMENT: Final = "444455556666"
#: Accounts of others.
BERTH_SOFTWARE: Final = "999999999999"
MOVERS: Final = "210987654321"
#: Programs in containers and functions: where they run, what they do, with what.
_SERVICES: Final = {
    "timetable-api": ("ecs-tasks", "dynamodb:GetItem dynamodb:Query", "table/timetable"),
    "seat-map": ("ecs-tasks", "dynamodb:GetItem dynamodb:Query", "table/seats"),
    "fare-rules": ("lambda", "dynamodb:GetItem", "table/fares"),
    "quay-display": ("lambda", "sqs:ReceiveMessage sqs:DeleteMessage", "departure-boards-*"),
    "gate-control": ("lambda", "iot:Publish", "topic/quay/*"),
    "engine-data": ("lambda", "kinesis:GetRecords kinesis:GetShardIterator", "stream/engines"),
    "card-holders": ("ecs-tasks", "kinesis:PutRecords", "stream/loyalty"),
}
_EXECUTION: Final = {
    "ecs-tasks": "AmazonECSTaskExecutionRolePolicy",
    "lambda": "AWSLambdaBasicExecutionRole",
}


def production_roles(account: Account) -> Iterator[Role]:
    """Yield the roles."""
    yield from service_linked_roles(account)
    yield identity_center_role(account, "Auditor", "SecurityAudit", "2026-09-11 09:02:00")
    yield organization_role("2017-02-20 09:14:10")
    yield support_role(account, "2019-02-04 10:00:31")
    yield from _services(account)
    yield from _emergency(account)
    yield from _terraform(account)
    yield from _github(account)
    yield from _others(account)
    yield from _machines(account)
    yield from _forgotten(account)


def _services(account: Account) -> Iterator[Role]:
    for month, (name, (service, actions, resource)) in enumerate(_SERVICES.items(), start=2):
        arn = f"arn:aws:{actions.partition(':')[0]}:eu-west-1:{account.id}:{resource}"
        yield Role(
            name,
            utc(f"2022-{month:02}-08 09:21:17"),
            trust_service(service, {"StringEquals": {"aws:SourceAccount": account.id}}),
            Grants((_EXECUTION[service],), {name: document(allow(actions.split(), arn))}),
            path="/services/",
            last_used=used(f"2026-09-14 07:{month * 6:02}:00"),
        )
    yield Role(
        "ticket-shop",
        utc("2017-11-20 14:06:30"),
        trust_service("ecs-tasks", {"StringEquals": {"aws:SourceAccount": account.id}}),
        Grants(("AmazonECSTaskExecutionRolePolicy", "shop-backend")),
        path="/services/",
        last_used=used("2026-09-14 07:58:00"),
    )


def _emergency(account: Account) -> Iterator[Role]:
    yield Role(
        "break-glass",
        utc("2021-03-08 08:30:00"),
        trust_account(account.id, WITH_MFA),
        Grants(("AdministratorAccess",)),
        path="/emergency/",
        last_used=used("2026-03-19 02:44:00"),
        tags={"team": "platform", "purpose": "when all else fails"},
    )
    yield Role(
        "change-approver",
        utc("2020-09-14 12:25:50"),
        trust(
            {
                "AWS": [
                    f"arn:aws:iam::{account.id}:user/employees/mara.tidewell",
                    "AROAFERRYGONEEXAMPLE1",
                ]
            },
            when=WITH_MFA,
        ),
        Grants(inline={"approve": document(allow("codepipeline:PutApprovalResult"))}),
        last_used=used("2026-09-09 13:11:00"),
    )


def _terraform(account: Account) -> Iterator[Role]:
    grants = Grants(("PowerUserAccess", "pass-service-roles"))
    yield Role(
        "terraform-apply",
        utc("2020-04-14 08:20:45"),
        trust({"AWS": f"arn:aws:iam::{account.id}:user/robots/terraform"}),
        grants,
        path="/terraform/",
        last_used=used("2026-09-11 15:32:00"),
    )
    workspace = "organization:example-ferries:project:production:workspace:shop:run_phase:*"
    yield Role(
        "terraform-cloud-apply",
        utc("2025-02-17 10:10:10"),
        trust_terraform(account.id, workspace),
        grants,
        path="/terraform/",
        last_used=used("2026-09-12 11:03:00"),
    )


def _github(account: Account) -> Iterator[Role]:
    subjects = {
        "timetable": ("repo:example-ferries/timetable:ref:refs/heads/main", "StringEquals"),
        "shop": (
            "repo:example-ferries@71234567/shop@812345678:environment:production",
            "StringEquals",
        ),
        "harbour": ("repo:example-ferries/*", "StringLike"),
    }
    for month, (name, (subject, operator)) in enumerate(subjects.items(), start=3):
        yield Role(
            f"github-deploy-{name}",
            utc(f"2025-{month:02}-10 14:12:55"),
            trust_github(account.id, subject, operator),
            Grants(("deploy-services",)),
            path="/github/",
            last_used=used(f"2026-09-1{month - 2} 14:40:00"),
        )


def _others(account: Account) -> Iterator[Role]:
    """Yield roles for somebody outside the account."""
    yield Role(
        "vendor-berthplanner",
        utc("2020-01-21 09:55:02"),
        trust_account(BERTH_SOFTWARE, {"StringEquals": {"sts:ExternalId": "quay-7-north"}}),
        Grants(
            inline={
                "read-berths": document(
                    allow(
                        ("rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"),
                        f"arn:aws:rds:eu-west-1:{account.id}:cluster:berths",
                    )
                )
            }
        ),
        path="/vendors/",
        last_used=used("2026-09-14 06:15:00"),
    )
    yield Role(
        "contractor-data-move",
        utc("2025-10-06 13:48:20"),
        trust_account(MOVERS),
        Grants(("AmazonS3FullAccess",)),
        path="/vendors/",
        last_used=used("2026-02-11 17:20:00"),
    )
    yield Role(
        "open-timetable-reader",
        utc("2023-05-15 11:31:08"),
        trust("*", when={"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}}),
        Grants(
            inline={
                "read-timetable": document(
                    allow("s3:GetObject", "arn:aws:s3:::example-ferries-timetable/*")
                )
            }
        ),
        last_used=used("2026-09-13 18:00:00"),
    )


def _machines(account: Account) -> Iterator[Role]:
    yield Role(
        "build-server",
        utc("2019-02-04 11:03:26"),
        trust_service("ec2"),
        Grants(("AdministratorAccess",)),
        last_used=used("2026-09-14 07:50:00"),
        profile=True,
    )
    yield Role(
        "bastion",
        utc("2021-11-22 10:45:14"),
        trust_service("ec2"),
        Grants(("AmazonSSMManagedInstanceCore",)),
        last_used=used("2026-09-12 20:31:00"),
        profile=True,
    )
    any_role = allow(
        "iam:PassRole",
        f"arn:aws:iam::{account.id}:role/*",
        sid="GiveThemARole",
        when={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
    )
    machines = ("ec2:CreateImage", "ec2:RunInstances", "ec2:TerminateInstances")
    yield Role(
        "image-builder",
        utc("2023-01-16 13:27:48"),
        trust({"AWS": f"arn:aws:iam::{DEVELOPMENT}:user/robots/ci-test"}),
        Grants(inline={"build-images": document(allow(machines, sid="Machines"), any_role)}),
        last_used=used("2026-09-13 22:05:00"),
    )


def _forgotten(account: Account) -> Iterator[Role]:
    yield Role(
        "ship-nordlicht-sync",
        utc("2021-02-08 09:09:09"),
        trust(
            {"Service": "lambda.amazonaws.com"},
            when={"StringEquals": {"aws:SourceAccount": account.id}},
        ),
        Grants(
            ("AWSLambdaBasicExecutionRole",),
            {
                "sync": document(
                    allow(
                        ("s3:GetObject", "s3:PutObject"),
                        "arn:aws:s3:::example-ferries-ship-nordlicht/*",
                    )
                )
            },
        ),
        path="/services/",
    )
    yield Role(
        "night-audit",
        utc("2019-06-17 07:40:21"),
        document(
            trusting({"AWS": f"arn:aws:iam::{account.id}:root"}, actions=ASSUME, when=WITH_MFA)
        ),
        Grants(("SecurityAudit",)),
        last_used=used("2025-11-04 01:15:00"),
    )
