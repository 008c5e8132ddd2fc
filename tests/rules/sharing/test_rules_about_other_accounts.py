"""What holds for every rule about roles that other accounts can assume."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iam_report.rules.sharing.role_cross_account_no_external_id_or_mfa import (
    role_cross_account_no_external_id_or_mfa,
)
from iam_report.rules.sharing.role_trusts_account_root import role_trusts_account_root
from iam_report.rules.sharing.role_trusts_external_account import role_trusts_external_account
from iam_report.rules.sharing.role_trusts_external_with_power import (
    role_trusts_external_with_power,
)
from iam_report.testing import assert_rule

if TYPE_CHECKING:
    from iam_report.rule import Rule

every_rule = pytest.mark.parametrize(
    "rule",
    [
        role_cross_account_no_external_id_or_mfa,
        role_trusts_account_root,
        role_trusts_external_account,
        role_trusts_external_with_power,
    ],
    ids=lambda rule: rule.name,
)


@every_rule
def test_trusted_accounts_are_compared_in_full(rule: Rule) -> None:
    assert_rule(
        rule,
        """
        | principal_kind | is_external | principal_account | lets_in | has_external_id | requires_mfa | limits_organization | limits_principals | is_admin | reads_widely | finding |
        | -------------- | ----------- | ----------------- | ------- | --------------- | ------------ | ------------------- | ----------------- | -------- | ------------ | ------- |
        | account        | true        | 444455556666      | true    | false           | false        | false               | false             | true     | false        | no      |
        | account        | true        | 444455556660      | true    | false           | false        | false               | false             | true     | false        | yes     |
        """,
        trusted_accounts=("444455556666", "44445555666"),
    )


@every_rule
def test_roles_that_aws_made_are_not_judged(rule: Rule) -> None:
    assert_rule(
        rule,
        """
        | is_made_by_aws | principal_kind | is_external | lets_in | has_external_id | requires_mfa | limits_organization | limits_principals | is_admin | finding |
        | -------------- | -------------- | ----------- | ------- | --------------- | ------------ | ------------------- | ----------------- | -------- | ------- |
        | true           | account        | true        | true    | false           | false        | false               | false             | true     | no      |
        | true           |                |             |         |                 |              |                     |                   |          | no      |
        """,
    )
