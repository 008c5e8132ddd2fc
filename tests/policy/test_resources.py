"""Patterns of ARNs."""

from __future__ import annotations

import pytest

from iam_report.policy.resources import (
    PolicyKind,
    Reach,
    arns_intersect,
    covers_all,
    covers_arns,
    has_variable,
    literal_account,
    matches_arn,
    reach,
    reach_outside,
)

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/ops/alice"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", True),
        ("**", True),
        ("arn:*", True),
        ("arn:aws:*", True),
        ("arn:aws-cn:*", True),
        ("arn:aws*:*", True),
        ("arn:aws", True),
        ("arn:*:*:*:*:*", True),
        ("arn:aws:*:*:*:*", True),
        ("arn:*:*:*:*:**", True),
        ("*:*", True),
        ("?*", True),
        ("", False),
        ("?", False),
        ("*/*", False),
        ("arn:aws-?*:*", False),
        ("arn:aws:s3:::*", False),
        ("arn:aws:*:*:*:*/*", False),
        ("arn:aws:*:*:111122223333:*", False),
        ("arn:aws:*::*:*", False),
        ("arn:aws:*:*:*:?*", False),
        ("arn:aws:iam::*:*", False),
        ("arn:${aws:PrincipalTag/partition}:*", False),
        ("arn:aws:*:*:*:${aws:username}", False),
        ("Arn:aws:*", False),
    ],
)
def test_covers_all(pattern: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert covers_all(pattern) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("*", USER, True),
        ("*", "*", True),
        ("**", "*", True),
        ("?", "*", True),  # a pattern that AWS refuses is matched as it stands
        ("arn:*", "*", False),
        (USER, USER, True),
        (USER, USER.upper(), False),
        ("arn:aws:iam::*:user/*", USER, True),
        ("arn:aws:iam::*:user/alice", USER, False),
        ("arn:aws:iam::*:user/*/alice", USER, True),
        ("arn:aws:iam::111122223333:*", USER, True),
        ("arn:aws:iam::11112222333?:user/*", USER, True),
        ("arn:aws:iam::444455556666:*", USER, False),
        ("arn:aws:iam:*:*:user/*", USER, True),
        ("arn:aws-cn:iam::*:user/*", USER, False),
        ("arn:aws:iam::*:USER/*", USER, False),
        # a star stays in its part, but the last part may hold colons
        ("arn:aws:*:user/ops/alice", USER, False),
        ("arn:aws:iam*", USER, True),
        ("arn:aws:i*alice", USER, False),
        ("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b", True),
        ("arn:aws:logs:*:*:*", "arn:aws:logs:eu-west-1:1:log-group:a", True),
        ("arn:aws:s3:::a", "arn:aws:s3:::a/b", False),
        ("arn:aws:s3:::a/*", "arn:aws:s3:::a/b:c\nd", True),
        ("arn:aws:s3:::a*", "arn:aws:s3:::ab/c", True),
        # too few parts
        ("arn:aws:iam", USER, True),
        ("arn:aws:iam::111122223333", USER, True),
        ("arn:aws:sqs", USER, False),
        ("arn", USER, False),
        ("", USER, False),
        ("arn:aws:iam::*:user/*", "arn:aws:iam", False),
        # a variable is text here
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/alice", False),
        ("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/${aws:username}", True),
    ],
)
def test_matches_arn(pattern: str, arn: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert matches_arn(pattern, arn) is expected


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("*", {"identity", "resource", "scp", "rcp"}),
        ("arn:aws:iam::*:user/*", {"identity", "resource", "scp", "rcp"}),
        ("arn:aws:iam:*", {"identity", "resource", "scp"}),
        ("arn:aws:*:", {"identity", "resource"}),
        ("arn:a*:iam", {"identity", "resource"}),
        ("arn:aws:iam", {"identity"}),
    ],
)
def test_too_few_parts_by_kind_of_policy(pattern: str, kinds: set[PolicyKind]) -> None:
    every: tuple[PolicyKind, ...] = ("identity", "resource", "scp", "rcp")

    assert {kind for kind in every if matches_arn(pattern, USER, kind=kind)} == kinds


@pytest.mark.parametrize(
    ("pattern", "other", "expected"),
    [
        ("*", "*", True),
        ("*", "arn:aws:s3:::a", True),
        ("arn:*", "*", False),
        ("?*", "*", False),
        ("arn:aws:s3:::*", "arn:aws:s3:::a/*", True),
        ("arn:aws:s3:::a/*", "arn:aws:s3:::*", False),
        ("arn:*:s3:::*", "arn:aws:s3:::a", True),
        ("arn:aws:s3:::a*", "arn:aws:s3:::a/*", True),
        ("arn:aws:iam::*:*", "arn:aws:iam::111122223333:user/*", True),
        ("arn:aws:iam:*", "arn:aws:iam::111122223333:user/*", True),
        ("arn:aws:iam::111122223333:user/*", "arn:aws:iam", False),
        ("arn:aws:s3", "arn:aws:s3:*", True),
        ("arn:aws:s3:*", "arn:aws:s3", True),
        ("*:user/*", "arn:aws:iam::*:user/a", True),
        ("*:user/*", "arn:aws:iam::*:role/a", False),
        ("arn:aws:iam::*:*", "*:user/a", False),
        # variables
        ("arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::${aws:username}/*", True),
        ("arn:aws:s3:::${aws:username}/*", "arn:aws:s3:::${aws:username}/a", False),
        ("arn:aws:s3:::${aws:username}*", "arn:aws:s3:::alice", False),
        ("arn:aws:s3:::*", "arn:aws:s3:::${aws:username}/*", True),
        ("arn:aws:s3:::*/*", "arn:aws:s3:::${aws:username}", False),
        ("arn:aws:s3:::?*", "arn:aws:s3:::${aws:username}", False),
        ("arn:aws:s3:::a/${*}", "arn:aws:s3:::a/b", False),
        ("arn:aws:s3:::a/${*}", "arn:aws:s3:::a/${{b}", False),
        ("arn:aws:s3:::a/*", "arn:aws:s3:::a/${*}", True),
    ],
)
def test_covers_arns(pattern: str, other: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert covers_arns(pattern, other) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("*", "arn:aws:s3:::a", True),
        ("*", "*", True),
        ("arn:aws:s3:::a*", "arn:aws:s3:::*b", True),
        ("arn:aws:s3:::a*", "arn:aws:s3:::b*", False),
        ("arn:aws:s3", "arn:*:*:*:*:a", True),
        ("arn:aws:s3:::a", "arn:aws-cn:s3:::a", False),
        ("arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:*/alice", True),
        ("*:user/*", "arn:aws:iam::*:user/a", True),
        ("*:user/*", "arn:aws:iam::111122223333:role/a", False),
        ("a*", "*b", True),
        # a variable may be anything
        ("arn:aws:s3:::${aws:username}", "arn:aws:s3:::alice", True),
        ("arn:aws:s3:::home/${aws:username}", "arn:aws:s3:::alice", False),
        ("arn:aws:s3:::${aws:username, 'a:b'}", "arn:aws:s3:::${aws:userid}", True),
        ("${*}", "arn:aws:s3:::a", True),
    ],
)
def test_arns_intersect(a: str, b: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert arns_intersect(a, b) is expected
    assert arns_intersect(b, a) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (USER, ACCOUNT),
        ("arn:aws-us-gov:iam::111122223333", ACCOUNT),
        ("arn:aws:sns:*:111122223333:*", ACCOUNT),
        ("arn:aws:iam::*:user/*", None),
        ("arn:aws:iam::11112222333?:user/*", None),
        ("arn:aws:s3:::111122223333", None),
        ("arn:aws:iam::${aws:PrincipalAccount}:user/a", None),
        ("arn:aws", None),
        ("*", None),
        ("111122223333", None),
        ("a:b:c:d:111122223333:e", None),
    ],
)
def test_literal_account(pattern: str, expected: str | None) -> None:
    assert literal_account(pattern) == expected


def test_variables() -> None:
    assert has_variable("arn:aws:s3:::a/${aws:username}/*")
    assert has_variable("${*}")
    assert not has_variable("arn:aws:s3:::$a/{b}")
    assert not has_variable("${" * 1_000)


def names(found: Reach) -> str:
    return ", ".join(name for name, is_reached in found._asdict().items() if is_reached)


IAM = "users, roles, groups, policies, own_user"


@pytest.mark.parametrize(
    ("patterns", "expected", "of_any_account"),
    [
        (["*"], f"all_resources, {IAM}", f"all_resources, {IAM}"),
        (["arn:aws:*"], f"all_resources, {IAM}", f"all_resources, {IAM}"),
        (["arn:aws:iam::*:*"], IAM, IAM),
        (["arn:aws-us-gov:iam::*:*"], IAM, IAM),
        (["arn:aws:iam::111122223333:*"], IAM, ""),
        (["arn:aws:iam::444455556666:*"], "", ""),
        (["arn:aws:s3:::*"], "", ""),
        (["arn:aws:iam::*:user/*"], "users, own_user", "users, own_user"),
        (["arn:aws:iam::*:user*"], "users, own_user", "users, own_user"),
        (["arn:aws:iam::*:user/?*"], "users, own_user", "users, own_user"),
        (["arn:aws:iam::*:user/a*"], "", ""),
        (["arn:aws:iam::*:user/ops/*"], "", ""),
        (["arn:aws:iam::*:role/*", "arn:aws:iam::*:group/*"], "roles, groups", "roles, groups"),
        (["arn:aws:iam::*:policy/*"], "policies", "policies"),
        (["arn:aws:iam::*:user/${aws:username}"], "own_user", "own_user"),
        (["arn:aws:iam::111122223333:user/${ AWS:UserName }"], "own_user", ""),
        (["arn:aws:iam::*:*/${aws:username}"], "own_user", "own_user"),
        (["arn:aws:iam::*:role/${aws:username}"], "", ""),
        (["arn:aws:iam::*:user/${aws:userid}"], "", ""),
        (["arn:aws:iam::*:user/${aws:PrincipalTag/a}${aws:username}"], "", ""),
        ([], "", ""),
    ],
)
def test_reach(patterns: list[str], expected: str, of_any_account: str) -> None:
    assert names(reach(patterns, ACCOUNT)) == expected
    assert names(reach(patterns, None)) == of_any_account


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([], f"all_resources, {IAM}"),
        (["arn:aws:s3:::*"], IAM),
        (["arn:aws:iam::*:user/admin"], "roles, groups, policies, own_user"),
        (["arn:aws:iam::*:user/*"], "roles, groups, policies"),
        (["arn:aws:iam::111122223333:*"], ""),
        (["arn:aws:iam::444455556666:*"], IAM),
        (["arn:aws:iam::*:user/${aws:username}"], "roles, groups, policies"),
        (["arn:aws:iam::*:role/a", "arn:aws:iam::*:group/*"], "users, policies, own_user"),
        (["*"], ""),
    ],
)
def test_reach_outside(patterns: list[str], expected: str) -> None:
    assert names(reach_outside(patterns, ACCOUNT)) == expected


def test_reach_outside_of_some_account() -> None:
    # It may be the one that the pattern names.
    assert names(reach_outside(["arn:aws:iam::444455556666:*"], None)) == ""
