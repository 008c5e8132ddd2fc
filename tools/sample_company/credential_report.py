"""The credential report of an account, as AWS writes it in 2026.

Rows end with a line feed, save the last. The root user comes first, then the users in alphabetical
order whatever the case of their letters. `N/A` stands for what is not there, `no_information` for a
password that was never used, `not_supported` for the root user's next password rotation.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tools.sample_company.model import (
        AccessKey,
        Account,
        Certificate,
        Credentials,
        Password,
        User,
    )

COLUMNS: Final = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_1_last_used_region",
    "access_key_1_last_used_service",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "access_key_2_last_used_region",
    "access_key_2_last_used_service",
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
)
ROOT_USER: Final = "<root_account>"
NONE: Final = "N/A"
NEVER_USED: Final = "no_information"
NOT_SUPPORTED: Final = "not_supported"
SLOTS: Final = (0, 1)
# For these AWS reports no region, because requests to them belong to none.
GLOBAL_SERVICES: Final = ("iam", "s3")


def credential_report_csv(account: Account) -> str:
    """Return the credential report itself."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(credential_report_rows(account))
    return text.getvalue().removesuffix("\n")


def credential_report_json(account: Account) -> str:
    """Return what `aws iam get-credential-report --output json` prints."""
    content = credential_report_csv(account).encode()
    answer = {
        "Content": base64.b64encode(content).decode(),
        "ReportFormat": "text/csv",
        "GeneratedTime": account.exported.isoformat(),
    }
    return json.dumps(answer, indent=4) + "\n"


def credential_report_rows(account: Account) -> list[Mapping[str, str]]:
    """Return the cells by column: first the root user, then the users in their order."""
    users = sorted(account.users, key=lambda user: user.name.lower())
    return [_root_row(account), *(_user_row(account, user) for user in users)]


def _root_row(account: Account) -> dict[str, str]:
    return {
        "user": ROOT_USER,
        "arn": f"arn:aws:iam::{account.id}:root",
        "user_creation_time": _date(account.opened),
        **_credentials(account.root.credentials, next_rotation=NOT_SUPPORTED),
    }


def _user_row(account: Account, user: User) -> dict[str, str]:
    next_rotation = _next_rotation(user.credentials.password, account.max_password_age)
    return {
        "user": user.name,
        "arn": f"arn:aws:iam::{account.id}:user{user.path}{user.name}",
        "user_creation_time": _date(user.created),
        **_credentials(user.credentials, next_rotation=next_rotation),
    }


def _credentials(credentials: Credentials, *, next_rotation: str) -> dict[str, str]:
    password = credentials.password
    cells = {
        "password_enabled": _bool(password is not None),
        "password_last_used": (_date(password.last_used) or NEVER_USED) if password else NONE,
        "password_last_changed": _date(password.changed) if password else NONE,
        "password_next_rotation": next_rotation,
        "mfa_active": _bool(credentials.mfa is not None),
    }
    for slot in SLOTS:
        cells |= _key(slot + 1, credentials.keys[slot] if slot < len(credentials.keys) else None)
    for slot in SLOTS:
        certificates = credentials.certificates
        cells |= _certificate(slot + 1, certificates[slot] if slot < len(certificates) else None)
    return cells


def _next_rotation(password: Password | None, max_age_days: int | None) -> str:
    if password is None or max_age_days is None:
        return NONE
    return _date(password.changed + timedelta(days=max_age_days))


def _key(number: int, key: AccessKey | None) -> dict[str, str]:
    used = key.last_used if key else None
    region = used.region if used and used.service not in GLOBAL_SERVICES else NONE
    return {
        f"access_key_{number}_active": _bool(key is not None and key.active),
        f"access_key_{number}_last_rotated": _date(key.created) if key else NONE,
        f"access_key_{number}_last_used_date": _date(used.at) if used else NONE,
        f"access_key_{number}_last_used_region": region,
        f"access_key_{number}_last_used_service": used.service if used else NONE,
    }


def _certificate(number: int, certificate: Certificate | None) -> dict[str, str]:
    return {
        f"cert_{number}_active": _bool(certificate is not None and certificate.active),
        f"cert_{number}_last_rotated": _date(certificate.created) if certificate else NONE,
    }


def _bool(value: bool) -> str:  # noqa: FBT001
    return "true" if value else "false"


def _date(moment: datetime | None) -> str:
    """Return a time as AWS writes it, or nothing if there is none."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""
