"""Ages: whole days between moments, and the newest of several moments."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.schema import TIMESTAMP

#: A column as a chunked Arrow array. The stubs of pyarrow know too little of its functions.
Values: TypeAlias = Any

_DAY: Final = 86_400 * 1_000_000  # microseconds


def days_between(moment: Values, as_of: Values) -> Values:
    """Return the whole days from `moment` to `as_of`.

    Null where either is null, and where `moment` is the later one: a date in the future is a wrong
    clock or a wrong `as_of`, and says nothing about an age.
    """
    passed: Values = pc.subtract(as_of.cast(pa.int64()), moment.cast(pa.int64()))
    return pc.if_else(pc.less_equal(moment, as_of), pc.divide(passed, _DAY), None)


def newest(*moments: Values) -> Values:
    """Return the newest moment of each row, passing over nulls; null where all are."""
    numbers = [m.cast(pa.int64()) for m in moments]  # Arrow has no maximum of zoned moments
    return pc.max_element_wise(*numbers, skip_nulls=True).cast(TIMESTAMP)
