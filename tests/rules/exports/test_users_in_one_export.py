"""Users that are in one export only, and options of the rules about that."""

from __future__ import annotations

from iam_report.rules.exports.user_in_details_not_in_report import user_in_details_not_in_report
from iam_report.rules.exports.user_in_report_not_in_details import user_in_report_not_in_details
from iam_report.testing import assert_rule


def test_users_made_between_the_exports() -> None:
    for rule, there, lacking in (
        (user_in_report_not_in_details, "in_report", "in_details"),
        (user_in_details_not_in_report, "in_details", "in_report"),
    ):
        assert_rule(
            rule,
            f"""
            | user | {there} | {lacking} | age_days | finding |
            | ---- | ------- | --------- | -------- | ------- |
            | old  | true    | false     | 7        | yes     |
            | new  | true    | false     | 6        | no      |
            | both | true    | true      |          | no      |
            """,
            grace_days=7,
        )
