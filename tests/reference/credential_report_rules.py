"""The rules about the credential report again: slow, obvious, one row at a time.

A row is what `csv.DictReader` gives, with the columns that the report has. An answer is True (a
finding), False (none) or None (the report does not say). Nothing here comes from `iam_report`:
the pages of the rules and of the frames are the specification.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Row: TypeAlias = "Mapping[str, str]"
Answer: TypeAlias = "bool | None"

ROOT: Final = "<root_account>"
SLOTS: Final = (1, 2)
MARKERS: Final = ("N/A", "no_information", "not_supported", "")
NOTHING: Final = ("N/A", "no_information")


# Three-valued logic: what is not known matters only if it could change the answer.


def every(answers: Iterable[Answer]) -> Answer:
    """Return whether all of `answers` are true."""
    found = list(answers)
    return False if False in found else None if None in found else True


def some(answers: Iterable[Answer]) -> Answer:
    """Return whether any of `answers` is true."""
    return no(every(no(answer) for answer in answers))


def no(answer: Answer) -> Answer:
    """Return the opposite."""
    return None if answer is None else not answer


def at_least(number: int | None, limit: int) -> Answer:
    """Return whether `number` reaches `limit`."""
    return None if number is None else number >= limit


# What a cell says.


def flag(row: Row, column: str) -> Answer:
    """Return a cell that holds true or false, in any case."""
    return {"true": True, "false": False}.get(row.get(column, "").lower())


def date(row: Row, column: str) -> datetime | None:
    """Return the moment that a cell names."""
    cell = row.get(column, "")
    return None if cell in MARKERS else datetime.fromisoformat(cell)


def age(moment: datetime | None, as_of: datetime) -> int | None:
    """Return the whole days from `moment` to `as_of`; a moment still to come has no age."""
    return None if moment is None or moment > as_of else (as_of - moment).days


def days(row: Row, column: str, as_of: datetime) -> int | None:
    """Return the age of the date in a cell."""
    return age(date(row, column), as_of)


def never(row: Row, column: str) -> Answer:
    """Return whether a cell about the last use says that there was none."""
    return True if row.get(column) in NOTHING else False if date(row, column) else None


# What the cells of a credential say together.


def password(row: Row) -> Answer:
    """Return whether there is a console password; `not_supported` is the root user's."""
    if row.get("user") == ROOT and row.get("password_enabled") == "not_supported":
        return True
    return flag(row, "password_enabled")


def key(slot: int) -> str:
    """Return how the columns of an access key begin."""
    return f"access_key_{slot}"


def certificate(slot: int) -> str:
    """Return how the columns of a signing certificate begin."""
    return f"cert_{slot}"


def active(row: Row, name: str) -> Answer:
    """Return whether a slot holds an active key or certificate."""
    return flag(row, f"{name}_active")


def rotated(row: Row, name: str) -> datetime | None:
    """Return when the key or certificate in a slot was made."""
    return date(row, f"{name}_last_rotated")


def used_slot(row: Row, name: str) -> Answer:
    """Return whether a slot holds anything: a free one is inactive, and no date is on record."""
    if active(row, name) or rotated(row, name):
        return True
    free = active(row, name) is False and row.get(f"{name}_last_rotated") in NOTHING
    return False if free else None


def unused_days(row: Row, used: str, made: str, as_of: datetime) -> int | None:
    """Return the days since the last use or, if there was none, since the credential was made."""
    return days(row, made if never(row, used) else used, as_of)


def key_unused_days(row: Row, slot: int, as_of: datetime) -> int | None:
    """Return the days since the last use of a key."""
    name = key(slot)
    return unused_days(row, f"{name}_last_used_date", f"{name}_last_rotated", as_of)


def uses(row: Row) -> list[datetime]:
    """Return the uses of password and keys that are on record."""
    columns = ["password_last_used", *(f"{key(slot)}_last_used_date" for slot in SLOTS)]
    return [moment for column in columns if (moment := date(row, column))]


def uses_known(row: Row) -> bool:
    """Return whether the report says of the password and of both slots when they were used."""
    columns = ["password_last_used", *(f"{key(slot)}_last_used_date" for slot in SLOTS)]
    return all(never(row, column) is not None for column in columns)


# Rules about a user.


def mfa001(row: Row, _: datetime) -> Answer:
    """A user has a console password and no MFA device."""
    return every([password(row), no(flag(row, "mfa_active"))])


def mfa002(row: Row, _: datetime) -> Answer:
    """A user has no MFA device."""
    return no(flag(row, "mfa_active"))


def mfa003(row: Row, _: datetime) -> Answer:
    """A user has an MFA device, and neither a password nor an active key."""
    rest = some([password(row), *(active(row, key(slot)) for slot in SLOTS)])
    return every([flag(row, "mfa_active"), no(rest)])


def usr001(row: Row, _: datetime) -> Answer:
    """A user has a console password and an active key."""
    return every([password(row), some(active(row, key(slot)) for slot in SLOTS)])


def rot005(row: Row, as_of: datetime) -> Answer:
    """A user has two active keys, and the newer is older than 14 days; that needs both dates."""
    made = [rotated(row, key(slot)) for slot in SLOTS]
    old = at_least(age(newest(made), as_of), 15) if all(made) else None
    both = every(active(row, key(slot)) for slot in SLOTS)
    return every([both, old]) if both is not None else None


def rot008(row: Row, as_of: datetime) -> Answer:
    """A console password has not been used for 45 days or longer."""
    idle = unused_days(row, "password_last_used", "password_last_changed", as_of)
    return every([password(row), at_least(idle, 45)])


def rot009(row: Row, as_of: datetime) -> Answer:
    """A user has never signed in with a password older than 14 days."""
    old = at_least(days(row, "password_last_changed", as_of), 15)
    return every([password(row), never(row, "password_last_used"), old])


def rot010(row: Row, as_of: datetime) -> Answer:
    """A password has expired."""
    expires = date(row, "password_next_rotation")
    stays = row.get("password_next_rotation") == "N/A"
    return every([password(row), False if stays else expires and expires < as_of])


def rot011(row: Row, as_of: datetime) -> Answer:
    """A password is older than 365 days."""
    return every([password(row), at_least(days(row, "password_last_changed", as_of), 366)])


def rot012(row: Row, as_of: datetime) -> Answer:
    """A user has credentials, and showed no sign of life for 90 days or longer."""
    slots = [*map(key, SLOTS), *map(certificate, SLOTS)]
    has_any = some([password(row), *(used_slot(row, name) for name in slots)])
    made = [(password(row), date(row, "password_last_changed"))]
    made += [(active(row, key(slot)), rotated(row, key(slot))) for slot in SLOTS]
    sure = [*uses(row), date(row, "user_creation_time"), *(when for there, when in made if there)]
    perhaps = [*sure, *(when for there, when in made if there is None)]
    idle, rather = (at_least(age(newest(signs), as_of), 90) for signs in (sure, perhaps))
    known = uses_known(row) and all(when for there, when in made if there is not False)
    return every([has_any, idle, idle if rather is idle else None, known or None])


def newest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the last of the moments that are known."""
    return max((moment for moment in moments if moment), default=None)


def rot013(row: Row, _: datetime) -> Answer:
    """A user has no active credential: never certain, as the report lacks one kind of them."""
    slots = [*map(key, SLOTS), *map(certificate, SLOTS)]
    seen = some([password(row), *(active(row, name) for name in slots)])
    return False if seen else None


def rot016(row: Row, _: datetime) -> Answer:
    """The report says that a user has more than two keys or certificates."""
    cell = row.get("additional_credentials_info", "N/A")
    return None if cell in ("no_information", "not_supported") else cell not in MARKERS


# Rules about an access key.


def rot001(row: Row, slot: int, as_of: datetime) -> Answer:
    """An active key is older than 90 days."""
    return every([active(row, key(slot)), at_least(age(rotated(row, key(slot)), as_of), 91)])


def rot002(row: Row, slot: int, as_of: datetime) -> Answer:
    """An active key has not been used for 45 days or longer."""
    return every([active(row, key(slot)), at_least(key_unused_days(row, slot, as_of), 45)])


def rot003(row: Row, slot: int, as_of: datetime) -> Answer:
    """An active key is older than 14 days and was never used."""
    old = at_least(age(rotated(row, key(slot)), as_of), 15)
    return every([active(row, key(slot)), never(row, f"{key(slot)}_last_used_date"), old])


def rot004(row: Row, slot: int, _: datetime) -> Answer:
    """A slot holds a key that is not active."""
    return every([used_slot(row, key(slot)), no(active(row, key(slot)))])


def rot006(row: Row, slot: int, as_of: datetime) -> Answer:
    """One of two active keys has not been used for 45 days or longer."""
    return every([rot002(row, slot, as_of), active(row, key(3 - slot))])


def rot007(row: Row, slot: int, as_of: datetime) -> Answer:
    """The older of two active keys was used since the newer was made, over 14 days ago."""
    made, newer = rotated(row, key(slot)), rotated(row, key(3 - slot))
    used = date(row, f"{key(slot)}_last_used_date")
    if never(row, f"{key(slot)}_last_used_date"):
        return False
    both = [active(row, key(slot)), active(row, key(3 - slot))]
    order = made < newer if made and newer else None
    since = used >= newer if used and newer else None
    return every([*both, order, since, at_least(age(newer, as_of), 15)])


def rot018(row: Row, slot: int, _: datetime) -> Answer:
    """The last call of an active key was to IAM or to STS."""
    service = row.get(f"{key(slot)}_last_used_service", "")
    unused = no(never(row, f"{key(slot)}_last_used_date"))
    called = service in ("iam", "sts") if service not in MARKERS else unused and None
    return every([active(row, key(slot)), called])


def rot019(row: Row, slot: int, _: datetime) -> Answer:
    """A console user has an active, never used key that was made with the user."""
    made, born = rotated(row, key(slot)), date(row, "user_creation_time")
    together = abs((made - born).total_seconds()) <= 10 if made and born else None
    unused = never(row, f"{key(slot)}_last_used_date")
    return every([password(row), active(row, key(slot)), unused, together])


def rot017(row: Row, slot: int, account: Iterable[Row]) -> Answer:
    """An active key was last used in a region in which no other key of the account was."""
    places = [
        (other["arn"], number, other.get(f"{key(number)}_last_used_region", ""))
        for other in account
        for number in SLOTS
        if used_slot(other, key(number)) is not False
    ]
    region = row.get(f"{key(slot)}_last_used_region", "")
    others = [place for arn, number, place in places if (arn, number) != (row["arn"], slot)]
    if region not in MARKERS:
        return every([active(row, key(slot)), region not in others])
    service = row.get(f"{key(slot)}_last_used_service", "")
    nowhere = never(row, f"{key(slot)}_last_used_date") or service not in MARKERS
    return every([active(row, key(slot)), False if nowhere else None])


# Rules about a signing certificate.


def rot014(row: Row, slot: int, as_of: datetime) -> Answer:
    """An active certificate was uploaded more than 365 days ago."""
    old = at_least(age(rotated(row, certificate(slot)), as_of), 366)
    return every([active(row, certificate(slot)), old])


def rot015(row: Row, slot: int, _: datetime) -> Answer:
    """A certificate is active."""
    return active(row, certificate(slot))


# Rules about the root user. A report without its row says nothing: the row is then empty.


def root001(row: Row, _: datetime) -> Answer:
    """The root user has an active key."""
    return some(active(row, key(slot)) for slot in SLOTS)


def root002(row: Row, _: datetime) -> Answer:
    """The root user has credentials and no MFA device, which it cannot have in GovCloud."""
    slots = [*map(key, SLOTS), *map(certificate, SLOTS)]
    has_any = some([password(row), *(active(row, name) for name in slots)])
    possible = not row["arn"].startswith("arn:aws-us-gov:")
    return every([has_any, no(flag(row, "mfa_active")), possible])


def root004(row: Row, as_of: datetime) -> Answer:
    """The root user was used within the last 90 days."""
    if uses(row):
        recent = no(at_least(age(max(uses(row)), as_of), 91))
        return some([recent, False if uses_known(row) else None])
    return False if uses_known(row) else None


def root005(row: Row, _: datetime) -> Answer:
    """The root user has an active certificate."""
    return some(active(row, certificate(slot)) for slot in SLOTS)


def root006(row: Row, as_of: datetime) -> Answer:
    """The password of the root user is older than 365 days."""
    return every([password(row), at_least(days(row, "password_last_changed", as_of), 366)])
