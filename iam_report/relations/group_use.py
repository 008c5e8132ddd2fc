"""Group use: one row per group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.frames.group_use import GROUP_USE
from iam_report.relations._coverage import whole
from iam_report.relations._gathered import counted, joined
from iam_report.relations._joins import positions
from iam_report.relations._principal_facts import names_of, powers_of
from iam_report.relations._report import any_true
from iam_report.schema import INT, as_arrow, nulls

if TYPE_CHECKING:
    import pandas as pd

_CREDENTIALS = ("password_enabled", "access_key_1_active", "access_key_2_active")


def group_use(
    groups: pd.DataFrame,
    group_memberships: pd.DataFrame,
    inline_policies: pd.DataFrame | None = None,
    credential_report: pd.DataFrame | None = None,
    principals: pd.DataFrame | None = None,
    exports: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `group_use` frame, in the order of the groups."""
    attached, inline = (as_arrow(groups[n]) for n in ("attached_policies", "inline_policies"))
    at = positions(group_memberships, "group_arn", groups, "arn")
    members = counted(at, len(groups))
    is_whole = whole(groups, exports, sections=("users",))
    columns = {
        **{name: as_arrow(groups[name]) for name in GROUP_USE.by_name if name in groups},
        "policies": pc.add(attached, inline),
        "inline_names": names_of(groups, inline_policies, "policy", "principal_arn"),
        "members": _known(members, is_whole),
        "member_names": joined(at, as_arrow(group_memberships["user"]), len(groups)),
        "members_without_mfa": _without_mfa(group_memberships, at, members, credential_report),
        **powers_of(groups, principals, ("is_admin", "admin_via")),
    }
    return GROUP_USE.from_arrays({name: columns[name] for name in GROUP_USE.by_name})


def _known(members: np.ndarray, is_whole: Any) -> pa.Array:
    """Return the numbers; null where there is none, and may be one that the export lacks."""
    return pa.array(members, mask=(members == 0) & np.asarray(pc.is_null(is_whole)))


def _without_mfa(
    memberships: pd.DataFrame,
    at: np.ndarray,
    members: np.ndarray,
    report: pd.DataFrame | None,
) -> Any:
    """Return how many users of each group have credentials and no MFA device."""
    if report is None:
        return nulls(len(members), INT)
    credentials = any_true([as_arrow(report[name]) for name in _CREDENTIALS])
    is_open = pc.and_kleene(credentials, pc.invert(as_arrow(report["mfa_active"])))
    at_report = positions(memberships, "user_arn", report, "arn")
    answers = pc.take(is_open, pa.array(at_report, mask=at_report < 0))
    known = counted(at[np.asarray(pc.is_valid(answers))], len(members))
    is_sure = np.asarray(pc.fill_null(answers, fill_value=False), dtype=bool)
    return pa.array(counted(at[is_sure], len(members)), mask=(known == 0) & (members > 0))
