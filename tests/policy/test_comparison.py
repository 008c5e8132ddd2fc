"""Comparison of policies: what a new one grants beyond an old one."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.errors import IamReportError
from iam_report.policy import _comparison_languages
from iam_report.policy.action_sets import expand_actions
from iam_report.policy.comparison import check_access_not_granted, compare_policies

BUCKET = "arn:aws:s3:::bucket"
NAME = "${aws:username}"
OWN = "arn:aws:s3:::bucket/${aws:username}/*"
ACCOUNT = "111122223333"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
UNKNOWN = "it is about actions that the catalogue does not know"
NEW, CANNOT_TELL = "new", "cannot tell"


def allow(action: Any = "s3:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = "s3:*", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that denies."""
    return {**allow(action, resource, **more), "Effect": "Deny"}


def allow_not(actions: Any, resource: Any = "*") -> dict[str, Any]:
    """Return a statement that allows all but some actions."""
    return {"Effect": "Allow", "NotAction": actions, "Resource": resource}


def outside(resources: Any, effect: str = "Allow") -> dict[str, Any]:
    """Return a statement about all resources but some."""
    return {"Effect": effect, "Action": "s3:*", "NotResource": resources}


def when(*block: Any, action: Any = "s3:*") -> dict[str, Any]:
    """Return a statement that allows under conditions: operator, key and values of each."""
    found: dict[str, Any] = {}
    for operator, key, *values in block:
        found.setdefault(operator, {})[key] = values
    return allow(action, Condition=found)


def trust(principal: Any, element: str = "Principal", effect: str = "Allow") -> dict[str, Any]:
    """Return a statement of a trust policy."""
    return {"Effect": effect, element: principal, "Action": "sts:AssumeRole"}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """Return a policy that has variables."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def compare(old: list[Any], new: list[Any]) -> list[dict[str, Any]]:
    """Return the rows of a comparison."""
    return compare_policies(policy(*old), policy(*new)).to_dict("records")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([], []),
        ([allow()], []),
        ([], [deny()]),
        ([allow("s3:Get*")], [allow("S3:getobject")]),
        ([allow("*")], [allow("s3:*"), allow("unheard:Of")]),
        ([allow("*")], [allow_not("iam:*")]),
        ([allow_not("iam:*")], [allow_not(["iam:*", "sts:*"])]),
        ([allow_not("iam:*")], [allow(["s3:*", "sts:Assume*"])]),
        ([allow(["s3:GetObject", "s3:GetObject?*"])], [allow("s3:GetObject*")]),
        ([allow()], [allow("s3:*", f"{BUCKET}/*")]),
        ([allow("s3:*", [BUCKET, f"{BUCKET}?*"])], [allow("s3:*", f"{BUCKET}*")]),
        (
            [allow("s3:*", [BUCKET, f"{BUCKET}?"]), allow("s3:Get*", f"{BUCKET}??*")],
            [allow("s3:GetObject", f"{BUCKET}*")],
        ),
        ([allow("s3:*", "arn:aws:s3")], [allow("s3:*", f"{BUCKET}*")]),
        ([allow("s3:*", f"{BUCKET}*")], [allow(), outside(f"{BUCKET}*", "Deny")]),
        ([outside(BUCKET)], [outside([BUCKET, f"{BUCKET}/*"])]),
        ([outside(f"{BUCKET}/*"), allow("s3:*", f"{BUCKET}/*")], [allow()]),
        ([allow(), deny("s3:Delete*")], [allow(), deny("s3:Del*")]),
        ([allow(), deny("s3:*", f"{BUCKET}?")], [allow(), deny("s3:*", [BUCKET, f"{BUCKET}?*"])]),
        ([allow("s3:*", OWN)], [allow("s3:*", OWN)]),
        ([allow("s3:*", f"{BUCKET}/*")], [allow("s3:*", OWN)]),
        ([allow("s3:*", f"{BUCKET}/${{ AWS:UserName }}/*")], [allow("s3:*", OWN)]),
        ([allow(), deny("s3:*", OWN)], [allow(), deny("s3:*", [OWN, BUCKET])]),
        ([], [allow("s3:*", "bucket")]),
        ([], [outside([BUCKET, "bucket"])]),
        ([], [allow("s3: GetObject")]),
        ([], [when(("Strange", "aws:username", "a"))]),
        ([], [when(("StringEquals", "aws:username"))]),
        ([trust("*")], [trust({"AWS": ACCOUNT, "Service": "ec2.amazonaws.com"})]),
        ([trust({"AWS": ACCOUNT})], [trust({"AWS": ROOT})]),
        ([trust({"Service": "ec2.amazonaws.com"})], [trust({"Service": "EC2.amazonaws.com"})]),
        ([trust({"AWS": ROLE}, "NotPrincipal")], [trust({"AWS": [ROLE, ACCOUNT]}, "NotPrincipal")]),
        ([], [trust({"AWS": "AROA1111111111EXAMPLE"}), trust({"AWS": f"{ROLE}*"})]),
        ([], [trust("*", "NotPrincipal")]),
    ],
)
def test_nothing_is_new(old: list[Any], new: list[Any]) -> None:
    assert compare(old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [allow()], (["s3:*"], "*")),
        ([], [allow(["s3:getobject", "S3:Put*"])], (["s3:Put*", "s3:GetObject"], "*")),
        ([allow("s3:Get*")], [allow(["s3:Get*", "s3:Put*"])], (["s3:Put*"], "*")),
        ([allow()], [allow(["s3:Get*", "sqs:*"])], (["sqs:*"], "*")),
        ([allow_not(["iam:*", "sts:*"])], [allow_not("iam:*")], (["sts:*"], "*")),
        ([allow("s3:*", f"{BUCKET}?*")], [allow("s3:*", f"{BUCKET}*")], (["s3:*"], f"{BUCKET}*")),
        (
            [allow("s3:*", f"{BUCKET}/*")],
            [allow("s3:*", [BUCKET, f"{BUCKET}/a"])],
            (["s3:*"], BUCKET),
        ),
        ([allow(), deny("s3:Delete*")], [allow()], (["s3:Delete*"], "*")),
        ([allow(), deny("s3:*", BUCKET)], [allow(), deny("s3:*", "bucket")], (["s3:*"], "*")),
        ([allow("s3:*", OWN)], [allow("s3:*", f"{BUCKET}/*")], (["s3:*"], f"{BUCKET}/*")),
        ([allow("s3:*", f"{BUCKET}/?/*")], [allow("s3:*", OWN)], (["s3:*"], OWN)),
        ([outside(f"{BUCKET}*")], [outside(BUCKET)], (["s3:*"], f"all but {BUCKET}")),
        ([], [allow("unheard:Of")], (["unheard:of"], "*")),
        ([], [allow_not(["*z*", "s3:*"])], (["all but *z*, s3:*"], "*")),
        ([], [allow("s3:*", f"arn:aws:s3:::{NAME}")], (["s3:*"], f"arn:aws:s3:::{NAME}")),
        ([], [trust({"AWS": ROLE})], (["sts:AssumeRole"], "*")),
    ],
)
def test_what_is_new(old: list[Any], new: list[Any], expected: tuple[list[str], str]) -> None:
    found = [(list(r["actions"]), r["resource"], r["verdict"]) for r in compare(old, new)]

    assert found == [(*expected, NEW)]


@pytest.mark.parametrize(
    ("old", "new", "witness"),
    [
        ([], [allow("s3:GetObject")], ("s3:GetObject", "arn:aws:s3:::example/example")),
        ([], [allow("ec2:DescribeInstances")], ("ec2:DescribeInstances", "*")),
        (
            [],
            [allow("unheard:Of*")],
            ("unheard:ofNewAction", "arn:aws:example:us-east-1:123456789012:example"),
        ),
        (
            [allow("s3:*", f"{BUCKET}?*")],
            [allow("s3:ListBucket", f"{BUCKET}*")],
            ("s3:ListBucket", BUCKET),
        ),
        (
            [allow(), deny("s3:Put*", BUCKET)],
            [allow("s3:PutBucketAcl")],
            ("s3:PutBucketAcl", BUCKET),
        ),
        (
            [],
            [allow("iam:GetRole", "arn:aws:iam::111122223333:role/?*")],
            ("iam:GetRole", "arn:aws:iam::111122223333:role/example"),
        ),
    ],
)
def test_witness(old: list[Any], new: list[Any], witness: tuple[str, str]) -> None:
    [row] = compare(old, new)

    assert (row["witness_action"], row["witness_resource"]) == witness


IP, NOT_IP = "IpAddress", "NotIpAddress"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([("StringEquals", "a:B", "x", "y")], [("stringequals", "A:b", "y", "x")]),
        ([("StringEquals", "a:B", "x", "y")], [("StringEquals", "a:B", "y")]),
        ([("StringEquals", "a:B", "x")], [("StringEquals", "a:B", "x"), ("Bool", "a:C", "true")]),
        ([("StringNotEquals", "a:B", "x")], [("StringNotEquals", "a:B", "x", "y")]),
        ([("StringNotEquals", "a:B", "x")], [("StringEquals", "a:B", "y", "z")]),
        ([("StringNotLike", "a:B", "x*")], [("StringNotLike", "a:B", "x*", "*")]),
        ([("StringNotLike", "a:B", "xy*")], [("StringNotLike", "a:B", "x*")]),
        ([("StringNotLike", "a:B", "x*")], [("StringLike", "a:B", "y*")]),
        ([("StringLike", "a:B", "x*")], [("StringEquals", "a:B", "xy")]),
        ([("StringLike", "a:B", "x*")], [("StringLike", "a:B", "x?y*")]),
        ([("StringEqualsIgnoreCase", "a:B", "X")], [("StringEquals", "a:B", "x")]),
        ([("StringEqualsIgnoreCase", "a:B", "X")], [("StringEqualsIgnoreCase", "a:B", "x")]),
        ([("StringEqualsIfExists", "a:B", "x")], [("StringEquals", "a:B", "x")]),
        ([("StringLikeIfExists", "a:B", "*")], []),
        ([("NumericLessThan", "a:B", "10")], [("NumericLessThanEquals", "a:B", "9.9")]),
        ([("NumericLessThanEquals", "a:B", "10")], [("NumericLessThan", "a:B", "10")]),
        ([("NumericGreaterThan", "a:B", "10")], [("NumericEquals", "a:B", "11", "12")]),
        (
            [("DateLessThan", "a:B", "2026-01-01")],
            [("DateLessThan", "a:B", "2025-01-01T00:00:00Z")],
        ),
        ([(IP, "aws:SourceIp", "192.0.2.0/24")], [(IP, "aws:SourceIp", "192.0.2.128/25")]),
        ([(NOT_IP, "aws:SourceIp", "192.0.2.9")], [(NOT_IP, "aws:SourceIp", "192.0.2.0/24")]),
        ([(NOT_IP, "aws:SourceIp", "192.0.2.9")], [(IP, "aws:SourceIp", "2001:db8::/32")]),
        ([("ArnEquals", "a:B", "arn:aws:s3:::*")], [("ArnLike", "a:B", "arn:aws:s3:::b")]),
        ([("ArnNotLike", "a:B", "arn:aws:s3:::b")], [("ArnLike", "a:B", "arn:aws:sqs:*:*:*")]),
        ([("Null", "a:B", "false")], [("StringLike", "a:B", "*")]),
        ([("StringNotEquals", "a:B", "x")], [("Null", "a:B", "true")]),
        (
            [("ForAllValues:StringEquals", "a:B", "x", "y")],
            [("ForAllValues:StringEquals", "a:B", "x")],
        ),
        ([("ForAnyValue:StringLike", "a:B", "x*")], [("ForAnyValue:StringLike", "a:B", "xy")]),
        (
            [("StringEquals", "a:B", "${aws:username}")],
            [("StringEquals", "a:B", "${aws:username}")],
        ),
    ],
)
def test_conditions_that_cover(old: list[Any], new: list[Any]) -> None:
    assert compare([when(*old)], [when(*new)]) == []
    assert compare([when(*old), allow(action="sqs:*")], [when(*new, action="s3:Get*")]) == []


@pytest.mark.parametrize(
    ("old", "new", "context"),
    [
        ([("StringEquals", "a:B", "x")], [], {"a:B": None}),
        ([("StringEqualsIfExists", "a:B", "x")], [], {"a:B": "example"}),
        ([("StringNotEquals", "a:B", "x")], [], {"a:B": "x"}),
        ([("StringEquals", "a:B", "x")], [("StringEquals", "a:B", "x", "y")], {"a:B": "y"}),
        ([("StringEquals", "a:B", "x")], [("StringLike", "a:B", "x*")], {"a:B": "xx"}),
        ([("StringNotEquals", "a:B", "x", "y")], [("StringNotEquals", "a:B", "x")], {"a:B": "y"}),
        ([("NumericLessThan", "a:B", "10")], [("NumericLessThan", "a:B", "11")], {"a:B": "10"}),
        ([("NumericLessThan", "a:B", "9")], [("NumericLessThanEquals", "a:B", "9")], {"a:B": "9"}),
        ([("NumericGreaterThan", "a:B", "9")], [("NumericEquals", "a:B", "9")], {"a:B": "9"}),
        ([("Bool", "a:B", "true")], [("BoolIfExists", "a:B", "true")], {"a:B": None}),
        ([("Null", "a:B", "true")], [], {"a:B": "example"}),
        (
            [("StringEquals", "a:B", "x"), ("Bool", "a:C", "true")],
            [("Bool", "a:C", "true")],
            {"a:C": "true", "a:B": None},
        ),
        (
            [(IP, "aws:SourceIp", "192.0.2.0/24")],
            [(NOT_IP, "aws:SourceIp", "198.51.100.0/24")],
            {"aws:SourceIp": None},
        ),
        ([("ForAllValues:StringEquals", "a:B", "x")], [], {"a:B": "example"}),
        (
            [("ForAnyValue:StringEquals", "a:B", "x")],
            [("Null", "a:B", "false")],
            {"a:B": "example"},
        ),
        (
            [("StringEquals", "a:B", "${aws:username}")],
            [("Null", "a:B", "false")],
            {"a:B": "example", "aws:username": None},
        ),
    ],
)
def test_conditions_that_do_not_cover(old: list[Any], new: list[Any], context: Any) -> None:
    [row] = compare([when(*old)], [when(*new)])

    assert (row["verdict"], json.loads(row["witness_context"])) == (NEW, context)
    assert row["reason"] == "the old policy allows this only under conditions"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([when(("StringEquals", "a:B", "x")), when(("StringNotEquals", "a:B", "x"))], [allow()]),
        ([trust({"AWS": ACCOUNT})], [trust({"AWS": ROLE})]),
        ([allow("s3:*")], [allow("s*:GetObject")]),
    ],
)
def test_cannot_tell(old: list[Any], new: list[Any]) -> None:
    rows = compare(old, new)

    assert {row["verdict"] for row in rows} == {CANNOT_TELL}
    assert all(row["witness_context"] is None for row in rows)


def test_values_are_covered_by_several_statements() -> None:
    old = [when(("StringEquals", "a:B", value)) for value in "xyz"]

    assert compare(old, [when(("StringLike", "a:B", "x", "y", "z"))]) == []


def test_a_deny_under_conditions_leaves_the_rest() -> None:
    old = [when(("StringEquals", "a:B", "x"))]
    new = [allow(), deny(Condition={"StringNotEquals": {"a:B": "x"}})]

    assert compare(old, new) == []


@pytest.mark.parametrize("about", [("s3:Put*", "*"), ("s3:*", BUCKET), ("s3:*", OWN)])
def test_a_deny_leaves_what_it_is_not_about(about: tuple[str, str]) -> None:
    old = [when(("StringEquals", "a:B", "x"))]
    new = [allow(), deny(*about, Condition={"StringNotEquals": {"a:B": "x"}})]

    assert [row["verdict"] for row in compare(old, new)] == [NEW]


@pytest.mark.parametrize(
    ("old", "new", "principal", "witness"),
    [
        ([], "*", "*", "*"),
        ([trust({"AWS": ROLE})], {"AWS": ACCOUNT}, ACCOUNT, ROOT),
        ([trust({"AWS": ACCOUNT})], "*", "*", "*"),
        (
            [trust({"AWS": ACCOUNT})],
            {"AWS": "444455556666"},
            "444455556666",
            "arn:aws:iam::444455556666:root",
        ),
        (
            [trust({"AWS": ACCOUNT})],
            {"Service": "ec2.amazonaws.com"},
            "Service: ec2.amazonaws.com",
            "ec2.amazonaws.com",
        ),
        ([trust({"AWS": ROLE}, "NotPrincipal")], {"AWS": ROLE}, ROLE, ROLE),
        ([trust("*"), trust({"AWS": ROLE}, effect="Deny")], "*", "*", ROLE),
    ],
)
def test_principals(old: list[Any], new: Any, principal: str, witness: str) -> None:
    [row] = compare(old, [trust(new)])

    assert (row["principal"], row["verdict"]) == (principal, NEW)
    assert row["witness_principal"] == witness


SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/app/one"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/bob"
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
CANONICAL = {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}


@pytest.mark.parametrize(
    ("old", "new", "verdicts"),
    [
        ([trust(CANONICAL)], trust(CANONICAL), []),
        ([trust({"AWS": ACCOUNT})], trust(CANONICAL), [CANNOT_TELL]),
        ([trust({"Service": "ec2.amazonaws.com"})], trust(CANONICAL), [NEW]),
        (
            [trust({"Service": "states.amazonaws.com"})],
            trust({"Service": "states.eu-west-1.amazonaws.com"}),
            [CANNOT_TELL],
        ),
        ([trust({"AWS": ROLE})], trust({"AWS": SESSION}), [CANNOT_TELL]),
        ([trust({"AWS": f"{ROLE}s"})], trust({"AWS": SESSION}), [NEW]),
        ([trust({"AWS": SESSION})], trust({"AWS": ROLE}), [CANNOT_TELL]),
        ([trust({"AWS": BOB})], trust({"AWS": FEDERATED}), [CANNOT_TELL]),
        ([trust({"AWS": ACCOUNT})], trust({"Federated": SAML}), [NEW]),
        ([trust({"AWS": ROLE}, "NotPrincipal")], trust({"AWS": BOB}), []),
        ([trust({"AWS": ROLE}, "NotPrincipal")], trust({"Federated": SAML}), []),
        ([trust({"AWS": ROLE}, "NotPrincipal")], trust({"AWS": ACCOUNT}), [CANNOT_TELL]),
        ([trust({"AWS": ACCOUNT}, "NotPrincipal")], trust({"AWS": ROLE}), [NEW]),
        ([trust("*", "NotPrincipal")], trust({"AWS": ROLE}), [NEW]),
        ([trust({"AWS": ROLE}, "NotPrincipal")], trust("*"), [NEW]),
        ([trust("*")], trust({"AWS": ROLE}, "NotPrincipal"), []),
        ([trust({"AWS": f"{ROLE}*"})], trust({"AWS": ROLE}, "NotPrincipal"), [NEW]),
        ([trust({"AWS": BOB}, "NotPrincipal")], trust({"AWS": ROLE}, "NotPrincipal"), [NEW]),
        ([trust("*"), trust({"AWS": BOB}, effect="Deny")], trust({"AWS": BOB}), [NEW]),
        ([trust("*"), trust({"AWS": ACCOUNT}, effect="Deny")], trust({"AWS": BOB}), [NEW]),
        ([trust("*"), trust({"AWS": BOB}, effect="Deny")], trust({"AWS": ROLE}), []),
        ([trust("*"), trust({"AWS": BOB}, "NotPrincipal", "Deny")], trust({"AWS": ROLE}), [NEW]),
        (
            [trust("*"), trust({"AWS": BOB}, "NotPrincipal", "Deny")],
            trust({"AWS": BOB}),
            [CANNOT_TELL],
        ),
        (
            [trust("*"), trust({"Federated": SAML}, "NotPrincipal", "Deny")],
            trust({"Federated": SAML}),
            [],
        ),
        ([trust("*"), trust("*", "NotPrincipal", "Deny")], trust("*"), []),
        ([allow("*")], trust({"AWS": BOB}), [NEW]),
        ([trust("*")], allow("sts:AssumeRole"), [NEW]),
    ],
)
def test_principals_that_overlap(old: list[Any], new: Any, verdicts: list[str]) -> None:
    assert [row["verdict"] for row in compare(old, [new])] == verdicts


def test_actions_to_come_have_a_row() -> None:
    known = expand_actions("s3:*")["action"].tolist()
    [row] = compare([allow(known)], [allow()])

    assert (list(row["actions"]), row["witness_action"]) == (["s3:*"], "s3:NewAction")
    assert row["reason"] == f"the old policy does not allow this; {UNKNOWN}"

    first, second = compare([allow(known[1:])], [allow()])

    assert (first["action"], second["action"]) == (known[0], "s3:*")
    assert second["reason"].endswith(UNKNOWN)


def test_rows_say_where_the_grant_stands() -> None:
    added = allow(
        ["s3:PutObject", "s3:PutBucketAcl"], BUCKET, Sid="Added", Condition={"bool": {"a:B": True}}
    )
    frame = compare_policies(
        [policy(allow("s3:Get*"))], [policy(), policy(allow("s3:Get*"), added)]
    )
    [row] = frame.to_dict("records")

    assert (row["policy"], row["statement"], row["sid"]) == (1, 1, "Added")
    assert (row["action"], list(row["actions"])) == ("s3:Put*", ["s3:PutBucketAcl", "s3:PutObject"])
    assert row["conditions"] == '{"Bool": {"a:B": ["true"]}}'
    assert row["principal"] is None
    assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)


def test_every_form_of_a_policy() -> None:
    document = policy(allow("s3:Get*"))
    forms = [document, json.dumps(document), ir.read_policy(document), [document], (document,)]

    assert all(compare_policies(old, new).empty for old in forms for new in forms)
    assert compare_policies(forms[0], []).empty


def test_old_versions_have_no_variables() -> None:
    old = {"Version": "2008-10-17", "Statement": [allow("s3:*", OWN)]}
    new = {"Version": "2012-10-17", "Statement": [allow("s3:*", OWN)]}

    assert len(compare_policies(old, new)) == len(compare_policies(new, old)) == 1
    assert compare_policies(old, old).empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (allow("s3:*", [BUCKET, f"{BUCKET}?*"]), allow("s3:*", f"{BUCKET}*")),
        (allow("s3:*", [BUCKET, f"{BUCKET}?*"]), outside(f"{BUCKET}*")),
        (outside(f"{BUCKET}*"), allow("s3:*", f"{BUCKET}*")),
        (allow(["s3:A", "s3:A?*"]), allow("s3:A*")),
        (allow(["s3:A", "s3:A?*"]), allow_not("s3:B*")),
    ],
)
def test_too_many_patterns(monkeypatch: pytest.MonkeyPatch, old: Any, new: Any) -> None:
    monkeypatch.setattr(_comparison_languages, "MAX_STATES", 4)

    reasons = " ".join(row["reason"] for row in compare([old], [new]))

    assert "the patterns are too many to compare" in reasons
    assert compare([allow("*")], [new]) == []


def test_many_patterns_end() -> None:
    hard = [f"{BUCKET}*{a}*{b}*{c}" for a in "abcdef" for b in "abcdef" for c in "abcdef"]

    assert compare([allow("s3:*", hard)], [allow("s3:*", f"{BUCKET}*a*")])[0]["verdict"] == NEW


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ({"Statement": {"Effect": "Allow"}}, "the old policy: AWS would refuse this policy"),
        (1.5, "the old policy is no policy: `float`"),
    ],
)
def test_not_a_policy(old: Any, message: str) -> None:
    with pytest.raises(IamReportError, match=message):
        compare_policies(old, policy())


POLICY = policy(
    allow("s3:Get*", f"{BUCKET}*", Sid="Read"),
    when(("Bool", "a:B", "true"), action="sqs:*"),
    deny("s3:GetBucket*"),
    allow("s*:List*"),
    allow("iam:GetUser", "arn:aws:iam::111122223333:user/${aws:username}", Sid="Own"),
)


@pytest.mark.parametrize(
    ("action", "resource", "granted", "sid"),
    [
        ("s3:GetObject", None, True, "Read"),
        ("s3:*", None, True, "Read"),
        ("s3:GetObject", f"{BUCKET}/*", True, "Read"),
        ("s3:GetObject", "arn:aws:s3:::b?cket", True, "Read"),
        ("s3:GetObject", "arn:aws:s3:::other/*", False, None),
        ("s3:GetObject", "*", True, "Read"),
        ("iam:GetUser", "arn:aws:iam::111122223333:user/bob", True, "Own"),
        ("iam:GetUser", "arn:aws:iam::111122223333:user/*", True, "Own"),
        ("iam:GetUser", "arn:aws:iam::111122223333:role/*", False, None),
        ("s3:GetBucketAcl", None, False, None),
        ("s3:PutObject", None, False, None),
        ("sqs:SendMessage", None, None, None),
        ("sns:ListTopics", None, None, None),
        ("s3:GetUnheard", None, True, "Read"),
        ("s3:PutUnheard", None, None, None),
        ("iam:G*", None, True, "Own"),
        ("iam:C*", None, False, None),
    ],
)
def test_access_not_granted(action: str, resource: str | None, granted: Any, sid: Any) -> None:
    [row] = check_access_not_granted(POLICY, action, resource).to_dict("records")

    assert (row["action"], row["granted"], row["sid"]) == (action, granted, sid)
    has_witness = granted is not False and not action.startswith(("sns", "s3:PutUnheard"))
    assert (row["witness_action"] is not None) == has_witness


@pytest.mark.parametrize(
    ("action", "resource", "message"),
    [
        ("PassRole", None, "`PassRole` is no action"),
        ("s3:Get Object", None, "`s3:Get Object` is no action"),
        ("s3:GetObject", "bucket", "`bucket` is no resource"),
        (["s3:GetObject", "iam"], None, "`iam` is no action"),
    ],
)
def test_what_cannot_be_checked(action: Any, resource: str | None, message: str) -> None:
    with pytest.raises(IamReportError, match=message):
        check_access_not_granted(POLICY, action, resource)


def test_an_action_that_is_not_known_may_be_misspelt() -> None:
    [reason] = check_access_not_granted(POLICY, "iam:PasRole")["reason"]

    assert reason == "the catalogue knows no such action; did you mean `iam:PassRole`?"


def test_each_action_and_resource_has_a_row() -> None:
    frame = check_access_not_granted(POLICY, ["s3:GetObject", "iam:C*"], [BUCKET, f"{BUCKET}/x"])

    assert frame["granted"].tolist() == [True, True, False, False]
    assert check_access_not_granted(POLICY, "iam:*", []).empty
    assert frame["reason"].tolist()[1:3] == ["a statement allows this", "no statement allows this"]


def test_no_action_to_check() -> None:
    with pytest.raises(IamReportError, match="there is no action to check"):
        check_access_not_granted(POLICY, [])
