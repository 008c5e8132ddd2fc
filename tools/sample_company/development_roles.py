"""The roles of the development account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Grants, Role
from tools.sample_company.documents import (
    WITH_MFA,
    allow,
    document,
    trust,
    trust_account,
    trust_github,
    trust_service,
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

_APPS: Final = ("timetable-api", "seat-map", "gate-control", "ticket-scanner", "crew-roster")
_PRODUCTION: Final = "111122223333"


def development_roles(account: Account) -> Iterator[Role]:
    """Yield the roles."""
    yield from service_linked_roles(account)
    yield identity_center_role(account, "Developer", "PowerUserAccess", "2026-09-14 07:12:00")
    yield organization_role("2018-01-08 10:05:51")
    yield support_role(account, "2019-02-05 11:21:09")
    yield from _apps(account)
    yield from _administrators(account)
    yield from _open_doors(account)


def _apps(account: Account) -> Iterator[Role]:
    source = {"StringEquals": {"aws:SourceAccount": account.id}}
    for month, name in enumerate(_APPS, start=3):
        table = f"arn:aws:dynamodb:eu-west-1:{account.id}:table/{name}-*"
        yield Role(
            name,
            utc(f"2023-{month:02}-06 13:33:20"),
            trust_service("lambda", source),
            Grants(
                ("AWSLambdaBasicExecutionRole",),
                {"tables": document(allow(("dynamodb:GetItem", "dynamodb:PutItem"), table))},
                boundary="app-boundary",
            ),
            path="/apps/",
            last_used=used(f"2026-09-{month + 6:02} 14:05:00"),
        )
    yield Role(
        "prototype-shop",
        utc("2024-01-22 15:52:07"),
        trust_service("lambda", source),
        Grants(
            ("AWSLambdaBasicExecutionRole",),
            {"shop": document(allow(("dynamodb:*", "iam:*")))},
            boundary="AdministratorAccess",
        ),
        path="/apps/",
        last_used=used("2026-05-28 10:44:00"),
    )


def _administrators(account: Account) -> Iterator[Role]:
    yield Role(
        "sandbox-cleaner",
        utc("2020-05-04 07:32:11"),
        trust_service("lambda", {"StringEquals": {"aws:SourceAccount": account.id}}),
        Grants(("AdministratorAccess",)),
        last_used=used("2026-09-14 03:00:00"),
        tags={"purpose": "deletes what experiments leave behind"},
    )
    yield Role(
        "release-check",
        utc("2022-06-13 09:24:45"),
        trust_account(_PRODUCTION, WITH_MFA),
        Grants(("ReadOnlyAccess",)),
        last_used=used("2026-08-31 12:37:00"),
    )


def _open_doors(account: Account) -> Iterator[Role]:
    yield Role(
        "github-tests",
        utc("2024-03-04 08:55:19"),
        trust_github(account.id, "repo:example-ferries/timetable:pull_request"),
        Grants(("read-test-data",)),
        last_used=used("2026-09-14 07:41:00"),
    )
    boundary = f"arn:aws:iam::{account.id}:policy/app-boundary"
    writing = ("Attach", "Detach", "Put", "Delete")
    yield Role(
        "github-app-roles",
        utc("2023-02-27 15:18:34"),
        trust_github(account.id, "repo:example-ferries/app-roles:ref:refs/heads/main"),
        Grants(
            inline={
                "roles-of-apps": document(
                    allow(
                        ("iam:CreateRole", *(f"iam:{verb}RolePolicy" for verb in writing)),
                        f"arn:aws:iam::{account.id}:role/apps/*",
                        when={"StringEquals": {"iam:PermissionsBoundary": boundary}},
                    )
                )
            }
        ),
        last_used=used("2026-09-09 10:26:00"),
    )
    site = "arn:aws:s3:::example-ferries-dev-pages/*"
    yield Role(
        "github-pages",
        utc("2022-07-11 17:05:58"),
        trust_github(account.id, "repo:*", "StringLike"),
        Grants(inline={"publish": document(allow(("s3:PutObject", "s3:DeleteObject"), site))}),
        last_used=used("2026-07-03 16:22:00"),
    )
    exchange = "arn:aws:s3:::example-ferries-dev-exchange/*"
    yield Role(
        "partner-exchange",
        utc("2023-09-18 10:30:36"),
        trust(
            {"AWS": "*"},
            when={"ForAllValues:StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
        ),
        Grants(inline={"exchange": document(allow(("s3:GetObject", "s3:PutObject"), exchange))}),
        last_used=used("2026-09-07 09:18:00"),
    )
