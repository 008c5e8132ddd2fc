"""One policy document, bare or as an AWS CLI command prints it."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
import pytest

import iam_report as ir
from iam_report.frames.statements import STATEMENTS

if TYPE_CHECKING:
    from pathlib import Path

POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": ["*"]},
        {"Effect": "Deny", "NotAction": ["iam:*"], "NotResource": "arn:aws:s3:::a"},
    ],
}
TEXT = json.dumps(POLICY)

FORMS: dict[str, Any] = {
    "decoded": POLICY,
    "bytes": TEXT.encode(),
    "byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "UTF-16": TEXT.encode("utf-16"),
    "gzip": gzip.compress(TEXT.encode()),
    "stream": io.BytesIO(TEXT.encode()),
    "blanks around": f"\n {TEXT} \n".encode(),
    "JSON text": json.dumps(TEXT).encode(),
    "URL-encoded": quote(TEXT).encode(),
    "get-policy-version": {"PolicyVersion": {"Document": POLICY, "VersionId": "v1"}},
    "get-user-policy": {"UserName": "a", "PolicyName": "b", "PolicyDocument": POLICY},
    "get-user-policy of Go": {"PolicyDocument": quote(TEXT)},
    "get-role": {"Role": {"RoleName": "a", "AssumeRolePolicyDocument": POLICY}},
    "get-bucket-policy": {"Policy": TEXT},
    "describe-policy": {"Policy": {"PolicySummary": {"Name": "scp"}, "Content": TEXT}},
    "get-queue-attributes": {"Attributes": {"Policy": TEXT}},
    "in a file of bytes": json.dumps({"Policy": TEXT}).encode(),
}


@pytest.mark.parametrize("source", FORMS.values(), ids=FORMS.keys())
def test_forms(source: Any) -> None:
    found = ir.read_policy(source, name="mine")

    STATEMENTS.check(found)
    assert found["document"].tolist() == ["mine", "mine"]
    assert found["account_id"].isna().all()
    assert found["effect"].tolist() == ["Allow", "Deny"]
    assert [list(a) for a in found["actions"].dropna()] == [["s3:Get*"]]
    assert [list(a) for a in found["not_actions"].dropna()] == [["iam:*"]]


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(TEXT)

    found = ir.read_policy(tmp_path / "policy.json")

    assert found["document"].str.fullmatch("[0-9a-f]{32}").all()
    assert found["sid"].tolist() == ["Read", pd.NA]


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"},
        {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"},
    ],
    ids=["trust", "resource", "resource control"],
)
def test_any_kind(statement: dict[str, Any]) -> None:
    (principals,) = ir.read_policy({"Statement": statement})["principals"]

    assert [p["value"] for p in principals] == ["*"]


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ({"Statement": {"Effect": "allow"}}, "malformed_policy", "`Effect` is `allow`"),
        (b'{"Statement": [], "Statement": []}', "malformed_policy", "stands twice"),
        (b'{"statement": []}', "malformed_policy", "no element `statement`"),
        (b'{"Users": []}', "no_policy", "holds no policy document"),
        (b'{"Policy": "nothing"}', "no_policy", "holds no policy document"),
        (b"[]", "no_policy", "holds no policy document"),
        ({"Role": {"Role": {"Role": {"Role": {"Role": {"Role": POLICY}}}}}}, "no_policy", "holds"),
        (b"nothing", "not_an_export", "is not valid JSON"),
        (b'{"Statement": [', "not_an_export", "is not valid JSON"),
        (b"", "not_an_export", "is not valid JSON"),
    ],
)
def test_refused(source: Any, code: str, message: str) -> None:
    with pytest.raises(ir.ExportError, match=message) as caught:
        ir.read_policy(source)

    assert caught.value.code == code
