"""USR003."""

from __future__ import annotations

import pandas as pd

from iam_report.rule import Severity, rule


@rule(
    code="USR003",
    severity=Severity.INFORMATIONAL,
    title="User with access keys in several accounts",
    message="{user} has active access keys in other accounts as well as in {account_id}",
    evidence=("user", "active_access_keys", "last_activity", "password_enabled"),
    fix=(
        "aws iam update-access-key --user-name {user} --access-key-id ACCESS_KEY_ID"
        " --status Inactive"
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",),
    off="it compares accounts: what it says of one depends on which others are loaded with it",
)
def duplicate_user_across_accounts(
    user_activity: pd.DataFrame, *, min_accounts: int = 2
) -> pd.Series:
    """A user has active access keys, as users of the same name have in other accounts.

    The name has active keys in `min_accounts` accounts (at least two) or more.

    ## Why
    One person or program has a permanent key in each account: as many to rotate, to watch and to
    delete when they leave.

    ## Fix
    Give people one identity for all accounts, in IAM Identity Center. Let programs have a role in
    one account that assumes roles in the others. Then delete the keys.

    ## Not covered
    Accounts that are not among the exports, and the root user. Names are compared as they are
    written; that two users of one name are one person is a guess. Where there are exports of an
    account from several moments, it counts once, with its keys of all of them.

    ## Cases

    | account_id   | as_of      | user  | has_active_access_keys | finding |
    | ------------ | ---------- | ----- | ---------------------- | ------- |
    | 111122223333 | 2026-01-31 | alice | true                   | yes     |
    | 222233334444 | 2026-01-31 | alice | true                   | yes     |
    | 333344445555 | 2026-01-31 | alice | false                  | no      |
    | 444455556666 | 2026-01-31 | alice |                        | unknown |
    | 111122223333 | 2026-01-31 | bob   | true                   | no      |
    | 111122223333 | 2025-12-31 | bob   | true                   | no      |
    | 111122223333 | 2026-01-31 | carol | true                   | unknown |
    | 222233334444 | 2026-01-31 | carol |                        | unknown |
    | 111122223333 | 2026-01-31 | dave  | true                   | no      |
    | 222233334444 | 2026-01-31 | dave  | false                  | no      |
    | 111122223333 | 2026-01-31 | erin  |                        | no      |
    """
    r = user_activity
    has_keys = r["has_active_access_keys"] & ~r["is_root"]
    answer = has_keys & False
    if r["account_id"].nunique() < min_accounts:
        return answer
    names = r.loc[has_keys.fillna(value=True), ["user", "account_id"]].apply(_codes)
    names = names[names["user"].duplicated(keep=False)]
    sure = names[has_keys.fillna(value=False).loc[names.index]]
    answer.loc[_in_accounts(names, min_accounts)] = None
    answer.loc[_in_accounts(sure, min_accounts)] = True
    return answer


def _codes(words: pd.Series) -> pd.Series:
    """Return a number for each word, the same for the same; quicker to compare."""
    return pd.Series(pd.factorize(words)[0], index=words.index)


def _in_accounts(names: pd.DataFrame, count: int) -> pd.Index:
    """Return the rows whose user name stands in `count` accounts or more."""
    accounts = names["account_id"].groupby(names["user"], sort=False).transform("nunique")
    return names.index[accounts >= count]
