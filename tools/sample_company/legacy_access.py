"""Who may do what in the legacy account: as people did it in 2013."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Access, AccessStory, Grants, Group, Role
from tools.sample_company.documents import OLD_VERSION, allow, document, trust_service
from tools.sample_company.model import utc
from tools.sample_company.usual_access import organization_role, service_linked_roles, used

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tools.sample_company.access import Document
    from tools.sample_company.model import Account

STORIES: Final = (
    AccessStory(
        "account",
        "Nobody can open a case with AWS Support: there is no role for it.",
        lacks=("policy/AWSSupportAccess",),
    ),
    AccessStory(
        "group/admins",
        "One of its three members left in 2018, another is a shared user; none is asked for MFA.",
        holds=("AdministratorAccess",),
    ),
    AccessStory(
        "user/print-shop",
        "Reads posters, and only from the network of the print shop.",
        holds=("203.0.113.0/24",),
    ),
    AccessStory(
        "user/shop-import",
        "Its policy names a range of addresses that is all of the internet.",
        holds=("0.0.0.0/0",),
    ),
    AccessStory(
        "user/backup-agent",
        "Is in no group, like all robots here; what it may do, it may do by itself.",
        holds=('"GroupList": []', "all-buckets"),
    ),
    AccessStory(
        "user/ftp-mirror",
        "Has the same inline policy as `backup-agent`, which was copied from here.",
        holds=("all-buckets",),
    ),
    AccessStory(
        "user/ec2-api-tools",
        "May do everything with servers, by way of a policy of AWS that is attached directly.",
        holds=("AmazonEC2FullAccess",),
    ),
    AccessStory(
        "role/www",
        "The web server's role has `AmazonEC2RoleforSSM`, which AWS has replaced: it may read and"
        " write every bucket.",
        holds=("AmazonEC2RoleforSSM",),
    ),
)


def with_access(account: Account) -> Account:
    """Return the account with its groups, roles and policies."""
    admins = Group("admins", utc("2013-02-13 08:20:15"), Grants(("AdministratorAccess",)))
    access = Access(groups=(admins,), roles=tuple(_roles(account)), users=_users(), stories=STORIES)
    return replace(account, access=access)


def _roles(account: Account) -> Iterator[Role]:
    yield from (role for role in service_linked_roles(account) if role.last_used is None)
    yield organization_role("2018-01-15 13:20:44")
    redirects = "arn:aws:s3:::www.example.com/*"
    yield Role(
        "www",
        utc("2016-04-18 09:02:30"),
        trust_service("ec2"),
        Grants(("AmazonEC2RoleforSSM",), {"site": document(allow("s3:GetObject", redirects))}),
        last_used=used("2026-09-14 08:01:00"),
        profile=True,
    )


def _all_buckets() -> Document:
    return document(allow("s3:*"), version=OLD_VERSION)


def _users() -> Mapping[str, Grants]:
    shop = ("sdb:Select", "sdb:PutAttributes", "s3:PutObject")
    posters = "arn:aws:s3:::example-ferries-posters/*"
    inside = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    read_posters = document(allow("s3:GetObject", posters, when=inside))
    anywhere = {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}
    return {
        "backup-agent": Grants(inline={"all-buckets": _all_buckets()}),
        "ftp-mirror": Grants(inline={"all-buckets": _all_buckets()}),
        "ec2-api-tools": Grants(("AmazonEC2FullAccess",)),
        "print-shop": Grants(inline={"posters": read_posters}),
        "shop-import": Grants(inline={"import": document(allow(shop, when=anywhere))}),
    }
