"""User access: one row per IAM user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.user_access import USER_ACCESS
from iam_report.relations._gathered import joined, summed
from iam_report.relations._joins import pairs, positions
from iam_report.relations._principal_facts import names_of, path_and_name, tags_of
from iam_report.schema import INT, as_arrow, nulls

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._principal_facts import Columns


def user_access(
    users: pd.DataFrame,
    group_memberships: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    policy_attachments: pd.DataFrame | None = None,
    inline_policies: pd.DataFrame | None = None,
    tags: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `user_access` frame, in the order of the users."""
    own = pc.add(as_arrow(users["attached_policies"]), as_arrow(users["inline_policies"]))
    columns: Columns = {
        **{name: as_arrow(users[name]) for name in USER_ACCESS.by_name if name in users},
        "path_and_name": path_and_name(users["arn"]),
        "own_policies": own,
        "attached_names": names_of(users, policy_attachments, "policy", "principal_arn"),
        "inline_names": names_of(users, inline_policies, "policy", "principal_arn"),
        **_of_groups(users, group_memberships, groups),
        "repeated_policies": _repeated(users, group_memberships, policy_attachments),
        **tags_of(users, tags),
    }
    return USER_ACCESS.from_arrays({name: columns[name] for name in USER_ACCESS.by_name})


def _of_groups(
    users: pd.DataFrame, memberships: pd.DataFrame, groups: pd.DataFrame | None
) -> Columns:
    """Return the columns about the groups that users are in."""
    count = len(users)
    at_user = positions(memberships, "user_arn", users, "arn")
    names = as_arrow(memberships["group"])
    columns: Columns = {"group_names": joined(at_user, names, count, most=len(names))}
    if groups is None:
        unknown = nulls(len(memberships), INT)
        at_unknown = at_user
    else:
        at_group = positions(memberships, "group_arn", groups, "arn")
        given = pc.add(as_arrow(groups["attached_policies"]), as_arrow(groups["inline_policies"]))
        unknown = pc.take(given, pa.array(at_group, mask=at_group < 0))
        at_unknown = np.where(at_group < 0, at_user, -1)
    columns["group_policies"] = summed(at_user, unknown, count)
    columns["unknown_groups"] = joined(at_unknown, names, count)
    return columns


def _repeated(
    users: pd.DataFrame, memberships: pd.DataFrame, attachments: pd.DataFrame | None
) -> Any:
    """Return the managed policies that users have twice: directly, and by a group."""
    count = len(users)
    if attachments is None:
        return nulls(count)
    policies = as_arrow(attachments["policy_arn"]).dictionary_encode().combine_chunks()
    codes = np.asarray(policies.indices.to_numpy(), dtype=np.int64)
    width = len(policies.dictionary) + 1
    at_user = positions(memberships, "user_arn", users, "arn")
    of_groups = pairs(memberships, "group_arn", attachments, "principal_arn")
    by_group = at_user[of_groups.left] * width + codes[of_groups.right]
    own = positions(attachments, "principal_arn", users, "arn")
    is_twice = (own >= 0) & np.isin(own * width + codes, by_group[at_user[of_groups.left] >= 0])
    found = joined(np.where(is_twice, own, -1), as_arrow(attachments["policy"]), count)
    is_open = np.bincount(at_user[_unlisted(memberships) & (at_user >= 0)], minlength=count) > 0
    blank = pc.and_(pa.array(is_open), pc.equal(found, ""))
    return pc.if_else(blank, pa.scalar(None, pa.string()), found)


def _unlisted(memberships: pd.DataFrame) -> np.ndarray:
    return np.asarray(pc.is_null(as_arrow(memberships["group_arn"])), dtype=bool)
