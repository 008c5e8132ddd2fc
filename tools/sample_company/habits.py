"""Ordinary users: how people and robots behave who do nothing remarkable."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from tools.sample_company.dice import Dice
from tools.sample_company.model import (
    HOME_REGION,
    AccessKey,
    Credentials,
    Employee,
    KeyUse,
    Mfa,
    Password,
    Robot,
    Team,
    User,
)

if TYPE_CHECKING:
    from tools.sample_company.model import Account

SECOND_REGION: Final = "eu-central-1"
PASSKEY_TEAMS: Final = (Team.PLATFORM, Team.SECURITY)
FRIDAY: Final = 4
# An open-ended password is rarely older than a year, but some people never change it.
USUAL_PASSWORD_AGE: Final = 330
TEAM_SERVICES: Final = {
    Team.PLATFORM: ("ec2", "sts", "cloudformation"),
    Team.SECURITY: ("sts", "guardduty"),
    Team.TICKETING: ("dynamodb", "lambda", "sqs"),
    Team.TIMETABLE: ("s3", "lambda", "ecs"),
    Team.HARBOUR: ("kinesis", "iot", "lambda"),
    Team.ONBOARD: ("s3", "iot", "ecr"),
    Team.DATA: ("athena", "glue", "s3"),
    Team.MOBILE: ("lambda", "cognito-idp", "s3"),
    Team.FINANCE: ("ce",),
    Team.SUPPORT: ("logs",),
}


def person(
    account: Account, employee: Employee, *, groups: tuple[str, ...] = (), key: bool = False
) -> User:
    """Return an ordinary user of a person: console password, MFA and perhaps a young key."""
    dice = Dice(account.id, employee.user_name)
    created = _first_day(dice, account, employee.joined)
    return User(
        name=employee.user_name,
        holder=employee,
        created=created,
        path="/contractors/" if employee.contractor else "/employees/",
        groups=groups,
        credentials=Credentials(
            password=_password(dice, account, created),
            mfa=Mfa.PASSKEY if employee.team in PASSKEY_TEAMS else Mfa.VIRTUAL,
            keys=(_person_key(dice, account, created, employee.team),) if key else (),
        ),
    )


def robot(account: Account, machine: Robot, *, groups: tuple[str, ...] = ("robots",)) -> User:
    """Return an ordinary user of a robot: one young key at work day and night, nothing else."""
    dice = Dice(account.id, machine.name)
    created = _first_day(dice, account, machine.since)
    return User(
        name=machine.name,
        holder=machine,
        created=created,
        path="/robots/",
        groups=groups,
        credentials=Credentials(keys=(_robot_key(dice, account, created, machine),)),
    )


def _first_day(dice: Dice, account: Account, since: date) -> datetime:
    day = max(since, account.opened.date()) + timedelta(days=dice.between(3, 20))
    return _office_hours(dice, day)


def _password(dice: Dice, account: Account, created: datetime) -> Password:
    age = (account.exported - created).days
    longest = min(age, account.max_password_age - 8 if account.max_password_age else age)
    if dice.chance(85):
        longest = min(longest, USUAL_PASSWORD_AGE)
    changed_ago = dice.between(3, longest)
    changed = max(created, _days_ago(dice, account, changed_ago))
    used_ago = dice.between(0, min(10, changed_ago - 1))
    return Password(changed, max(changed, _days_ago(dice, account, used_ago)))


def _person_key(dice: Dice, account: Account, created: datetime, team: Team) -> AccessKey:
    made_ago = dice.between(4, min(86, (account.exported - created).days))
    made = max(created, _days_ago(dice, account, made_ago))
    used = _days_ago(dice, account, dice.between(0, min(8, made_ago - 1)))
    region = HOME_REGION if dice.chance(80) else SECOND_REGION
    return AccessKey(made, KeyUse(_minute(max(made, used)), dice.pick(TEAM_SERVICES[team]), region))


def _robot_key(dice: Dice, account: Account, created: datetime, machine: Robot) -> AccessKey:
    made = max(created, _days_ago(dice, account, dice.between(4, 86)))
    used = account.exported - timedelta(minutes=dice.between(25, 1200))
    return AccessKey(made, KeyUse(_minute(max(made, used)), machine.service, machine.region))


def _days_ago(dice: Dice, account: Account, days: int) -> datetime:
    """Return a working hour that many days before the export, or on the Friday before."""
    moment = _office_hours(dice, account.exported.date() - timedelta(days=days))
    # On the morning of the export itself only the first hours of the day are past.
    latest = account.exported - timedelta(seconds=dice.between(1200, 6600))
    return min(moment, latest)


def _office_hours(dice: Dice, day: date) -> datetime:
    day -= timedelta(days=max(0, day.weekday() - FRIDAY))
    clock = time(dice.between(6, 15), dice.between(0, 59), dice.between(0, 59))
    return datetime.combine(day, clock, UTC)


def _minute(moment: datetime) -> datetime:
    """Return the whole minute of a moment: AWS notes the use of a key no finer."""
    return moment.replace(second=0)
