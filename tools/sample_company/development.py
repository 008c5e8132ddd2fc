"""The development account: everybody who builds something, and their experiments, since 2018."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from tools.sample_company.development_access import with_access
from tools.sample_company.dice import Dice
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
from tools.sample_company.robots import BACKUP_AGENT, ROBOT_CELLS
from tools.sample_company.staff import STAFF, team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.sample_company.model import Employee, User

BUILDERS: Final = (
    Team.PLATFORM,
    Team.SECURITY,
    Team.TICKETING,
    Team.TIMETABLE,
    Team.HARBOUR,
    Team.ONBOARD,
    Team.DATA,
    Team.MOBILE,
)
# Those who are in production only, or whose user is told of below.
NOT_ORDINARY: Final = (
    "alma.newberth",
    "bram.kedgewood",
    "dagny.turnstile",
    "emil.halyardson",
    "henrik.fairlead",
    "kimi.fjordahl@example.com",
    "kirsi.engineroom",
    "klaas.sluisdorp",
    "lotte.spinnakerly",
    "mara.tidewell",
    "ruan.odellwyn@example.com",
    "tilda.seabright",
    "vera.lockgate",
)
TEAMS_WITH_KEYS: Final = (Team.TICKETING, Team.TIMETABLE, Team.HARBOUR, Team.ONBOARD, Team.DATA)
ROBOTS: Final = (
    Robot("ci-test", Team.PLATFORM, "runs tests on the build server", date(2019, 2, 11), "ecr"),
    Robot("svc-app-builds", Team.MOBILE, "stores builds of the app", date(2019, 4, 8)),
    Robot(
        "svc-load-tests", Team.TICKETING, "buys tickets by the thousand", date(2021, 3, 8), "ec2"
    ),
    Robot("svc-translations", Team.MOBILE, "translates the app", date(2022, 5, 16), "translate"),
    Robot("harbour-simulator", Team.HARBOUR, "plays tide gauge", date(2020, 2, 10), "iot"),
    Robot("dbt-runner", Team.DATA, "builds tables", date(2022, 9, 12), "athena", "eu-central-1"),
    Robot("dependency-bot", Team.PLATFORM, "updates libraries", date(2023, 5, 8), "codeartifact"),
)


def development() -> Account:
    """Return the account with all of its users."""
    account = Account(
        id="444455556666",
        name="development",
        purpose="Where software is built and tried out. Passwords do not expire here.",
        opened=utc("2018-01-08 10:03:19"),
        exported=utc("2026-09-14 08:11:02"),
        password_policy=PasswordPolicy(minimum_length=12, remembered=5),
        root=_root(),
    )
    users = (
        *_ordinary_people(account),
        *(robot(account, machine) for machine in ROBOTS),
        *_newcomers(account),
        *_suspects(account),
        *_people_without_mfa(account),
        *_key_holders(account),
        *_spreadsheet_names(account),
        *_mistaken_names(account),
        *_shared_and_forgotten(account),
    )
    return with_access(replace(account, users=users))


def _root() -> RootUser:
    return RootUser(
        Credentials(
            password=Password(utc("2018-01-08 10:03:19"), utc("2026-09-02 19:22:40")),
            mfa=Mfa.HARDWARE,
        ),
        stories=(
            Story(
                "Somebody signed in as the root user on an evening in September.",
                {"password_last_used": "2026-09-02.*", "mfa_active": "true"},
            ),
            Story(
                "The root user's password is as old as the account.",
                {"password_last_changed": "2018-01-08.*"},
            ),
        ),
    )


def _groups(employee: Employee) -> tuple[str, ...]:
    if employee.team is Team.PLATFORM:
        return ("administrators", "developers")
    return ("contractors",) if employee.contractor else ("developers", employee.team)


def _person(account: Account, name: str) -> User:
    return person(account, STAFF[name], groups=_groups(STAFF[name]))


def _ordinary_people(account: Account) -> Iterator[User]:
    """Yield the builders; about every third has an access key for the laptop."""
    for employee in team(*BUILDERS, without=NOT_ORDINARY):
        wants_key = Dice("laptop", employee.user_name).chance(45)
        has_key = wants_key and employee.team in TEAMS_WITH_KEYS
        yield person(account, employee, groups=_groups(employee), key=has_key)


def _newcomers(account: Account) -> Iterator[User]:
    """Yield people whose first days went wrong, or are not over."""
    yield _person(account, "lotte.spinnakerly").tell(
        "Her access key was made together with her user, next to a password, and never used.",
        {
            "user_creation_time": "2026-06-15T08:30:02Z",
            "password_enabled": "true",
            "access_key_1_active": "true",
            "access_key_1_last_rotated": "2026-06-15T08:30:05Z",
            "access_key_1_last_used_date": "N/A",
        },
        created=utc("2026-06-15 08:30:02"),
        credentials=Credentials(
            password=Password(utc("2026-06-15 11:09:30"), utc("2026-09-11 14:02:08")),
            mfa=Mfa.VIRTUAL,
            keys=(AccessKey(utc("2026-06-15 08:30:05")),),
        ),
    )
    yield _person(account, "kimi.fjordahl@example.com").tell(
        "A contractor whose password was made in May and never used.",
        {"password_enabled": "true", "password_last_used": "no_information"},
        created=utc("2026-05-06 12:00:37"),
        credentials=Credentials(password=Password(utc("2026-05-06 12:00:38")), mfa=None),
    )
    yield _person(account, "alma.newberth").tell(
        "She starts this week. Her password is an hour old: not used yet is not unused; the MFA"
        " device is still to come.",
        {
            "user_creation_time": "2026-09-14.*",
            "password_last_used": "no_information",
            "mfa_active": "false",
        },
        created=utc("2026-09-14 07:02:15"),
        credentials=Credentials(password=Password(utc("2026-09-14 07:02:16"))),
    )


def _suspects(account: Account) -> Iterator[User]:
    """Yield a key in the wrong hands, perhaps, and one in no hands at all."""
    yield _person(account, "emil.halyardson").tell(
        "His key was last used in the night to a Sunday, to start servers in São Paulo, where"
        " Example Ferries has nothing.",
        {
            "access_key_1_last_used_date": "2026-09-13T02:.*",
            "access_key_1_last_used_region": "sa-east-1",
            "access_key_1_last_used_service": "ec2",
        },
        credentials=Credentials(
            password=Password(utc("2026-03-02 09:12:00"), utc("2026-09-10 07:44:29")),
            mfa=Mfa.VIRTUAL,
            keys=(
                AccessKey(
                    utc("2026-06-25 13:37:11"),
                    KeyUse(utc("2026-09-13 02:14:00"), "ec2", "sa-east-1"),
                ),
            ),
        ),
    )
    yield _person(account, "wim.stowaway").tell(
        "An intern until August 2025: password and key still stand, unused ever since.",
        {
            "password_enabled": "true",
            "password_last_used": "2025-08-.*",
            "access_key_1_active": "true",
            "access_key_1_last_used_date": "2025-08-.*",
        },
        credentials=Credentials(
            password=Password(utc("2025-03-24 09:20:14"), utc("2025-08-28 14:51:33")),
            mfa=Mfa.VIRTUAL,
            keys=(
                AccessKey(
                    utc("2025-04-01 12:08:56"), KeyUse(utc("2025-08-27 10:33:00"), "dynamodb")
                ),
            ),
        ),
    )


def _people_without_mfa(account: Account) -> Iterator[User]:
    for name in ("dagny.turnstile", "klaas.sluisdorp", "tilda.seabright"):
        user = _person(account, name)
        yield user.tell(
            "Signs in with a password alone: no MFA device.",
            {"password_enabled": "true", "mfa_active": "false"},
            credentials=replace(user.credentials, mfa=None),
        )


def _key_holders(account: Account) -> Iterator[User]:
    """Yield people who neglect their keys."""
    vera = _person(account, "vera.lockgate")
    yield vera.tell(
        "Her key is a little more than 400 days old and in daily use.",
        {"access_key_1_active": "true", "access_key_1_last_rotated": "2025-08-05.*"},
        credentials=replace(
            vera.credentials,
            keys=(
                AccessKey(utc("2025-08-05 11:17:24"), KeyUse(utc("2026-09-11 13:20:00"), "athena")),
            ),
        ),
    )
    kirsi = _person(account, "kirsi.engineroom")
    yield kirsi.tell(
        "Has a key that nobody has used for two months, and an inactive one beside it.",
        {
            "access_key_1_active": "true",
            "access_key_1_last_used_date": "2026-07-.*",
            "access_key_2_active": "false",
            "access_key_2_last_rotated": "2025-02-.*",
        },
        credentials=replace(
            kirsi.credentials,
            keys=(
                AccessKey(utc("2026-07-02 08:26:40"), KeyUse(utc("2026-07-09 09:50:00"), "iot")),
                AccessKey(
                    utc("2025-02-17 10:40:00"),
                    KeyUse(utc("2026-06-30 15:05:00"), "iot"),
                    active=False,
                ),
            ),
        ),
    )


def _spreadsheet_names(account: Account) -> Iterator[User]:
    """Yield robots whose name no spreadsheet leaves alone."""
    ship = Robot("007", Team.ONBOARD, "simulates ship no. 7", date(2023, 2, 6), "iot")
    yield robot(account, ship).tell(
        "Ship no. 7: a spreadsheet takes the name for a number and drops the zeros.",
        {"user": "007", "access_key_1_active": "true"},
    )
    package = Robot("@harbour-sensors", Team.HARBOUR, "named like its package", date(2024, 5, 6))
    yield robot(account, package).tell(
        "A name with `@` in front, as packages have it: a spreadsheet takes it for a formula.",
        {"user": "@harbour-sensors", "access_key_1_active": "true"},
    )
    tester = Robot("=1+1", Team.SECURITY, "penetration test of 2025", date(2025, 3, 3))
    yield robot(account, tester).tell(
        "Left over from a penetration test, with a formula for a name. Its key is inactive, so"
        " that it has no credentials at all.",
        {"user": r"=1\+1", "password_enabled": "false", "access_key_1_active": "false"},
        credentials=Credentials(
            keys=(
                AccessKey(
                    utc("2025-04-07 09:05:00"),
                    KeyUse(utc("2025-04-11 16:40:00"), "iam"),
                    active=False,
                ),
            )
        ),
    )
    night = Robot("+nightly", Team.DATA, "nightly copy of test data", date(2023, 11, 6), "glue")
    yield robot(account, night).tell(
        "A name with `+` in front, and a key that is a year and a half old.",
        {"user": r"\+nightly", "access_key_1_last_rotated": "2025-03-03.*"},
        credentials=Credentials(
            keys=(
                AccessKey(utc("2025-03-03 15:10:33"), KeyUse(utc("2026-09-14 02:00:00"), "glue")),
            )
        ),
    )


def _mistaken_names(account: Account) -> Iterator[User]:
    """Yield users that nobody meant to create."""
    provisioning = Robot("null", Team.PLATFORM, "unset variable in a script", date(2026, 8, 24))
    yield robot(account, provisioning).tell(
        "A user who is really called `null`: a script forgot to fill in a name.",
        {"user": "null", "access_key_1_active": "true", "access_key_1_last_used_date": "N/A"},
        created=utc("2026-08-24 13:00:00"),
        credentials=Credentials(keys=(AccessKey(utc("2026-08-24 13:00:01")),)),
    )
    switch = Robot("-dry-run", Team.PLATFORM, "an option taken for a name", date(2021, 6, 7))
    yield robot(account, switch, groups=()).tell(
        "Somebody mistyped a command, and its option became a user. It never had credentials.",
        {"user": "-dry-run", "password_enabled": "false", "access_key_1_last_rotated": "N/A"},
        credentials=Credentials(),
    )


def _shared_and_forgotten(account: Account) -> Iterator[User]:
    """Yield users that belong to nobody in particular."""
    demo = Robot("demo", Team.TICKETING, "shown to ports and travel agents", date(2020, 3, 2))
    yield robot(account, demo, groups=("read-only",)).tell(
        "A shared user for demonstrations: one password for everybody, since 2022, without MFA.",
        {"password_last_changed": "2022-.*", "mfa_active": "false"},
        credentials=Credentials(
            password=Password(utc("2022-05-09 08:00:12"), utc("2026-09-08 09:33:52"))
        ),
    )
    kiosk = Robot("kiosk-prototype", Team.TICKETING, "ticket machine", date(2021, 10, 4), "lambda")
    yield robot(account, kiosk).tell(
        "The ticket machine was scrapped; its key is unused since 2024.",
        {"access_key_1_active": "true", "access_key_1_last_used_date": "2024-.*"},
        credentials=Credentials(
            keys=(
                AccessKey(utc("2023-09-18 07:42:10"), KeyUse(utc("2024-02-12 11:15:00"), "lambda")),
            )
        ),
    )
    hackathon = Robot("hackathon-2025", Team.MOBILE, "a weekend in November", date(2025, 11, 10))
    yield robot(account, hackathon).tell(
        "Both keys of the hackathon still work; neither has been used since that weekend.",
        {
            "access_key_1_active": "true",
            "access_key_1_last_used_date": "2025-11-.*",
            "access_key_2_active": "true",
            "access_key_2_last_used_date": "2025-11-.*",
        },
        created=utc("2025-11-14 16:30:00"),
        credentials=Credentials(
            keys=(
                AccessKey(utc("2025-11-14 16:31:12"), KeyUse(utc("2025-11-16 15:45:00"), "lambda")),
                AccessKey(
                    utc("2025-11-14 16:33:47"), KeyUse(utc("2025-11-16 11:20:00"), "rekognition")
                ),
            )
        ),
    )
    yield robot(account, BACKUP_AGENT).tell(
        "The same robot has a user, with a working key, in all three accounts.", ROBOT_CELLS
    )
