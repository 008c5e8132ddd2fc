"""The users, groups and roles that a principal could change, so that it gets permissions.

A principal can change itself, and a user the groups that it is in. Two further kinds are made up: a
member of a group, to tell what the group gives each member, and a new user or role without a
boundary. Those have a name that no policy spells, so that only patterns for all of them reach them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.authorization_details import PRINCIPAL_TYPES
from iam_report.policy.grants import power
from iam_report.policy.patterns import matches, matches_many
from iam_report.policy.resources import VARIABLE, has_variable
from iam_report.relations._joins import positions
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    from iam_report.policy.grants import Claim

_USER, _GROUP, _ROLE = range(len(PRINCIPAL_TYPES))
_HEAD: Final = r"^(?P<partition>arn:[^:]*):iam::(?P<account>[^:]*):(?P<rest>.*)$"

#: The variable that stands for the name of the user who asks, and a name that no pattern spells:
#: AWS allows that character in none.
OWN_NAME: Final = re.compile(r"\$\{\s*aws:username\s*\}", re.IGNORECASE)
SOME_NAME: Final = "\x7f"

#: By which of POWERS permissions come to a target.
GRANT: Final = (
    power("iam:AttachUserPolicy", "iam:PutUserPolicy"),
    power("iam:AttachGroupPolicy", "iam:PutGroupPolicy"),
    power("iam:AttachRolePolicy", "iam:PutRolePolicy"),
)
EVERY_GRANT: Final = sum(GRANT)

#: By which its boundary is lifted.
LIFT: Final = (
    power("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"),
    0,
    power("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
)
EVERY_LIFT: Final = sum(LIFT)

#: By which it is made.
_MAKE: Final = {_USER: power("iam:CreateUser"), _ROLE: power("iam:CreateRole")}
EVERY_MAKE: Final = sum(_MAKE.values())


class Targets(NamedTuple):
    """Targets, in the order of the principals that could change them.

    Attributes:
        principal: Position of that principal.
        powers: Mask of the POWERS that count.
        has_boundary: Whether it is a user or role with a boundary.
        is_new: Whether the principal would have to make it.
        first: Where the targets of each principal begin, and the end.
        arns: The ARN.
        rests: The ARN behind the account.
        own: The same, where it is the user who asks, with SOME_NAME for its name; else null.
        heads: The distinct partitions and accounts.
        head: Which of them it is in.
    """

    principal: np.ndarray
    powers: np.ndarray
    has_boundary: np.ndarray
    is_new: np.ndarray
    first: np.ndarray
    arns: pa.Array
    rests: pa.Array
    own: pa.Array
    heads: list[tuple[str, str]]
    head: np.ndarray

    @classmethod
    def of(cls, everybody: pd.DataFrame, memberships: pd.DataFrame) -> Targets:
        """Return the targets of all principals.

        Args:
            everybody: Rows as in `principals`.
            memberships: The `group_memberships` frame.
        """
        kinds = everybody["principal_type"].cat.codes.to_numpy()
        is_bounded = as_arrow(everybody["permissions_boundary"]).is_valid().to_numpy()
        arns = as_arrow(everybody["arn"]).combine_chunks()
        parts = [
            _themselves(arns, kinds, is_bounded),
            _groups_of(everybody, memberships),
            _made_up(arns, np.flatnonzero(kinds == _GROUP), _USER, is_new=False),
            _made_up(arns, np.flatnonzero(is_bounded), _USER, is_new=True),
            _made_up(arns, np.flatnonzero(is_bounded), _ROLE, is_new=True),
        ]
        table = pa.concat_tables(parts)
        table = table.take(pa.array(np.argsort(table["principal"].to_numpy(), kind="stable")))
        principal = table["principal"].to_numpy()
        split = pc.extract_regex(table["arn"].combine_chunks(), _HEAD)
        ends: Any = pc.binary_join_element_wise(*(split.field(i) for i in range(2)), " ")
        heads = pc.dictionary_encode(pc.fill_null(ends, " "))
        rests = split.field(2)
        named = pc.replace_substring_regex(rests, r"[^/]*$", SOME_NAME)
        return cls(
            principal,
            table["powers"].to_numpy(),
            table["has_boundary"].to_numpy(),
            table["is_new"].to_numpy(),
            np.searchsorted(principal, np.arange(len(everybody) + 1)),
            table["arn"].combine_chunks(),
            rests,
            pc.if_else(table["asks"].combine_chunks(), named, None),
            [tuple(head.split(" ", 1)) for head in heads.dictionary.to_pylist()],
            heads.indices.to_numpy(),
        )

    def of_principals(self, principals: np.ndarray) -> np.ndarray:
        """Return the rows of the targets of principals."""
        counts = self.first[principals + 1] - self.first[principals]
        ends = np.cumsum(counts)
        steps = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
        rows: np.ndarray = np.repeat(self.first[principals], counts) + steps
        return rows

    def reached(self, claim: Claim, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Tell which targets a statement reaches for sure, and which it may reach."""
        sure, may = np.zeros((2, len(rows)), dtype=bool)
        for pattern in claim.resources:
            certain, possible = self._matched(pattern, rows)
            sure |= certain
            may |= possible
        return (~may, ~sure) if claim.is_outside else (sure, may)

    def _matched(self, pattern: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if pattern == "*":
            every = np.ones(len(rows), dtype=bool)
            return every, every
        named = OWN_NAME.sub(SOME_NAME, pattern)
        texts = self.rests if named == pattern else self.own
        if not has_variable(named):
            found = self._each(named, texts, rows)
            return found, found
        possible = self._each(VARIABLE.sub("*", named), texts, rows)
        return np.zeros(len(rows), dtype=bool), possible

    def _each(self, pattern: str, texts: pa.Array, rows: np.ndarray) -> np.ndarray:
        """Tell which targets a pattern without variables matches; see `matches_arn`."""
        if not pattern.startswith("arn:"):
            return _flags(matches_many(pattern, self.arns.take(pa.array(rows))))
        parts = pattern.split(":", 5)
        _, partition, service, region, account, rest = parts + ["*"] * (6 - len(parts))
        if not (matches(service, "iam") and matches(region, "")):
            return np.zeros(len(rows), dtype=bool)
        in_head = np.array(
            [matches(f"arn:{partition}", p) and matches(account, a) for p, a in self.heads], bool
        )
        found: np.ndarray = in_head[self.head[rows]]
        found[found] = _flags(matches_many(rest, texts.take(pa.array(rows[found]))))
        return found


def _themselves(arns: pa.Array, kinds: np.ndarray, is_bounded: np.ndarray) -> pa.Table:
    powers = np.array(GRANT)[kinds] | np.where(is_bounded, np.array(LIFT)[kinds], 0)
    principal = np.arange(len(kinds))
    return _table(principal, arns, powers, has_boundary=is_bounded, asks=kinds == _USER)


def _groups_of(everybody: pd.DataFrame, memberships: pd.DataFrame) -> pa.Table:
    """Return the groups that users are in; those that the export does not list are left out."""
    principal = positions(memberships, "user_arn", everybody, "arn")
    known = (principal >= 0) & as_arrow(memberships["group_arn"]).is_valid().to_numpy()
    arns = as_arrow(memberships["group_arn"]).filter(pa.array(known)).combine_chunks()
    return _table(principal[known], arns, np.full(known.sum(), GRANT[_GROUP]))


def _made_up(arns: pa.Array, principal: np.ndarray, kind: int, *, is_new: bool) -> pa.Table:
    """Return for each principal a user or role of its account with a name that nobody spells."""
    text = f"\\1{PRINCIPAL_TYPES[kind]}/{SOME_NAME}"
    made = pc.replace_substring_regex(
        arns.take(pa.array(principal, pa.int64())), r"^((?:[^:]*:){5}).*$", text
    )
    powers = np.full(len(principal), GRANT[kind] | (_MAKE[kind] if is_new else 0))
    count = len(principal)
    asks = np.full(count, not is_new)
    return _table(principal, made, powers, asks=asks, is_new=np.full(count, is_new))


def _table(
    principal: np.ndarray, arns: pa.Array, powers: np.ndarray, **flags: np.ndarray
) -> pa.Table:
    no = np.zeros(len(principal), dtype=bool)
    return pa.table(
        {
            "principal": pa.array(principal, pa.int64()),
            "arn": arns,
            "powers": pa.array(powers, pa.int64()),
            **{n: pa.array(flags.get(n, no)) for n in ("has_boundary", "asks", "is_new")},
        }
    )


def _flags(answers: Any) -> np.ndarray:
    """Return answers as flags; a null is false."""
    found: np.ndarray = np.asarray(pc.fill_null(answers, fill_value=False), dtype=bool)
    return found
