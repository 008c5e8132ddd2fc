"""ROOT002."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp, trusted_advisor
from iam_report.rule import Severity, rule

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROOT002",
    severity=Severity.CRITICAL,
    title="Root user without MFA",
    message="the root user of {account_id} has credentials and no MFA device",
    evidence=(
        "mfa_active",
        "password_enabled",
        "access_key_1_active",
        "access_key_2_active",
        "last_used",
        "last_used_with",
    ),
    fix=(
        "aws sts assume-root --target-principal {account_id} --task-policy-arn arn=arn:PARTITION:"
        "iam::aws:policy/root-task/IAMDeleteRootUserCredentials  # of a member account only"
    ),
    controls=(
        *cis(v1_2="1.13", v1_3="1.5", v1_4="1.5", v5="1.4", v6="2.4", v7="2.5"),
        *cis(v1_2="1.14", v1_3="1.6", v1_4="1.6", v5="1.5", v6="2.5", v7="2.6"),
        *fsbp("IAM.9"),
        *fsbp("IAM.6"),
        *aws_config("root-account-mfa-enabled"),
        *aws_config("root-account-hardware-mfa-enabled"),
        *trusted_advisor("7DAFEmoDos"),
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html",
    ),
)
def root_mfa_disabled(root_users: pd.DataFrame) -> pd.Series:
    """The root user has a password, an active key or an active certificate, and no MFA device.

    ## Why
    Nothing in the account limits the root user. Without MFA, whoever learns its password, or reads
    the mailbox to which a new one is sent, owns the account.

    ## Fix
    Sign in as the root user and register two MFA devices, better security keys, under "Security
    credentials". In an organization, manage member accounts' root credentials centrally and delete
    them: a root user without credentials needs no MFA.

    ## Not covered
    Which kind of device it is (ROOT003). The root user of an AWS GovCloud (US) account, which
    cannot sign in to the console and can have no MFA: the rule passes it, and its access keys are
    reported by ROOT001.

    ## Cases
    A root user with `not_supported` as its password, as in old reports, has one.

    | account_id   | arn                               | has_credentials | mfa_active | finding |
    | ------------ | --------------------------------- | --------------- | ---------- | ------- |
    | 111122223333 | arn:aws:iam::111122223333:root    | true            | false      | yes     |
    | 222233334444 | arn:aws-cn:iam::222233334444:root | true            | false      | yes     |
    | 333344445555 | arn:aws:iam::333344445555:root    | true            | true       | no      |
    | 444455556666 | arn:aws:iam::444455556666:root    | false           | false      | no      |
    | 555566667777 | arn:aws:iam::555566667777:root    | false           |            | no      |
    | 666677778888 | arn:aws:iam::666677778888:root    | true            |            | unknown |
    | 777788889999 | arn:aws:iam::777788889999:root    |                 | false      | unknown |
    | 888899990000 | arn:aws:iam::888899990000:root    |                 |            | unknown |
    | 999900001111 | arn:aws-us-gov:iam::999900001111:root | true | false | no |
    """
    r = root_users
    in_govcloud = r["arn"].str.startswith("arn:aws-us-gov:")
    return r["has_credentials"] & ~r["mfa_active"] & ~in_govcloud
