"""The edges of support_role_missing that its page leaves out."""

from __future__ import annotations

from iam_report.rules.individual_users.support_role_missing import support_role_missing
from iam_report.testing import assert_rule


def test_users_and_groups_may_do() -> None:
    assert_rule(
        support_role_missing,
        """
        | account_id   | has_support_role | has_support_holder | finding |
        | ------------ | ---------------- | ------------------ | ------- |
        | 111122223333 | false            | true               | no      |
        | 222233334444 | false            | false              | yes     |
        | 333344445555 | false            |                    | unknown |
        """,
        roles_only=False,
    )
