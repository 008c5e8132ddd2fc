"""Ages of what authorization details date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.relations._ages import days_between

if TYPE_CHECKING:
    from iam_report.relations._ages import Values

#: Authorization details have the moment of the credential report, which may be some hours older:
#: what happened in between is dated later than that.
TOLERANCE: Final = timedelta(days=1)


def days_since(moment: Values, as_of: Values) -> Values:
    """Return the whole days from `moment` to `as_of`.

    A moment up to a day later than `as_of` counts as `as_of`. Null where either is null, and where
    `moment` is later still: a wrong clock or a wrong `as_of` says nothing about an age.
    """
    late = pc.subtract(moment.cast(pa.int64()), as_of.cast(pa.int64()))
    most = TOLERANCE // timedelta(microseconds=1)
    is_slightly_late = pc.and_(pc.greater(late, 0), pc.less_equal(late, most))
    return days_between(pc.if_else(is_slightly_late, as_of, moment), as_of)
