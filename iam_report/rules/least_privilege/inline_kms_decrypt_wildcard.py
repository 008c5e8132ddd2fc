"""PRV013."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV013",
    severity=Severity.MEDIUM,
    title="Decryption with every KMS key by an inline policy",
    message="statement {statement} of {place} allows decryption with every key: {kms_decrypt}",
    evidence=(
        *("policy", "version", "statement", "sid", "actions", "resources", "conditions"),
        *("attached_to", "attached_names", "kms_decrypt"),
        *("update_command", "update_target", "update_detail"),
    ),
    fix=(
        "aws iam {update_command} --{update_target} --{update_detail} --policy-document "
        "file://POLICY.json"
    ),
    controls=(
        *fsbp("KMS.2", wide=True),
        *aws_config("iam-inline-policy-blocked-kms-actions", wide=True),
    ),
    references=(
        "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
    ),
)
def inline_kms_decrypt_wildcard(
    policy_statements: pd.DataFrame, *, wide: bool = False
) -> pd.Series:
    """An inline policy allows `kms:Decrypt` or `kms:ReEncryptFrom` on every key.

    ## Why
    Encryption with a key protects data from those who may not use the key. Who may decrypt with
    every key whose key policy leaves that to IAM needs only to read the data.

    ## Fix
    Name the keys in `Resource`, or limit the statement by `kms:ViaService` or
    `kms:ResourceAliases`.

    ## Not covered
    Key policies, which decide whether policies of IAM count at all. Customer managed policies
    (`kms_decrypt_wildcard`). Statements that name every action, or `kms:*`, unless `wide` is set.
    Statements with a condition that an ordinary caller does not meet. Explicit denies, permissions
    boundaries and policies of the organization are not taken off: see `principals` for what a user
    or role may do in the end.

    ## Cases

    | kind             | kms_decrypt | is_conditional | kms_all | is_admin | finding |
    | ---------------- | ----------- | -------------- | ------- | -------- | ------- |
    | inline           | kms:De*     | false          | ""      | false    | yes     |
    | inline           | kms:De*     | true           | ""      | false    | no      |
    | inline           | ""          | false          | kms     | false    | no      |
    | inline           | ""          | false          | ""      | true     | no      |
    | customer managed | kms:De*     | false          | ""      | false    | no      |
    | inline           |             |                |         |          | unknown |
    """
    r = policy_statements
    found = r["kms_decrypt"] != ""
    if wide:
        found |= (r["kms_all"] != "") | r["is_admin"]
    is_chosen = (r["kind"] == "inline").astype(found.dtype)
    return is_chosen & found & ~r["is_conditional"]
