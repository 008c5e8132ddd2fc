"""The conditions in examples of the AWS documentation, good and bad, against the rules.

Each case is a policy after an example of a page, in a form of our own, and the findings that it is
to give: rule, statement and condition key. Most give none.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import iam_report as ir
from iam_report.relations.mfa_statements import mfa_statements
from iam_report.relations.policy_conditions import policy_conditions
from iam_report.rules import builtin_rules

FOLDER = Path(__file__).parent
IDENTITY = json.loads((FOLDER / "identity_policies.json").read_text())
TRUST = json.loads((FOLDER / "trust_policies.json").read_text())
ACCOUNT = "111122223333"
DATE = "2026-01-31T12:00:00Z"
RULES = [r for r in builtin_rules() if r.frames[0] in ("policy_conditions", "mfa_statements")]


def export() -> dict[str, Any]:
    """Return authorization details with a managed policy or a role for each case."""
    policies = [
        {
            "PolicyName": f"p{number}",
            "PolicyId": f"ANPA{number:016}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:policy/p{number}",
            "Path": "/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": DATE,
            "UpdateDate": DATE,
            "PolicyVersionList": [
                {
                    "Document": case["policy"],
                    "VersionId": "v1",
                    "IsDefaultVersion": True,
                    "CreateDate": DATE,
                }
            ],
        }
        for number, case in enumerate(IDENTITY)
    ]
    roles = [
        {
            "RoleName": f"r{number}",
            "RoleId": f"AROA{number:016}",
            "Arn": f"arn:aws:iam::{ACCOUNT}:role/r{number}",
            "Path": "/",
            "CreateDate": DATE,
            "AssumeRolePolicyDocument": case["policy"],
            "InstanceProfileList": [],
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
            "Tags": [],
            "RoleLastUsed": {},
        }
        for number, case in enumerate(TRUST)
    ]
    return {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": roles,
        "Policies": policies,
        "IsTruncated": False,
    }


@pytest.fixture(scope="module")
def found() -> dict[str, list[list[Any]]]:
    """Return the findings of all rules about conditions, by the ARN of policy or role."""
    snapshot = ir.load(json.dumps(export()).encode())
    read = [
        snapshot[name]
        for name in ("managed_policies", "inline_policies", "roles", "documents", "statements")
    ]
    frames = {
        "policy_conditions": policy_conditions(*read),
        "mfa_statements": mfa_statements(*read),
    }
    answers: dict[str, list[list[Any]]] = {}
    for rule in RULES:
        frame = frames[rule.frames[0]]
        mask = rule.mask(frames)
        for row in frame[mask.fillna(value=True)].to_dict("records"):
            place = [rule.name, row["statement"], row.get("key")]
            answers.setdefault(row["arn"], []).append(place)
    return answers


def cases(given: list[dict[str, Any]], kind: str) -> list[Any]:
    return [
        pytest.param(f"arn:aws:iam::{ACCOUNT}:{kind}{number}", case["findings"], id=case["name"])
        for number, case in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("arn", "findings"), [*cases(IDENTITY, "policy/p"), *cases(TRUST, "role/r")]
)
def test_findings(found: dict[str, list[list[Any]]], arn: str, findings: list[list[Any]]) -> None:
    """Unknown counts as a finding here: of AWS's own keys and services all is known."""
    assert sorted(found.get(arn, []), key=str) == sorted(findings, key=str)


def test_every_rule_has_a_case() -> None:
    cases_of_rules = {finding[0] for case in (*IDENTITY, *TRUST) for finding in case["findings"]}

    assert {rule.name for rule in RULES} == cases_of_rules


def test_nothing_is_malformed() -> None:
    snapshot = ir.load(json.dumps(export()).encode())

    assert not pd.Series(snapshot["documents"]["is_malformed"]).any()
