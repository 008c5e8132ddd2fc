"""How the tests of relations compare: rows in, rows out, each as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.credential_report import CREDENTIAL_REPORT
from iam_report.relations import relations
from iam_report.testing import frame, parse_table

AssertRelation: TypeAlias = Callable[[str, str, str], None]


@pytest.fixture
def assert_relation() -> AssertRelation:
    """Assert that a relation makes of the credential report in one table the rows in another.

    Only the columns of the second table are compared; all must fit the schema.
    """

    def check(name: str, report: str, expected: str) -> None:
        schema = schemas()[name]
        got = schema.check(relations()[name].make(frame(CREDENTIAL_REPORT, report)))
        columns = list(parse_table(expected))
        pd.testing.assert_frame_equal(got[columns], frame(schema, expected)[columns])

    return check
