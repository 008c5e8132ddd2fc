"""CND008."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="CND008",
    severity=Severity.INFORMATIONAL,
    title="Address range that is no limit",
    message=(
        "statement {statement} of {place} lets requests pass from {values}, a large part of the "
        "internet"
    ),
    evidence=(
        *("policy", "version", "statement", "sid", "effect", "actions"),
        *("operator", "key", "values", "widest_ipv4", "widest_ipv6"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} "
        "--policy-document file://POLICY.json"
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    ),
)
def source_ip_wide(
    policy_conditions: pd.DataFrame, *, min_prefix_ipv4: int = 8, min_prefix_ipv6: int = 16
) -> pd.Series:
    """A condition on `aws:SourceIp` lets through a network as wide as a large part of the internet.

    ## Why
    A condition on `0.0.0.0/0` looks like a limit and is none. A very wide network holds a great
    many strangers' computers.

    ## Fix
    List the networks that the callers really use, or drop the condition so that nobody relies on
    it.

    ## Not covered
    Private networks (CND009). Conditions on `aws:VpcSourceIp`. Many narrow networks that together
    are wide, save where they are neighbours.

    ## Cases
    An `Allow` by `IpAddress` spares the listed networks, and so does a `Deny` by `NotIpAddress`. A
    network is wide if its prefix is shorter than `min_prefix_ipv4` (8) or `min_prefix_ipv6` (16).

    | key             | values                 | widest_ipv4 | widest_ipv6 | spares_listed | finding |
    | --------------- | ---------------------- | ----------- | ----------- | ------------- | ------- |
    | aws:SourceIp    | 0.0.0.0/0              | 0           | 128         | true          | yes     |
    | AWS:sourceip    | ::/0                   | 32          | 0           | true          | yes     |
    | aws:SourceIp    | 0.0.0.0/1, 128.0.0.0/1 | 0           | 128         | true          | yes     |
    | aws:SourceIp    | 3.0.0.0/8              | 8           | 128         | true          | no      |
    | aws:SourceIp    | 0.0.0.0/0              | 0           | 128         | false         | no      |
    | aws:VpcSourceIp | 0.0.0.0/0              | 0           | 128         | true          | no      |
    |                 |                        |             |             |               | unknown |
    """  # noqa: E501  (a wide table)
    r = policy_conditions
    is_wide = (r["widest_ipv4"] < min_prefix_ipv4) | (r["widest_ipv6"] < min_prefix_ipv6)
    return (r["key"].str.lower() == "aws:sourceip") & r["spares_listed"] & is_wide
