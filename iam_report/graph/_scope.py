"""Who there is in an account at one moment: users, roles and groups, and what bears on each."""

from __future__ import annotations

from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.access.asking import own_context
from iam_report.access.index import KINDS, index_of
from iam_report.frames.principal_policies import WAYS
from iam_report.graph._bits import mask_of
from iam_report.graph._resources import Resources
from iam_report.relations._joins import positions
from iam_report.schema import as_arrow, stacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from iam_report.access.index import Index
    from iam_report.relations import Frames

#: Kinds of actors. What a group has is what each of its members has at least.
ACTORS: Final = (*KINDS, "group")
USER, ROLE, GROUP = range(len(ACTORS))

_KEY: Final = ("account_id", "as_of")
_GROUP_INLINE: Final = "group inline"
_RESERVED: Final = ":role/aws-reserved/"


class Population:
    """The users, roles and groups of a snapshot.

    Attributes:
        index: The users and roles, and all documents.
        count: Their number; groups stand behind them.
        kinds: For each user, role and group its place in ACTORS.
        arns: The ARN of each.
        scope: For each the number of its account and moment.
        keys: The accounts and moments, by that number.
        use_actor: For each use of a policy whose it is; rising.
        use_document: The document, or -1 where it cannot be read.
        use_is_boundary: Whether it is a permissions boundary.
    """

    def __init__(self, snapshot: Frames) -> None:
        self.index: Index = index_of(snapshot)
        self.snapshot = snapshot
        groups = snapshot["groups"] if "groups" in snapshot else None  # noqa: SIM401  (no mapping)
        self.count = len(self.index.arns)
        parts = [self.index.principals] if groups is None else [self.index.principals, groups]
        self.arns: list[str] = stacked(as_arrow(p["arn"]) for p in parts).to_pylist()
        self.kinds = np.concatenate(
            [self.index.kinds, np.full(len(self.arns) - self.count, GROUP)]
        ).astype(np.int64)
        self.key_columns = {n: stacked(as_arrow(p[n]) for p in parts) for n in _KEY}
        self.scope, self.keys = _scopes(self.key_columns)
        self._parts: dict[str, dict[int, pd.DataFrame] | None] = {}
        self._lay_out_uses(groups)
        self._lay_out_facts()

    def _lay_out_uses(self, groups: pd.DataFrame | None) -> None:
        index = self.index
        self._group_policies = index.policies.iloc[:0]
        actor, document = index.use_principal, index.use_document
        is_boundary = index.use_is_boundary
        if groups is not None:
            policies = self.snapshot["principal_policies"]
            at = positions(policies, "principal_arn", groups, "arn")
            order = np.argsort(at, kind="stable")
            order = order[at[order] >= 0]
            self._group_policies = policies.iloc[order].reset_index(drop=True)
            actor = np.concatenate([actor, at[order] + self.count])
            found = index.positions_of(as_arrow(self._group_policies["document"]))
            document = np.concatenate([document, found])
            is_boundary = np.concatenate([is_boundary, np.zeros(len(order), dtype=bool)])
        self.use_actor, self.use_document, self.use_is_boundary = actor, document, is_boundary

    def _lay_out_facts(self) -> None:
        index, everybody = self.index, len(self.arns)
        groups = np.zeros(everybody - self.count, dtype=bool)
        self.is_bounded = np.concatenate([index.is_bounded, groups])
        linked = np.asarray(as_arrow(index.principals["is_service_linked"]), dtype=bool)
        self.is_service_linked = np.concatenate([linked, groups])
        unread = self.use_document < 0
        self.is_open, self.is_cap_open = np.zeros((2, everybody), dtype=bool)
        self.is_open[self.use_actor[unread & ~self.use_is_boundary]] = True
        self.is_open[list(index.missing_groups)] = True
        self.is_cap_open[self.use_actor[unread & self.use_is_boundary]] = True

    @cached_property
    def policy_columns(self) -> Mapping[str, Any]:
        """`policy`, `policy_arn`, `group` and `via` of each use."""
        names = ("policy", "policy_arn", "group")
        parts = (self.index.policies, self._group_policies)
        codes = np.concatenate([p["via"].cat.codes.to_numpy() for p in parts])
        found = {n: stacked(as_arrow(p[n]) for p in parts) for n in names}
        return {**found, "via": pa.array(WAYS, pa.string()).take(pa.array(codes))}

    @cached_property
    def policy_names(self) -> list[str]:
        """The name of the policy of each use."""
        found: list[str] = self.policy_columns["policy"].to_pylist()
        return found

    def inline_owner(self, use: int) -> str:
        """Return the group whose inline policy a use is of; empty if it is of none."""
        is_it = self.policy_columns["via"][use].as_py() == _GROUP_INLINE
        return str(self.policy_columns["group"][use].as_py()) if is_it else ""

    def part(self, name: str, number: int) -> pd.DataFrame | None:
        """Return the rows of a frame that are about an account and moment; None without the frame.

        Args:
            name: The frame.
            number: Number of the account and moment.
        """
        if name not in self._parts:
            self._parts[name] = self._new_parts(name) if name in self.snapshot else None
        found = self._parts[name]
        return None if found is None else found.get(number, self.snapshot[name].iloc[:0])

    def _new_parts(self, name: str) -> dict[int, pd.DataFrame]:
        frame = self.snapshot[name]
        numbers = {key: number for number, key in enumerate(self.keys)}
        found = {}
        for key, rows in frame.groupby(list(_KEY), observed=True, sort=False).indices.items():
            if key in numbers:
                found[numbers[key]] = frame.iloc[rows].reset_index(drop=True)
        return found

    @cached_property
    def scopes(self) -> list[Scope]:
        """The accounts and moments."""
        return [Scope(self, number) for number in range(len(self.keys))]

    @cached_property
    def _first_uses(self) -> np.ndarray:
        """Where the uses of each actor begin, and the end."""
        return np.searchsorted(self.use_actor, np.arange(len(self.arns) + 1))

    def uses_of(self, actor: int) -> tuple[int, int]:
        """Return where the uses of an actor begin and end."""
        return int(self._first_uses[actor]), int(self._first_uses[actor + 1])

    def name(self, actor: int) -> str:
        """Return the name of an actor."""
        return self.arns[actor].rpartition("/")[2]


def _scopes(columns: Mapping[str, Any]) -> tuple[np.ndarray, list[tuple[str, Any]]]:
    """Return for each row the number of its account and moment, and what these are."""
    table = pa.table(dict(columns))
    keys = table.group_by(list(_KEY), use_threads=False).aggregate([])
    moment = pc.cast(table["as_of"], pa.int64()).to_numpy()
    accounts = table["account_id"].combine_chunks().dictionary_encode()
    both = np.stack([accounts.indices.to_numpy().astype(np.int64), moment], axis=1)
    _, first, of_each = np.unique(both, axis=0, return_index=True, return_inverse=True)
    rows = keys.num_rows and table.take(pa.array(first))
    listed = list(zip(*(rows[n].to_pylist() for n in _KEY), strict=True)) if rows else []
    return of_each.ravel().astype(np.int64), listed


class Scope:
    """An account at one moment. Actors are known by their places in it.

    Attributes:
        account: The account.
        moment: The moment.
        who: The actors, as positions in the population.
        kinds: The place of each in ACTORS.
        starts: Where the uses of each begin in `uses`, and the end.
        document: Of each use the document, or -1.
        is_boundary: Whether it is a permissions boundary.
    """

    def __init__(self, population: Population, number: int) -> None:
        self.population = population
        self.number = number
        self.account, self.moment = population.keys[number]
        self.who = np.flatnonzero((population.scope == number) & ~population.is_service_linked)
        self.kinds = population.kinds[self.who]
        #: The condition keys of statements, which are known by their identity.
        self.keys_of_statements: dict[int, frozenset[str]] = {}
        self.arns = [population.arns[at] for at in self.who.tolist()]
        begins, ends = (
            np.searchsorted(population.use_actor, self.who, side) for side in ("left", "right")
        )
        counts = ends - begins
        self.starts = np.concatenate([[0], np.cumsum(counts)])
        steps = np.arange(self.starts[-1]) - np.repeat(self.starts[:-1], counts)
        self.uses = np.repeat(begins, counts) + steps
        self.actor_of_use = np.repeat(np.arange(len(self.who)), counts)
        self.document = population.use_document[self.uses]
        self.is_boundary = population.use_is_boundary[self.uses]
        self.is_bounded = population.is_bounded[self.who]
        self.is_open = population.is_open[self.who]
        self.is_cap_open = population.is_cap_open[self.who]

    def __len__(self) -> int:
        return len(self.who)

    @cached_property
    def moment_context(self) -> Mapping[str, tuple[str, ...]]:
        """The condition keys of requests that are made, encrypted, when the export was true."""
        moment = self.moment.astimezone(UTC)
        text = (moment.strftime("%Y-%m-%dT%H:%M:%SZ"),)
        return {
            "aws:currenttime": text,
            "aws:epochtime": (str(int(moment.timestamp())),),
            "aws:tokenissuetime": text,
            "aws:securetransport": ("true",),
        }

    @cached_property
    def documents(self) -> frozenset[int]:
        """The documents that bear on somebody."""
        return frozenset(self.document.tolist()) - {-1}

    @cached_property
    def partition(self) -> str:
        """The partition of the account."""
        return self.arns[0].split(":")[1] if self.arns else "aws"

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each actor is, by its ARN."""
        return {arn: at for at, arn in enumerate(self.arns)}

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """For each kind of ACTORS the names in lower case."""
        names = np.array([arn.rpartition("/")[2].lower() for arn in self.arns], dtype=object)
        return tuple(frozenset(names[self.kinds == kind]) for kind in range(len(ACTORS)))

    def of_kind(self, kind: int) -> np.ndarray:
        """Return the actors of a kind."""
        return np.flatnonzero(self.kinds == kind)

    @cached_property
    def users(self) -> Resources:
        """The users, as resources."""
        return self._resources(USER)

    @cached_property
    def roles(self) -> Resources:
        """The roles that customers can change, and those of IAM Identity Center."""
        return self._resources(ROLE)

    @cached_property
    def groups(self) -> Resources:
        """The groups."""
        return Resources([self.arns[at] for at in self.of_kind(GROUP).tolist()])

    def _resources(self, kind: int) -> Resources:
        at = self.of_kind(kind)
        return Resources([self.arns[i] for i in at.tolist()], lambda: self.contexts(at))

    def contexts(self, actors: np.ndarray) -> list[dict[str, tuple[str, ...] | None]]:
        """Return the condition keys of requests about users or roles that follow from these."""
        index = self.population.index
        boundaries = as_arrow(index.principals["permissions_boundary"])
        found: list[dict[str, tuple[str, ...] | None]] = []
        who = self.who[actors]
        for actor, boundary in zip(
            who.tolist(), boundaries.take(pa.array(who)).to_pylist(), strict=True
        ):
            own: dict[str, tuple[str, ...] | None] = {
                "iam:permissionsboundary": None if boundary is None else (boundary,)
            }
            for key, value in index.tags_of(actor).items():
                own[f"aws:resourcetag/{key}"] = own[f"iam:resourcetag/{key}"] = (value,)
            found.append(own)
        return found

    @cached_property
    def reserved(self) -> int:
        """Mask of the roles that only IAM Identity Center can change and pass."""
        return mask_of(
            [i for i, arn in enumerate(self.roles.arns) if _RESERVED in arn], len(self.roles)
        )

    @cached_property
    def policies(self) -> Resources:
        """The policies of the customer that are attached to anybody, or are boundaries."""
        arns = pc.unique(self.population.policy_columns["policy_arn"].take(pa.array(self.uses)))
        wanted = sorted(
            a for a in arns.to_pylist() if a and ":policy/" in a and ":iam::aws:" not in a
        )
        return Resources(wanted)

    @cached_property
    def policies_of(self) -> list[int]:
        """For each actor the mask of `policies` that are attached to it, or to its groups."""
        return self._policies_by(~self.is_boundary)

    @cached_property
    def boundary_of(self) -> list[int]:
        """For each actor the mask of the one of `policies` that is its boundary."""
        return self._policies_by(self.is_boundary)

    def _policies_by(self, is_it: np.ndarray) -> list[int]:
        """Return for each actor the mask of `policies` that come to it by some of its uses."""
        arns = self.population.policy_columns["policy_arn"]
        at = pc.index_in(arns, pa.array(self.policies.arns, pa.string()))
        place = pc.fill_null(at, -1).to_numpy().astype(np.int64)[self.uses]
        kept = np.flatnonzero((place >= 0) & is_it)
        found = [0] * len(self)
        for actor, policy in zip(
            self.actor_of_use[kept].tolist(), place[kept].tolist(), strict=True
        ):
            found[actor] |= 1 << policy
        return found

    @cached_property
    def groups_of(self) -> list[int]:
        """For each actor the mask of `groups` that it is in."""
        rows = self.population.part("group_memberships", self.number)
        found = [0] * len(self)
        if rows is None:
            return found
        for user, group in zip(rows["user_arn"], rows["group_arn"], strict=True):
            if user in self.place and group in self.groups.place:
                found[self.place[user]] |= 1 << self.groups.place[group]
        return found

    def own_context(self, actor: int) -> dict[str, tuple[str, ...] | None]:
        """Return the condition keys that an actor sends with every request."""
        return own_context(self.population.index, int(self.who[actor]))

    def uses_of(self, actor: int) -> range:
        """Return the uses of policies of an actor, as places in `document`."""
        return range(self.starts[actor], self.starts[actor + 1])
