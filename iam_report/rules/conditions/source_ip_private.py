"""CND009."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND009",
    severity=Severity.LOW,
    title="Private address in aws:SourceIp",
    message=(
        "statement {statement} of {place} compares aws:SourceIp with {private_networks}, which "
        "no request comes from"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "private_networks"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def source_ip_private(policy_conditions: pd.DataFrame) -> pd.Series:
    """A condition compares `aws:SourceIp` with a private network.

    ## Why
    `aws:SourceIp` is the public address that a request comes from. A request through a VPC endpoint
    has a private address, but then the key is `aws:VpcSourceIp` and `aws:SourceIp` is missing. So a
    private network in it never matches: an `Allow` grants nothing to it, a `Deny` never spares or
    hits it.

    ## Fix
    Use `aws:VpcSourceIp` together with `aws:SourceVpc` or `aws:SourceVpce`, or name the public
    addresses of the network's gateways.

    ## Not covered
    Networks that are partly private, such as `0.0.0.0/0`.

    ## Cases

    | key             | values                     | private_networks | finding |
    | --------------- | -------------------------- | ---------------- | ------- |
    | aws:SourceIp    | 10.0.0.0/8, 203.0.113.0/24 | 10.0.0.0/8       | yes     |
    | aws:SourceIp    | 203.0.113.0/24             | ""               | no      |
    | aws:VpcSourceIp | 10.0.0.0/8                 | 10.0.0.0/8       | no      |
    |                 |                            |                  | unknown |
    """
    r = policy_conditions
    return (r["key"].str.lower() == "aws:sourceip") & (r["private_networks"] != "")
