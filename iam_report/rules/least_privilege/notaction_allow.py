"""PRV006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV006",
    severity=Severity.MEDIUM,
    title="Allow with NotAction",
    message="statement {statement} of {place} allows everything on {scope}, save what it names",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    ),
)
def notaction_allow(policy_statements: pd.DataFrame) -> pd.Series:
    """An attached or inline policy allows by `NotAction` on every resource.

    ## Why
    The statement allows every action that it does not name, those of services that AWS adds next
    year included. What was meant is seldom all that.

    ## Fix
    List in `Action` what is wanted. To forbid some actions, use a statement with the effect `Deny`.

    ## Not covered
    Statements that leave actions on permissions open (`notaction_allow_iam`) or leave out nothing
    at all (`policy_full_admin`). Statements on some resources only. Statements with a condition
    that an ordinary caller does not meet. Policies that are attached to nothing, or serve as
    permissions boundaries only: they grant nothing.

    ## Cases

    | is_attached | effect | has_not_action | scope                   | is_conditional | leaves_iam | all_actions | finding |
    | ----------- | ------ | -------------- | ----------------------- | -------------- | ---------- | ----------- | ------- |
    | true        | Allow  | true           | every resource          | false          | false      | false       | yes     |
    | true        | Allow  | true           | every resource but some | false          | false      | false       | yes     |
    | true        | Allow  | true           | some resources          | false          | false      | false       | no      |
    | true        | Allow  | true           | every resource          | true           | false      | false       | no      |
    | true        | Allow  | true           | every resource          | false          | true       | false       | no      |
    | true        | Allow  | false          | every resource          | false          | false      | false       | no      |
    | true        | Deny   | true           | every resource          | false          | false      | false       | no      |
    | false       | Allow  | true           | every resource          | false          | false      | false       | no      |
    | true        |        |                |                         |                |            |             | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_statements
    is_wide = r["has_not_action"] & (r["scope"] != "some resources") & ~r["is_conditional"]
    is_other = ~r["leaves_iam"] & ~r["all_actions"]
    return r["is_attached"] & (r["effect"] == "Allow") & is_wide & is_other
