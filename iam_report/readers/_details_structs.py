"""The entries of account authorization details, as msgspec decodes them.

Field names are AWS's own. Keys that are not here make the decoder refuse the text; what reads it
then takes more time and says which they are.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType


class _Entry(msgspec.Struct, gc=False, forbid_unknown_fields=True, kw_only=True):
    """An object of the export."""


class Attached(_Entry):
    """A managed policy that is attached."""

    PolicyArn: str
    PolicyName: str | None = None


class Inline(_Entry):
    """An inline policy."""

    PolicyName: str
    PolicyDocument: Raw


class Tag(_Entry):
    """A tag."""

    Key: str
    Value: str = ""


class Boundary(_Entry):
    """A permissions boundary."""

    PermissionsBoundaryArn: str
    PermissionsBoundaryType: str | None = None


class LastUsed(_Entry):
    """The last use of a role."""

    LastUsedDate: str | None = None
    Region: str | None = None


class User(_Entry):
    """An entry of UserDetailList."""

    UserName: str
    Arn: str
    UserId: str | None = None
    Path: str | None = None
    CreateDate: str | None = None
    PasswordLastUsed: str | None = None
    UserPolicyList: list[Inline] = []
    GroupList: list[str] = UNSET  # type: ignore[assignment]
    AttachedManagedPolicies: list[Attached] = UNSET  # type: ignore[assignment]
    PermissionsBoundary: Boundary | None = None
    Tags: list[Tag] = []


class Group(_Entry):
    """An entry of GroupDetailList."""

    GroupName: str
    Arn: str
    GroupId: str | None = None
    Path: str | None = None
    CreateDate: str | None = None
    GroupPolicyList: list[Inline] = []
    AttachedManagedPolicies: list[Attached] = UNSET  # type: ignore[assignment]


class ProfileRole(_Entry):
    """A role in an instance profile; it stands again in the list of roles."""

    Arn: str | None = None
    RoleName: str | None = None
    RoleId: str | None = None
    Path: str | None = None
    CreateDate: str | None = None
    AssumeRolePolicyDocument: Raw | UnsetType = UNSET
    Description: str | None = None
    MaxSessionDuration: int | None = None
    PermissionsBoundary: Boundary | None = None
    Tags: list[Tag] = []
    RoleLastUsed: LastUsed | None = None


class Profile(_Entry):
    """An entry of InstanceProfileList."""

    InstanceProfileName: str
    Arn: str
    InstanceProfileId: str | None = None
    Path: str | None = None
    CreateDate: str | None = None
    Roles: list[ProfileRole] = []
    Tags: list[Tag] = []


class Role(_Entry):
    """An entry of RoleDetailList."""

    RoleName: str
    Arn: str
    RoleId: str | None = None
    Path: str | None = None
    CreateDate: str | None = None
    AssumeRolePolicyDocument: Raw | UnsetType = UNSET
    InstanceProfileList: list[Profile] = []
    RolePolicyList: list[Inline] = []
    AttachedManagedPolicies: list[Attached] = UNSET  # type: ignore[assignment]
    PermissionsBoundary: Boundary | None = None
    Tags: list[Tag] = []
    RoleLastUsed: LastUsed | UnsetType | None = UNSET
    MaxSessionDuration: int | None = None
    Description: str | None = None


class Version(_Entry):
    """An entry of PolicyVersionList."""

    VersionId: str
    IsDefaultVersion: bool = False
    CreateDate: str | None = None
    Document: Raw | UnsetType = UNSET


class Policy(_Entry):
    """An entry of Policies."""

    Arn: str
    PolicyName: str | None = None
    PolicyId: str | None = None
    Path: str | None = None
    DefaultVersionId: str | None = None
    AttachmentCount: int | None = None
    PermissionsBoundaryUsageCount: int | None = None
    IsAttachable: bool | None = None
    Description: str | None = None
    CreateDate: str | None = None
    UpdateDate: str | None = None
    PolicyVersionList: list[Version] = []
    Tags: list[Tag] = []


class Page(_Entry):
    """An answer of get-account-authorization-details, or all of them joined by the AWS CLI."""

    UserDetailList: list[User] | UnsetType = UNSET
    GroupDetailList: list[Group] | UnsetType = UNSET
    RoleDetailList: list[Role] | UnsetType = UNSET
    Policies: list[Policy] | UnsetType = UNSET
    IsTruncated: bool | None = None
    Marker: str | None = None
    NextToken: str | None = None
    ResponseMetadata: Any = None

    @property
    def is_truncated(self) -> bool:
        """Whether more pages follow."""
        return bool(self.IsTruncated or self.Marker or self.NextToken)


#: Lists that AWS writes also where they are empty; UNSET by default. An entry without one is not as
#: AWS wrote it: it is read as empty, and noted.
ALWAYS: tuple[str, ...] = ("GroupList", "AttachedManagedPolicies")

#: Lists of a page, and what their entries are.
SECTIONS: dict[str, type[_Entry]] = {
    "UserDetailList": User,
    "GroupDetailList": Group,
    "RoleDetailList": Role,
    "Policies": Policy,
}
