"""The rules about the credential report again: slow, obvious, one row at a time.

A row is what `csv.DictReader` gives: only the columns that the report has. An answer is True (a
finding), False (none) or None (the report does not say). Nothing here comes from `iam_report`:
the pages of the rules and of the frames are the specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

Row: TypeAlias = Mapping[str, str]
Answer: TypeAlias = bool | None
Moment: TypeAlias = datetime | None

ROOT: Final = "<root_account>"
KEYS: Final = ("access_key_1", "access_key_2")
CERTIFICATES: Final = ("cert_1", "cert_2")
OTHER: Final = dict(zip(KEYS, reversed(KEYS), strict=True))
MARKERS: Final = ("N/A", "no_information", "not_supported", "")
NOTHING: Final = ("N/A", "no_information")


def every(*answers: Answer) -> Answer:
    """All are true; what is not known matters only if it could change the answer."""
    return False if False in answers else None if None in answers else True


def some(*answers: Answer) -> Answer:
    return True if True in answers else None if None in answers else False


def no(answer: Answer) -> Answer:
    return None if answer is None else not answer


def flag(row: Row, column: str) -> Answer:
    return {"true": True, "false": False}.get(row.get(column, "").lower())


def date(row: Row, column: str) -> Moment:
    cell = row.get(column, "")
    return None if cell in MARKERS else datetime.fromisoformat(cell)


def newest(*moments: Moment) -> Moment:
    return max((moment for moment in moments if moment), default=None)


def reaches(moment: Moment, days: int, as_of: datetime) -> Answer:
    """So many whole days have passed; of a moment that is still to come, nothing is known."""
    return None if moment is None or moment > as_of else (as_of - moment).days >= days


def password(row: Row) -> Answer:
    """There is a password; old reports say `not_supported` of the root user's."""
    old = row.get("user") == ROOT and row.get("password_enabled") == "not_supported"
    return True if old else flag(row, "password_enabled")


def active(row: Row, *names: str) -> list[Answer]:
    return [flag(row, f"{name}_active") for name in names]


def made(row: Row, name: str) -> Moment:
    return date(row, f"{name}_last_{'changed' if name == 'password' else 'rotated'}")


def used(row: Row, name: str) -> Moment:
    return date(row, f"{name}_last_used{'' if name == 'password' else '_date'}")


def never_used(row: Row, name: str) -> Answer:
    cell = row.get(f"{name}_last_used{'' if name == 'password' else '_date'}")
    return True if cell in NOTHING else False if used(row, name) else None


def unused(row: Row, name: str, as_of: datetime) -> Answer:
    """45 days without a use, counted from the day it was made if there never was one."""
    return reaches((made if never_used(row, name) else used)(row, name), 45, as_of)


def held(row: Row, name: str) -> Answer:
    """A slot holds something: a free one is inactive, and no date is on record."""
    (is_active,) = active(row, name)
    if is_active or made(row, name):
        return True
    return None if is_active is None or row.get(f"{name}_last_rotated") not in NOTHING else False


def last_use(row: Row) -> Moment:
    return newest(*(used(row, name) for name in ("password", *KEYS)))


def uses_known(row: Row) -> bool:
    """The report says of the password and of both key slots when they were used."""
    return all(never_used(row, name) is not None for name in ("password", *KEYS))


# About a user.


def mfa001(row: Row, _: datetime) -> Answer:
    return every(password(row), no(flag(row, "mfa_active")))


def mfa002(row: Row, _: datetime) -> Answer:
    return no(flag(row, "mfa_active"))


def mfa003(row: Row, _: datetime) -> Answer:
    return every(flag(row, "mfa_active"), no(some(password(row), *active(row, *KEYS))))


def usr001(row: Row, _: datetime) -> Answer:
    return every(password(row), some(*active(row, *KEYS)))


def rot005(row: Row, as_of: datetime) -> Answer:
    """Which key is the newer one is known if both dates are, and that both are active."""
    dates = [made(row, name) for name in KEYS]
    both = every(*active(row, *KEYS))
    return every(both, reaches(newest(*dates), 15, as_of) if both and all(dates) else None)


def rot008(row: Row, as_of: datetime) -> Answer:
    return every(password(row), unused(row, "password", as_of))


def rot009(row: Row, as_of: datetime) -> Answer:
    old = reaches(made(row, "password"), 15, as_of)
    return every(password(row), never_used(row, "password"), old)


def rot010(row: Row, as_of: datetime) -> Answer:
    expires = date(row, "password_next_rotation")
    stays = row.get("password_next_rotation") == "N/A"
    return every(password(row), expires < as_of if expires else False if stays else None)


def rot011(row: Row, as_of: datetime) -> Answer:
    return every(password(row), reaches(made(row, "password"), 366, as_of))


def rot012(row: Row, as_of: datetime) -> Answer:
    """What may be active, and was made since, may be a sign of life: then nothing is certain."""
    there = dict(zip(("password", *KEYS), (password(row), *active(row, *KEYS)), strict=True))
    sure = [made(row, name) for name in there if there[name]]
    perhaps = [made(row, name) for name in there if there[name] is None]
    known = uses_known(row) and None not in sure + perhaps
    sure += [last_use(row), date(row, "user_creation_time")]
    idle = reaches(newest(*sure), 90, as_of)
    certain = idle is reaches(newest(*sure, *perhaps), 90, as_of)
    has_any = some(password(row), *(held(row, name) for name in KEYS + CERTIFICATES))
    return every(has_any, idle, True if known and certain else None)


def rot013(row: Row, _: datetime) -> Answer:
    """Never a finding: the report does not show service-specific credentials."""
    return False if some(password(row), *active(row, *KEYS, *CERTIFICATES)) else None


def rot016(row: Row, _: datetime) -> Answer:
    cell = row.get("additional_credentials_info", "")
    return False if cell in ("N/A", "") else None if cell in MARKERS else True


# About an access key.


def rot001(row: Row, name: str, as_of: datetime) -> Answer:
    return every(*active(row, name), reaches(made(row, name), 91, as_of))


def rot002(row: Row, name: str, as_of: datetime) -> Answer:
    return every(*active(row, name), unused(row, name, as_of))


def rot003(row: Row, name: str, as_of: datetime) -> Answer:
    old = reaches(made(row, name), 15, as_of)
    return every(*active(row, name), never_used(row, name), old)


def rot004(row: Row, name: str, _: datetime) -> Answer:
    return every(held(row, name), no(*active(row, name)))


def rot006(row: Row, name: str, as_of: datetime) -> Answer:
    return every(*active(row, *KEYS), unused(row, name, as_of))


def rot007(row: Row, name: str, as_of: datetime) -> Answer:
    mine, other, use = made(row, name), made(row, OTHER[name]), used(row, name)
    older = mine < other if mine and other else None
    since = use >= other if use and other else no(never_used(row, name)) and None
    return every(*active(row, *KEYS), older, since, reaches(other, 15, as_of))


def rot018(row: Row, name: str, _: datetime) -> Answer:
    """A service on record counts, whatever the date of the last use says."""
    service = row.get(f"{name}_last_used_service", "")
    called = service in ("iam", "sts") if service not in MARKERS else None
    return every(*active(row, name), False if called is None and never_used(row, name) else called)


def rot019(row: Row, name: str, _: datetime) -> Answer:
    key, user = made(row, name), date(row, "user_creation_time")
    together = abs((key - user).total_seconds()) <= 10 if key and user else None
    return every(password(row), *active(row, name), never_used(row, name), together)


def rot017(row: Row, name: str, account: Iterable[Row]) -> Answer:
    """Keys of which the report does not say where they were used are no company."""
    places = {
        (other["arn"], key): other.get(f"{key}_last_used_region", "")
        for other in account
        for key in KEYS
        if held(other, key) is not False
    }
    region = row.get(f"{name}_last_used_region", "")
    if region not in MARKERS:
        others = [place for key, place in places.items() if key != (row["arn"], name)]
        return every(*active(row, name), region not in others)
    without = region in ("N/A", "no_information")
    return every(*active(row, name), False if never_used(row, name) or without else None)


# About a signing certificate.


def rot014(row: Row, name: str, as_of: datetime) -> Answer:
    return every(*active(row, name), reaches(made(row, name), 366, as_of))


def rot015(row: Row, name: str, _: datetime) -> Answer:
    return every(*active(row, name))


# About the root user. Where the report has no row for it, the row holds the ARN alone.


def root001(row: Row, _: datetime) -> Answer:
    return some(*active(row, *KEYS))


def root002(row: Row, _: datetime) -> Answer:
    """The root user of a GovCloud account can have no MFA device."""
    has_any = some(password(row), *active(row, *KEYS, *CERTIFICATES))
    possible = not row["arn"].startswith("arn:aws-us-gov:")
    return every(has_any, no(flag(row, "mfa_active")), possible)


def root004(row: Row, as_of: datetime) -> Answer:
    recent = no(reaches(last_use(row), 91, as_of)) if last_use(row) else False
    return some(recent, False if uses_known(row) else None)


def root005(row: Row, _: datetime) -> Answer:
    return some(*active(row, *CERTIFICATES))


def root006(row: Row, as_of: datetime) -> Answer:
    return every(password(row), reaches(made(row, "password"), 366, as_of))
