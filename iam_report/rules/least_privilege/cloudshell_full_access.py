"""PRV020."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import Control, cis, fsbp
from iam_report.catalog.facts import policies_for
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV020",
    severity=Severity.LOW,
    title="Full access to AWS CloudShell",
    message="AWS managed policy {policy} is attached; attachments: {attached_to}",
    evidence=("policy", "version", "attached_to", "attached_names", "boundary_of", "arn"),
    fix="aws iam list-entities-for-policy --policy-arn {arn}",
    controls=(
        *(Control(f"cis_{version}", "1.22") for version in ("2.0", "3.0", "4.0.1")),
        *cis(v5="1.21", v6="2.21", v7="2.20"),
        *fsbp("IAM.27"),
    ),
    references=(
        "https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html",
    ),
)
def cloudshell_full_access(policies: pd.DataFrame) -> pd.Series:
    """`AWSCloudShellFullAccess` is attached.

    ## Why
    AWS CloudShell can send files out of the account and take files in, by a machine that has a
    connection to the internet and the permissions of its user.

    ## Fix
    Detach the policy; give those who need the shell a policy without
    `cloudshell:GetFileDownloadUrls` and `cloudshell:GetFileUploadUrls`.

    ## Not covered
    Other policies that allow the same actions.

    ## Cases

    | kind             | policy                  | attached_to | finding |
    | ---------------- | ----------------------- | ----------- | ------- |
    | AWS managed      | AWSCloudShellFullAccess | 1           | yes     |
    | AWS managed      | AWSCloudShellFullAccess | 0           | no      |
    | AWS managed      | AWSCloudShellFullAccess |             | unknown |
    | AWS managed      | ReadOnlyAccess          | 1           | no      |
    | customer managed | AWSCloudShellFullAccess | 1           | no      |
    """
    r = policies
    is_attached = r["attached_to"] > 0
    is_named = r["policy"].isin(policies_for("cloudshell")) & (r["kind"] == "AWS managed")
    return is_named.astype(is_attached.dtype) & is_attached
