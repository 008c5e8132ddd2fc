"""PRV030."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV030",
    severity=Severity.LOW,
    title="Action that does not exist",
    message="statement {statement} of {place} names actions that are not known: {unknown_actions}",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "unknown_actions"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
)
def policy_unknown_action(policy_statements: pd.DataFrame) -> pd.Series:
    """An `Allow` names an action, or a pattern, that matches no action of AWS.

    ## Why
    It is misspelt, so that what was meant is not allowed, or of a service that is gone. Should AWS
    ever give an action that name, it is allowed unseen.

    ## Fix
    Correct the name, or remove it.

    ## Not covered
    Actions that are newer than the catalogue of actions in the package. Names that are excluded
    from something (`deny_unknown_action`).

    ## Cases

    | effect | has_not_action | unknown_actions | finding |
    | ------ | -------------- | --------------- | ------- |
    | Allow  | false          | s3:GetObjekt    | yes     |
    | Allow  | false          | ""              | no      |
    | Allow  | true           | s3:GetObjekt    | no      |
    | Deny   | false          | s3:GetObjekt    | no      |
    |        |                |                 | unknown |
    """
    r = policy_statements
    return (r["effect"] == "Allow") & ~r["has_not_action"] & (r["unknown_actions"] != "")
