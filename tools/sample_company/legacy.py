"""The legacy account: the first web site of 2013. Hardly anybody looks at it any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tools.sample_company.habits import person, robot
from tools.sample_company.legacy_access import with_access
from tools.sample_company.model import (
    AccessKey,
    Account,
    Certificate,
    Credentials,
    KeyUse,
    Mfa,
    Password,
    Robot,
    RootUser,
    Story,
    Team,
    User,
    utc,
)
from tools.sample_company.robots import BACKUP_AGENT, ROBOT_CELLS
from tools.sample_company.staff import STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator


def legacy() -> Account:
    """Return the account with all of its users; in its day they had no paths."""
    account = Account(
        id="777788889999",
        name="legacy",
        purpose="The web site of 2013, kept for its redirects and old invoices.",
        opened=utc("2013-02-11 14:25:03"),
        exported=utc("2026-09-14 08:14:20"),
        password_policy=None,
        root=_root(),
    )
    users = (*_people(account), *_robots(account))
    without_paths = tuple(replace(user, path="/") for user in users)
    return with_access(replace(account, users=without_paths))


def _root() -> RootUser:
    return RootUser(
        Credentials(
            password=Password(utc("2013-02-11 14:25:03"), utc("2024-02-06 10:12:37")),
            keys=(AccessKey(utc("2013-02-11 15:02:48"), KeyUse(utc("2019-08-20 03:30:00"), "s3")),),
            certificates=(Certificate(utc("2013-02-12 09:40:00")),),
        ),
        stories=(
            Story(
                "The root user has an access key of 2013, from before the company knew IAM users.",
                {"access_key_1_active": "true", "access_key_1_last_rotated": "2013-02-11.*"},
            ),
            Story(
                "The root user has no MFA device.",
                {"password_enabled": "true", "mfa_active": "false"},
            ),
            Story("The root user has a signing certificate.", {"cert_1_active": "true"}),
        ),
    )


def _people(account: Account) -> Iterator[User]:
    nadia = replace(person(account, STAFF["nadia.ashgrove"]), name="NA", groups=("admins",))
    yield nadia.tell(
        "Users were named by initials here: Nadia Ashgrove's name is `NA`, not a missing value.",
        {"user": "NA", "password_enabled": "true", "mfa_active": "true"},
        created=utc("2013-02-13 08:30:41"),
        credentials=Credentials(
            password=Password(utc("2026-02-16 10:05:00"), utc("2026-08-31 12:16:47")),
            mfa=Mfa.VIRTUAL,
        ),
    )
    hugo = replace(person(account, STAFF["hugo.seawall"]), name="hs", groups=("admins",))
    yield hugo.tell(
        "Left in 2018; password and key were never taken away.",
        {"password_last_used": "2018-12-.*", "access_key_1_active": "true", "mfa_active": "false"},
        created=utc("2013-02-13 08:34:10"),
        credentials=Credentials(
            password=Password(utc("2013-02-13 08:34:12"), utc("2018-12-20 15:48:05")),
            keys=(
                AccessKey(utc("2015-06-09 09:00:27"), KeyUse(utc("2018-11-30 14:20:00"), "ec2")),
            ),
        ),
    )


def _robots(account: Account) -> Iterator[User]:
    yield robot(account, BACKUP_AGENT, groups=()).tell(
        "The same robot has a user, with a working key, in all three accounts.", ROBOT_CELLS
    )
    webmaster = Robot("webmaster", Team.SUPPORT, "whoever looks after the site", date(2013, 2, 11))
    yield robot(account, webmaster, groups=("admins",)).tell(
        "A shared user with a password that was last used in December, without MFA.",
        {"password_last_used": "2025-12-.*", "mfa_active": "false"},
        credentials=Credentials(
            password=Password(utc("2016-09-05 12:30:00"), utc("2025-12-04 09:41:26"))
        ),
    )
    tools = Robot("ec2-api-tools", Team.PLATFORM, "SOAP command line tools", date(2013, 3, 4))
    yield robot(account, tools, groups=()).tell(
        "A signing certificate of the SOAP era still works (slot 2); its successor in slot 1 was"
        " tried and made inactive.",
        {
            "cert_1_active": "false",
            "cert_1_last_rotated": "2014-.*",
            "cert_2_active": "true",
            "cert_2_last_rotated": "2013-.*",
        },
        credentials=Credentials(
            certificates=(
                Certificate(utc("2014-03-17 10:22:09"), active=False),
                Certificate(utc("2013-04-02 13:11:54")),
            )
        ),
    )
    importer = Robot("shop-import", Team.TICKETING, "filled the first shop", date(2013, 9, 2))
    yield robot(account, importer, groups=()).tell(
        "Its key of 2014 is active. When it was last used nobody knows: AWS began to note that in"
        " April 2015.",
        {"access_key_1_last_rotated": "2014-.*", "access_key_1_last_used_date": "N/A"},
        credentials=Credentials(keys=(AccessKey(utc("2014-01-20 16:05:38")),)),
    )
    mirror = Robot("ftp-mirror", Team.SUPPORT, "mirrored the site", date(2013, 6, 3))
    yield robot(account, mirror, groups=()).tell(
        "Two inactive keys and nothing else: the user can be deleted.",
        {"access_key_1_active": "false", "access_key_2_active": "false"},
        credentials=Credentials(
            keys=(
                AccessKey(utc("2013-07-01 09:15:00"), active=False),
                AccessKey(
                    utc("2016-10-24 08:08:08"),
                    KeyUse(utc("2020-03-13 05:00:00"), "s3"),
                    active=False,
                ),
            )
        ),
    )
    print_shop = Robot("print-shop", Team.TIMETABLE, "printers fetch posters", date(2016, 2, 1))
    yield robot(account, print_shop, groups=()).tell(
        "The printers outside the company still fetch their posters with a key of 2016.",
        {"access_key_1_last_rotated": "2016-.*", "access_key_1_last_used_date": "2026-09-1.*"},
        credentials=Credentials(
            keys=(AccessKey(utc("2016-03-07 11:00:19"), KeyUse(utc("2026-09-14 05:10:00"), "s3")),)
        ),
    )
