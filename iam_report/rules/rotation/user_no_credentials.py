"""ROT013."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    from typing import Final

#: What tells users apart: names are unique in an account.
_USER: Final = ["account_id", "as_of", "user"]


@rule(
    code="ROT013",
    severity=Severity.LOW,
    title="User without credentials",
    message="{user} has no password, and no active access key or certificate",
    evidence=("user", "user_creation_time", "last_activity", "has_credentials", "mfa_active"),
    fix="aws iam delete-user --user-name {user}  # first see `aws iam list-ssh-public-keys`",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html",
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html",
    ),
)
def user_no_credentials(
    user_activity: pd.DataFrame, service_specific_credentials: pd.DataFrame | None = None
) -> pd.Series:
    """A user has nothing active to sign in or to sign requests with.

    That is no password, no active access key, no active signing certificate and no active
    service-specific credential. Credential reports do not show the last kind: without the export of
    it the rule cannot tell.

    ## Why
    The user does nothing, but its permissions are still there for whoever may create a key or a
    password for it.

    ## Fix
    Delete the user, with its inactive keys, after a look at its SSH keys.

    ## Not covered
    SSH keys for CodeCommit: no export lists them all, so a user who only has such a key is
    reported. The root user.

    ## Cases
    With the service-specific credentials of the second table:

    | user    | has_active_credentials | finding |
    | ------- | ---------------------- | ------- |
    | empty   | false                  | yes     |
    | alice   | true                   | no      |
    | git     | false                  | no      |
    | expired | false                  | yes     |
    | two     | false                  | no      |
    | maybe   | false                  | unknown |
    | carol   |                        | unknown |
    | builder |                        | no      |

    | service_specific_credentials: user | status   |
    | ---------------------------------- | -------- |
    | git                                | Active   |
    | expired                            | Expired  |
    | two                                | Inactive |
    | two                                | Active   |
    | maybe                              |          |
    | builder                            | Active   |
    """
    r = user_activity
    answer = ~r["has_active_credentials"]
    if service_specific_credentials is None:
        return answer.mask(answer)  # who looks bare is not known to be
    names = r.loc[answer.fillna(value=True), "user"]
    owners = r.loc[names.index[names.isin(service_specific_credentials["user"])], _USER]
    active = service_specific_credentials["status"] == "Active"
    answer.loc[_rows_of(owners, service_specific_credentials[active.isna()])] = None
    answer.loc[_rows_of(owners, service_specific_credentials[active])] = False
    return answer


def _rows_of(users: pd.DataFrame, credentials: pd.DataFrame) -> pd.Index:
    """Return the rows of `users` who own one of `credentials`."""
    owners = pd.MultiIndex.from_frame(credentials[_USER])
    return users.index[pd.MultiIndex.from_frame(users).isin(owners)]
