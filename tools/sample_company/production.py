"""The production account: ticket shop, timetable, harbours and ships, since 2017."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from tools.sample_company.habits import person, robot
from tools.sample_company.model import (
    AccessKey,
    Account,
    Credentials,
    KeyUse,
    Mfa,
    Password,
    PasswordPolicy,
    Robot,
    RootUser,
    Story,
    Team,
    utc,
)
from tools.sample_company.production_access import with_access
from tools.sample_company.robots import BACKUP_AGENT, ROBOT_CELLS
from tools.sample_company.staff import STAFF, employees, team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.model import Employee, User

NO_PASSWORD: Final = {
    "password_enabled": "false",
    "password_last_used": "N/A",
    "password_last_changed": "N/A",
    "password_next_rotation": "N/A",
}
TEAM_LEADS: Final = (
    "sanne.gangwayer",
    "frode.almanacker",
    "astrid.molehead",
    "ulf.bridgewing",
    "leif.soundings",
    "elin.pocketchart",
)
ROBOTS: Final = (
    Robot("svc-ticket-mailer", Team.TICKETING, "sends tickets by mail", date(2018, 11, 5), "ses"),
    Robot("svc-seat-inventory", Team.TICKETING, "sells seats", date(2019, 3, 4), "dynamodb"),
    Robot("svc-refunds", Team.TICKETING, "pays fares back", date(2021, 5, 10), "sqs"),
    Robot(
        "BerthPlanner", Team.HARBOUR, "bought software that plans berths", date(2020, 1, 13), "rds"
    ),
    Robot(
        "harbour-sensors-north", Team.HARBOUR, "tide gauges of the north", date(2019, 6, 3), "iot"
    ),
    Robot(
        "harbour-sensors-south", Team.HARBOUR, "tide gauges of the south", date(2019, 9, 2), "iot"
    ),
    Robot(
        "departure-boards", Team.HARBOUR, "reads timetables on the quays", date(2020, 7, 6), "sqs"
    ),
    Robot("svc-wifi-portal", Team.ONBOARD, "wifi sign-in on board", date(2022, 2, 7), "dynamodb"),
    Robot(
        "loyalty-sync",
        Team.DATA,
        "copies card holders to the data lake",
        date(2021, 9, 13),
        "kinesis",
        "eu-central-1",
    ),
    Robot(
        "dr-replicator",
        Team.PLATFORM,
        "feeds the standby site",
        date(2023, 1, 9),
        "rds",
        "eu-central-1",
    ),
)


def production() -> Account:
    """Return the account with all of its users."""
    account = Account(
        id="111122223333",
        name="production",
        purpose="The ticket shop, the timetable, the harbours and the ships.",
        opened=utc("2017-02-20 09:12:44"),
        exported=utc("2026-09-14 08:05:37"),
        password_policy=PasswordPolicy(minimum_length=14, max_age_days=90, remembered=12),
        root=RootUser(
            Credentials(),
            stories=(
                Story(
                    "The root user has no credentials left: they were deleted from the"
                    " organization's management account, so the missing MFA device is no problem.",
                    {"password_enabled": "false", "mfa_active": "false"},
                ),
            ),
        ),
    )
    users = (
        *_ordinary_people(account),
        *(robot(account, machine) for machine in ROBOTS),
        *_people_who_left(account),
        *_passwords(account),
        *_robots_beyond_bounds(account),
        *_rotations(account),
        *_old_and_idle_keys(account),
        *_harmless(account),
    )
    return with_access(replace(account, users=users))


def _groups(employee: Employee) -> tuple[str, ...]:
    if employee.team is Team.PLATFORM:
        return ("administrators",)
    if employee.team is Team.SECURITY:
        return ("security-audit",)
    if employee.contractor:
        return ("read-only",)
    return ("operators", employee.team)


def _person(account: Account, name: str) -> User:
    return person(account, STAFF[name], groups=_groups(STAFF[name]))


def _ordinary_people(account: Account) -> Iterator[User]:
    """Yield those who run production, team leads, support and most of finance."""
    remarkable = ("ruan.odellwyn@example.com", "petra.gunwaler", "ulla.mizzenmark")
    ordinary = (
        *team(Team.PLATFORM, Team.SECURITY, Team.SUPPORT, Team.FINANCE, without=remarkable),
        *employees(TEAM_LEADS),
    )
    return (person(account, employee, groups=_groups(employee)) for employee in ordinary)


def _people_who_left(account: Account) -> Iterator[User]:
    """Yield those who no longer work here, or no longer at a desk."""
    yield _person(account, "jonas.saltmere").tell(
        "Left in May 2026. His password was deleted, his access key was forgotten, and somebody"
        " still uses it.",
        {
            **NO_PASSWORD,
            "access_key_1_active": "true",
            "access_key_1_last_rotated": "2025-04-10.*",
            "access_key_1_last_used_date": "2026-09-10.*",
        },
        credentials=Credentials(
            keys=(
                AccessKey(
                    utc("2025-04-10 13:20:09"),
                    KeyUse(utc("2026-09-10 21:47:00"), "cloudformation"),
                ),
            )
        ),
    )
    yield _person(account, "henrik.fairlead").tell(
        "Went back to sea as a mate: neither password nor key has been used since February.",
        {"password_last_used": "2026-02-.*", "access_key_1_last_used_date": "2026-01-.*"},
        credentials=Credentials(
            password=Password(utc("2025-12-08 09:00:41"), utc("2026-02-02 14:27:19")),
            mfa=Mfa.VIRTUAL,
            keys=(
                AccessKey(utc("2025-10-14 11:30:02"), KeyUse(utc("2026-01-28 10:02:00"), "ecs")),
            ),
        ),
    )
    yield _person(account, "greta.lowtide").tell(
        "Left in February 2026: password and keys are gone, the MFA device is still assigned.",
        {**NO_PASSWORD, "mfa_active": "true", "access_key_1_last_rotated": "N/A"},
        credentials=Credentials(mfa=Mfa.VIRTUAL),
    )


def _passwords(account: Account) -> Iterator[User]:
    """Yield people with something odd about their password."""
    yield _person(account, "ruan.odellwyn@example.com").tell(
        "A contractor who was given a password in August and has never signed in.",
        {"password_enabled": "true", "password_last_used": "no_information"},
        created=utc("2026-08-05 09:31:50"),
        credentials=Credentials(password=Password(utc("2026-08-05 09:31:51"))),
    )
    yield _person(account, "petra.gunwaler").tell(
        "Reads the invoices with a password alone: no MFA device.",
        {"password_enabled": "true", "mfa_active": "false"},
        credentials=Credentials(
            password=Password(utc("2026-08-03 07:15:22"), utc("2026-09-11 12:40:31"))
        ),
    )
    yield _person(account, "ulla.mizzenmark").tell(
        "Her password has expired: its rotation is two weeks overdue.",
        {"password_next_rotation": "2026-08-30.*"},
        credentials=Credentials(
            password=Password(utc("2026-06-01 08:02:13"), utc("2026-08-20 09:11:45")),
            mfa=Mfa.VIRTUAL,
        ),
    )
    yield _person(account, "bram.kedgewood").tell(
        "Has not used his password for eight weeks; MFA is on and nothing has expired yet.",
        {"password_last_used": "2026-07-20.*", "mfa_active": "true"},
        credentials=Credentials(
            password=Password(utc("2026-07-01 10:20:00"), utc("2026-07-20 13:05:58")),
            mfa=Mfa.VIRTUAL,
        ),
    )


def _robots_beyond_bounds(account: Account) -> Iterator[User]:
    """Yield robots that are used by people, or everywhere."""
    payments = Robot(
        "svc-payments", Team.TICKETING, "settles card payments", date(2018, 12, 3), "kms"
    )
    yield robot(account, payments).tell(
        "A robot with a console password, without MFA; somebody signed in with it in September.",
        {"password_last_used": "2026-09-.*", "mfa_active": "false", "access_key_1_active": "true"},
        credentials=Credentials(
            password=Password(utc("2026-07-10 08:45:12"), utc("2026-09-01 16:58:03")),
            keys=(
                AccessKey(utc("2026-07-10 08:47:55"), KeyUse(utc("2026-09-14 07:31:00"), "kms")),
            ),
        ),
    )
    operations = Robot("team-ops", Team.PLATFORM, "shared by those on call", date(2018, 6, 4))
    yield robot(account, operations, groups=("administrators",)).tell(
        "One user for the whole team on call: on the same day its two keys worked in Ireland and"
        " in Oregon.",
        {
            "access_key_1_last_used_date": "2026-09-12.*",
            "access_key_1_last_used_region": "eu-west-1",
            "access_key_2_last_used_date": "2026-09-12.*",
            "access_key_2_last_used_region": "us-west-2",
        },
        credentials=Credentials(
            keys=(
                AccessKey(utc("2026-06-29 10:15:27"), KeyUse(utc("2026-09-12 17:35:00"), "ec2")),
                AccessKey(
                    utc("2026-07-06 18:02:40"),
                    KeyUse(utc("2026-09-12 18:05:00"), "rds", "us-west-2"),
                ),
            )
        ),
    )
    yield robot(account, BACKUP_AGENT).tell(
        "The same robot has a user, with a working key, in all three accounts.", ROBOT_CELLS
    )


def _rotations(account: Account) -> Iterator[User]:
    """Yield robots whose second key tells something."""
    deploy = Robot("ci-deploy", Team.PLATFORM, "deploys from the build server", date(2019, 2, 4))
    yield robot(account, deploy).tell(
        "A rotation that stopped half-way: the new key (slot 1) is in use since June, and so is"
        " the old one.",
        {
            "access_key_1_active": "true",
            "access_key_1_last_rotated": "2026-06-22.*",
            "access_key_2_active": "true",
            "access_key_2_last_rotated": "2025-11-18.*",
            "access_key_2_last_used_date": "2026-09-1.*",
        },
        credentials=Credentials(
            keys=(
                AccessKey(utc("2026-06-22 12:05:31"), KeyUse(utc("2026-09-14 06:52:00"), "ecs")),
                AccessKey(utc("2025-11-18 09:41:07"), KeyUse(utc("2026-09-13 22:10:00"), "ecr")),
            )
        ),
    )
    telemetry = Robot("ship-telemetry", Team.ONBOARD, "engine data", date(2020, 11, 2), "kinesis")
    yield robot(account, telemetry).tell(
        "Two active keys, one of them made for a ship that was sold: unused since March.",
        {
            "access_key_1_active": "true",
            "access_key_1_last_used_date": "2026-03-.*",
            "access_key_2_active": "true",
        },
        credentials=Credentials(
            keys=(
                AccessKey(
                    utc("2025-12-15 10:11:12"), KeyUse(utc("2026-03-09 04:45:00"), "kinesis")
                ),
                AccessKey(
                    utc("2026-08-17 09:54:36"), KeyUse(utc("2026-09-14 07:22:00"), "kinesis")
                ),
            )
        ),
    )
    grafana = Robot("grafana-reader", Team.PLATFORM, "draws graphs", date(2021, 2, 15))
    yield robot(account, grafana).tell(
        "The old key was made inactive after the rotation and never deleted.",
        {"access_key_1_active": "false", "access_key_1_last_rotated": "2026-01-12.*"},
        credentials=Credentials(
            keys=(
                AccessKey(
                    utc("2026-01-12 14:00:20"),
                    KeyUse(utc("2026-07-20 08:15:00"), "monitoring"),
                    active=False,
                ),
                AccessKey(
                    utc("2026-07-20 08:01:49"), KeyUse(utc("2026-09-14 07:49:00"), "monitoring")
                ),
            )
        ),
    )


def _old_and_idle_keys(account: Account) -> Iterator[User]:
    """Yield robots whose key is too old, or idle."""
    customs = Robot("customs-export", Team.DATA, "passenger lists", date(2022, 5, 2))
    yield robot(account, customs).tell(
        "The oldest key of production: 900 days, and busy every night.",
        {"access_key_1_active": "true", "access_key_1_last_rotated": "2024-03-28.*"},
        credentials=Credentials(
            keys=(AccessKey(utc("2024-03-28 07:20:45"), KeyUse(utc("2026-09-14 01:30:00"), "sqs")),)
        ),
    )
    cctv = Robot("cctv-archive", Team.HARBOUR, "keeps films for a week", date(2021, 4, 12))
    yield robot(account, cctv).tell(
        "Its key is 400 days old. It was used, though its region says `N/A`: Amazon S3 is global.",
        {
            "access_key_1_last_rotated": "2025-08-10.*",
            "access_key_1_last_used_date": "2026-09-14.*",
            "access_key_1_last_used_region": "N/A",
            "access_key_1_last_used_service": "s3",
        },
        credentials=Credentials(
            keys=(AccessKey(utc("2025-08-10 06:10:15"), KeyUse(utc("2026-09-14 07:18:00"), "s3")),)
        ),
    )
    tides = Robot(
        "tide-tables-bot", Team.HARBOUR, "tide tables that never went live", date(2026, 6, 8)
    )
    yield robot(account, tides).tell(
        "Its key was made in July and has never signed anything.",
        {"access_key_1_active": "true", "access_key_1_last_used_date": "N/A"},
        credentials=Credentials(keys=(AccessKey(utc("2026-07-01 12:44:18")),)),
    )


def _harmless(account: Account) -> Iterator[User]:
    """Yield users who look worse than they are."""
    timetable = Robot("timetable-publisher", Team.TIMETABLE, "open data", date(2019, 10, 7))
    yield robot(account, timetable).tell(
        "Two active keys, and that is right: the new one is five days old.",
        {"access_key_1_active": "true", "access_key_2_last_rotated": "2026-09-09.*"},
        credentials=Credentials(
            keys=(
                AccessKey(utc("2026-06-24 08:30:00"), KeyUse(utc("2026-09-09 09:02:00"), "s3")),
                AccessKey(utc("2026-09-09 08:55:13"), KeyUse(utc("2026-09-14 07:00:00"), "s3")),
            )
        ),
    )
    passengers = Robot("passenger-count", Team.DATA, "counts at the gangway", date(2022, 8, 15))
    yield robot(account, passengers).tell(
        "Its key is exactly 90 days old, the last day that is still in time.",
        {"access_key_1_last_rotated": "2026-06-16.*"},
        credentials=Credentials(
            keys=(
                AccessKey(
                    utc("2026-06-16 07:58:10"), KeyUse(utc("2026-09-14 07:12:00"), "firehose")
                ),
            )
        ),
    )
    terraform = Robot("terraform", Team.PLATFORM, "only assumes roles", date(2020, 4, 6), "sts")
    yield robot(account, terraform, groups=("assume-roles",)).tell(
        "Its key does nothing but assume roles.", {"access_key_1_last_used_service": "sts"}
    )
