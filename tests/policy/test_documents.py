"""Documents -> statements, and what is wrong with those that AWS would refuse."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from iam_report.policy.documents import parse_documents, plain_document
from iam_report.policy.patterns import MAX_STARS

ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
TRUST = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}


def doc(*statements: Any, **elements: Any) -> bytes:
    """Return a document as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **elements}).encode()


def without(element: str, statement: dict[str, Any] = ALLOW) -> dict[str, Any]:
    """Return a statement without an element."""
    return {k: v for k, v in statement.items() if k != element}


def problem_of(text: bytes, *, trust: bool | None = None) -> str | None:
    """Return what is wrong with one document."""
    kinds = None if trust is None else np.array([trust])
    found: str | None = parse_documents([text], trust=kinds).documents["problem"][0].as_py()
    return found


@pytest.mark.parametrize(
    "text",
    [
        doc(ALLOW),
        doc(),
        doc(ALLOW, Id="an id"),
        json.dumps({"Statement": ALLOW}).encode(),
        json.dumps({"Version": "2008-10-17", "Statement": ALLOW}).encode(),
        doc({**ALLOW, "Sid": ""}),
        doc({**ALLOW, "Action": []}),
        doc({**without("Action"), "NotAction": ["iam:*"]}),
        doc({**without("Resource"), "NotResource": "arn:aws:s3:::a"}),
        doc({**ALLOW, "Condition": {}}),
        doc({**ALLOW, "Condition": {"Bool": {"a:b": [True, "false"]}}}),
        doc({**ALLOW, "Condition": {"NumericLessThan": {"a:b": 1.5}}}),
        doc({**ALLOW, "Sid": 'a": "b'}),
        doc({**ALLOW, "Sid": "\u0022:"}),
        json.dumps({"Statement": ALLOW}, indent=8, separators=(" , ", " : ")).encode(),
        doc({**ALLOW, "Resource": "*" * MAX_STARS}),
    ],
)
def test_well_formed(text: bytes) -> None:
    assert problem_of(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (doc(ALLOW, Version="2012-10-18"), "`Version` is `2012-10-18`, expected `2012-10-17`"),
        (doc(ALLOW, Version=2012), "`Version` is a number, expected a text"),
        (doc(ALLOW, Version=None), "`Version` is null, expected a text"),
        (doc(ALLOW, Id=[]), "`Id` is a list, expected a text"),
        (doc(ALLOW, statement=[]), "a document has no element `statement`: did you mean"),
        (b'{"Version": "2012-10-17"}', "it has no `Statement`"),
        (doc("Allow"), "a statement is `Allow`, expected an object"),
        (doc({**ALLOW, "Effect": "allow"}), "`Effect` is `allow`, expected `Allow` or `Deny`"),
        (doc({**ALLOW, "Effect": True}), "`Effect` is `true`, expected `Allow` or `Deny`"),
        (doc(without("Effect")), "a statement has no `Effect`"),
        (doc({**ALLOW, "Actions": "*"}), "a statement has no element `Actions`: did you mean"),
        (doc({**ALLOW, "Sid": 1}), "`Sid` is a number, expected a text"),
        (doc({**ALLOW, "Action": {"a": 1}}), "`Action` is or holds an object, expected texts"),
        (doc({**ALLOW, "Action": ["a", None]}), "`Action` is or holds null, expected texts"),
        (doc(without("Action")), "a statement has no `Action`"),
        (doc({**ALLOW, "NotAction": "a:b"}), "a statement has both `Action` and `NotAction`"),
        (doc({**ALLOW, "NotResource": "*"}), "a statement has both `Resource` and `NotResource`"),
        (
            doc({**TRUST, "NotPrincipal": "*"}),
            "a statement has both `Principal` and `NotPrincipal`",
        ),
        (doc({**TRUST, "Principal": 1}), "`Principal` is a number, expected a text or an object"),
        (doc({**TRUST, "Principal": {"AWS": 1}}), "`AWS` of `Principal` is or holds a number"),
        (doc({**ALLOW, "Condition": []}), "`Condition` is a list, expected an object"),
        (doc({**ALLOW, "Condition": {"Bool": 1}}), "condition `Bool` is a number, expected"),
        (doc({**ALLOW, "Condition": {"Bool": {"k": {}}}}), "condition key `k` holds an object"),
        (doc({**ALLOW, "Resource": "*" * (MAX_STARS + 1)}), "a pattern has more than 256"),
        (b'{"Statement": [], "Statement": []}', "key `Statement` stands twice in one object"),
        (
            b'{"Statement": [{"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": ""}]}',
            "key `Effect` stands twice in one object",
        ),
        (
            (
                b'{"Statement":[{"Sid":"\\u0022:","Effect":"Allow","Action":"*","Action":"a:b",'
                b'"Resource":"*"}]}'
            ),
            "key `Action` stands twice in one object",
        ),
        (
            (
                b'{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", '
                b'"Condition": {"Bool": {"a": "b"}, "Bool": {"c": "d"}}}]}'
            ),
            "key `Bool` stands twice in one object",
        ),
        (b'{"Statement": NaN}', "it is not valid JSON: `nan` is no json"),
        (b'{"Statement": 1' + b"0" * 6000 + b"}", "it is not valid JSON"),
        (b'{"Statement": ' + b"[" * 50 + b"]" * 50 + b"}", "it is nested too deeply"),
        (b'{"Statement": ' + b"[" * 5000 + b"]" * 5000 + b"}", "it is nested too deeply"),
        (b"[]", "it is no JSON object"),
        (b"null", "it is no JSON object"),
        (b"", "it is not valid JSON"),
        (b"%7", "it is not valid JSON"),
        (b"\xff\xfe", "it is not valid JSON"),
    ],
)
def test_malformed(text: bytes, problem: str) -> None:
    found = problem_of(text)

    assert found is not None
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("statement", "trust", "problem"),
    [
        (ALLOW, False, None),
        (TRUST, True, None),
        ({**TRUST, "Resource": "*"}, True, "a trust policy has no `Resource`"),
        (without("Principal", TRUST), True, "a statement of a trust policy has no `Principal`"),
        (TRUST, False, "a policy of a user, group or role has no `Principal`"),
        (without("Resource"), False, "a statement has no `Resource`"),
        (TRUST, None, None),
    ],
)
def test_each_kind_of_policy_has_elements_of_its_own(
    statement: dict[str, Any], trust: Any, problem: str | None
) -> None:
    found = problem_of(doc(statement), trust=trust)

    assert found is None if problem is None else (found or "").startswith(problem)


def test_what_can_be_read_of_a_malformed_document_is_kept() -> None:
    text = doc(ALLOW, {**ALLOW, "Effect": "deny"}, "odd", {**ALLOW, "Action": 1, "Sid": "x"})

    statements = parse_documents([text]).statements

    assert statements["statement"].to_pylist() == [0, 1, 2]
    assert statements["effect"].to_pylist() == ["Allow", None, "Allow"]
    assert statements["actions"].to_pylist() == [["s3:*"], ["s3:*"], None]
    assert statements["sid"].to_pylist() == [None, None, "x"]


def test_documents_that_say_the_same_are_one() -> None:
    texts = [
        doc(ALLOW),
        json.dumps(json.loads(doc(ALLOW)), indent=2).encode(),
        doc(dict(reversed(ALLOW.items()))),
        doc({**ALLOW, "Sid": "other"}),
        doc(without("Effect")),
        doc(without("Effect")) + b"\n",
    ]

    found = parse_documents(texts)

    assert found.of_texts.tolist() == [0, 0, 0, 1, 2, 2]
    assert len(set(found.hashes.to_pylist())) == 3
    assert found.statements["at"].tolist() == [0, 1, 2]


def test_the_hash_of_a_document_does_not_change() -> None:
    (found,) = parse_documents([doc(ALLOW)]).hashes.to_pylist()

    assert found == "af2346f586790f1b838d0d073dee155f"


@pytest.mark.parametrize(
    ("sid", "more"),
    [("", 0), ("a b", 2), ("a\n\tb", 2), ("a\\nb", 5), ("é", 1), ("a\u3000b", 2)],
)
def test_the_size_does_not_count_whitespace(sid: str, more: int) -> None:
    bare, with_sid = (
        parse_documents([doc({"Sid": s, **ALLOW})]).documents["size"][0].as_py() for s in ("", sid)
    )

    assert with_sid - bare == more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{}", b"{}"),
        (b'"{}"', b"{}"),
        (b"%7B%22a%22%3A%22%2525%2B+%22%7D", b'{"a":"%25++"}'),
        (b'"%7B%7D"', b"{}"),
        (b'"\\ud800"', b'"\\ud800"'),
        (b'" {} "', b"{}"),
    ],
)
def test_plain_document(text: bytes, expected: bytes) -> None:
    assert plain_document(text) == expected
