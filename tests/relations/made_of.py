"""How tests of relations made of several frames compare: a table of each in, a table out."""

from __future__ import annotations

import pandas as pd

from iam_report.frames import schemas
from iam_report.relations import relations
from iam_report.testing import frame, parse_table


def assert_made(name: str, expected: str, **tables: str | None) -> None:
    """Assert that a relation makes of the frames in `tables` the rows in `expected`.

    Frames that the relation needs and that are left out, or are empty, have no rows; those that it
    may do without are not there. Only the columns of the expected table are compared; all must fit
    the schema. Rows of the frames have an odd index, which must play no part.
    """
    relation, schema = relations()[name], schemas()[name]
    given = {n: _frame(n, tables.pop(n, "")) for n in relation.frames}
    given |= {n: _frame(n, tables.pop(n)) for n in relation.sharpening_frames if n in tables}
    assert not tables, f"the relation does not read {[*tables]}"
    got = schema.check(relation.make(**given))
    assert list(got.index) == list(range(len(got)))
    columns = list(parse_table(expected))
    pd.testing.assert_frame_equal(got[columns], frame(schema, expected)[columns])


def _frame(name: str, table: str | None) -> pd.DataFrame:
    if not table:
        return schemas()[name].empty()
    rows = frame(schemas()[name], table)
    return rows.set_axis([7] * len(rows))
