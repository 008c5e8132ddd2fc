"""What a snapshot holds, laid out for many questions: principals, the policies that bear on each.

Documents are compiled once, however many principals have them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.errors import IamReportError, shown
from iam_report.frames.principal_policies import WAYS
from iam_report.policy import patterns
from iam_report.policy.compiled import (
    ELEMENTS,
    CompiledPolicy,
    UnknownPolicy,
    compile_statements,
)
from iam_report.relations import Frames
from iam_report.relations._coverage import whole
from iam_report.relations._joins import positions
from iam_report.schema import as_arrow, stacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iam_report.policy.compiled import CompiledStatement

#: Kinds of principals that ask.
KINDS: Final = ("user", "role")
_USER, _ROLE = range(len(KINDS))

_TAG_SESSION: Final = "sts:tagsession"

_MALFORMED: Final = "AWS would refuse its document"
_GROUP: Final = "the export does not list it"
_KEY: Final = ("account_id", "as_of")
_BOUNDARY: Final = WAYS.index("boundary")

_indexes: WeakKeyDictionary[Frames, Index] = WeakKeyDictionary()


def index_of(snapshot: Frames) -> Index:
    """Return the index of a snapshot; it is made once.

    Raises:
        KeyError: The snapshot holds no authorization details.
        IamReportError: It is no snapshot.
    """
    if not isinstance(snapshot, Frames):
        raise IamReportError(f"`{shown(snapshot)}` is no snapshot", hint="give what `load` returns")
    found = _indexes.get(snapshot)
    if found is None:
        found = _indexes[snapshot] = Index(snapshot)
    return found


class Index:
    """Users and roles of a snapshot, and their policies.

    Attributes:
        principals: Frame of the users and roles: `account_id`, `as_of`, `arn`, `name`,
            `unique_id`, `permissions_boundary`, `is_service_linked`, `trust_document`.
        kinds: For each principal its place in KINDS.
        policies: The rows of `principal_policies` of users and roles.
        use_principal: For each of these rows the principal, as a position; rising.
        use_document: The document, as a position in `documents`; -1 where it cannot be read.
        use_is_boundary: Whether it is a permissions boundary.
        documents: The distinct documents.
        frames: The frames of the snapshot.
    """

    def __init__(self, snapshot: Frames) -> None:
        self.frames = _Frames(snapshot)
        self.principals = _principals(self.frames)
        self.kinds = np.repeat(
            np.arange(len(KINDS)), [len(self.frames["users"]), len(self.frames["roles"])]
        )
        names, self.documents = _documents(self.frames)
        self._names = names
        self._lay_out_policies()
        self.trust_document = self.positions_of(as_arrow(self.principals["trust_document"]))

    def _lay_out_policies(self) -> None:
        policies = self.frames["principal_policies"]
        principal = positions(policies, "principal_arn", self.principals, "arn")
        order = np.argsort(principal, kind="stable")
        order = order[principal[order] >= 0]
        self.policies = policies.iloc[order].reset_index(drop=True)
        self.use_principal = principal[order]
        self.use_document = self.positions_of(as_arrow(self.policies["document"]))
        self.use_is_boundary = self.policies["via"].cat.codes.to_numpy() == _BOUNDARY
        self.starts = np.searchsorted(self.use_principal, np.arange(len(self.principals) + 1))

    def positions_of(self, names: Any) -> np.ndarray:
        """Return where in `documents` documents are; -1 for one that cannot be read."""
        found = pc.fill_null(pc.index_in(names, self._names, skip_nulls=True), -1)
        return np.asarray(found.to_numpy(), dtype=np.int64)

    @cached_property
    def arns(self) -> list[str]:
        """The ARN of each principal."""
        found: list[str] = as_arrow(self.principals["arn"]).to_pylist()
        return found

    @cached_property
    def accounts(self) -> list[str]:
        """The account of each principal."""
        found: list[str] = as_arrow(self.principals["account_id"]).to_pylist()
        return found

    @cached_property
    def unique_ids(self) -> list[str | None]:
        """The unique ID of each principal."""
        found: list[str | None] = as_arrow(self.principals["unique_id"]).to_pylist()
        return found

    @cached_property
    def is_bounded(self) -> np.ndarray:
        """Whether each principal has a permissions boundary."""
        found: np.ndarray = as_arrow(self.principals["permissions_boundary"]).is_valid().to_numpy()
        return found

    @cached_property
    def policy_names(self) -> list[str]:
        """The name of the policy of each row of `policies`."""
        found: list[str] = as_arrow(self.policies["policy"]).to_pylist()
        return found

    @cached_property
    def missing_groups(self) -> dict[int, list[str]]:
        """Names of the groups of a principal that the export does not list."""
        memberships = self.frames["group_memberships"]
        lost = memberships[memberships["group_arn"].isna().to_numpy()].reset_index(drop=True)
        at = positions(lost, "user_arn", self.principals, "arn")
        listed = lost["group"].groupby(at).agg(list)
        return dict(listed[listed.index >= 0])

    @cached_property
    def takes_tags(self) -> np.ndarray:
        """Whether each principal is a role whose sessions may get tags, which win over its own.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
        """
        allows = [any(map(_allows_tags, document.allows)) for document in self.documents]
        of_documents = np.array([*allows, True], dtype=bool)  # the last for one that is not known
        found: np.ndarray = of_documents[self.trust_document] & (self.kinds == _ROLE)
        return found

    @cached_property
    def tags(self) -> pd.DataFrame:
        """The tags of users and roles: `at`, position of the principal; `key`; `value`."""
        tags = self.frames["tags"]
        at = positions(tags, "resource_arn", self.principals, "arn")
        keys = pd.Series(pd.arrays.ArrowExtensionArray(pc.utf8_lower(as_arrow(tags["tag"]))))
        frame = pd.DataFrame({"at": at, "key": keys, "value": tags["value"].array})
        return frame[at >= 0].reset_index(drop=True)

    @cached_property
    def _tags(self) -> tuple[np.ndarray, list[str], list[str]]:
        """Where the tags of each principal begin, their keys and their values."""
        tags = self.tags.sort_values("at", kind="stable")
        starts = np.searchsorted(tags["at"].to_numpy(), np.arange(len(self.principals) + 1))
        return starts, *(as_arrow(tags[name]).to_pylist() for name in ("key", "value"))

    def tags_of(self, principal: int) -> dict[str, str]:
        """Return the tags of a principal, by key in lower case."""
        starts, keys, values = self._tags
        own = slice(starts[principal], starts[principal + 1])
        return dict(zip(keys[own], values[own], strict=True))

    @cached_property
    def statements(self) -> list[CompiledStatement]:
        """All statements of the documents, document by document."""
        return [s for document in self.documents for s in document.statements]

    @cached_property
    def statement_document(self) -> np.ndarray:
        """The document of each of `statements`; rising."""
        counts = [len(document.statements) for document in self.documents]
        return np.repeat(np.arange(len(counts)), counts)

    @cached_property
    def action_elements(self) -> tuple[np.ndarray, list[CompiledStatement]]:
        """For each of `statements` the number of its `Action` or `NotAction`, and one with each."""
        numbers: dict[Any, int] = {}
        firsts: list[CompiledStatement] = []
        codes = []
        for statement in self.statements:
            code = numbers.setdefault((statement.actions, statement.is_not_action), len(numbers))
            if code == len(firsts):
                firsts.append(statement)
            codes.append(code)
        return np.array(codes, dtype=np.int64), firsts

    @cached_property
    def first_use(self) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of principal, document and kind of use, in order, and the row of `policies`."""
        keys = self.use_key(self.use_principal, self.use_document, self.use_is_boundary)
        found, rows = np.unique(keys, return_index=True)
        return found, rows

    def use_key(
        self, principal: np.ndarray, document: np.ndarray, is_boundary: np.ndarray
    ) -> np.ndarray:
        """Return a number for a principal, a document, and whether it is a boundary."""
        found: np.ndarray = (principal * (len(self.documents) + 1) + document + 1) * 2 + is_boundary
        return found

    def uses_of(self, principal: int) -> range:
        """Return the rows of `policies` of a principal."""
        return range(self.starts[principal], self.starts[principal + 1])

    def policies_of(
        self, principal: int
    ) -> Iterator[tuple[int, str, bool, CompiledPolicy | UnknownPolicy]]:
        """Give the policies of a principal.

        Each with its row of `policies`, or -1 for a group that is not listed; what it is called;
        and whether it is a boundary.
        """
        for use in self.uses_of(principal):
            document = self.use_document[use]
            policy: CompiledPolicy | UnknownPolicy
            if document >= 0:
                policy = self.documents[document]
            else:
                is_there = pd.notna(self.policies["document"].iloc[use])
                reason = (_MALFORMED,) if is_there else ()
                policy = UnknownPolicy(*reason)
            name = f"policy {self.policy_names[use]}"
            yield use, name, bool(self.use_is_boundary[use]), policy
        for group in self.missing_groups.get(principal, ()):
            yield -1, f"group {group}", False, UnknownPolicy(_GROUP)

    def trust_policy(self, role: int) -> CompiledPolicy | UnknownPolicy:
        """Return the trust policy of a role."""
        at = self.trust_document[role]
        return UnknownPolicy() if at < 0 else self.documents[at]

    @cached_property
    def moments(self) -> dict[str, Any]:
        """The last moment of each account of the snapshot, by account ID."""
        listed = [f[list(_KEY)] for f in self.frames.all]
        accounts = pd.concat(listed).drop_duplicates().sort_values("as_of")
        return dict(zip(accounts["account_id"], accounts["as_of"], strict=True))

    def lists_all_roles(self, account: str) -> bool:
        """Return whether the last export of an account holds all roles that it has."""
        moment = self.moments.get(account)
        if moment is None:
            return False
        row = pd.DataFrame({"account_id": [account], "as_of": [moment]}).astype(
            {n: self.principals[n].dtype for n in _KEY}
        )
        exports = self.frames.exports
        return exports is not None and whole(row, exports, sections=("roles",))[0].as_py() is True

    @cached_property
    def by_arn(self) -> dict[str, int]:
        """Where each principal is; of several moments the last."""
        moments = as_arrow(self.principals["as_of"]).cast(pa.int64()).to_numpy()
        order = np.argsort(moments, kind="stable").tolist()
        return {self.arns[at]: at for at in order}


def _allows_tags(statement: CompiledStatement) -> bool:
    """Return whether a statement that allows is about `sts:TagSession`."""
    names = any(patterns.matches(entry, _TAG_SESSION) for entry in statement.actions or ())
    return names != statement.is_not_action


class _Frames:
    """The frames of a snapshot that are needed."""

    def __init__(self, snapshot: Frames) -> None:
        names = ("users", "roles", "principal_policies", "group_memberships")
        self._frames = {n: snapshot[n] for n in (*names, "documents", "statements", "tags")}
        self.exports = snapshot.read.get("exports")
        #: Frames that name all accounts between them.
        self.all = [snapshot[n] for n in ("users", "roles", "groups", "exports") if n in snapshot]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name]


def _principals(frames: _Frames) -> pd.DataFrame:
    users, roles = frames["users"], frames["roles"]
    same = (*_KEY, "arn", "permissions_boundary")
    columns = {n: stacked(as_arrow(f[n]) for f in (users, roles)) for n in same}
    columns["name"] = stacked([as_arrow(users["user"]), as_arrow(roles["role"])])
    columns["unique_id"] = stacked([as_arrow(users["user_id"]), as_arrow(roles["role_id"])])
    linked = as_arrow(roles["is_service_linked"])
    columns["is_service_linked"] = stacked([pa.array(np.zeros(len(users), bool)), linked])
    trust = as_arrow(roles["trust_document"])
    columns["trust_document"] = stacked([pa.nulls(len(users), pa.string()), trust])
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def _documents(frames: _Frames) -> tuple[pa.Array, list[CompiledPolicy]]:
    """Return the keys of the well-formed documents, and the documents, each once."""
    documents, statements = frames["documents"], frames["statements"]
    is_fine = pc.equal(as_arrow(documents["is_malformed"]), False)  # noqa: FBT003  (a value)
    names = pc.unique(as_arrow(documents["document"]).filter(is_fine))
    at = pc.fill_null(pc.index_in(as_arrow(statements["document"]), names), -1).to_numpy()
    place = as_arrow(statements["statement"]).to_numpy()
    width = int(place.max(initial=0)) + 1
    _, first = np.unique(at * width + place, return_index=True)
    first = first[at[first] >= 0]
    row = pa.array(first)
    columns = [as_arrow(statements[n]).take(row).to_pylist() for n in ELEMENTS]
    versions = as_arrow(statements["language_version"]).take(row).to_pylist()
    found: list[list[CompiledStatement]] = [[] for _ in range(len(names))]
    for document, version, *values in zip(at[first].tolist(), versions, *columns, strict=True):
        element = dict(zip(ELEMENTS, values, strict=True))
        found[document] += compile_statements([element], version)
    return names, [CompiledPolicy(tuple(each), None) for each in found]
