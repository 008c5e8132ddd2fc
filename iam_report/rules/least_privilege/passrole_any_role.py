"""PRV018."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV018",
    severity=Severity.HIGH,
    title="Permission to pass every role",
    message=(
        "statement {statement} of {place} allows to pass every role to any service, by "
        "{pass_role} on {resources}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "pass_role"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",),
)
def passrole_any_role(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows `iam:PassRole` on all roles.

    ## Why
    Who can pass a role to a service that runs code, such as AWS Lambda, can do what the role may
    do. With all roles to choose from, that is the strongest one.

    ## Fix
    Name the roles in `Resource`, and the service in a condition on `iam:PassedToService`.

    ## Not covered
    Whether the holder may also start something in a service that takes a role. Conditions other
    than on `iam:PassedToService` and `iam:AssociatedResourceArn` count as none: they do not limit
    which roles are passed. Statements that allow every action (`policy_full_admin`) or `iam:*`
    (`sensitive_service_full_access`). Policies that are attached to nothing, or serve as
    permissions boundaries only: they grant nothing. Explicit denies, permissions boundaries and
    policies of the organization are not taken off: see `principals` for what a user or role may do
    in the end.

    ## Cases

    | is_attached | pass_role | limits_pass_role | finding |
    | ----------- | --------- | ---------------- | ------- |
    | true        | iam:Pass* | false            | yes     |
    | true        | iam:Pass* | true             | no      |
    | true        | ""        | false            | no      |
    | false       | iam:Pass* | false            | no      |
    | true        |           |                  | unknown |
    """
    r = policy_statements
    return r["is_attached"] & (r["pass_role"] != "") & ~r["limits_pass_role"]
