"""PRV031."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV031",
    severity=Severity.MEDIUM,
    title="Prohibition of an action that does not exist",
    message=(
        "statement {statement} of {place} means to forbid actions that are not known: "
        "{unknown_actions}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "unknown_actions", "effect"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    ),
)
def deny_unknown_action(policy_statements: pd.DataFrame) -> pd.Series:
    """A `Deny`, or the `NotAction` of an `Allow`, names an action that matches none of AWS.

    ## Why
    It is misspelt in all likelihood, and then what was to be forbidden is not. Nothing tells: AWS
    takes any name.

    ## Fix
    Correct the name, then try whether the action is refused.

    ## Not covered
    Actions that are newer than the catalogue of actions in the package. `NotAction` of a `Deny`,
    where a wrong name forbids too much.

    ## Cases

    | effect | has_not_action | unknown_actions | finding |
    | ------ | -------------- | --------------- | ------- |
    | Deny   | false          | s3:DeleteBuckt  | yes     |
    | Allow  | true           | s3:DeleteBuckt  | yes     |
    | Deny   | true           | s3:DeleteBuckt  | no      |
    | Allow  | false          | s3:DeleteBuckt  | no      |
    | Deny   | false          | ""              | no      |
    |        |                |                 | unknown |
    """
    r = policy_statements
    forbids = (r["effect"] == "Deny") ^ r["has_not_action"]
    return forbids & (r["unknown_actions"] != "")
