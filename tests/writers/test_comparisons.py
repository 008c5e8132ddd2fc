"""What policies grant, as text and JSON: the words, and hostile names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest

from iam_report.writers.comparisons import check_text, lines_of, new_access_text, rows_json
from tests.writers.rows import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterable

WITNESS = {
    "witness_action": "s3:GetObject",
    "witness_resource": "arn:aws:s3:::b/k",
    "witness_principal": None,
    "witness_context": "{}",
}
NO_WITNESS = dict.fromkeys(WITNESS)
PLACE = {"file": "new.json", "statement": 1, "sid": "S"}
NEW = {
    **PLACE,
    **WITNESS,
    "principal": None,
    "action": "s3:Get*",
    "actions": ["s3:Get*"],
    "resource": "*",
    "conditions": None,
    "verdict": "new",
    "reason": "why",
}
GRANTED = {
    **PLACE,
    **WITNESS,
    "action": "s3:Get*",
    "resource": None,
    "granted": True,
    "reason": "why",
}
PUBLIC = {
    **PLACE,
    "principal": "*",
    "actions": ["s3:GetObject", "s3:PutObject"],
    "verdict": "public",
    "reason": "why",
    "witness": '{"action": "a:B", "resource": "r", "principal": "*", "context": {}}',
}


def frame(rows: Iterable[dict[str, Any]], like: dict[str, Any]) -> pd.DataFrame:
    table = pa.Table.from_pylist([{**like, **row} for row in rows] or [like])
    found: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return found if rows else found.head(0)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([], ["no new access"]),
        (
            [{}],
            [
                "new: s3:Get* on *",
                "    new.json, statement 1 S: why",
                "    for example: s3:GetObject on arn:aws:s3:::b/k",
                "",
                "1 row of new access",
            ],
        ),
        (
            [
                {
                    "action": "*",
                    "actions": ["s3:Get*", "iam:Get*"],
                    "principal": "*",
                    "sid": None,
                    "conditions": '{"Bool": {"a:B": ["true"]}}',
                    "witness_principal": "ana",
                    "witness_context": '{"a:B": "true", "a:C": null, "a:D": [1, 2]}',
                },
                {"verdict": "cannot tell", **NO_WITNESS},
            ],
            [
                "new: 2 actions on *, by *",
                "    actions: s3:Get*, iam:Get*",
                '    conditions: {"Bool": {"a:B": ["true"]}}',
                "    new.json, statement 1: why",
                "    for example: s3:GetObject on arn:aws:s3:::b/k, by ana, with a:B=true, with a:D=[1, 2], without",
                "    a:C",
                "",
                "cannot tell: s3:Get* on *",
                "    new.json, statement 1 S: why",
                "",
                "1 row of new access, 1 cannot be told",
            ],
        ),
        (
            [{"verdict": "cannot tell", **NO_WITNESS}],
            [
                "cannot tell: s3:Get* on *",
                "    new.json, statement 1 S: why",
                "",
                "no new access is certain, 1 cannot be told",
            ],
        ),
    ],
)
def test_new_access(rows: list[dict[str, Any]], lines: list[str]) -> None:
    assert new_access_text(frame(rows, NEW)).splitlines() == lines


@pytest.mark.parametrize(
    ("granted", "public", "lines"),
    [
        ([{"granted": False}], None, ["not granted: s3:Get*"]),
        (
            [{"granted": None, "resource": "r", **NO_WITNESS}, {}],
            None,
            [
                "perhaps granted: s3:Get* on r",
                "    new.json, statement 1 S: why",
                "granted: s3:Get*",
                "    new.json, statement 1 S: why",
                "    for example: s3:GetObject on arn:aws:s3:::b/k",
            ],
        ),
        (None, [], ["no statement is about everybody"]),
        (
            [{"granted": False}],
            [{}, {"verdict": "not public", "witness": None, "actions": ["all but a:B"]}],
            [
                "not granted: s3:Get*",
                "public: s3:GetObject, s3:PutObject, by *",
                "    new.json, statement 1 S: why",
                "    for example: a:B on r, by *",
                "not public: all but a:B, by *",
                "    new.json, statement 1 S: why",
            ],
        ),
    ],
)
def test_checks(
    granted: list[dict[str, Any]] | None, public: list[dict[str, Any]] | None, lines: list[str]
) -> None:
    found = check_text(
        None if granted is None else frame(granted, GRANTED),
        None if public is None else frame(public, PUBLIC),
    )

    assert found.splitlines() == lines


def test_json() -> None:
    row = {**NEW, "conditions": '{"Bool": {}}', "witness_context": '{"k": null}'}
    rows = frame([row, {}], NEW)

    text = rows_json(new_access=rows, other=None)

    found = json.loads(text)
    assert list(found) == ["version", "new_access", "other"]
    assert found["other"] is None
    assert found["new_access"][0] == {
        **row,
        "conditions": {"Bool": {}},
        "witness_context": {"k": None},
    }
    assert found["new_access"] == list(map(json.loads, lines_of(rows)))
    assert json.loads(rows_json(a=rows.head(0)))["a"] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_policy_steers_a_terminal(text: str) -> None:
    texts = dict.fromkeys(("file", "sid", "reason", "action", "resource", "principal"), text)
    of_witness = {"action": text, "resource": text, "principal": text, "context": {text: text}}
    nested = {
        "actions": [text, text],
        "conditions": json.dumps({text: text}),
        "witness_context": json.dumps({text: [text]}),
        "witness_action": text,
        "witness": json.dumps(of_witness),
    }
    new, granted, public = (
        frame([{k: v for k, v in {**texts, **nested}.items() if k in like}], like)
        for like in (NEW, GRANTED, PUBLIC)
    )

    for shown in (new_access_text(new), check_text(granted, public)):
        assert shown.replace("\n", "").isprintable()
        assert max(map(len, shown.splitlines())) <= 100
    as_json = rows_json(new=new, granted=granted, public=public)
    assert as_json.isascii()
    assert json.loads(as_json)["new"][0]["conditions"] == {text: text}
