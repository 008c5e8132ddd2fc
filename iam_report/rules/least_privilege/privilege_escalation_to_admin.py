"""PRV044."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV044",
    severity=Severity.CRITICAL,
    title="Principal that can become an administrator",
    message="{principal_type} {principal} can become an administrator, by {path_id}: {explanation}",
    evidence=("principal_type", "principal", "target", "hops", "path_id", "explanation", "needs"),
    fix=(
        "aws iam put-{principal_type}-permissions-boundary --{principal_type}-name {principal} "
        "--permissions-boundary POLICY_ARN"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
)
def privilege_escalation_to_admin(escalating_principals: pd.DataFrame) -> pd.Series:
    """A user or role that is no administrator can surely become one.

    ## Why
    It can put a policy on itself, make a key for an administrator, rewrite whom an administrator's
    role trusts, or have a service work with such a role. Whoever holds its credentials holds the
    account, though no policy of its own says so. All its policies are taken together, explicit
    denies, permissions boundary and trust policies included, over as many hops as it takes. An
    administrator is who may use all of IAM and nearly everything else, on every resource.

    ## Fix
    Take away one action of the chain, or the resource or role that it is aimed at: the answer of
    `escalation_removals` says which single change ends most chains. Where somebody has to make
    users, roles or services, demand a permissions boundary of what is made by a condition on
    `iam:PermissionsBoundary`, and name the roles that may be passed, with the service in
    `iam:PassedToService`.

    ## Not covered
    Chains that hang on conditions (`privilege_escalation_to_admin_under_conditions`), that assume
    roles and do nothing else (`admin_role_assumable`), or that lead to somebody who is stronger and
    no administrator (`privilege_escalation_to_stronger`). Policies of the organization and of other
    resources, which no export of IAM holds.

    Without a chain that is sure, the answer is unknown if an export that is not there would have to
    show something, such as a function that has the role already; if policies of the principal, or
    of whom it can become, are not in the export; and if the export of the account lacks pages, rows
    or sections, and with them perhaps an administrator. `needs` names the command that would tell.

    ## Cases

    | principal | is_admin | becomes_admin | needs                                     | finding |
    | --------- | -------- | ------------- | ----------------------------------------- | ------- |
    | deployer  | false    | true          |                                           | yes     |
    | reader    | false    | false         |                                           | no      |
    | root-like | true     | true          |                                           | no      |
    | builder   | false    |               | aws lambda list-functions                 | unknown |
    | partial   |          |               |                                           | unknown |
    | one-page  | false    |               | aws iam get-account-authorization-details | unknown |
    | risky     |          | true          |                                           | yes     |
    """
    r = escalating_principals
    return r["becomes_admin"] & ~r["is_admin"].fillna(value=False)
