"""ARNs of every partition."""

from __future__ import annotations

import pyarrow as pa
import pytest

from iam_report.arn import owner


@pytest.mark.parametrize(
    "partition", ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-eusc"]
)
def test_one_account(partition: str) -> None:
    arns = [f"arn:{partition}:iam::111122223333:{rest}" for rest in ("root", "user/a", "user/p/b")]

    found = owner(pa.chunked_array([arns[:1], arns[1:]]))

    assert found.partition.to_pylist() == [partition] * 3
    assert found.account_id.to_pylist() == ["111122223333"] * 3


def test_several_accounts_and_things_that_are_no_iam_arn() -> None:
    arns = {
        "arn:aws:iam::111122223333:user/a": "111122223333",
        "arn:aws-cn:iam::444455556666:root": "444455556666",
        "arn:aws:iam::1111:user/a": None,
        "arn:aws:s3:::bucket": None,
        "alice": None,
        "": None,
        " arn:aws:iam::111122223333:user/a": None,
    }

    assert owner(pa.chunked_array([list(arns)])).account_id.to_pylist() == list(arns.values())


def test_first_one_is_no_arn() -> None:
    found = owner(pa.chunked_array([[None, "arn:aws:iam::111122223333:root"]]))

    assert found.account_id.to_pylist() == [None, "111122223333"]


def test_nothing() -> None:
    assert owner(pa.chunked_array([pa.array([], pa.string())])).account_id.to_pylist() == []
