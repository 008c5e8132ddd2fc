"""Ages of what authorization details date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from iam_report.relations._since import days_since
from iam_report.schema import TIMESTAMP

AS_OF = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (timedelta(days=-2), 2),
        (timedelta(hours=-47), 1),
        (timedelta(0), 0),
        (timedelta(microseconds=1), 0),
        (timedelta(days=1), 0),
        (timedelta(days=1, microseconds=1), None),
        (None, None),
    ],
)
def test_up_to_a_day_later_is_no_age(late: timedelta | None, days: int | None) -> None:
    moment = None if late is None else AS_OF + late
    moments, as_of = (pa.chunked_array([[m]], TIMESTAMP) for m in (moment, AS_OF))

    assert days_since(moments, as_of).to_pylist() == [days]
