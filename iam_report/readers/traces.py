"""Traces of an export in a file that cannot be read as one.

A file with traces is damaged, and missing from the result; one without never was an export. Both
are errors when they were named, but of those found in a folder only the first kind is.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_AN_EXPORT: Final = "not_an_export"

#: JSON keys that only exports of AWS have, in lower case, and what the export is.
EXPORT_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "userdetaillist": "account authorization details",
        "groupdetaillist": "account authorization details",
        "roledetaillist": "account authorization details",
        "passwordpolicy": "account password policy",
        "summarymap": "account summary",
        "virtualmfadevices": "list of virtual MFA devices",
        "mfadevices": "list of MFA devices",
        "serviceslastaccessed": "service last accessed details",
        "servicespecificcredentials": "list of service-specific credentials",
        "servercertificatemetadatalist": "list of server certificates",
        "openidconnectproviderlist": "list of OIDC providers",
        "samlproviderlist": "list of SAML providers",
        "accesskeymetadata": "list of access keys",
        "accesskeylastused": "last use of an access key",
        "traillist": "list of trails",
        "alternatecontact": "alternate contact",
    }
)

_HEAD: Final = 65_536

#: Of a text in UTF-16 every other byte is NUL; of a picture or a database, fewer are.
_UTF16_NULS: Final = (0.4, 0.6)

_ROW: Final = (
    rb"[\"']?[^,;\t\r\n]{1,200}[,;\t]\s?[\"']?arn:aws[a-z0-9-]*:iam::[0-9]{12}:(?:user/|root\b)"
)
_ROWS: Final = re.compile(rb"(?:\A|[\r\n])" + _ROW)
_SIGNS: Final = re.compile(
    rb"(?:\A|[\r\n\"'])(?:" + _ROW + rb"|user[\"']?[,;\t]\s?[\"']?arn\b)"
    rb"|\"(?:generatedtime|reportformat|" + "|".join(EXPORT_KEYS).encode() + rb")\"\s*:"
    rb"|dxnlcixhcm4"  # the base64 of `user,arn`, in lower case
)


def damage_code(data: bytes, code: str) -> str:
    """Return `code` where the bytes hold traces of an export, else `not_an_export`."""
    return code if has_traces(data) else NOT_AN_EXPORT


def has_traces(data: bytes) -> bool:
    """Tell whether bytes hold a header or row of a credential report, or keys of an export."""
    head = data[:_HEAD]
    if nuls := head.count(0):
        least, most = (share * len(head) for share in _UTF16_NULS)
        if not least < nuls < most:
            return False
        head = head.replace(b"\0", b"")
    return bool(_SIGNS.search(head.lower()))


def has_rows(text: bytes) -> bool:
    """Tell whether most lines of a text are rows of a credential report."""
    head = text[:_HEAD]
    lines = max(head.count(b"\n"), head.count(b"\r")) + 1
    return 2 * len(_ROWS.findall(head)) >= lines
