"""CND006."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND006",
    severity=Severity.LOW,
    title="Operator that does not go with the key or the value",
    message=(
        "statement {statement} of {place} compares {key} with {values} by {operator}, which is "
        "for another type"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "key_type", "bad_values"),
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
def condition_type_mismatch(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition has a value that its operator cannot compare, or an operator not for its key.

    ## Why
    A date that is none, a number with a unit or an IPv6 network with bits behind its prefix never
    matches. `StringEquals` on `aws:SourceIp` looks for the text `203.0.113.0/24`, which is no
    address. So the statement does less, or spares fewer, than it says.

    ## Fix
    Take the operator of the key's type: `IpAddress` for addresses, `NumericLessThan` and the like
    for numbers, `DateLessThan` and the like for dates, `Bool` for booleans, `ArnLike` for ARNs.
    Write dates as `2026-01-31T00:00:00Z` and networks as `2001:db8::/32`.

    ## Not covered
    A `Deny` that does nothing because of such a value (CND015). Operators that AWS does not have
    (CND007). Keys of services that the catalogue calls text, since many of them hold something
    else; tags; and text operators on ARNs, booleans and numbers, which compare how these are
    written. Keys that are not there (CND005).

    ## Cases

    | effect | key             | operator     | bad_values     | never_met | is_known_key | fits_key_type | finding |
    | ------ | --------------- | ------------ | -------------- | --------- | ------------ | ------------- | ------- |
    | Allow  | aws:CurrentTime | DateLessThan | tomorrow       | true      | true         | true          | yes     |
    | Allow  | aws:SourceIp    | IpAddress    | 2001:db8::1/32 | true      | true         | true          | yes     |
    | Allow  | aws:SourceIp    | StringEquals | ""             | false     | true         | false         | yes     |
    | Deny   | aws:SourceIp    | StringEquals | ""             | false     | true         | false         | yes     |
    | Deny   | aws:CurrentTime | DateLessThan | tomorrow       | true      | true         | true          | no      |
    | Allow  | aws:SourceIp    | IpAddress    | ""             | false     | true         | true          | no      |
    | Allow  | aws:Sourceip4   | IpAddress    | ""             | false     | false        |               | no      |
    | Allow  | new:Key         | Bool         | ""             | false     |              |               | unknown |
    | Allow  | new:Key         | Bool         | maybe          | true      |              |               | yes     |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    is_bad = (r["bad_values"] != "") & ~((r["effect"] == "Deny") & r["never_met"])
    return is_bad | (~r["fits_key_type"] & r["is_known_key"])
