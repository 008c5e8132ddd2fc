"""Tests of CND008."""

from __future__ import annotations

from iam_report.rules.conditions.source_ip_wide import source_ip_wide
from iam_report.testing import assert_rule


def test_options() -> None:
    """A prefix as long as asked for is narrow enough; each family has its own length."""
    assert_rule(
        source_ip_wide,
        """
        | key          | values        | widest_ipv4 | widest_ipv6 | spares_listed | finding |
        | ------------ | ------------- | ----------- | ----------- | ------------- | ------- |
        | aws:SourceIp | 3.0.0.0/15    | 15          | 128         | true          | yes     |
        | aws:SourceIp | 3.0.0.0/16    | 16          | 128         | true          | no      |
        | aws:SourceIp | 2001:db8::/31 | 32          | 31          | true          | yes     |
        | aws:SourceIp | 2001:db8::/32 | 32          | 32          | true          | no      |
        """,
        min_prefix_ipv4=16,
        min_prefix_ipv6=32,
    )
