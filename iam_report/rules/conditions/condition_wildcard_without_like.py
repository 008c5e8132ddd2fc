"""CND003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import MASK, Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND003",
    severity=Severity.LOW,
    title="Wildcard that the operator takes as it stands",
    message=(
        "statement {statement} of {place} compares {key} with {literal_wildcards} by "
        "{operator}, for which a wildcard is plain text"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "literal_wildcards"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def condition_wildcard_without_like(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition has a `*` or `?` in a value, under an operator that takes it as plain text.

    ## Why
    Only `StringLike`, `StringNotLike` and the operators of ARNs know wildcards. `StringEquals`
    looks for a star. So an `Allow` grants nothing, and an exception to a `Deny` spares nobody.

    ## Fix
    Use `StringLike` in place of `StringEquals`, and `StringNotLike` in place of `StringNotEquals`.
    `ArnLike` is the better choice for ARNs: it keeps the parts of an ARN apart. If the star is
    meant as a star, keep the operator.

    ## Not covered
    Claims of identity providers in trust policies, which the rules about role sharing judge. A
    `Deny` that does nothing because of the wildcard (CND015).

    ## Cases

    | kind    | effect | key                     | key_kind | literal_wildcards | never_met | finding |
    | ------- | ------ | ----------------------- | -------- | ----------------- | --------- | ------- |
    | managed | Allow  | s3:prefix               | service  | home/*            | true      | yes     |
    | trust   | Allow  | aws:PrincipalArn        | global   | arn:aws:iam::*    | true      | yes     |
    | managed | Deny   | aws:userid              | global   | AROAEXAMPLE:*     | false     | yes     |
    | managed | Deny   | aws:userid              | global   | AROAEXAMPLE:*     | true      | no      |
    | trust   | Allow  | accounts.google.com:sub | provider | 1*                | true      | no      |
    | managed | Allow  | s3:prefix               | service  | ""                | false     | no      |
    | managed |        |                         |          |                   |           | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    has_it = r["literal_wildcards"] != ""
    is_claim = (r["kind"] == "trust").astype(MASK) & (r["key_kind"] == "provider")
    return has_it & ~is_claim & ~((r["effect"] == "Deny") & r["never_met"])
