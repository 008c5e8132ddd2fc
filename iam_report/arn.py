"""ARNs, a column at a time, of every partition (aws, aws-cn, aws-us-gov, aws-iso*, aws-eusc)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow.compute as pc

from iam_report.schema import repeated

if TYPE_CHECKING:
    import pyarrow as pa

#: How the ARN of an IAM user or of an account's root user begins, in any partition.
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
IAM_ARN_HEAD: Final = r"^arn:(?P<partition>aws[a-z0-9-]*):iam::(?P<account_id>[0-9]{12}):"


class Owner(NamedTuple):
    """Partition and account of each ARN, as Arrow string arrays; null where it is no IAM ARN.

    `is_one` is true where all ARNs are known to belong to one account.
    """

    partition: pa.ChunkedArray
    account_id: pa.ChunkedArray
    is_one: bool


def owner(arns: pa.ChunkedArray) -> Owner:
    """Return the partition and account of each IAM ARN.

    Where all ARNs belong to one account, as in a report of AWS, this costs one comparison of
    prefixes.
    """
    first = arns[0].as_py() if len(arns) else None
    head = re.match(IAM_ARN_HEAD, first or "")
    if head and pc.all(pc.starts_with(arns, head[0]), skip_nulls=False).as_py():
        partition, account_id = (repeated(part, len(arns)) for part in head.groups())
        return Owner(partition, account_id, is_one=True)
    parts = pc.extract_regex(arns, IAM_ARN_HEAD)
    partition, account_id = (pc.struct_field(parts, name) for name in ("partition", "account_id"))
    return Owner(partition, account_id, is_one=False)
