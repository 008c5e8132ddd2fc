"""ROOT003."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iam_report.catalog.controls import aws_config, cis, fsbp
from iam_report.rule import Severity, rule
from iam_report.schema import true_or_null

if TYPE_CHECKING:
    import pandas as pd


@rule(
    code="ROOT003",
    severity=Severity.HIGH,
    title="Virtual MFA device of the root user",
    message="the root user of {account_id} signs in with a virtual MFA device",
    evidence=("mfa_active",),
    fix="aws iam list-virtual-mfa-devices --assignment-status Assigned",
    controls=(
        *cis(v1_2="1.14", v1_3="1.6", v1_4="1.6", v5="1.5", v6="2.5", v7="2.6"),
        *fsbp("IAM.6"),
        *aws_config("root-account-hardware-mfa-enabled"),
    ),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-hw-mfa-for-root.html",),
)
def root_mfa_not_hardware(
    root_users: pd.DataFrame, virtual_mfa_devices: pd.DataFrame | None = None
) -> pd.Series:
    """The root user has MFA, and a virtual device is among its devices.

    ## Why
    The seed of a virtual device can be copied from a phone or its backup. A security key or a
    hardware token cannot, and a security key also resists phishing.

    ## Fix
    Register a security key or hardware token for the root user, keep a second one in another safe
    place, and remove the virtual device.

    ## Not covered
    A root user without any MFA (ROOT002). Of one with MFA nothing is known without the list of
    virtual devices. A device is recognised by the user it is assigned to, not by its name: any
    user may own a device named `root-account-mfa-device`.

    ## Cases
    With one virtual device, assigned to the root user of 111122223333:

    | account_id   | arn                            | mfa_active | finding |
    | ------------ | ------------------------------ | ---------- | ------- |
    | 111122223333 | arn:aws:iam::111122223333:root | true       | yes     |
    | 222233334444 | arn:aws:iam::222233334444:root | true       | no      |
    | 333344445555 | arn:aws:iam::333344445555:root | false      | no      |
    | 444455556666 | arn:aws:iam::444455556666:root |            | no      |

    | virtual_mfa_devices: serial_number                | user_arn                       |
    | ------------------------------------------------- | ------------------------------ |
    | arn:aws:iam::111122223333:mfa/a-phone             | arn:aws:iam::111122223333:root |
    | arn:aws:iam::222233334444:mfa/root-account-mfa-device | arn:aws:iam::222233334444:user/eve |
    """
    r = root_users
    has_mfa = r["mfa_active"]
    if virtual_mfa_devices is None:
        return ~true_or_null(~has_mfa)  # false where there is none, else null
    owners = virtual_mfa_devices["user_arn"].dropna()
    return has_mfa & r["arn"].isin(owners).astype(has_mfa.dtype)
