"""Account authorization details: typed entries of one account -> columns of the frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.policy.documents import Documents, parse_documents, plain_document
from iam_report.readers.moments import parse_moments
from iam_report.schema import BOOL, INT, category

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iam_report.readers._details_structs import Group, Policy, ProfileRole, Role, User

_FORGOTTEN: Final = msgspec.Raw(b"null")

#: Arrow arrays, or pandas categoricals, by column.
Columns = dict[str, Any]

_SERVICE_LINKED: Final = "/aws-service-role/"
_AWS_RESERVED: Final = "/aws-reserved/"
_AWS_MANAGED: Final = ":iam::aws:policy/"


@dataclass
class Entries:
    """The entries of one account.

    Attributes:
        users: Entries of UserDetailList.
        groups: Entries of GroupDetailList.
        roles: Entries of RoleDetailList.
        policies: Entries of Policies.
    """

    users: list[User] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)

    @property
    def owners(self) -> list[User | Group | Role]:
        """What policies can be attached to, users first, then groups, then roles."""
        return [*self.users, *self.groups, *self.roles]


@dataclass
class Tables:
    """The columns of all frames but the snapshot key, and what is odd about them.

    Attributes:
        frames: Columns by name of the frame.
        odd_dates: Texts that stand where a date is due.
        odd_versions: ARNs of policies whose version in force is not in the export, or of which
            two are said to be in force.
    """

    frames: dict[str, Columns] = field(default_factory=dict)
    odd_dates: list[str] = field(default_factory=list)
    odd_versions: list[str] = field(default_factory=list)

    def moments(self, texts: Iterable[str | None]) -> pa.Array:
        """Return dates; note those that are none."""
        found = parse_moments(texts)
        self.odd_dates += found.odd
        return found.array


def make_tables(entries: Entries) -> Tables:
    """Return the columns of the frames that hold the entries of one account."""
    tables = Tables()
    texts = _Texts()
    owners = _Owners(entries)
    tables.frames["users"] = _users(entries.users, tables)
    tables.frames["groups"] = _groups(entries.groups, tables)
    tables.frames["roles"] = _roles(entries.roles, tables)
    tables.frames["managed_policies"] = _policies(entries.policies, tables)
    tables.frames["policy_attachments"] = _attachments(owners)
    tables.frames["group_memberships"] = _memberships(entries)
    tables.frames["instance_profiles"] = _profiles(entries.roles, tables)
    tables.frames["tags"] = _tags(entries)
    inline, inline_texts = _inline(owners)
    versions, version_texts = _versions(entries.policies, tables)
    places = {
        "inline": texts.add(inline_texts),
        "trust": texts.add([r.AssumeRolePolicyDocument for r in entries.roles], trust=True),
        "versions": texts.add(version_texts),
    }
    del inline_texts, version_texts
    _release(entries, owners)
    documents = texts.parse()
    hashes = {name: documents.of(at) for name, at in places.items()}
    tables.frames["inline_policies"] = {**inline, "document": hashes["inline"]}
    tables.frames["roles"]["trust_document"] = hashes["trust"]
    tables.frames["policy_versions"] = {**versions, "document": hashes["versions"]}
    in_force = _in_force(entries.policies, versions, tables)
    at = pa.array(in_force, mask=in_force < 0)
    tables.frames["managed_policies"]["document"] = pc.take(hashes["versions"], at)
    tables.frames["documents"], tables.frames["statements"] = documents.frames()
    return tables


def _release(entries: Entries, owners: _Owners) -> None:
    """Forget the texts of documents, each of which keeps all of the file in memory."""
    profiles = chain.from_iterable(r.InstanceProfileList for r in entries.roles)
    roles: list[Role | ProfileRole] = [*entries.roles, *(r for p in profiles for r in p.Roles)]
    for role in roles:
        role.AssumeRolePolicyDocument = msgspec.UNSET
    for inline in chain.from_iterable(owners.inline):
        inline.PolicyDocument = _FORGOTTEN
    for version in chain.from_iterable(p.PolicyVersionList for p in entries.policies):
        version.Document = msgspec.UNSET


class _Texts:
    """The distinct texts of documents."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}
        self._trust: set[int] = set()

    def add(self, raws: Sequence[Any], *, trust: bool = False) -> np.ndarray:
        """Return for each text its place among the distinct ones, or -1 where there is none."""
        known = self._known
        places = [
            -1 if raw is msgspec.UNSET else known.setdefault(bytes(raw), len(known)) for raw in raws
        ]
        at = np.array(places, dtype=np.int64)
        if trust:
            self._trust.update(at[at >= 0].tolist())
        return at

    def parse(self) -> _Parsed:
        """Parse the documents."""
        trust = np.zeros(len(self._known), dtype=bool)
        trust[list(self._trust)] = True
        return _Parsed(parse_documents([plain_document(t) for t in self._known], trust=trust))


class _Parsed:
    """The distinct documents."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def of(self, at: np.ndarray) -> pa.Array:
        """Return the hash of the document at each place of a text; null where that is -1."""
        found = np.full(len(at), -1, dtype=np.int64)
        found[at >= 0] = self._documents.of_texts[at[at >= 0]]
        return pc.take(self._documents.hashes, pa.array(found, mask=found < 0))

    def frames(self) -> tuple[Columns, Columns]:
        """Return the columns of `documents` and of `statements`."""
        hashes = self._documents.hashes
        statements = dict(self._documents.statements)
        of_statements = pc.take(hashes, pa.array(statements.pop("at")))
        return (
            {"document": hashes, **self._documents.documents},
            {"document": of_statements, **statements},
        )


class _Owners:
    """Users, groups and roles as the owners of policies, in this order."""

    def __init__(self, entries: Entries) -> None:
        users, groups, roles = entries.users, entries.groups, entries.roles
        owners = entries.owners
        self.attached = [e.AttachedManagedPolicies for e in owners]
        self.inline = [
            *(u.UserPolicyList for u in users),
            *(g.GroupPolicyList for g in groups),
            *(r.RolePolicyList for r in roles),
        ]
        self._arns = pa.array([e.Arn for e in owners], pa.string())
        self._names = pa.array(
            [
                *(u.UserName for u in users),
                *(g.GroupName for g in groups),
                *(r.RoleName for r in roles),
            ],
            pa.string(),
        )
        self._kinds = np.repeat(np.arange(3, dtype=np.int8), [len(users), len(groups), len(roles)])

    def columns(self, lists: Sequence[Sequence[Any]]) -> Columns:
        """Return the columns that say whose the members of the lists are."""
        at = _parents(lists)
        return {
            "principal_arn": pc.take(self._arns, pa.array(at)),
            "principal_type": category(self._kinds[at], PRINCIPAL_TYPES),
            "principal": pc.take(self._names, pa.array(at)),
        }


def _parents(lists: Sequence[Sequence[Any]]) -> np.ndarray:
    """Return for each member of the lists, one after the other, the number of its list."""
    return np.repeat(np.arange(len(lists)), _counts(lists))


def _counts(lists: Sequence[Sequence[Any]]) -> np.ndarray:
    return np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))


def _strings(values: list[str] | list[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _users(users: list[User], tables: Tables) -> Columns:
    return {
        "user": _strings([u.UserName for u in users]),
        "arn": _strings([u.Arn for u in users]),
        "user_id": _strings([u.UserId for u in users]),
        "path": _strings([u.Path for u in users]),
        "create_date": tables.moments([u.CreateDate for u in users]),
        "password_last_used": tables.moments([u.PasswordLastUsed for u in users]),
        "permissions_boundary": _boundaries(users),
        "groups": pa.array(_counts([u.GroupList for u in users])),
        "attached_policies": pa.array(_counts([u.AttachedManagedPolicies for u in users])),
        "inline_policies": pa.array(_counts([u.UserPolicyList for u in users])),
        "tags": pa.array(_counts([u.Tags for u in users])),
    }


def _boundaries(entries: Sequence[User | Role]) -> pa.Array:
    found = [e.PermissionsBoundary for e in entries]
    return _strings([None if b is None else b.PermissionsBoundaryArn for b in found])


def _groups(groups: list[Group], tables: Tables) -> Columns:
    return {
        "group": _strings([g.GroupName for g in groups]),
        "arn": _strings([g.Arn for g in groups]),
        "group_id": _strings([g.GroupId for g in groups]),
        "path": _strings([g.Path for g in groups]),
        "create_date": tables.moments([g.CreateDate for g in groups]),
        "attached_policies": pa.array(_counts([g.AttachedManagedPolicies for g in groups])),
        "inline_policies": pa.array(_counts([g.GroupPolicyList for g in groups])),
    }


def _roles(roles: list[Role], tables: Tables) -> Columns:
    uses = [r.RoleLastUsed or None for r in roles]
    paths = _strings([r.Path for r in roles])
    known = [r.RoleLastUsed is not msgspec.UNSET and r.RoleLastUsed is not None for r in roles]
    return {
        "role": _strings([r.RoleName for r in roles]),
        "arn": _strings([r.Arn for r in roles]),
        "role_id": _strings([r.RoleId for r in roles]),
        "path": paths,
        "create_date": tables.moments([r.CreateDate for r in roles]),
        "permissions_boundary": _boundaries(roles),
        "last_used_date": tables.moments([None if u is None else u.LastUsedDate for u in uses]),
        "last_used_region": _strings([None if u is None else u.Region for u in uses]),
        "last_used_known": pa.array(known, BOOL),
        "max_session_duration": pa.array([r.MaxSessionDuration for r in roles], INT),
        "description": _strings([r.Description for r in roles]),
        "attached_policies": pa.array(_counts([r.AttachedManagedPolicies for r in roles])),
        "inline_policies": pa.array(_counts([r.RolePolicyList for r in roles])),
        "instance_profiles": pa.array(_counts([r.InstanceProfileList for r in roles])),
        "tags": pa.array(_counts([r.Tags for r in roles])),
        "is_service_linked": _begins(paths, roles, _SERVICE_LINKED),
        "is_aws_reserved": _begins(paths, roles, _AWS_RESERVED),
    }


def _begins(paths: pa.Array, roles: list[Role], path: str) -> pa.Array:
    """Tell which roles have a path; one that the entry leaves out stands in the ARN."""
    of_arns = pc.match_substring(_strings([r.Arn for r in roles]), f":role{path}")
    return pc.fill_null(pc.starts_with(paths, path), of_arns)


def _policies(policies: list[Policy], tables: Tables) -> Columns:
    arns = _strings([p.Arn for p in policies])
    return {
        "policy": _strings([p.PolicyName or p.Arn.rpartition("/")[2] for p in policies]),
        "arn": arns,
        "policy_id": _strings([p.PolicyId for p in policies]),
        "path": _strings([p.Path for p in policies]),
        "is_aws_managed": pc.match_substring(arns, _AWS_MANAGED),
        "default_version": _strings([_default_version(p) for p in policies]),
        "versions": pa.array(_counts([p.PolicyVersionList for p in policies])),
        "attachment_count": pa.array([p.AttachmentCount for p in policies], INT),
        "permissions_boundary_usage_count": pa.array(
            [p.PermissionsBoundaryUsageCount for p in policies], INT
        ),
        "is_attachable": pa.array([p.IsAttachable for p in policies], BOOL),
        "create_date": tables.moments([p.CreateDate for p in policies]),
        "update_date": tables.moments([p.UpdateDate for p in policies]),
        "description": _strings([p.Description for p in policies]),
    }


def _default_version(policy: Policy) -> str | None:
    if policy.DefaultVersionId is not None:
        return policy.DefaultVersionId
    return next((v.VersionId for v in policy.PolicyVersionList if v.IsDefaultVersion), None)


def _versions(policies: list[Policy], tables: Tables) -> tuple[Columns, list[Any]]:
    versions = list(chain.from_iterable(p.PolicyVersionList for p in policies))
    at = _parents([p.PolicyVersionList for p in policies])
    columns = {
        "policy_arn": pc.take(_strings([p.Arn for p in policies]), pa.array(at)),
        "version": _strings([v.VersionId for v in versions]),
        "is_default": pa.array([v.IsDefaultVersion for v in versions], BOOL),
        "create_date": tables.moments([v.CreateDate for v in versions]),
    }
    return columns, [v.Document for v in versions]


def _in_force(policies: list[Policy], versions: Columns, tables: Tables) -> np.ndarray:
    """Return for each policy the position of its version in force among all versions, or -1.

    That is -1 too where the export contradicts itself: what the policy grants is then not known.
    """
    at = _parents([p.PolicyVersionList for p in policies])
    named = tables.frames["managed_policies"]["default_version"]
    is_named = pc.equal(versions["version"], pc.take(named, pa.array(at)))
    is_named = pc.fill_null(is_named, fill_value=False).to_numpy(zero_copy_only=False)
    flagged = versions["is_default"].to_numpy(zero_copy_only=False)
    count = len(policies)
    wrong = np.bincount(at[flagged & ~is_named], minlength=count) > 0
    found = np.full(count, -1, dtype=np.int64)
    found[at[is_named]] = np.flatnonzero(is_named)
    wrong |= np.bincount(at[is_named], minlength=count) != 1
    found[wrong] = -1
    tables.odd_versions += [policies[i].Arn for i in np.flatnonzero(wrong)]
    return found


def _attachments(owners: _Owners) -> Columns:
    attached = list(chain.from_iterable(owners.attached))
    return {
        **owners.columns(owners.attached),
        "policy_arn": _strings([a.PolicyArn for a in attached]),
        "policy": _strings([a.PolicyName or a.PolicyArn.rpartition("/")[2] for a in attached]),
    }


def _inline(owners: _Owners) -> tuple[Columns, list[Any]]:
    inline = list(chain.from_iterable(owners.inline))
    columns = {**owners.columns(owners.inline), "policy": _strings([i.PolicyName for i in inline])}
    return columns, [i.PolicyDocument for i in inline]


def _memberships(entries: Entries) -> Columns:
    lists = [u.GroupList for u in entries.users]
    at = pa.array(_parents(lists))
    names = _strings(list(chain.from_iterable(lists)))
    known = _strings([g.GroupName for g in entries.groups])
    arns = _strings([g.Arn for g in entries.groups])
    return {
        "user_arn": pc.take(_strings([u.Arn for u in entries.users]), at),
        "user": pc.take(_strings([u.UserName for u in entries.users]), at),
        "group": names,
        "group_arn": pc.take(arns, pc.index_in(names, known, skip_nulls=True)),
    }


def _profiles(roles: list[Role], tables: Tables) -> Columns:
    lists = [r.InstanceProfileList for r in roles]
    profiles = list(chain.from_iterable(lists))
    at = pa.array(_parents(lists))
    return {
        "instance_profile": _strings([p.InstanceProfileName for p in profiles]),
        "arn": _strings([p.Arn for p in profiles]),
        "instance_profile_id": _strings([p.InstanceProfileId for p in profiles]),
        "path": _strings([p.Path for p in profiles]),
        "create_date": tables.moments([p.CreateDate for p in profiles]),
        "role_arn": pc.take(_strings([r.Arn for r in roles]), at),
        "role": pc.take(_strings([r.RoleName for r in roles]), at),
        "roles": pa.array([max(len(p.Roles), 1) for p in profiles], INT),
    }


def _tags(entries: Entries) -> Columns:
    tagged: list[User | Role | Policy] = [*entries.users, *entries.roles, *entries.policies]
    lists = [e.Tags for e in tagged]
    tags = list(chain.from_iterable(lists))
    return {
        "resource_arn": pc.take(_strings([e.Arn for e in tagged]), pa.array(_parents(lists))),
        "tag": _strings([t.Key for t in tags]),
        "value": _strings([t.Value for t in tags]),
    }
