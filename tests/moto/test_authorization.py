"""What moto's authorization says about a user's policies, beside what `iam_report.simulate` says.

Moto checks the policies of an IAM user when its authorization is on. It is a weak oracle, for it does
not model conditions, `?` in a pattern, actions without case, NotResource, resource policies of any
service but S3, permissions boundaries, or resources beyond those of S3: every other action is asked
with the resource `*`. The rows below stay within what is left.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import iam_report as ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALICE = "arn:aws:iam::123456789012:user/alice"
BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"
OTHER = "arn:aws:s3:::amzn-s3-demo-bucket2"

Call = tuple[str, str, str, str, dict[str, str]]

KEY = {"Bucket": "amzn-s3-demo-bucket", "Key": "a/b"}
READ: Call = ("s3:GetObject", f"{BUCKET}/a/b", "s3", "get_object", KEY)
WRITE: Call = ("s3:PutObject", f"{BUCKET}/a/b", "s3", "put_object", KEY)
LIST: Call = ("s3:ListBucket", BUCKET, "s3", "list_objects_v2", {"Bucket": "amzn-s3-demo-bucket"})
USERS: Call = ("iam:ListUsers", "*", "iam", "list_users", {})
ROLES: Call = ("iam:ListRoles", "*", "iam", "list_roles", {})
VPCS: Call = ("ec2:DescribeVpcs", "*", "ec2", "describe_vpcs", {})

EVERYTHING = ("Allow", "Action", "*", "*")


@pytest.fixture(scope="module")
def call() -> Iterator[Callable[[str, Call], bool]]:
    """Return a function that gives a user a policy and says whether moto then lets a call pass."""
    import boto3  # noqa: PLC0415  (takes a second to import)
    from botocore.exceptions import ClientError  # noqa: PLC0415
    from moto import mock_aws  # noqa: PLC0415
    from moto.core import set_initial_no_auth_action_count  # noqa: PLC0415

    with mock_aws():
        region = {"region_name": "us-east-1"}
        iam = boto3.client("iam", **region)
        iam.create_user(UserName="alice")
        key = iam.create_access_key(UserName="alice")["AccessKey"]
        keys = {
            "aws_access_key_id": key["AccessKeyId"],
            "aws_secret_access_key": key["SecretAccessKey"],
        }
        store = boto3.client("s3", **region)
        store.create_bucket(Bucket="amzn-s3-demo-bucket")
        store.put_object(**KEY, Body=b"x")
        clients = {name: boto3.client(name, **region, **keys) for name in ("s3", "iam", "ec2")}

        def passes(policy: str, request: Call) -> bool:
            _, _, service, operation, arguments = request
            iam.put_user_policy(UserName="alice", PolicyName="policy", PolicyDocument=policy)
            method = set_initial_no_auth_action_count(0)(getattr(clients[service], operation))
            try:
                method(**arguments)
            except ClientError as error:
                assert error.response["Error"]["Code"] == "AccessDenied"  # noqa: PT017
                return False
            return True

        yield passes


@pytest.mark.parametrize(
    ("request_", "statements"),
    [
        (READ, [EVERYTHING]),
        (READ, [("Allow", "Action", "s3:GetObject", f"{BUCKET}/*")]),
        (READ, [("Allow", "Action", "s3:GetObject", f"{BUCKET}/a/b")]),
        (READ, [("Allow", "Action", "s3:GetObject", f"{BUCKET}/a")]),
        (READ, [("Allow", "Action", "s3:GetObject", BUCKET)]),
        (READ, [("Allow", "Action", "s3:GetObject", f"{OTHER}/*")]),
        (READ, [("Allow", "Action", "s3:*", [f"{OTHER}/*", f"{BUCKET}/*"])]),
        (READ, [("Allow", "Action", ["s3:PutObject", "s3:GetObject"], "*")]),
        (READ, [("Allow", "Action", "ec2:*", "*")]),
        (READ, [EVERYTHING, ("Deny", "Action", "s3:GetObject", f"{BUCKET}/*")]),
        (READ, [("Deny", "Action", "s3:*", "*"), EVERYTHING]),
        (READ, [EVERYTHING, ("Deny", "Action", "s3:GetObject", f"{OTHER}/*")]),
        (READ, [EVERYTHING, ("Deny", "Action", "s3:PutObject", "*")]),
        (READ, [EVERYTHING, ("Deny", "NotAction", "s3:*", "*")]),
        (WRITE, [("Allow", "Action", "s3:Get*", "*")]),
        (WRITE, [("Allow", "Action", "s3:Put*", f"{BUCKET}/*")]),
        (WRITE, [("Allow", "NotAction", "s3:PutObject", "*")]),
        (LIST, [("Allow", "Action", "s3:ListBucket", BUCKET)]),
        (LIST, [("Allow", "Action", "s3:ListBucket", f"{BUCKET}/*")]),
        (LIST, [("Allow", "Action", "s3:ListBucket", f"{BUCKET}*")]),
        (USERS, [("Allow", "Action", "iam:List*", "*")]),
        (USERS, [("Allow", "Action", "iam:ListRoles", "*")]),
        (USERS, [("Allow", "NotAction", "iam:*", "*")]),
        (USERS, [EVERYTHING, ("Deny", "Action", "iam:*", "*")]),
        (USERS, [("Deny", "Action", "iam:ListRoles", "*"), EVERYTHING]),
        (ROLES, [EVERYTHING, ("Deny", "NotAction", ["s3:*", "iam:List*"], "*")]),
        (VPCS, [("Allow", "Action", ["s3:*", "ec2:Describe*"], "*")]),
        (VPCS, [("Allow", "NotAction", "iam:*", "*")]),
        (VPCS, [EVERYTHING, ("Deny", "NotAction", ["s3:*", "iam:*"], "*")]),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else json.dumps(value),
)
def test_moto_and_simulate_agree(
    request_: Call,
    statements: list[tuple[str, str, Any, Any]],
    call: Callable[[str, Call], bool],
) -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": effect, element: actions, "Resource": resources}
            for effect, element, actions, resources in statements
        ],
    }
    decision = ir.simulate(
        action=request_[0],
        resource=request_[1],
        principal=ALICE,
        identity_policies=[policy],
    )
    assert (decision.decision == "allowed") == call(json.dumps(policy), request_)
