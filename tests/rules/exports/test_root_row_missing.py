"""Tests of EXP007."""

from __future__ import annotations

from iam_report.rules.exports.root_row_missing import root_row_missing
from iam_report.testing import assert_rule


def test_other_exports_have_no_root_row() -> None:
    """Nor does one account of a joined report vouch for the other."""
    assert_rule(
        root_row_missing,
        """
        | account_id   | export            | has_root | finding |
        | ------------ | ----------------- | -------- | ------- |
        | 111122223333 | credential_report | true     | no      |
        | 444455556666 | credential_report | false    | yes     |
        | 444455556666 | users             | false    | no      |
        """,
    )
