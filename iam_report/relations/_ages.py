"""Ages: whole days between moments, and the newest of several moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from iam_report.schema import TIMESTAMP

#: A column as a chunked Arrow array. The stubs of pyarrow know too little of its functions.
Values: TypeAlias = Any

_DAY: Final = 86_400 * 1_000_000  # microseconds


#: Since when AWS records the last use of passwords and of access keys.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html
PASSWORDS_TRACKED: Final = pa.scalar(datetime(2014, 10, 20, tzinfo=UTC), TIMESTAMP)
KEYS_TRACKED: Final = pa.scalar(datetime(2015, 4, 22, tzinfo=UTC), TIMESTAMP)


def not_before(moment: Values, start: pa.Scalar) -> Values:
    """Return the moments, and `start` in place of earlier ones."""
    return pc.if_else(pc.less(moment, start), start, moment)


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
