"""Whether an export is whole."""

from __future__ import annotations

import pytest

from iam_report.frames.exports import EXPORTS
from iam_report.frames.groups import GROUPS
from iam_report.relations._coverage import is_listed, whole
from iam_report.testing import frame

ROWS = frame(
    GROUPS,
    """
    | account_id   | as_of      | group | arn |
    | ------------ | ---------- | ----- | --- |
    | 111122223333 | 2026-01-01 | a     | a   |
    | 444455556666 | 2026-01-01 | b     | b   |
    | 444455556666 | 2026-02-01 | b     | b   |
    """,
)
TEXT = """
| account_id   | as_of      | export                | truncated | dropped_rows | missing_columns |
| ------------ | ---------- | --------------------- | --------- | ------------ | --------------- |
| 111122223333 | 2026-01-01 | authorization_details | false     | 0            | managed_policies, roles |
| 444455556666 | 2026-01-01 | authorization_details | true      | 0            | ""              |
| 444455556666 | 2026-02-01 | authorization_details | false     | 0            |                 |
| 111122223333 | 2026-01-01 | credential_report     |           | 1            | cert_1_active   |
"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [True, None, True]),
        ({"sections": ("users",)}, [True, None, True]),
        ({"sections": ("roles",)}, [None, None, True]),
        ({"sections": ("users", "managed_policies")}, [None, None, True]),
        ({"sections": ("role",)}, [True, None, True]),
        ({"sections": ("policies",)}, [True, None, True]),
        ({"export": "credential_report"}, [None, True, True]),
        ({"export": "other"}, [True, True, True]),
    ],
)
def test_whole(options: dict[str, str | tuple[str, ...]], expected: list[bool | None]) -> None:
    found = whole(ROWS, frame(EXPORTS, TEXT), **options)

    assert found.to_pylist() == expected


def test_nothing_known_against_it() -> None:
    assert whole(ROWS, None).to_pylist() == [True, True, True]
    assert whole(ROWS, EXPORTS.empty()).to_pylist() == [True, True, True]


def test_no_rows() -> None:
    assert whole(GROUPS.empty(), frame(EXPORTS, TEXT), sections=("users",)).to_pylist() == []
    assert is_listed(GROUPS.empty(), frame(EXPORTS, TEXT)).tolist() == []


@pytest.mark.parametrize(
    ("export", "expected"),
    [("authorization_details", [True, True, True]), ("credential_report", [True, False, False])],
)
def test_is_listed(export: str, expected: list[bool]) -> None:
    assert is_listed(ROWS, frame(EXPORTS, TEXT), export=export).tolist() == expected


def test_index_does_not_matter() -> None:
    exports = frame(EXPORTS, TEXT)
    odd = exports.set_axis([3, 1, 4, 1])

    assert whole(ROWS.set_axis([9, 9, 9]), odd).to_pylist() == whole(ROWS, exports).to_pylist()
