"""Which conditions name the callers, so that a policy with principal `*` is not public.

S3 documents it for buckets: a key that is about the caller, with a fixed value. A value is fixed if
it holds neither a wildcard nor a variable; networks wider than /8 (IPv6: /32) are everybody's.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from iam_report.policy.operators import holds_a_family, parse_network
from iam_report.policy.resources import has_variable, literal_account

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iam_report.policy.compiled import PreparedCondition

#: Keys that name the caller, in lower case: those of S3's meaning of "public".
_OF_S3: Final = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
    }
)

#: Keys that name the caller as well, but not in the documentation of S3.
_OF_OTHERS: Final = frozenset(
    {
        "aws:principalservicename",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "kms:calleraccount",
    }
)

#: The key in which S3 lets the name of the access point be a wildcard.
_ACCESS_POINT: Final = "s3:dataaccesspointarn"

_POSITIVE: Final = (
    *("StringEquals", "StringEqualsIgnoreCase", "StringLike"),
    *("ArnEquals", "ArnLike", "IpAddress"),
)

#: Networks with fewer bits in their prefix are everybody's to S3, unless they are private.
_LEAST_BITS: Final = {4: 8, 6: 32}


def names_callers(each: PreparedCondition, *, is_s3: bool) -> bool | None:
    """Return whether a condition names the callers; None if AWS does not say."""
    operator = each.operator
    is_positive = operator.is_known and operator.base in _POSITIVE and not operator.if_exists
    if not is_positive or operator.qualifier == "ForAllValues" or not each.values:
        return False
    if each.key == "aws:sourceip" and operator.base == "IpAddress":
        return _is_narrow(each.values, is_s3=is_s3)
    if each.key not in _OF_S3 | _OF_OTHERS or operator.base == "IpAddress":
        return False
    answers = [_is_fixed(each.key, value, is_s3=is_s3) for value in each.values]
    if False in answers:
        return False
    is_documented = each.key in _OF_S3 or not is_s3
    return True if is_documented and None not in answers else None


def _is_fixed(key: str, value: str, *, is_s3: bool) -> bool | None:
    """Return whether a value stands for callers that are named; None if AWS does not say."""
    if has_variable(value):
        return False
    if "*" not in value and "?" not in value:
        return True
    has_account = literal_account(value) is not None
    if key == _ACCESS_POINT:
        return has_account
    return None if has_account and not is_s3 else False


def _is_narrow(values: Iterable[str], *, is_s3: bool) -> bool | None:
    """Return whether networks are narrow enough to name the callers."""
    networks = [parse_network(value) for value in values]
    wide = [
        network
        for network in networks
        if network is not None
        and network.prefixlen < _LEAST_BITS[network.version]
        and not network.is_private
    ]
    if not wide:
        return True
    is_half = any(network.prefixlen <= 1 for network in wide)
    is_everybodys = is_s3 or is_half or holds_a_family(tuple(map(str, wide)))
    return False if is_everybodys else None
