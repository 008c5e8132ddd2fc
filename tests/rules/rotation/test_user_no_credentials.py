"""Tests of ROT013."""

from __future__ import annotations

from iam_report.rules.rotation.user_no_credentials import user_no_credentials
from iam_report.testing import assert_rule


def test_without_service_specific_credentials() -> None:
    """A user may own one: only that another credential is active can be told."""
    assert_rule(
        user_no_credentials,
        """
        | user           | has_active_credentials | finding |
        | -------------- | ---------------------- | ------- |
        | empty          | false                  | unknown |
        | alice          | true                   | no      |
        | carol          |                        | unknown |
        | <root_account> | false                  | no      |
        """,
    )


def test_owner_is_of_the_same_account_and_moment() -> None:
    assert_rule(
        user_no_credentials,
        """
        | account_id   | as_of      | user           | has_active_credentials | finding |
        | ------------ | ---------- | -------------- | ---------------------- | ------- |
        | 111122223333 | 2026-01-31 | git            | false                  | no      |
        | 111122223333 | 2026-02-28 | git            | false                  | yes     |
        | 222233334444 | 2026-01-31 | git            | false                  | yes     |
        | 222233334444 | 2026-01-31 | bedrock        |                        | unknown |
        | 111122223333 | 2026-01-31 | <root_account> | false                  | no      |

        | service_specific_credentials: user | account_id   | as_of      | status |
        | ---------------------------------- | ------------ | ---------- | ------ |
        | git                                | 111122223333 | 2026-01-31 | Active |
        | bedrock                            | 111122223333 | 2026-01-31 | Active |
        """,
    )


def test_status_not_known() -> None:
    """A credential that may be active leaves open what else would be a finding."""
    assert_rule(
        user_no_credentials,
        """
        | user  | has_active_credentials | finding |
        | ----- | ---------------------- | ------- |
        | maybe | false                  | unknown |
        | sure  | false                  | no      |
        | alice | true                   | no      |
        | carol |                        | unknown |

        | service_specific_credentials: user | status  |
        | ---------------------------------- | ------- |
        | maybe                              |         |
        | maybe                              | Expired |
        | sure                               |         |
        | sure                               | Active  |
        | alice                              |         |
        | carol                              |         |
        """,
    )
