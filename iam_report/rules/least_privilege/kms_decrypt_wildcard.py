"""PRV012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, fsbp
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="PRV012",
    severity=Severity.MEDIUM,
    title="Decryption with every KMS key",
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
        *fsbp("KMS.1", unattached=True, wide=True),
        *aws_config("iam-customer-policy-blocked-kms-actions", unattached=True, wide=True),
    ),
    references=(
        "https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html",
    ),
)
def kms_decrypt_wildcard(
    policy_statements: pd.DataFrame, *, unattached: bool = False, wide: bool = False
) -> pd.Series:
    """A customer managed policy allows `kms:Decrypt` or `kms:ReEncryptFrom` on every key.

    ## Why
    Encryption with a key protects data from those who may not use the key. Who may decrypt with
    every key whose key policy leaves that to IAM needs only to read the data.

    ## Fix
    Name the keys in `Resource`, or limit the statement by `kms:ViaService` or
    `kms:ResourceAliases`.

    ## Not covered
    Key policies, which decide whether policies of IAM count at all. Inline policies
    (`inline_kms_decrypt_wildcard`). Statements that name every action, or `kms:*`, unless `wide` is
    set. Statements with a condition that an ordinary caller does not meet. Policies that are
    attached to nothing, unless `unattached` is set. Explicit denies, permissions boundaries and
    policies of the organization are not taken off: see `principals` for what a user or role may do
    in the end.

    ## Cases

    | kind             | is_attached | kms_decrypt | is_conditional | kms_all | is_admin | finding |
    | ---------------- | ----------- | ----------- | -------------- | ------- | -------- | ------- |
    | customer managed | true        | kms:De*     | false          | ""      | false    | yes     |
    | customer managed | true        | kms:De*     | true           | ""      | false    | no      |
    | customer managed | true        | ""          | false          | kms     | false    | no      |
    | customer managed | true        | ""          | false          | ""      | true     | no      |
    | inline           | true        | kms:De*     | false          | ""      | false    | no      |
    | customer managed | false       | kms:De*     | false          | ""      | false    | no      |
    | customer managed | true        |             |                |         |          | unknown |
    """
    r = policy_statements
    found = r["kms_decrypt"] != ""
    if wide:
        found |= (r["kms_all"] != "") | r["is_admin"]
    is_chosen = (r["kind"] == "customer managed").astype(found.dtype)
    found = is_chosen & found & ~r["is_conditional"]
    return found if unattached else found & r["is_attached"]
