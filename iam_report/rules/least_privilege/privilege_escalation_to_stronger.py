"""PRV046."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV046",
    severity=Severity.HIGH,
    title="Principal that can take on the rights of a stronger one",
    message=(
        "{principal_type} {principal} can get {stronger_actions} more actions, by "
        "{stronger_path_id}: {stronger_explanation}"
    ),
    evidence=(
        *("principal_type", "principal", "stronger_target", "stronger_path_id", "stronger_actions"),
        "stronger_explanation",
    ),
    fix=(
        "aws iam put-{principal_type}-permissions-boundary --{principal_type}-name {principal} "
        "--permissions-boundary POLICY_ARN"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
)
def privilege_escalation_to_stronger(escalating_principals: pd.DataFrame) -> pd.Series:
    """A user or role can surely get the rights of a stronger one that is no administrator.

    ## Why
    By a key or password that it makes for another user, by a role that it passes to a service, or
    by a trust policy that it rewrites, it does what its own policies do not allow. Such rights are
    overlooked by everybody who reads its policies.

    ## Fix
    Name the users, roles and services that it looks after in `Resource` and
    `iam:PassedToService`, or take the action away.

    ## Not covered
    Chains to an administrator (`privilege_escalation_to_admin`,
    `privilege_escalation_to_admin_under_conditions`): who can become one is reported once. Roles
    that it may simply assume, for which roles are there. Chains of several hops, under conditions,
    or that an export would have to show: see `escalations`. How much worse the gained actions are:
    read them in the answer of `permissions`.

    Where nobody stronger is found, the answer is unknown if policies of the principal are not in
    the export, and if the export of the account lacks pages, rows or sections.

    ## Cases

    | principal | is_admin | becomes_admin | becomes_admin_if | becomes_stronger | finding |
    | --------- | -------- | ------------- | ---------------- | ---------------- | ------- |
    | deployer  | false    | false         | false            | true             | yes     |
    | open      | false    |               |                  | true             | yes     |
    | reader    | false    | false         | false            | false            | no      |
    | taker     | false    | true          | false            | true             | no      |
    | mfa-user  | false    | false         | true             | true             | no      |
    | root-like | true     | false         | false            | true             | no      |
    | partial   |          |               |                  |                  | unknown |
    """
    r = escalating_principals
    known = r[["is_admin", "becomes_admin", "becomes_admin_if"]].fillna(value=False)
    is_more = known["is_admin"] | known["becomes_admin"] | known["becomes_admin_if"]
    return r["becomes_stronger"] & ~is_more
