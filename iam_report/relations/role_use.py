"""Role use: one row per role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iam_report.catalog.facts import service_principal
from iam_report.frames.role_use import ROLE_USE
from iam_report.policy.trusts import SERVICE
from iam_report.relations._gathered import any_of, joined
from iam_report.relations._joins import positions
from iam_report.relations._principal_facts import names_of, path_and_name, powers_of, tags_of
from iam_report.relations._since import days_since
from iam_report.schema import BOOL, INT, as_arrow, nulls

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.relations._principal_facts import Columns

#: AWS says when a role was last used if that was in these days.
#: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
_TRACKED_DAYS: Final = 400

_EC2: Final = "ec2.amazonaws.com"
_NONE: Final = pa.scalar(None, pa.string())
_UNKNOWN: Final = pa.scalar(None, BOOL)


def role_use(
    roles: pd.DataFrame,
    role_trusts: pd.DataFrame | None = None,
    inline_policies: pd.DataFrame | None = None,
    instance_profiles: pd.DataFrame | None = None,
    tags: pd.DataFrame | None = None,
    principals: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `role_use` frame, in the order of the roles."""
    attached, inline = (as_arrow(roles[n]) for n in ("attached_policies", "inline_policies"))
    by_aws = [as_arrow(roles[name]) for name in ("is_service_linked", "is_aws_reserved")]
    columns: Columns = {
        **{name: as_arrow(roles[name]) for name in ROLE_USE.by_name if name in roles},
        "path_and_name": path_and_name(roles["arn"]),
        "is_made_by_aws": pc.or_(*by_aws),
        **_ages(roles),
        "policies": pc.add(attached, inline),
        "inline_names": names_of(roles, inline_policies, "policy", "principal_arn"),
        "instance_profiles": names_of(roles, instance_profiles, "instance_profile", "role_arn"),
        **_services(roles, role_trusts),
        **tags_of(roles, tags),
        **powers_of(roles, principals, ("is_admin", "is_conditional_admin", "admin_via")),
    }
    is_conditional = columns.pop("is_conditional_admin")
    columns["power"] = _power(columns["is_admin"], is_conditional)
    depends = pc.fill_null(is_conditional, fill_value=False)
    columns["is_admin"] = pc.if_else(depends, _UNKNOWN, columns["is_admin"])
    return ROLE_USE.from_arrays({name: columns[name] for name in ROLE_USE.by_name})


def _ages(roles: pd.DataFrame) -> Columns:
    """Return how old roles are, and for how long nobody has used them."""
    as_of, used = as_arrow(roles["as_of"]), as_arrow(roles["last_used_date"])
    age = days_since(as_arrow(roles["create_date"]), as_of)
    is_known = pc.or_(as_arrow(roles["last_used_known"]), pc.is_valid(used))
    never = pc.if_else(is_known, pc.is_null(used), _UNKNOWN)
    tracked = pc.min_element_wise(age, pa.scalar(_TRACKED_DAYS, INT), skip_nulls=False)
    never_for = pc.if_else(pc.fill_null(never, fill_value=False), tracked, pa.scalar(None, INT))
    unused = pc.if_else(pc.is_valid(used), days_since(used, as_of), never_for)
    return {"age_days": age, "never_used": never, "unused_days": unused}


def _services(roles: pd.DataFrame, trusts: pd.DataFrame | None) -> Columns:
    """Return which services trust policies let in."""
    count = len(roles)
    if trusts is None:
        unknown = nulls(count, BOOL)
        return {"services": nulls(count), "trusts_service": unknown, "trusts_ec2": unknown}
    at = positions(trusts, "arn", roles, "arn")
    lets_in, kind = as_arrow(trusts["lets_in"]), as_arrow(trusts["principal_kind"])
    of_service = pc.and_kleene(lets_in, pc.equal(kind, SERVICE))
    names = _service_names(as_arrow(trusts["principal"]), kind)
    of_ec2 = pc.and_kleene(of_service, pc.equal(names, _EC2))
    trusts_service = any_of(at, of_service, count)
    is_sure = np.asarray(pc.fill_null(of_service, fill_value=False), dtype=bool)
    listed = joined(np.where(is_sure, at, -1), names, count)
    return {
        "services": pc.if_else(pc.is_null(trusts_service), _NONE, listed),
        "trusts_service": trusts_service,
        "trusts_ec2": any_of(at, of_ec2, count),
    }


def _service_names(principals: Any, kinds: Any) -> Any:
    """Return the principal of each service in its usual form, without region and partition."""
    written = pc.if_else(pc.equal(kinds, SERVICE), principals, _NONE)
    distinct = pc.drop_null(pc.unique(written))
    known = [(name, service_principal(name)) for name in distinct.to_pylist()]
    names = pa.array([found.name if found else name for name, found in known], pa.string())
    return pc.take(names, pc.index_in(written, distinct, skip_nulls=True))


def _power(is_admin: Any, is_conditional: Any) -> Any:
    """Return 2, 1 or 0; null where nothing is known."""
    less = pc.if_else(is_conditional, pa.scalar(1, INT), pa.scalar(0, INT))
    return pc.if_else(is_admin, pa.scalar(2, INT), less)
