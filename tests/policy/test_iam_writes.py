"""Changing users, groups, roles and policies with an access key and no MFA."""

from __future__ import annotations

from typing import Any

import pytest

from iam_report.catalog.facts import action_classes
from iam_report.policy.iam_writes import IamWrites, iam_writes, names_of

ACCOUNT = "111122223333"
USERS = f"arn:aws:iam::{ACCOUNT}:user/*"
NO_MFA = [{"operator": "BoolIfExists", "key": "aws:MultiFactorAuthPresent", "values": ["false"]}]
MFA = [{"operator": "Bool", "key": "aws:MultiFactorAuthPresent", "values": ["true"]}]
NETWORK = [{"operator": "IpAddress", "key": "aws:SourceIp", "values": ["203.0.113.0/24"]}]


def _statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    names = ("actions", "not_actions", "resources", "not_resources", "conditions")
    return {"effect": effect, **dict.fromkeys(names), "resources": ["*"], **elements}


def _said(found: IamWrites) -> dict[str, list[str]]:
    return {name: names_of(mask) for name, mask in found._asdict().items() if mask}


KEY = ["iam:CreateAccessKey"]
ALLOWED = {"allowed": KEY, "may_be_allowed": KEY}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (_statement(actions=["iam:createaccesske?"]), ALLOWED),
        (_statement(actions=KEY, resources=[USERS]), ALLOWED),
        (_statement(actions=KEY, resources=["arn:aws:iam::444455556666:user/*"]), {}),
        (_statement(actions=KEY, resources=[USERS.replace("*", "ci-*")]), {}),
        (_statement(actions=KEY, resources=[USERS.replace("*", "${aws:username}")]), {}),
        (_statement(actions=KEY, resources=None, not_resources=[USERS]), ALLOWED),
        (_statement(actions=KEY, resources=None, not_resources=["arn:aws:s3:::*"]), ALLOWED),
        (_statement(actions=KEY, resources=None), {}),
        (_statement(actions=["iam:Get*", "s3:*"]), {}),
        (_statement(actions=["iam:EnableMFADevice", "iam:ResyncMFADevice"]), {}),
        (_statement(actions=KEY, conditions=MFA), {}),
        (_statement(actions=KEY, conditions=NO_MFA), ALLOWED),
        (_statement(actions=KEY, conditions=NETWORK), {"may_be_allowed": KEY}),
        (_statement("Deny", actions=KEY), {"denied": KEY, "may_be_denied": KEY}),
        (_statement("Deny", actions=KEY, conditions=NO_MFA), {"denied": KEY, "may_be_denied": KEY}),
        (_statement("Deny", actions=KEY, conditions=MFA), {}),
        (_statement("Deny", actions=KEY, conditions=NETWORK), {"may_be_denied": KEY}),
        (_statement("Deny", actions=KEY, resources=[USERS]), {"may_be_denied": KEY}),
    ],
)
def test_statements(statement: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert _said(iam_writes([statement], ACCOUNT)) == expected


def test_statements_add_up() -> None:
    first, second = _statement(actions=KEY), _statement(actions=["iam:CreateUser"])

    assert _said(iam_writes([first, second], ACCOUNT))["allowed"] == [*KEY, "iam:CreateUser"]
    assert iam_writes([], ACCOUNT) == IamWrites()


def test_not_action() -> None:
    """Everything but what is named."""
    but_keys = _statement(not_actions=["iam:*AccessKey*"])
    left = _said(iam_writes([but_keys], ACCOUNT))["allowed"]

    assert "iam:CreateUser" in left
    assert "iam:CreateAccessKey" not in left


def test_masks_fit_into_64_bits() -> None:
    every = iam_writes([_statement(actions=["*"])], ACCOUNT).allowed

    assert every < 2**63
    assert set(names_of(every)) < set(action_classes()["iam_write"].actions)
