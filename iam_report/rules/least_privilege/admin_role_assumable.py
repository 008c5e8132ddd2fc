"""PRV047."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV047",
    severity=Severity.MEDIUM,
    title="Role of an administrator that may be assumed",
    message="{principal_type} {principal} may assume {role_target}: {role_explanation}",
    evidence=(
        "principal_type",
        "principal",
        "role_target",
        "role_explanation",
        "role_missing_context",
    ),
    fix="aws iam update-assume-role-policy --role-name ROLE --policy-document file://TRUST.json",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    ),
)
def admin_role_assumable(escalating_principals: pd.DataFrame) -> pd.Series:
    """A user or role may assume the role of an administrator, at once or over other roles.

    ## Why
    It is as strong as an administrator, and has to be looked after as one: with MFA, without
    long-term keys, and with an eye on who can get at it. Often it is meant to be so; roles over
    which the way leads, and trust policies that name the whole account, often are not.

    ## Fix
    Let the trust policy name only those who administer, and demand `aws:MultiFactorAuthPresent` of
    people. Where it is meant to be so, suppress the finding with the reason.

    ## Not covered
    Chains that also use other actions (`privilege_escalation_to_admin`). Services, identity
    providers and accounts that are not in the input: see `role_trusts`. Policies of the
    organization, which no export of IAM holds.

    Where no such role is found, the answer is unknown if policies of the principal, or of a role
    that it may assume, are not in the export, and if the export of the account lacks pages, rows or
    sections, and with them perhaps the role.

    ## Cases

    | principal | is_admin | takes_admin_role | finding |
    | --------- | -------- | ---------------- | ------- |
    | operator  | false    | true             | yes     |
    | reader    | false    | false            | no      |
    | root-like | true     | true             | no      |
    | partial   | false    |                  | unknown |
    | unclear   |          | true             | yes     |
    """
    r = escalating_principals
    return r["takes_admin_role"] & ~r["is_admin"].fillna(value=False)
