"""Authorization details that the AWS CLI makes, against a local moto server.

moto's details differ from those of AWS: policies have no name, and `--no-paginate` and filters
are not those of AWS.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import iam_report as ir
from tests.moto.conftest import AWS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AS_OF = "2100-01-01T00:00:00Z"
ACCOUNT = "123456789012"

pytestmark = pytest.mark.skipif(not AWS.exists(), reason="the AWS CLI is not installed")


def policy(*statements: object) -> str:
    """Return a document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


ADMIN = policy({"Effect": "Allow", "Action": "*", "Resource": "*"})
READ = policy({"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "*"})
TRUST = policy(
    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
)


@pytest.fixture(scope="module")
def details(aws: Callable[..., bytes]) -> bytes:
    """Make an account, and return its details."""
    for user in ("ann", "=bob"):
        aws("iam", "create-user", "--user-name", user)
    aws("iam", "create-group", "--group-name", "odd")
    aws("iam", "create-group", "--group-name", "empty")
    aws("iam", "add-user-to-group", "--group-name", "odd", "--user-name", "ann")
    put = ("--policy-name", "all", "--policy-document", ADMIN)
    aws("iam", "put-group-policy", "--group-name", "odd", *put)
    read = ("--policy-name", "read", "--policy-document", READ)
    aws("iam", "put-user-policy", "--user-name=\u003dbob", *read)
    aws("iam", "create-policy", *read)
    arn = f"arn:aws:iam::{ACCOUNT}:policy/read"
    version = ("--policy-arn", arn, "--policy-document", ADMIN, "--set-as-default")
    aws("iam", "create-policy-version", *version)
    role = ("--role-name", "open", "--assume-role-policy-document", TRUST)
    aws("iam", "create-role", *role)
    aws("iam", "attach-role-policy", "--role-name", "open", "--policy-arn", arn)
    aws("iam", "create-instance-profile", "--instance-profile-name", "open")
    profile = ("--instance-profile-name", "open", "--role-name", "open")
    aws("iam", "add-role-to-instance-profile", *profile)
    aws("iam", "tag-user", "--user-name", "ann", "--tags", "Key=team,Value=crew")
    return aws("iam", "get-account-authorization-details", "--output", "json")


def test_everything_is_there(details: bytes) -> None:
    found = ir.read_authorization_details(details, as_of=AS_OF)

    assert sorted(found["users"]["user"]) == ["=bob", "ann"]
    assert sorted(found["groups"]["group"]) == ["empty", "odd"]
    assert found["roles"]["role"].tolist() == ["open"]
    own = found["managed_policies"][~found["managed_policies"]["is_aws_managed"]]
    assert own[["policy", "default_version", "versions"]].to_numpy().tolist() == [["read", "v2", 2]]
    assert found["group_memberships"][["user", "group"]].to_numpy().tolist() == [["ann", "odd"]]
    assert found["instance_profiles"]["role"].tolist() == ["open"]
    assert found["tags"][["tag", "value"]].to_numpy().tolist() == [["team", "crew"]]
    assert not found["documents"]["is_malformed"].any()


def test_it_is_judged(details: bytes, tmp_path: Path) -> None:
    (tmp_path / "details.json").write_bytes(details)
    snapshot = ir.load(tmp_path, as_of=AS_OF)

    assert snapshot.problems.empty
    admins = snapshot["principals"].set_index("principal")["is_admin"]
    assert admins.to_dict() == {
        "ann": True,
        "=bob": False,
        "odd": True,
        "empty": False,
        "open": True,
    }
    failing = ir.evaluate(snapshot).findings
    failing = failing[failing["status"] == "fail"]
    assert {
        "policy_full_admin",
        "inline_full_admin",
        "role_assumable_by_anyone",
        "group_without_users",
        "user_with_inline_policies",
    } <= set(failing["rule"])
