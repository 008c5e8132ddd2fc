"""PRV045."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV045",
    severity=Severity.HIGH,
    title="Principal that can become an administrator under conditions",
    message=(
        "{principal_type} {principal} can become an administrator under conditions, by {path_id}: "
        "{explanation}"
    ),
    evidence=(
        "principal_type",
        "principal",
        "target",
        "hops",
        "path_id",
        "explanation",
        "missing_context",
    ),
    fix=(
        "aws iam put-{principal_type}-permissions-boundary --{principal_type}-name {principal} "
        "--permissions-boundary POLICY_ARN"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    ),
)
def privilege_escalation_to_admin_under_conditions(
    escalating_principals: pd.DataFrame,
) -> pd.Series:
    """A user or role can become an administrator if conditions are met that no export shows.

    ## Why
    The chain hangs on keys such as `aws:MultiFactorAuthPresent` or `aws:SourceIp`, which the
    request brings. Who has signed in with MFA, or calls from the right network, meets them every
    day; they keep out a stranger with a stolen key, and not the holder. Seldom it hangs on what
    AWS's documentation leaves open: then the explanation says so, and no key.

    ## Fix
    Take away one action of the chain, or the resource or role that it is aimed at. Where it is
    meant to be so, as for a person who administers with MFA, suppress the finding with the reason.

    ## Not covered
    Whether the conditions can be met together, or by this principal. Chains without conditions
    (`privilege_escalation_to_admin`), and those that assume roles and do nothing else
    (`admin_role_assumable`). Policies of the organization and of other resources, which no export
    of IAM holds.

    Without such a chain, the answer is unknown if an export that is not there would have to show
    something, if policies of the principal, or of whom it can become, are not in the export, and if
    the export of the account lacks pages, rows or sections.

    ## Cases

    | principal | is_admin | becomes_admin | becomes_admin_if | finding |
    | --------- | -------- | ------------- | ---------------- | ------- |
    | mfa-user  | false    | false         | true             | yes     |
    | reader    | false    | false         | false            | no      |
    | deployer  | false    | true          | false            | no      |
    | both      | false    | true          | true             | no      |
    | root-like | true     | false         | true             | no      |
    | partial   |          |               |                  | unknown |
    | builder   | false    |               |                  | unknown |
    | one-page  | false    |               | true             | yes     |
    """
    r = escalating_principals
    is_surely = r["is_admin"].fillna(value=False) | r["becomes_admin"].fillna(value=False)
    return r["becomes_admin_if"] & ~is_surely
