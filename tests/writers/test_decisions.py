"""Decisions as text and JSON: the words, the groups, and hostile names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam_report.frames.who_can import DECISIONS, WHO_CAN
from iam_report.policy.decisions import Decision, MatchedStatement
from iam_report.writers.decisions import (
    Question,
    decision_json,
    decision_text,
    who_can_json,
    who_can_text,
)
from tests.writers.rows import HOSTILE

if TYPE_CHECKING:
    import pandas as pd

ASKED = Question("s3:GetObject", "arn:aws:s3:::b/k", "ana")
ALLOW = MatchedStatement("identity", "policy p", 0, None, "Allow", matches=True)
DENY = MatchedStatement("boundary", "policy q", 3, "No", "Deny", matches=None)
TEXTS = st.text(st.characters() | st.sampled_from("漢\u202e\x1b\x9b\n\t \U0001f600"), max_size=300)


def who_can(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return a frame; each row is somebody who is allowed but for what it says."""
    common = {
        "account_id": "111122223333",
        "as_of": "2026-01-01T00:00:00Z",
        "principal": "ana",
        "principal_type": "user",
        "action": "s3:GetObject",
        "resource": "*",
        "decision": "allowed",
        "conditional": False,
        "policy_type": "identity",
        "policy": "p",
        "policy_arn": None,
        "via": "attached",
        "group": None,
        "statement": 0,
        "sid": None,
        "missing_context": None,
        "reason": "p allows",
    }
    full = [{**common, **row} for row in rows]
    return WHO_CAN.from_columns({name: [row[name] for row in full] for name in common})


@pytest.mark.parametrize(
    ("decision", "lines"),
    [
        (
            Decision("implicitDeny", reason="no statement allows it", reasons={"identity": "no"}),
            """\
            implicitDeny: s3:GetObject on arn:aws:s3:::b/k, by ana
            no statement allows it

            NO STATEMENT FITS
            """,
        ),
        (
            Decision(
                "conditional",
                (ALLOW, DENY),
                ("aws:SourceIp", "aws:TagKeys"),
                "that depends",
                {"identity": "yes", "boundary": "perhaps"},
                DENY,
            ),
            """\
            conditional: s3:GetObject on arn:aws:s3:::b/k, by ana
            that depends

            BY TYPE OF POLICY
                identity  yes
                boundary  perhaps

            STATEMENTS THAT FIT, OR MAY
                Allow  identity: policy p, statement 0 (fits)
                Deny   boundary: policy q, statement 3 No (may fit, decides)

            CONDITION KEYS WITHOUT A VALUE
                aws:SourceIp, aws:TagKeys
            To have it decided, say what the request holds: --context KEY=VALUE, --context-absent KEY for a key
            that it lacks, or --context-complete if it lacks all that are not given.
            """,
        ),
        (
            Decision("allowed", (ALLOW,), ("aws:SourceIp",), "yes", {}, ALLOW),
            """\
            allowed: s3:GetObject on arn:aws:s3:::b/k, by ana
            yes

            STATEMENTS THAT FIT, OR MAY
                Allow  identity: policy p, statement 0 (fits, decides)

            CONDITION KEYS WITHOUT A VALUE
                aws:SourceIp
            """,
        ),
    ],
)
def test_decision_as_text(decision: Decision, lines: str) -> None:
    expected = "\n".join(line.removeprefix(" " * 12) for line in lines.splitlines())

    assert decision_text(decision, ASKED) == expected


@given(TEXTS, st.sampled_from(DECISIONS))
def test_nothing_in_a_decision_steers_a_terminal(text: str, word: Any) -> None:
    matched = MatchedStatement("identity", text, 0, text, "Allow", matches=None)
    reasons = {"identity": text, "scp": text}
    decision = Decision(word, (matched,), (text,), text, reasons, matched)
    asked = Question(text, text, text)

    shown = decision_text(decision, asked)
    as_json = decision_json(decision, asked)

    assert shown.replace("\n", "").isprintable()
    assert max(map(len, shown.splitlines())) <= 100
    assert as_json.isascii()
    assert json.loads(as_json)["decisive"]["policy"] == text


def test_decision_as_json() -> None:
    decision = Decision("conditional", (ALLOW, DENY), ("k",), "why", {"identity": "yes"}, None)

    assert json.loads(decision_json(decision, ASKED)) | {"version": ""} == {
        "version": "",
        "principal": "ana",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "decision": "conditional",
        "reason": "why",
        "reasons": {"identity": "yes"},
        "matched_statements": [ALLOW._asdict(), DENY._asdict()],
        "missing_context": ["k"],
        "decisive": None,
    }


def test_rows_with_the_same_answer_stand_together() -> None:
    frame = who_can(
        {"principal": "dora", "decision": "explicitDeny", "reason": "q denies", "via": None},
        {"principal": "ana"},
        {"principal": "ben", "via": "group inline", "group": "staff"},
        {"principal": "carl"},
        {
            "principal": "app",
            "principal_type": "role",
            "decision": "conditional",
            "reason": "hangs on `aws:A`",
            "missing_context": "aws:A, aws:B",
        },
        {"principal": "*", "principal_type": "anyone", "resource": "r", "via": None},
    )

    assert who_can_text(frame, Question("s3:GetObject", "*")).splitlines() == [
        "allowed: 4 answers",
        "  p allows (attached)",
        "    user              ana",
        "    user              carl",
        "",
        "  p allows (group inline: staff)",
        "    user              ben",
        "",
        "  r",
        "  p allows",
        "    anyone            *",
        "",
        "conditional: 1 answer",
        "  hangs on `aws:A` (attached; also not known: aws:B)",
        "    role              app",
        "",
        "explicitDeny: 1 answer",
        "  q denies",
        "    user              dora",
        "",
        "s3:GetObject on any resource: 4 allowed, 1 conditional, 1 explicitDeny (root users are not asked",
        "about)",
    ]


def test_nobody() -> None:
    frame = WHO_CAN.empty()

    assert who_can_text(frame, Question("a:B", "r")) == (
        "a:B on r: nobody (root users are not asked about)\n"
    )
    assert json.loads(who_can_json(frame, Question("a:B", "r")))["who_can"] == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if text])
def test_nothing_in_an_answer_steers_a_terminal(text: str) -> None:
    columns = ("principal", "resource", "policy", "group", "sid", "missing_context", "reason")
    frame = who_can(dict.fromkeys(columns, text), {"principal": f"x{text}"})
    asked = Question("s3:GetObject", text)

    shown = who_can_text(frame, asked)
    as_json = who_can_json(frame, asked)

    assert shown.replace("\n", "").isprintable()
    assert as_json.replace("\n", "").isprintable() or "\u202e" in text
    assert not {"\x1b", "\x9b", "\u2028"} & set(as_json)
    first, second = json.loads(as_json)["who_can"]
    assert {first[name] for name in columns} == {text}
    assert second["principal"] == f"x{text}"
