"""What has to be so of targets beyond permissions: access keys, passwords, boundaries, versions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.graph._bits import Bits, flags_of, mask_of, mask_of_flags
from iam_report.graph._groups import DETAILS, EXPORT, REPORT
from iam_report.graph._scope import GROUP, ROLE
from iam_report.policy.causes import MISSING, Cause
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.catalog.escalation_paths import EscalationPath
    from iam_report.graph._resources import Resources
    from iam_report.graph._scope import Scope
    from iam_report.graph._strength import Strength

Causes = dict[int, tuple[Cause, ...]]

#: An account holds so many access keys of a user, and so many versions of a policy.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MOST_KEYS: Final = 2
MOST_VERSIONS: Final = 5

#: AWS managed policies that give everything, or all actions of IAM.
_STRONG: Final = ("AdministratorAccess", "IAMFullAccess")
_MOST_STRONG: Final = 20

_NEEDS_REPORT: Final = Cause(EXPORT, REPORT)
NEEDS_BOUNDARY: Final = Cause(EXPORT, DETAILS)
_MFA: Final = Cause(MISSING, "the MFA device of the user")

_KEY: Final = ("account_id", "as_of")


class Facts:
    """Facts about the users, groups, roles and policies of an account."""

    def __init__(self, scope: Scope, strength: Strength) -> None:
        self._scope = scope
        self._strength = strength
        self._owners: dict[int, list[int]] = {}
        is_blocked = strength.is_blocked[scope.who]
        is_capped = strength.is_capped[scope.who] & ~scope.is_cap_open
        #: For each actor whether its boundary, or denies, keep it from becoming an administrator.
        self.is_capped = is_capped | is_blocked
        #: Whether that is its boundary alone.
        self.is_bounded_only = is_capped & ~is_blocked
        #: Whether its boundary is not in the export.
        self.is_unknown = scope.is_cap_open & ~is_blocked

    def of(self, path: EscalationPath, kind: int) -> tuple[Bits, Causes]:
        """Return of which targets of a kind the facts are so that a path takes, and why not known.

        Roles that only IAM Identity Center can change and pass are left out.
        """
        count = int((self._scope.kinds == kind).sum())
        found = Bits((1 << count) - 1, 0, 0)
        if kind == ROLE:
            found = found.within(~self._scope.reserved)
        causes: Causes = {}
        for name in path.facts:
            if name == "in_instance_profile":
                found = found.within(self._in_profiles)
            elif name in ("fewer_than_two_keys", "two_keys"):
                found &= self._with_keys(two=name == "two_keys")
            elif name in ("no_password", "has_password"):
                found &= self._with_password(has=name == "has_password")
            elif name == "any_password":
                has_mfa = mask_of_flags(self._report["mfa"] == 1)
                found &= Bits(found.some & ~has_mfa, has_mfa, 0)
        for mask, cause in ((found.doubt, _NEEDS_REPORT), (found.cond, _MFA)):
            causes.update(dict.fromkeys(np.flatnonzero(flags_of(mask, count)).tolist(), (cause,)))
        return found, causes

    # Users.

    def _of_account(self, name: str) -> pd.DataFrame | None:
        """Return the rows of a frame that are about the account and moment; None without it."""
        return self._scope.population.part(name, self._scope.number)

    def _places(self, frame: pd.DataFrame) -> np.ndarray:
        """Return for rows about users the place of the user, or -1."""
        arns = pa.array(self._scope.users.arns, pa.string())
        found = pc.fill_null(pc.index_in(as_arrow(frame["arn"]), arns), -1).to_numpy()
        return np.asarray(found, dtype=np.int64)

    @cached_property
    def _report(self) -> dict[str, np.ndarray]:
        """What the credential report says of users, 1 for yes, 0 for no, -1 for what is not known.

        `password`, `mfa`; `keys` is a number, or -1.
        """
        count = len(self._scope.users)
        found = {name: np.full(count, -1) for name in ("password", "mfa", "keys")}
        report = self._of_account("credential_report")
        if report is None:
            return found
        at = self._places(report)
        rows = np.flatnonzero(at >= 0)
        for name, column in (("password", "password_enabled"), ("mfa", "mfa_active")):
            if column in report:
                values = pc.fill_null(as_arrow(report[column]).cast(pa.int64()), -1).to_numpy()
                found[name][at[rows]] = values[rows]
        keys = self._of_account("access_keys")
        if keys is not None:
            found["keys"][at[rows]] = 0
            places = self._places(keys)
            np.add.at(found["keys"], places[places >= 0], 1)
        return found

    def _with_keys(self, *, two: bool) -> Bits:
        """Return which users have fewer than two access keys, or two.

        Who can delete keys too needs not know.
        """
        keys = self._report["keys"]
        if two:
            return Bits(mask_of_flags((keys < 0) | (keys >= MOST_KEYS)), 0, 0)
        few = mask_of_flags((keys >= 0) & (keys < MOST_KEYS))
        return Bits(few, 0, mask_of_flags(keys < 0))

    def _with_password(self, *, has: bool) -> Bits:
        """Return which users have a password, or have none, and could sign in with another one."""
        password, mfa = self._report["password"], self._report["mfa"]
        is_it = password == int(has)
        return Bits(
            mask_of_flags(is_it & (mfa != 1)),
            mask_of_flags(is_it & (mfa == 1)),
            mask_of_flags(password < 0),
        )

    # Roles.

    @cached_property
    def _in_profiles(self) -> int:
        """The roles that are in an instance profile."""
        profiles = self._of_account("instance_profiles")
        place = self._scope.roles.place
        arns = [] if profiles is None else as_arrow(profiles["role_arn"]).unique().to_pylist()
        return mask_of([place[arn] for arn in arns if arn in place], len(self._scope.roles))

    # Boundaries.

    def _mask(self, flags: np.ndarray, kind: int) -> int:
        return mask_of_flags(flags[self._scope.of_kind(kind)])

    def uncapped(self, kind: int) -> Bits:
        """Return the targets of a kind that become administrators when they get any permission."""
        unknown = self._mask(self.is_unknown, kind)
        return Bits(self._mask(~self.is_capped, kind) & ~unknown, 0, unknown)

    def would_be(self, kind: int) -> Bits:
        """Return the targets of a kind that were administrators without their boundary."""
        return Bits(self._mask(self.would_without_boundary, kind), 0, 0)

    def admin_groups(self) -> int:
        """Return the groups whose policies make administrators of their members."""
        return self.admins(GROUP)

    def members(self, resources: Resources) -> list[int]:
        """Return for each group the mask of the users that are in it."""
        scope = self._scope
        found = np.zeros((len(scope.groups), len(resources)), dtype=bool)
        for arn, place in resources.place.items():
            mask = scope.groups_of[scope.place[arn]]
            if mask:
                found[flags_of(mask, len(scope.groups)), place] = True
        return [mask_of_flags(row) for row in found]

    def admins(self, kind: int) -> int:
        """Return the targets of a kind that are administrators."""
        return self._mask(self._strength.is_admin[self._scope.who], kind)

    def liftable(self, kind: int) -> int:
        """Return the targets that would, were their permissions boundary taken away."""
        return 0 if kind == GROUP else self._mask(self.is_bounded_only | self.is_unknown, kind)

    @cached_property
    def would_without_boundary(self) -> np.ndarray:
        """For each actor whether its boundary alone keeps it from being an administrator."""
        found: np.ndarray = self.is_bounded_only & self._strength.would_be_admin[self._scope.who]
        return found

    def held_back_by(self, ways: tuple[str, ...]) -> np.ndarray:
        """Return for each actor whether policies that came to it so keep it from being one.

        Args:
            ways: Of WAYS; those of groups count if all are of one group.
        """
        scope, strength = self._scope, self._strength
        is_blocked = strength.is_blocked[scope.who] & ~strength.is_capped[scope.who]
        found = np.zeros(len(scope), dtype=bool)
        via = scope.population.policy_columns["via"]
        group = scope.population.policy_columns["group"]
        for actor in np.flatnonzero(is_blocked & strength.would_be_admin[scope.who]).tolist():
            uses = [(int(scope.uses[i]), int(scope.document[i])) for i in scope.uses_of(actor)]
            mine = {use: doc for use, doc in uses if via[use].as_py() in ways}
            others = [doc for use, doc in uses if use not in mine]
            groups = {group[use].as_py() for use, doc in mine.items() if strength.blocking([doc])}
            is_one = ways[0].startswith("group") is False or len(groups) <= 1
            found[actor] = bool(mine) and is_one and strength.is_admin_by(others)
        return found

    # Policies.

    def owners(self, resources: Resources) -> list[int]:
        """Return for each policy the mask of the resources of a kind that it is attached to."""
        key = id(resources)
        if key not in self._owners:
            self._owners[key] = self._new_owners(resources)
        return self._owners[key]

    def _new_owners(self, resources: Resources) -> list[int]:
        scope = self._scope
        policies = np.zeros((len(scope.policies), len(resources)), dtype=bool)
        for arn, place in resources.place.items():
            mask = scope.policies_of[scope.place[arn]]
            if mask:
                policies[flags_of(mask, len(scope.policies)), place] = True
        return [mask_of_flags(row) for row in policies]

    @cached_property
    def _versions(self) -> dict[str, tuple[int, bool]]:
        """For each policy the number of its versions, and whether one not in force is strong."""
        versions = self._of_account("policy_versions")
        if versions is None:
            return {}
        index = self._scope.population.index
        at = index.positions_of(as_arrow(versions["document"]))
        strong = np.isin(at, sorted(self._strength.strong_documents))
        other = ~np.asarray(as_arrow(versions["is_default"]), dtype=bool)
        frame: Any = versions[["policy_arn"]].assign(strong=strong & other, one=1)
        grouped = frame.groupby("policy_arn").agg(count=("one", "sum"), strong=("strong", "any"))
        return {
            arn: (int(count), bool(is_strong))
            for arn, count, is_strong in zip(
                grouped.index, grouped["count"], grouped["strong"], strict=True
            )
        }

    def _policies(self, test: Any) -> int:
        arns = self._scope.policies.arns
        places = [at for at, arn in enumerate(arns) if test(*self._versions.get(arn, (0, False)))]
        return mask_of(places, len(arns))

    @cached_property
    def full_policies(self) -> int:
        """The policies that have as many versions as there can be."""
        return self._policies(lambda count, _: count >= MOST_VERSIONS)

    @cached_property
    def stronger_policies(self) -> int:
        """The policies of which a version that is not in force gives everything."""
        return self._policies(lambda _, is_strong: is_strong)

    @cached_property
    def strong_policies(self) -> tuple[str, ...]:
        """ARNs of policies that make an administrator of whom they are attached to."""
        scope = self._scope
        found = [f"arn:{scope.partition}:iam::aws:policy/{name}" for name in _STRONG]
        managed = self._of_account("managed_policies")
        if managed is None:
            return tuple(found)
        at = scope.population.index.positions_of(as_arrow(managed["document"]))
        strong = np.flatnonzero(np.isin(at, sorted(self._strength.strong_documents)))
        arns = as_arrow(managed["arn"]).take(pa.array(strong)).to_pylist()
        own = [arn for arn in arns if ":iam::aws:" not in arn]
        return (*found, *sorted(own)[:_MOST_STRONG])
