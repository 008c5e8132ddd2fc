"""The edges of role_cross_account_no_external_id_or_mfa that its page leaves out."""

from __future__ import annotations

from iam_report.rules.sharing.role_cross_account_no_external_id_or_mfa import (
    role_cross_account_no_external_id_or_mfa,
)
from iam_report.testing import assert_rule


def test_trusted_accounts_are_compared_in_full() -> None:
    assert_rule(
        role_cross_account_no_external_id_or_mfa,
        """
        | principal_kind | is_external | principal_account | lets_in | has_external_id | requires_mfa | limits_organization | limits_principals | is_admin | reads_widely | finding |
        | -------------- | ----------- | ----------------- | ------- | --------------- | ------------ | ------------------- | ----------------- | -------- | ------------ | ------- |
        | account        | true        | 444455556666      | true    | false           | false        | false               | false             | true     | false        | no      |
        | account        | true        | 444455556660      | true    | false           | false        | false               | false             | true     | false        | yes     |
        """,
        trusted_accounts=("444455556666", "44445555666"),
    )


def test_roles_that_aws_made_are_not_judged() -> None:
    assert_rule(
        role_cross_account_no_external_id_or_mfa,
        """
        | is_made_by_aws | principal_kind | is_external | lets_in | has_external_id | requires_mfa | limits_organization | limits_principals | is_admin | finding |
        | -------------- | -------------- | ----------- | ------- | --------------- | ------------ | ------------------- | ----------------- | -------- | ------- |
        | true           | account        | true        | true    | false           | false        | false               | false             | true     | no      |
        | true           |                |             |         |                 |              |                     |                   |          | no      |
        """,
    )
