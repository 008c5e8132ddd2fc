"""The edges of cross_service_role_reused that its page leaves out."""

from __future__ import annotations

from iam_report.rules.sharing.cross_service_role_reused import cross_service_role_reused
from iam_report.testing import assert_rule


def test_one_finding_per_role() -> None:
    """It stands at the first service that is one too many."""
    assert_rule(
        cross_service_role_reused,
        """
        | principal_kind | service_number | finding |
        | -------------- | -------------- | ------- |
        | service        | 1              | no      |
        | service        | 2              | yes     |
        | service        | 3              | no      |
        | service        |                | no      |
        """,
        max_services=1,
    )
