"""MFA statements: one row per statement about the MFA devices of users."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.mfa_statements import MFA_STATEMENTS
from iam_report.policy.conditions import conditions_of
from iam_report.policy.mfa_management import Part, guards, judge
from iam_report.relations._condition_facts import scope_text
from iam_report.relations._joins import positions, taken
from iam_report.relations._own_policies import own_policies, with_statements
from iam_report.schema import STRING, as_arrow, as_series

if TYPE_CHECKING:
    from iam_report.policy.mfa_management import Judgement

_COPIED: Final = ("account_id", "as_of", "document", "statement", "sid", "effect")
_ELEMENTS: Final = ("document", "effect", "actions", "not_actions", "resources", "conditions")
_TYPES: Final = {"allows_removal": pa.bool_(), "needs_mfa": pa.bool_(), "weak_exceptions": STRING}

#: What the text of a document holds that has such a statement: MFA in an action or a condition
#: key, or the user who asks in a resource.
_ABOUT_MFA: Final = r"(?i)mfa|multifactorauth|aws:username"

#: Tells, for each statement, whether its document denies to deactivate a device without MFA.
_IS_GUARD: Final = "is_guard"
_USER: Final = ["account_id", "as_of", "principal_arn"]
_POLICY: Final = ("account_id", "as_of", "document")


def mfa_statements(
    managed_policies: pd.DataFrame,
    inline_policies: pd.DataFrame,
    roles: pd.DataFrame,
    documents: pd.DataFrame,
    statements: pd.DataFrame,
    principal_policies: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `mfa_statements` frame; policies without a known text come last.

    With `principal_policies`, a `Deny` in another policy counts if all users have it who have the
    one that allows.
    """
    policies = own_policies(managed_policies, inline_policies, roles, with_trust=False)
    about = as_arrow(documents["document"]).filter(
        pc.match_substring_regex(as_arrow(documents["text"]), _ABOUT_MFA)
    )
    columns = with_statements(policies, documents, partial(_judged, statements, about))
    if principal_policies is not None:
        guarded = _guarded(columns, principal_policies)
        is_kept_out = pc.and_kleene(columns["allows_removal"], guarded)
        columns["needs_mfa"] = pc.or_kleene(columns["needs_mfa"], is_kept_out)
    return MFA_STATEMENTS.from_arrays({n: columns[n] for n in MFA_STATEMENTS.by_name})


def _judged(statements: pd.DataFrame, about: Any, documents: pa.Array) -> pd.DataFrame:
    """Return the statements about MFA of those documents that are wanted and about it."""
    names = dict.fromkeys((*_COPIED, *_ELEMENTS))
    rows = pa.table({name: as_arrow(statements[name]) for name in names})
    rows = rows.filter(
        pc.and_(pc.is_in(rows["document"], documents), pc.is_in(rows["document"], about.unique()))
    ).sort_by([(name, "ascending") for name in ("account_id", "as_of", "document", "statement")])
    found = _judgements(rows.select(_ELEMENTS).to_pylist())
    at = pa.array([number for number, (each, _) in enumerate(found) if each], pa.int64())
    kept = [each for each, _ in found if each]
    columns = {
        **{name: rows[name].take(at) for name in _COPIED},
        "actions": scope_text(rows).take(at),
        **{
            name: pa.array([getattr(each, name) for each in kept], kind)
            for name, kind in _TYPES.items()
        },
        _IS_GUARD: pa.array([is_guard for each, is_guard in found if each], pa.bool_()),
    }
    return pd.DataFrame({n: pd.arrays.ArrowExtensionArray(c) for n, c in columns.items()})


def _guarded(columns: dict[str, Any], principal_policies: pd.DataFrame) -> pa.Array:
    """Tell for each row whether all users who have its policy also have one that is a guard."""
    guard = columns["document"].filter(columns[_IS_GUARD].fill_null(False)).unique()  # noqa: FBT003  (a value)
    needed = columns["document"].unique()
    names = (*_USER, "document")
    rows = pa.table({name: as_arrow(principal_policies[name]) for name in names})
    is_user = pc.equal(as_arrow(principal_policies["principal_type"]).cast(STRING), "user")
    rows = rows.filter(pc.and_(is_user, pc.is_in(rows["document"], needed.drop_null())))
    held = pd.DataFrame({name: as_series(rows[name]) for name in names})
    held["guarded"] = pc.is_in(rows["document"], guard).to_numpy()
    held["guarded"] = held.groupby(_USER)["guarded"].transform("max")
    by_policy = held.groupby(list(_POLICY))["guarded"].min().reset_index()
    mine = pd.DataFrame({name: as_series(columns[name]) for name in _POLICY})
    at = positions(mine, "document", by_policy, "document")
    return pc.fill_null(taken(by_policy["guarded"], at), False)  # noqa: FBT003  (a value)


def _judgements(rows: list[dict[str, Any]]) -> list[tuple[Judgement | None, bool]]:
    """Return what is known of each statement, and whether its document is a guard.

    The statements of a document follow one another.
    """
    found = []
    for _, group in groupby(rows, itemgetter("document")):
        parts = [_part(row) for row in group]
        is_guard = guards(parts)
        found += [(each, is_guard) for each in judge(parts)]
    return found


def _part(row: dict[str, Any]) -> Part:
    return Part(
        row["effect"],
        row["actions"],
        row["not_actions"],
        row["resources"] or [],
        conditions_of(row["conditions"]),
    )
