"""Instance roles: one row per instance profile and role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from iam_report.frames.instance_roles import INSTANCE_ROLES
from iam_report.relations._joins import positions, taken
from iam_report.schema import as_arrow

if TYPE_CHECKING:
    import pandas as pd

_OF_ROLE: Final = ("trusts_ec2", "services", "last_used_date", "is_admin", "admin_via")


def instance_roles(instance_profiles: pd.DataFrame, role_use: pd.DataFrame) -> pd.DataFrame:
    """Return the `instance_roles` frame, in the order of the instance profiles."""
    profiles = instance_profiles
    first = positions(profiles, "arn", profiles, "arn")
    at = positions(profiles, "role_arn", role_use, "arn")
    columns = {
        **{name: as_arrow(profiles[name]) for name in INSTANCE_ROLES.by_name if name in profiles},
        "is_first": pa.array(first == np.arange(len(profiles))),
        **{name: taken(role_use[name], at) for name in _OF_ROLE},
    }
    return INSTANCE_ROLES.from_arrays({name: columns[name] for name in INSTANCE_ROLES.by_name})
