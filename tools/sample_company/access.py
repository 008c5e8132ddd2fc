"""What users may do: groups, roles, policies, and what is attached to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: A policy document, or one statement of it, as JSON has it.
Document: TypeAlias = dict[str, Any]
Statement: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of a managed policy."""

    number: int
    created: datetime
    document: Document


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A managed policy of the company, or of AWS.

    Attributes:
        name: Policy name, by which grants refer to it.
        created: When it was created; its first versions may be gone since.
        versions: Its versions, the oldest first; the last is in force unless `in_force` says so.
        path: IAM path.
        by_aws: AWS made it; the account holds a copy of nothing but its text.
        in_force: Number of the version in force.
    """

    name: str
    created: datetime
    versions: tuple[PolicyVersion, ...]
    path: str = "/"
    by_aws: bool = False
    in_force: int | None = None

    @property
    def default_version(self) -> int:
        """Number of the version in force."""
        return self.in_force or self.versions[-1].number

    @property
    def updated(self) -> datetime:
        """When its newest version was made."""
        return self.versions[-1].created


@dataclass(frozen=True, slots=True)
class Grants:
    """The policies of a user, a group or a role.

    Attributes:
        attached: Names of managed policies.
        inline: Documents of inline policies by name.
        boundary: Name of the managed policy that is the permissions boundary.
    """

    attached: tuple[str, ...] = ()
    inline: Mapping[str, Document] = field(default_factory=dict)
    boundary: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group; `guests` are members beside those whose user names the group."""

    name: str
    created: datetime
    grants: Grants = field(default_factory=Grants)
    path: str = "/"
    guests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleUse:
    """The last time that a role did something, in the 400 days that AWS remembers."""

    at: datetime
    region: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role; with `profile` it has an instance profile of its name, for Amazon EC2."""

    name: str
    created: datetime
    trust: Document
    grants: Grants = field(default_factory=Grants)
    path: str = "/"
    last_used: RoleUse | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    profile: bool = False


@dataclass(frozen=True, slots=True)
class AccessStory:
    """Something worth finding about what somebody may do.

    Attributes:
        subject: Whom it is about: the last part of an ARN, such as `role/deploy`; `account` for
            the account as a whole.
        text: One sentence for a person to read.
        holds: Pieces of text that the entry of the subject then holds, written as JSON.
        lacks: Pieces of text that it does not hold.
    """

    subject: str
    text: str
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what in an account.

    Attributes:
        groups: The groups.
        roles: The roles.
        policies: The managed policies of the company; those of AWS are known by their names.
        users: What single users are given directly, by their names.
        stories: What is worth finding.
    """

    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()
    users: Mapping[str, Grants] = field(default_factory=dict)
    stories: tuple[AccessStory, ...] = ()
