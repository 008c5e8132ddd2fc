"""The policies of an account: which rows there are, and what is said of each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.policies import POLICIES
from iam_report.relations import relations
from iam_report.relations.policies import policies
from iam_report.snapshot import Snapshot
from tests.relations.written_policies import (
    ACCOUNT,
    allow,
    deny,
    document,
    managed,
    owner,
    snapshot,
)

READ = document(allow("s3:ListBucket", "arn:aws:s3:::example"))
ADMIN = document(allow("*"))
OURS = f"arn:aws:iam::{ACCOUNT}:policy/Ours"
AWS_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def rows(*entries: dict[str, Any]) -> pd.DataFrame:
    """Return the relation of an account with these entries."""
    return POLICIES.check(snapshot(*entries).policies)


def of_text(text: Any, *names: str) -> Any:
    """Return columns of a policy with this text."""
    (row,) = rows(managed("Ours", text))[list(names)].to_dict("records")
    found = tuple(None if pd.isna(row[name]) else row[name] for name in names)
    return found if len(names) > 1 else found[0]


def test_which_policies() -> None:
    """Managed ones first, then those of users, groups and roles; trust policies are none."""
    found = rows(
        managed("Ours", READ),
        managed("AdministratorAccess", ADMIN, account="aws"),
        owner("user", "ann", inline={"In": READ}),
        owner("group", "ops", inline={"In": READ}),
        owner("role", "app", inline={"In": READ}),
        owner("role", "slr", "/aws-service-role/x.amazonaws.com/", inline={"In": READ}),
    )

    assert found[["place", "kind", "is_own", "owner_type", "version"]].to_numpy().tolist() == [
        ["policy Ours", "customer managed", True, pd.NA, "v1"],
        ["AWS managed policy AdministratorAccess", "AWS managed", False, pd.NA, "v1"],
        ["inline policy In of user ann", "inline", True, "user", pd.NA],
        ["inline policy In of group ops", "inline", True, "group", pd.NA],
        ["inline policy In of role app", "inline", True, "role", pd.NA],
        ["inline policy In of role slr", "inline", False, "role", pd.NA],
    ]


@pytest.mark.parametrize(
    ("given", "attached", "expected"),
    [
        ({}, [], (1, 1, "")),
        ({"AttachmentCount": 0}, [], (0, 0, "")),
        ({"AttachmentCount": 0}, ["ann"], (1, 1, "ann")),
        ({"AttachmentCount": 9}, ["ann", "bob"], (9, 9, "ann, bob")),
        ({"AttachmentCount": None}, ["ann"], (1, 1, "ann")),
        ({"AttachmentCount": None}, [], (None, None, "")),
        (
            {"AttachmentCount": 12},
            [f"u{n}" for n in range(12)],
            (12, 12, "u0, u1, u2, u3, u4, u5, u6, u7, u8, u9"),
        ),
    ],
)
def test_attached_to(given: dict[str, Any], attached: list[str], expected: Any) -> None:
    """AWS's own count, or what is in the export where that is more; null without either."""
    users = [owner("user", name, attached=[OURS]) for name in attached]
    found = rows(managed("Ours", READ, **given), *users)

    row = found[["attached_to", "attached_outside", "attached_names"]].iloc[0]
    assert tuple(None if pd.isna(value) else value for value in row) == expected


def test_attached_to_roles_that_aws_made() -> None:
    """They do not count in `attached_outside`."""
    found = rows(
        managed("AdministratorAccess", ADMIN, account="aws", AttachmentCount=3),
        owner("role", "app", attached=[AWS_ADMIN]),
        owner("role", "AWSReservedSSO_a", "/aws-reserved/sso.amazonaws.com/", attached=[AWS_ADMIN]),
        owner("role", "slr", "/aws-service-role/x.amazonaws.com/", attached=[AWS_ADMIN]),
    )

    assert found[["attached_to", "attached_outside"]].to_numpy().tolist() == [[3, 1]]


@pytest.mark.parametrize(("given", "expected"), [(0, 2), (7, 7), (None, 2)])
def test_boundary_of(given: int | None, expected: int) -> None:
    """Likewise, of users and roles whose permissions boundary it is."""
    found = rows(
        managed("Ours", READ, PermissionsBoundaryUsageCount=given),
        owner("user", "ann", boundary=OURS),
        owner("role", "app", boundary=OURS),
    )

    assert found["boundary_of"].tolist() == [expected]


@pytest.mark.parametrize(
    ("name", "account", "expected"),
    [
        ("AWSLambdaFullAccess", "aws", "AWSLambda_FullAccess"),
        ("AWSLambdaFullAccess", ACCOUNT, ""),
        ("ReadOnlyAccess", "aws", ""),
    ],
)
def test_replacement(name: str, account: str, expected: str) -> None:
    """Only of AWS managed policies: anybody can give a policy such a name."""
    assert rows(managed(name, READ, account=account))["replacement"].tolist() == [expected]


def test_duplicates() -> None:
    """Each names the first policy with the same text; AWS's own and unknown texts do not count."""
    other = document(allow("s3:ListBucket", "arn:aws:s3:::other"))
    found = rows(
        managed("Aws", READ, account="aws"),
        managed("First", READ),
        managed("Second", READ),
        managed("Other", other),
        managed("Unknown"),
        managed("Unknown2"),
        owner("user", "ann", inline={"In": READ}),
        owner("role", "slr", "/aws-service-role/x.amazonaws.com/", inline={"In": READ}),
    )

    assert found["duplicate_of"].fillna("null").tolist() == [
        *("", "policy First", "", "null", "null", "", "policy First", "")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (READ, ""),
        (document(allow("*", Sid="A"), allow("*", Sid="A"), deny("*", Sid="B")), "A"),
        (document(*(allow("*", Sid=sid) for sid in "ABABA")), "A, B"),
        (document(allow("*", Sid=""), allow("*", Sid="")), ""),
        (document(allow("*"), allow("*")), ""),
        (document(allow("*", Sid="a"), allow("*", Sid="A")), ""),
        ("{", None),
    ],
)
def test_duplicate_sids(text: Any, expected: str | None) -> None:
    """Each that stands twice, once; case counts."""
    assert of_text(text, "duplicate_sids") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (READ, ""),
        (document(), "Statement"),
        (document(allow("s3:*"), allow([])), "Action of statement 1"),
        (document(allow(NotAction=[])), "NotAction of statement 0"),
        (document(allow("*", [])), "Resource of statement 0"),
        (document(allow("*", None, NotResource=[])), "NotResource of statement 0"),
        (
            document(allow("*", Condition={"StringEquals": {"aws:x": []}})),
            "Condition of statement 0",
        ),
        (document(allow("*", Condition={"StringEquals": {"aws:x": "a"}})), ""),
        ("{", None),
    ],
)
def test_empty_lists(text: Any, expected: str | None) -> None:
    """An empty list is no error of grammar, but grants nothing."""
    assert of_text(text, "empty_lists") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (document(allow("*")), True),
        (document(allow(["s3:*", "*:*"], ["arn:aws:s3:::x", "*"])), True),
        (document(allow("*", None, NotResource="arn:aws:s3:::x")), True),
        (document(allow("*", None, NotResource="arn:aws:iam::*:role/x")), True),
        (document(allow("*", None, NotResource="arn:aws:iam::*:*")), False),
        (document(allow("*", "arn:aws:iam::*:*")), True),
        (document(allow("*", "arn:aws:s3:::*")), False),
        (document(allow(NotAction="x:NoSuchAction")), True),
        (document(allow(NotAction="iam:*")), False),
        (document(allow("iam:*")), False),
        (document(deny("*")), False),
        (document(allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})), False),
        (document(allow("*", Condition={"StringLike": {"aws:UserAgent": "*"}})), True),
        ("{", None),
    ],
)
def test_is_admin(text: Any, *, expected: bool | None) -> None:
    """Everything on everything, without a condition that holds somebody back."""
    assert of_text(text, "is_admin") is expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [("arn:aws:iam::*:user/${aws:username}", True), ("arn:aws:s3:::a$b", False)],
)
def test_uses_variables(resource: str, *, expected: bool) -> None:
    """By what is in a resource."""
    assert of_text(document(allow("s3:*", resource)), "uses_variables") is expected


def test_malformed() -> None:
    """What follows from the text is null, what is wrong is said."""
    bad = document({"Effect": "Allow", "Action": "*"})

    assert of_text(bad, "is_malformed", "problem", "size", "language_version") == (
        *(True, "a statement has no `Resource`"),
        *(None, None),
    )


def test_unknown_text() -> None:
    """Not malformed, but not known."""
    names = ("is_malformed", "problem", "statements", "is_admin", "empty_lists", "duplicate_sids")
    (row,) = rows(managed("Ours"))[list(names)].to_numpy().tolist()

    assert all(map(pd.isna, row))


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([READ], ""),
        ([READ, ADMIN], "v1"),
        ([ADMIN, READ], ""),
        ([READ, ADMIN, READ, ADMIN], "v1, v3"),
        ([READ, "{"], None),
        ([READ, "{", ADMIN], "v1"),
    ],
)
def test_admin_versions(versions: list[Any], expected: str | None) -> None:
    """Versions not in force that allow everything; null where one is not known."""
    found = rows(managed("Ours", *versions))["admin_versions"].iloc[0]

    assert (None if pd.isna(found) else ", ".join(sorted(found.split(", ")))) == expected


def test_admin_versions_are_of_customers() -> None:
    """AWS's own old versions cannot be chosen."""
    found = rows(
        managed("Aws", READ, ADMIN, account="aws"), owner("user", "ann", inline={"In": READ})
    )

    assert found["admin_versions"].tolist() == ["", ""]


def test_update_commands() -> None:
    """What `aws iam` is asked to replace each."""
    found = rows(managed("Ours", READ), owner("group", "ops", inline={"In": READ}))

    assert found[["update_command", "update_target", "update_detail"]].to_numpy().tolist() == [
        ["create-policy-version", f"policy-arn={OURS}", "set-as-default"],
        ["put-group-policy", "group-name=ops", "policy-name=In"],
    ]


def test_two_moments_are_kept_apart() -> None:
    """The same policies at another moment are other rows, with other texts and uses."""
    old = snapshot(managed("Ours", ADMIN, READ), owner("user", "ann", attached=[OURS]))
    new = snapshot(managed("Ours", READ, ADMIN, AttachmentCount=0), as_of="2026-02-28T00:00:00Z")
    frames = {
        name: pd.concat([old.read[name], new.read[name]], ignore_index=True)
        for name in relations()["policies"].frames
    }
    found = POLICIES.check(Snapshot(frames).policies)

    columns = ["is_admin", "admin_versions", "attached_to", "duplicate_of"]
    assert found[columns].to_numpy().tolist() == [[True, "", 1, ""], [False, "v1", 0, ""]]


def test_empty() -> None:
    """No policies, no rows."""
    frames = relations()["policies"].frames

    assert policies(**{name: schemas()[name].empty() for name in frames}).empty
