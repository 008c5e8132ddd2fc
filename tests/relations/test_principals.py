"""Principals: who is an administrator, by what the policies say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from iam_report.frames import schemas
from iam_report.frames.principals import PRINCIPALS
from iam_report.relations import relations
from tests.relations.written_policies import (
    ACCOUNT,
    allow,
    deny,
    document,
    managed,
    owner,
    snapshot,
)

ADMIN = document(allow("*"))
IAM = document(allow("iam:*"))
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
NO_MFA_IN_CONSOLE = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
OFFICE = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
CAPPED = {"StringEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/cap"}}
ROLE = owner("role", "other")

#: is_admin, is_conditional_admin, by key without MFA, by password without MFA
ANSWERS = (
    "is_admin",
    "is_conditional_admin",
    "is_admin_by_key_without_mfa",
    "is_admin_by_password_without_mfa",
)
YES, NO = (True, False, True, True), (False, False, False, False)
CONDITIONAL = (False, True, True, True)
WITH_MFA = (False, True, False, False)


def arn(kind: str, name: str) -> str:
    """Return an ARN of the account."""
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def answers(frame: pd.DataFrame, name: str) -> tuple[Any, ...]:
    """Return what the frame says of a principal."""
    row = frame.set_index("principal").loc[name]
    return tuple(None if pd.isna(row[column]) else bool(row[column]) for column in ANSWERS)


def user(*statements: Any, **more: Any) -> dict[str, Any]:
    """Return a user with an inline policy."""
    return owner("user", "ann", inline={"own": document(*statements)}, **more)


OF_A_USER = {
    "everything": ([allow("*")], YES),
    "everything, in two words": ([allow("*:*")], YES),
    "IAM": ([allow("iam:*")], YES),
    "everything but organizations": (
        [{"Effect": "Allow", "NotAction": "organizations:*", "Resource": "*"}],
        YES,
    ),
    "power user": ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], NO),
    "attach to users": ([allow("iam:AttachUserPolicy")], YES),
    "put on all users of the account": (
        [allow("iam:PutUserPolicy", f"arn:aws:iam::{ACCOUNT}:user/*")],
        YES,
    ),
    "put on oneself": ([allow("iam:PutUserPolicy", arn("user", "${aws:username}"))], YES),
    "put on users of another account": (
        [allow("iam:PutUserPolicy", "arn:aws:iam::444455556666:user/*")],
        NO,
    ),
    "put on one other user": ([allow("iam:PutUserPolicy", arn("user", "bob"))], NO),
    "put on roles": ([allow("iam:PutRolePolicy")], NO),
    "put on groups, in none": ([allow("iam:PutGroupPolicy")], NO),
    "read only": ([allow(["iam:Get*", "iam:List*", "s3:*"])], NO),
    "in any case": ([allow("IAM:attachuserpolicy")], YES),
    "with MFA": ([allow("*", Condition=MFA)], WITH_MFA),
    "from the office": ([allow("*", Condition=OFFICE)], CONDITIONAL),
    "a condition that limits nothing": (
        [allow("*", Condition={"StringLike": {"aws:PrincipalArn": "*"}})],
        YES,
    ),
    "a condition that is never met": ([allow("*", Condition={"Bool": {"aws:x": "maybe"}})], NO),
    "denied": ([allow("*"), deny("iam:*")], NO),
    "denied by not naming it": (
        [allow("*"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}],
        NO,
    ),
    "one of two ways denied": ([allow("iam:*"), deny("iam:PutUserPolicy")], YES),
    "both ways denied": ([allow("iam:*"), deny(["iam:PutUserPolicy", "iam:Attach*"])], NO),
    "put on oneself by name": ([allow("iam:PutUserPolicy", arn("user", "ann"))], YES),
    "put on some users, oneself among them": (
        [allow("iam:PutUserPolicy", arn("user", "a*"))],
        YES,
    ),
    "put on all users but oneself": (
        [allow("iam:PutUserPolicy", None, NotResource=arn("user", "ann"))],
        NO,
    ),
    "put on all users but another": (
        [allow("iam:PutUserPolicy", None, NotResource=arn("user", "bob"))],
        YES,
    ),
    "put on users by their tag": (
        [allow("iam:PutUserPolicy", arn("user", "${aws:PrincipalTag/pupil}"))],
        CONDITIONAL,
    ),
    "denied by one's own name": ([allow("*"), deny("iam:*", arn("user", "${aws:username}"))], NO),
    "denied by a tag": (
        [allow("*"), deny("iam:*", arn("user", "${aws:PrincipalTag/x}"))],
        CONDITIONAL,
    ),
    "put on all users but those of a tag": (
        [allow("iam:PutUserPolicy", None, NotResource=arn("user", "${aws:PrincipalTag/x}"))],
        CONDITIONAL,
    ),
    "put on users of a region": (
        [allow("iam:PutUserPolicy", f"arn:aws:iam:eu-west-1:{ACCOUNT}:user/*")],
        NO,
    ),
    "a pattern that is no ARN": ([allow("iam:PutUserPolicy", "*:user/ann")], YES),
    "a pattern that ends early": ([allow("iam:PutUserPolicy", "arn:aws:iam")], YES),
    "attach what is harmless": (
        [
            allow(
                "iam:AttachUserPolicy",
                Condition={"ArnLike": {"iam:PolicyARN": "*:aws:policy/Read*"}},
            )
        ],
        NO,
    ),
    "put with a boundary": (
        [allow(["iam:Create*", "iam:Put*"], Condition=CAPPED), deny("iam:Delete*Boundary")],
        NO,
    ),
    "everything, but others only with a boundary": (
        [
            allow("*"),
            deny(
                ["iam:Put*", "iam:Attach*"], Condition={"StringNotEquals": CAPPED["StringEquals"]}
            ),
        ],
        NO,
    ),
    "denied for one user": ([allow("*"), deny("iam:*", arn("user", "root-keeper"))], YES),
    "denied without MFA": ([allow("*"), deny("*", Condition=NO_MFA)], WITH_MFA),
    "denied without MFA, but not with a key": (
        [allow("*"), deny("*", Condition=NO_MFA_IN_CONSOLE)],
        (False, True, True, False),
    ),
    "denied in some places": ([allow("*"), deny("*", Condition=OFFICE)], CONDITIONAL),
}


@pytest.mark.parametrize(("statements", "expected"), OF_A_USER.values(), ids=OF_A_USER.keys())
def test_of_a_user(statements: list[Any], expected: tuple[bool, ...]) -> None:
    principals = snapshot(user(*statements), ROLE)["principals"]

    assert answers(principals, "ann") == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("*"), YES),
        (allow("iam:PutRolePolicy"), YES),
        (allow("iam:AttachRolePolicy", f"arn:aws:iam::{ACCOUNT}:role/*"), YES),
        (allow("iam:PutUserPolicy"), NO),
        (allow("iam:PutRolePolicy", arn("role", "other")), NO),
        (allow("iam:PutRolePolicy", arn("role", "ann")), YES),
        (allow("iam:PutRolePolicy", arn("role", "an?")), YES),
        (allow("iam:PutRolePolicy", arn("role", "team/ann")), NO),
        (allow("iam:PutRolePolicy", arn("role", "${aws:username}")), NO),
        (allow("iam:Put*", arn("user", "ann")), NO),
        (allow("*", Condition=MFA), WITH_MFA),
    ],
)
def test_of_a_role(statement: Any, expected: tuple[bool, ...]) -> None:
    role = owner("role", "ann", inline={"own": document(statement)})

    assert answers(snapshot(role)["principals"], "ann") == expected


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [
        (ADMIN, YES),
        (document(allow("s3:*")), NO),
        (document(allow("iam:PutUserPolicy")), NO),
        (document(allow(["iam:PutUserPolicy", "iam:DeleteUserPermissionsBoundary"])), YES),
        (document(allow(["iam:PutUserPolicy", "iam:CreateUser"])), YES),
        (document(allow("*"), deny("iam:*")), NO),
        (document(allow("*", Condition=MFA)), WITH_MFA),
        (document(allow(["iam:PutUserPolicy", "iam:CreateRole"])), NO),
        (document(allow(["iam:PutUserPolicy", "iam:PutRolePolicy", "iam:CreateRole"])), YES),
        (document(allow("iam:Put*", arn("user", "ann"))), YES),
        (document(allow(["iam:PutUserPolicy", "iam:CreateUser"], arn("user", "ann"))), NO),
        (document(allow("iam:*", Condition=CAPPED)), CONDITIONAL),
        (document(allow("iam:*", Condition=CAPPED), deny("iam:Delete*Boundary")), NO),
        (document(), NO),
    ],
)
def test_a_boundary_caps(boundary: Any, expected: tuple[bool, ...]) -> None:
    bounded = user(allow("*"), boundary=arn("policy", "cap"))

    principals = snapshot(bounded, ROLE, managed("cap", boundary))["principals"]

    assert answers(principals, "ann") == expected


def test_a_bounded_user_who_changes_others_only_is_no_administrator() -> None:
    others = {"NotResource": arn("user", "ann")}
    may = [allow("iam:CreateUser"), allow("iam:PutUserPolicy", None, **others)]
    bounded = user(*may, boundary=arn("policy", "cap"))

    assert answers(snapshot(bounded, ROLE, managed("cap", ADMIN))["principals"], "ann") == NO


def test_a_boundary_denies_actions() -> None:
    bounded = user(allow(["sts:AssumeRole", "iam:PassRole"]), boundary=arn("policy", "cap"))
    caps = {"some": [allow("sts:*")], "but": [allow("*"), deny("iam:*")], "all": [allow("*")]}

    found = {
        name: snapshot(bounded, ROLE, managed("cap", document(*cap)))["principals"]
        for name, cap in caps.items()
    }
    actions = {n: f.set_index("principal").loc["ann", "allowed_actions"] for n, f in found.items()}
    assert actions == {"some": 1, "but": 1, "all": 2}


def test_policies_of_groups_count_for_their_users() -> None:
    found = snapshot(
        owner("group", "odd", attached=[arn("policy", "a")]),
        owner("user", "ann", GroupList=["odd"]),
        owner("user", "bob", inline={"no": document(deny("iam:*"))}, GroupList=["odd"]),
        ROLE,
        managed("a", ADMIN),
    )

    principals = found["principals"]
    assert answers(principals, "odd") == answers(principals, "ann") == YES
    assert answers(principals, "bob") == NO
    assert principals.set_index("principal").loc["ann", "admin_via"] == "a"
    ways = found["principal_policies"].set_index("principal")[["via", "policy", "group"]]
    assert ways.loc["ann"].tolist() == ["group attached", "a", "odd"]
    assert sorted(ways.loc["bob", "via"]) == ["group attached", "inline"]


def test_a_user_who_can_change_its_group_is_an_administrator() -> None:
    may = {"may": document(allow("iam:PutGroupPolicy"))}
    found = snapshot(
        owner("group", "crew"),
        owner("user", "ann", inline=may, GroupList=["crew"]),
        owner("user", "bob", inline=may),
        ROLE,
        managed("a", IAM),
    )

    assert answers(found["principals"], "ann") == YES
    assert answers(found["principals"], "bob") == NO


def test_a_user_in_a_path_is_not_found_by_name_alone() -> None:
    may = {"may": document(allow("iam:PutUserPolicy", arn("user", "${aws:username}")))}

    principals = snapshot(owner("user", "ann", "/team/", inline=may), ROLE)["principals"]

    assert answers(principals, "ann") == NO


def test_variables_are_text_in_old_documents() -> None:
    old = document(allow("iam:*", arn("user", "${aws:username}")), version="2008-10-17")

    assert (
        answers(snapshot(owner("user", "ann", inline={"old": old}), ROLE)["principals"], "ann")
        == NO
    )


@pytest.mark.parametrize(
    ("resource", "of_group", "of_member"),
    [
        (arn("user", "*"), YES, YES),
        (arn("user", "${aws:username}"), YES, YES),
        (arn("user", "ann"), NO, YES),
        (arn("user", "bob"), NO, NO),
        (arn("group", "crew"), YES, YES),
        (arn("group", "other"), NO, NO),
        (arn("role", "*"), NO, NO),
    ],
)
def test_a_group_gives_what_each_member_gets(
    resource: str, of_group: tuple[bool, ...], of_member: tuple[bool, ...]
) -> None:
    found = snapshot(
        owner("group", "crew", inline={"may": document(allow("iam:Put*", resource))}),
        owner("user", "ann", GroupList=["crew"]),
        ROLE,
    )["principals"]

    assert answers(found, "crew") == of_group
    assert answers(found, "ann") == of_member


def test_a_group_denied_is_not_another_group_denied() -> None:
    may = document(allow("iam:PutGroupPolicy"), deny("iam:*", arn("group", "crew")))
    groups = [owner("group", "crew"), owner("group", "team")]
    found = snapshot(
        *groups,
        owner("user", "ann", inline={"may": may}, GroupList=["crew", "team"]),
        owner("user", "bob", inline={"may": may}, GroupList=["crew"]),
        ROLE,
    )["principals"]

    assert answers(found, "ann") == YES
    assert answers(found, "bob") == NO


def test_admin_via_names_what_helps() -> None:
    texts = {
        "all": allow("*"),
        "deny": deny("s3:*"),
        "other": allow("iam:PutUserPolicy", arn("user", "bob")),
        "read": allow("iam:Get*"),
        "self": allow("iam:PutUserPolicy", arn("user", "ann")),
    }
    ann = owner(
        "user",
        "ann",
        inline={name: document(text) for name, text in texts.items()},
        boundary=arn("policy", "cap"),
    )

    principals = snapshot(ann, ROLE, managed("cap", ADMIN))["principals"].set_index("principal")

    assert principals.loc["ann", "admin_via"] == "all, self"
    assert pd.isna(principals.loc["other", "admin_via"])
    assert principals.loc[["ann", "other"], "policies"].tolist() == [5, 0]


UNKNOWN = (None,) * 4


def test_a_boundary_that_is_missing_gives_nothing() -> None:
    """What policies do not give is not given, whatever the boundary says."""
    bounded = {"boundary": arn("policy", "gone")}
    found = snapshot(
        owner("user", "ann", inline={"a": document(allow("s3:*"))}, **bounded),
        owner("role", "bob", inline={"a": document(allow("*", Condition=MFA))}, **bounded),
        ROLE,
        managed("other", ADMIN),
    )["principals"]

    assert answers(found, "ann") == NO
    assert answers(found, "bob") == (False, None, False, False)
    assert found.set_index("principal").loc[["ann", "bob"], "missing"].tolist() == ["gone", "gone"]
    assert found["allowed_actions"].isna().sum() == 2
    assert found["admin_via"].isna().all()


def test_moments_are_kept_apart() -> None:
    snapshots = [
        snapshot(user(allow("*")), ROLE, managed("a", ADMIN)),
        snapshot(user(allow("*"), deny("iam:*")), ROLE, as_of="2026-02-28T00:00:00Z"),
    ]
    relation = relations()["principals"]

    apart = [found["principals"] for found in snapshots]
    frames = {name: [found[name] for found in snapshots] for name in relation.frames}
    together = relation.make(**{n: pd.concat(f) for n, f in frames.items()})

    key = ["as_of", "arn"]
    pd.testing.assert_frame_equal(
        together.sort_values(key, ignore_index=True),
        pd.concat(apart).sort_values(key, ignore_index=True),
    )
    assert [answers(found, "ann") for found in apart] == [YES, NO]


def test_nobody() -> None:
    relation = relations()["principals"]
    empty = relation.make(**{name: schemas()[name].empty() for name in relation.frames})

    assert PRINCIPALS.check(empty).empty


@pytest.mark.parametrize(
    ("entries", "missing"),
    [
        ([user(allow("*"), attached=[arn("policy", "gone")])], "gone"),
        ([user(allow("*"), boundary=arn("policy", "gone"))], "gone"),
        ([owner("user", "ann", inline={"bad": {"Statement": 1}})], "bad"),
        ([owner("user", "ann", GroupList=["ghosts"]), owner("group", "crew")], "ghosts"),
    ],
)
def test_what_is_missing_is_not_known(entries: list[Any], missing: str) -> None:
    principals = snapshot(*entries, ROLE, managed("other", ADMIN))["principals"]

    row = principals.set_index("principal").loc["ann"]
    assert answers(principals, "ann") == UNKNOWN
    assert row["missing"] == missing
    assert pd.isna(row["allowed_actions"])
    assert pd.isna(row["admin_via"])
    assert answers(principals, "other") == NO


def test_actions_and_services_are_counted() -> None:
    found = snapshot(user(allow(["sts:AssumeRole", "iam:PassRole"], "arn:x"), deny("iam:*")), ROLE)[
        "principals"
    ].set_index("principal")

    assert found.loc["ann", ["allowed_actions", "allowed_services"]].tolist() == [1, 1]
    assert found.loc["other", ["allowed_actions", "allowed_services"]].tolist() == [0, 0]


def test_a_principal_policy_has_the_document_in_force() -> None:
    found = snapshot(
        owner("user", "ann", attached=[arn("policy", "a")], boundary=arn("policy", "a")),
        ROLE,
        managed("a", IAM, ADMIN),
    )

    policies = found["principal_policies"]
    assert policies["via"].tolist() == ["attached", "boundary"]
    assert set(policies["version"]) == {"v2"}
    assert set(policies["document"]) == {found["managed_policies"]["document"][0]}
