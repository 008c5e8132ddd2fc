"""Read one policy document, bare or as an AWS CLI command prints it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from iam_report.errors import ExportError
from iam_report.frames.statements import STATEMENTS
from iam_report.policy.documents import parse_documents, plain_document
from iam_report.readers.json_text import parse_json
from iam_report.readers.source import open_source
from iam_report.readers.text import plain_text
from iam_report.schema import TIMESTAMP, nulls, repeated

if TYPE_CHECKING:
    import pandas as pd

    from iam_report.readers.source import Source

#: What AWS CLI commands print around a document, in lower case: of get-policy-version,
#: get-user-policy, get-role, describe-policy of Organizations, get-bucket-policy, get-key-policy,
#: get-queue-attributes, get-topic-attributes, get-resource-policy of several services.
_AROUND: Final = (
    "policyversion",
    "document",
    "policydocument",
    "assumerolepolicydocument",
    "role",
    "policy",
    "content",
    "attributes",
    "resourcepolicy",
)
_STATEMENT: Final = "Statement"
_MOST_WRAPPED: Final = 5


def read_policy(source: Source, *, name: str | None = None) -> pd.DataFrame:
    """Read one policy document of any kind.

    Args:
        source: Path, bytes or open binary file with the JSON of the document, or that JSON
            decoded: an identity policy, trust policy, resource policy, service or resource
            control policy, permissions boundary or session policy. What the AWS CLI prints around
            a document is seen through, as are documents written as text or URL-encoded.
        name: What the column `document` of the result holds; by default the hash of the document.

    Returns:
        A `statements` frame: one row per statement, with the columns of
        `iam_report.frames.statements.STATEMENTS`. `account_id` and `as_of` are null.

    Raises:
        ExportError: The content holds no policy document, or one that AWS would refuse; the
            message says what is wrong.

    Examples:
        >>> import iam_report as ir
        >>> allow = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        >>> statements = ir.read_policy({"Version": "2012-10-17", "Statement": allow})
        >>> statements["actions"][0].tolist()
        ['s3:*']
    """
    blob = open_source(source)
    if blob.data is None:
        text = _text_of(blob.value, blob.name)
    else:
        text = plain_document(plain_text(blob.data, blob.name).strip())
        if not _is_document(text):
            text = _text_of(parse_json(text, blob.name), blob.name)
    parsed = parse_documents([text])
    problem = parsed.documents["problem"][0].as_py()
    if problem is not None:
        raise ExportError(
            f"`{blob.name}` is no policy that AWS would take: {problem}",
            hint="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
            file=blob.name,
            code="malformed_policy",
        )
    count = len(parsed.statements["statement"])
    columns = {n: c for n, c in parsed.statements.items() if n != "at"}
    return STATEMENTS.from_arrays(
        {
            "account_id": nulls(count),
            "as_of": nulls(count, TIMESTAMP),
            "document": repeated(name or parsed.hashes[0].as_py(), count),
            **columns,
        }
    )


def _is_document(text: bytes) -> bool:
    """Tell whether a text is a document itself; one that is no JSON is judged as one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, Mapping) and _STATEMENT in value


def _text_of(value: Any, name: str) -> bytes:
    """Return the JSON text of the document in a decoded value."""
    found = _document_in(value, _MOST_WRAPPED)
    if found is None:
        raise ExportError(
            f"`{name}` holds no policy document",
            hint="give the JSON of a policy, or what `aws iam get-policy-version` prints",
            file=name,
            code="no_policy",
        )
    return found


def _document_in(value: Any, depth: int) -> bytes | None:
    if isinstance(value, str):
        text = plain_document(json.dumps(value).encode())
        return text if _is_document(text) else None
    if not isinstance(value, Mapping):
        return None
    if any(str(key).lower() == _STATEMENT.lower() for key in value):
        return json.dumps(value, default=str).encode()
    if not depth:
        return None
    inner = (v for key in _AROUND for k, v in value.items() if str(k).lower() == key)
    found = (_document_in(child, depth - 1) for child in inner)
    return next((document for document in found if document is not None), None)
