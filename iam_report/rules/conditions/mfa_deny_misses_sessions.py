"""CND014."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND014",
    severity=Severity.MEDIUM,
    title="Deny for lack of MFA that misses some callers",
    message=(
        "statement {statement} of {place} denies what is done without MFA, but misses "
        "{missed_session}"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "missed_session"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    ),
)
def mfa_deny_misses_sessions(policy_conditions: pd.DataFrame) -> pd.Series:
    """A `Deny` of what is done without MFA hits one kind of callers without MFA and not the other.

    ## Why
    A request signed with a long-term access key has no key about MFA, so `Bool` with `false` does
    not match it: whoever finds the access key is not held back. `Null` with `true` hits the access
    key, and not the console session by password alone, which has the key with the value `false`.

    ## Fix
    Use `"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}`, which hits both.

    ## Not covered
    A `Deny` that misses both. Whether another policy denies the rest: only statements of the same
    policy are seen, and only those on the same actions and resources.

    ## Cases

    | effect | operator     | key                        | values | missed_session                             | finding |
    | ------ | ------------ | -------------------------- | ------ | ------------------------------------------ | ------- |
    | Deny   | Bool         | aws:MultiFactorAuthPresent | false  | requests signed with long-term access keys | yes     |
    | Deny   | Null         | aws:MultiFactorAuthPresent | true   | console sessions without MFA               | yes     |
    | Deny   | BoolIfExists | aws:MultiFactorAuthPresent | false  | ""                                         | no      |
    |        |              |                            |        |                                            | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    return (r["missed_session"] != "") & r["key"].str.lower().str.startswith("aws:multifactorauth")
