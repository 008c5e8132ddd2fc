"""What a company's use of AWS is made of: people, robots, accounts, users, credentials.

Everything is immutable, every time is in UTC, and nothing knows how AWS writes it in an export.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tools.sample_company.access import Access

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME_REGION: Final = "eu-west-1"


def utc(text: str) -> datetime:
    """Return the moment that a text such as `2026-09-14 08:05:37` names in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Team(StrEnum):
    """A team of the company; its value is also the name of its IAM group."""

    PLATFORM = "platform"
    SECURITY = "security"
    TICKETING = "ticketing"
    TIMETABLE = "timetable"
    HARBOUR = "harbour"
    ONBOARD = "onboard"
    DATA = "data"
    MOBILE = "mobile"
    FINANCE = "finance"
    SUPPORT = "support"


class Mfa(StrEnum):
    """The kind of a user's MFA device."""

    VIRTUAL = "virtual"
    PASSKEY = "passkey"
    HARDWARE = "hardware"


@dataclass(frozen=True, slots=True)
class Employee:
    """A person who works, or worked, for the company.

    Attributes:
        name: First and last name.
        team: The team.
        job: What the person does there.
        joined: First day.
        left: Last day, for those who have left.
        contractor: Works for another company; the user is then named by mail address.
    """

    name: str
    team: Team
    job: str
    joined: date
    left: date | None = None
    contractor: bool = False

    @property
    def user_name(self) -> str:
        """The name that the person's IAM users have."""
        plain = self.name.replace("'", "").replace(" ", ".").lower()
        return f"{plain}@example.com" if self.contractor else plain


@dataclass(frozen=True, slots=True)
class Robot:
    """A program, or anything else that is not one person, with an IAM user.

    Attributes:
        name: The name of its IAM users.
        team: The team that looks after it.
        purpose: What it does.
        since: When it was first set up.
        service: The AWS service that it mostly calls.
        region: The region that it works in.
    """

    name: str
    team: Team
    purpose: str
    since: date
    service: str = "s3"
    region: str = HOME_REGION

    @property
    def user_name(self) -> str:
        """The name that the robot's IAM users have."""
        return self.name


@dataclass(frozen=True, slots=True)
class Password:
    """A console password; `last_used` is None as long as nobody has signed in with it."""

    changed: datetime
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyUse:
    """The last request that was signed with an access key."""

    at: datetime
    service: str
    region: str = HOME_REGION


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key; `last_used` is None as long as it has signed nothing."""

    created: datetime
    last_used: KeyUse | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Certificate:
    """An X.509 signing certificate, as the SOAP interfaces of AWS wanted it."""

    created: datetime
    active: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """Something worth finding about a user.

    Attributes:
        text: One sentence for a person to read.
        cells: What the user's row of the credential report then holds: a regular expression for
            the whole cell, by column.
    """

    text: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one user can sign in with; keys and certificates are in the order of their slots."""

    password: Password | None = None
    mfa: Mfa | None = None
    keys: tuple[AccessKey, ...] = ()
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class RootUser:
    """The root user of an account."""

    credentials: Credentials
    stories: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user.

    Attributes:
        name: User name.
        holder: Who or what it is for.
        created: When it was created.
        credentials: What it can sign in with.
        path: IAM path.
        groups: Names of its groups.
        stories: What is worth finding about it.
    """

    name: str
    holder: Employee | Robot
    created: datetime
    credentials: Credentials
    path: str = "/"
    groups: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()

    @property
    def tags(self) -> dict[str, str]:
        """The user's tags."""
        if isinstance(self.holder, Robot):
            return {"kind": "robot", "team": self.holder.team, "purpose": self.holder.purpose}
        return {"kind": "person", "team": self.holder.team}

    def tell(
        self,
        text: str,
        cells: Mapping[str, str],
        *,
        created: datetime | None = None,
        credentials: Credentials | None = None,
    ) -> User:
        """Return the user with one more story and whatever the story changes."""
        return replace(
            self,
            created=created or self.created,
            credentials=credentials or self.credentials,
            stories=(*self.stories, Story(text, cells)),
        )


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """The password policy of an account; without `max_age_days` passwords never expire."""

    minimum_length: int
    max_age_days: int | None = None
    remembered: int | None = None
    complex_passwords: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account and everybody in it.

    Attributes:
        id: Account id.
        name: What the company calls it; also the name of its folder of exports.
        purpose: What runs there.
        opened: When it was opened.
        exported: When its credential report was generated.
        password_policy: None stands for the policy that AWS applies by default.
        root: The root user.
        users: The IAM users, in no particular order.
        access: Who may do what.
    """

    id: str
    name: str
    purpose: str
    opened: datetime
    exported: datetime
    password_policy: PasswordPolicy | None
    root: RootUser
    users: tuple[User, ...] = field(default=(), repr=False)
    access: Access = field(default=Access(), repr=False)

    @property
    def max_password_age(self) -> int | None:
        """Days after which a password has to be changed, if ever."""
        return self.password_policy.max_age_days if self.password_policy else None


@dataclass(frozen=True, slots=True)
class Company:
    """A company with its accounts.

    Attributes:
        name: What it is called.
        business: What it does, in one sentence.
        management_account: Id of the account that manages the organization; not exported.
        accounts: The accounts that are exported.
    """

    name: str
    business: str
    management_account: str
    accounts: tuple[Account, ...]
