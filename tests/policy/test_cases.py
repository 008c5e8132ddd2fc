"""Requests and what AWS answers, as data.

A file of tests/cases holds a list of cases: a request, the policies under the names that
`iam_report.simulate` gives them, and the decision. A case's `source` is the page of AWS's
documentation that it follows. `missing_context` and `matched` are compared where a case has them.

`operators.json` holds rows of a condition operator, the values of the policy, the value of the
request (null: the key is absent) and whether they match (null: AWS's documentation does not say).
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import iam_report as ir

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[1] / "cases"
DECISIONS = {"allowed", "explicitDeny", "implicitDeny", "conditional", "unknown"}
REQUEST = {"action", "resource", "principal", "context", "resource_account", "context_complete"}
POLICIES = {
    "identity_policies",
    "resource_policy",
    "permissions_boundaries",
    "service_control_policies",
    "resource_control_policies",
    "session_policies",
    "endpoint_policies",
    "restrict_public_buckets",
}
OPTIONAL = {"source", "missing_context", "matched"}
ACCOUNTS = {"111122223333", "444455556666", "123456789012", "777788889999"}
BASE_OPERATORS = {
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress"),
    *("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"),
    *(
        f"{kind}{comparison}"
        for kind in ("Numeric", "Date")
        for comparison in (
            *("Equals", "NotEquals", "LessThan", "LessThanEquals"),
            *("GreaterThan", "GreaterThanEquals"),
        )
    ),
}

Case = dict[str, Any]

FILES: dict[str, list[Case]] = {
    path.stem: json.loads(path.read_bytes())
    for path in sorted(FOLDER.glob("*.json"))
    if path.stem != "operators"
}
OPERATORS: list[list[Any]] = json.loads((FOLDER / "operators.json").read_bytes())

CASES = [
    pytest.param(case, id=f"{file}: {case['name']}")
    for file, cases in FILES.items()
    for case in cases
]
ROWS = [pytest.param(*row, id=" ".join(json.dumps(cell) for cell in row)) for row in OPERATORS]

KEY = "aws:RequestTag/Example"
REQUESTED: dict[str, Any] = {
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::amzn-s3-demo-bucket/report.csv",
    "principal": "arn:aws:iam::111122223333:user/alice",
}


def one(effect: str, **elements: Any) -> dict[str, Any]:
    """Return a policy of one statement about everything."""
    statement = {"Effect": effect, "Action": "*", "Resource": "*", **elements}
    return {"Version": "2012-10-17", "Statement": [statement]}


def decide(case: Case) -> Any:
    """Return what `iam_report.simulate` says about a case."""
    policies = {name: case[name] for name in case if name in POLICIES}
    return ir.simulate(**case["request"], **policies)


@functools.cache
def decisions(file: str) -> list[tuple[str, str]]:
    """Return the name of each case of a file, and the decision."""
    return [(case["name"], decide(case).decision) for case in FILES[file]]


@pytest.mark.parametrize("case", CASES)
def test_decision(case: Case) -> None:
    decision = decide(case)
    assert decision.decision == case["decision"], decision
    if "missing_context" in case:
        assert sorted(decision.missing_context) == sorted(case["missing_context"])
    if "matched" in case:
        sids = [statement.sid for statement in decision.matched_statements]
        assert sorted(sids) == sorted(case["matched"])


def changed(case: Case, change: Callable[[Any], Any]) -> Case:
    """Return a case with a change of each policy that it gives, however deep in lists."""

    def through(policies: Any) -> Any:
        if isinstance(policies, list):
            return [through(policy) for policy in policies]
        return change(policies) if isinstance(policies, dict) else policies

    return {name: through(case[name]) if name in POLICIES else case[name] for name in case}


def statements(policy: dict[str, Any]) -> list[Any]:
    """Return the statements of a policy as a list."""
    found = policy["Statement"]
    return found if isinstance(found, list) else [found]


def reversed_statements(case: Case) -> Case:
    """Return a case with the statements of each policy in the opposite order."""
    return changed(case, lambda policy: policy | {"Statement": statements(policy)[::-1]})


def repeated_statements(case: Case) -> Case:
    """Return a case with every statement twice."""
    return changed(case, lambda policy: policy | {"Statement": statements(policy) * 2})


def reversed_policies(case: Case) -> Case:
    """Return a case with its policies or levels in the opposite order."""
    return {
        name: value[::-1] if name in POLICIES and isinstance(value, list) else value
        for name, value in case.items()
    }


def written(case: Case) -> Case:
    """Return a case with each policy as text."""
    return changed(case, json.dumps)


def read(case: Case) -> Case:
    """Return a case with each policy as a frame of statements."""
    return changed(case, ir.read_policy)


def of_another_partition(case: Case) -> Case:
    """Return a case as it stands in the partition for the government of the United States."""
    return json.loads(json.dumps(case).replace("arn:aws:", "arn:aws-us-gov:"))


def of_another_account(case: Case) -> Case:
    """Return a case with two account IDs exchanged."""
    accounts = {"111122223333": "444455556666", "444455556666": "111122223333"}
    text = re.sub("|".join(accounts), lambda match: accounts[match[0]], json.dumps(case))
    return json.loads(text)


def keys_in_capitals(case: Case) -> Case:
    """Return a case with the names of the keys of its context in capitals."""
    context = case["request"].get("context", {})
    request = case["request"] | {"context": {key.upper(): context[key] for key in context}}
    return case | {"request": request}


def action_in_capitals(case: Case) -> Case:
    """Return a case with the requested action in capitals."""
    return case | {"request": case["request"] | {"action": case["request"]["action"].upper()}}


@pytest.mark.parametrize(
    "change",
    [
        reversed_statements,
        repeated_statements,
        reversed_policies,
        written,
        read,
        of_another_partition,
        of_another_account,
        keys_in_capitals,
        action_in_capitals,
    ],
)
@pytest.mark.parametrize("file", FILES)
def test_what_makes_no_difference(file: str, change: Callable[[Case], Case]) -> None:
    before = decisions(file)
    after = [(case["name"], decide(change(case)).decision) for case in FILES[file]]
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize(("operator", "values", "value", "expected"), ROWS)
def test_operator(operator: str, values: Any, value: Any, expected: bool | None) -> None:  # noqa: FBT001
    condition = {operator: {KEY: values}}
    allow = ir.simulate(
        **REQUESTED, context={KEY: value}, identity_policies=[one("Allow", Condition=condition)]
    )
    deny = ir.simulate(
        **REQUESTED,
        context={KEY: value},
        identity_policies=[one("Allow"), one("Deny", Condition=condition)],
    )
    assert (allow.decision, deny.decision) == {
        True: ("allowed", "explicitDeny"),
        False: ("implicitDeny", "allowed"),
        None: ("unknown", "unknown"),
    }[expected]


@pytest.mark.parametrize(
    "policy",
    [
        {"Version": "2012-10-17", "Statement": [{"Action": "*", "Resource": "*"}]},
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}],
        },
        one("Allow", NotAction="s3:*"),
        one("Allow", NotResource="arn:aws:s3:::amzn-s3-demo-bucket"),
        one("Allow", Actions="s3:*"),
        one("Allow") | {"Version": "2012-10-18"},
        one("Allow") | {"Statements": []},
        "{",
    ],
    ids=json.dumps,
)
def test_what_iam_refuses_as_a_whole_is_an_error(policy: Any) -> None:
    with pytest.raises(ir.IamReportError):
        ir.simulate(**REQUESTED, identity_policies=[policy])


@pytest.mark.parametrize(
    "request_",
    [
        {"action": "s3:Get*"},
        {"action": "*"},
        {"action": "s3:GetObjec?"},
        {"action": "GetObject"},
        {"principal": "alice"},
        {"principal": "arn:aws:s3:::amzn-s3-demo-bucket"},
        {"principal": "arn:aws:iam::111122223333:group/readers"},
        {"principal": "arn:aws:iam::111122223333:user/*"},
        {"principal": "arn:aws:iam::1111:user/alice"},
        {"principal": "arn:aws:sts::111122223333:assumed-role/app"},
        {"principal": 1.5},
        {"action": {}},
        {"resource": "amzn-s3-demo-bucket/report.csv"},
        {"resource": ""},
        {"resource": []},
        {"resource_account": "1111"},
        {"resource_account": "root"},
        {"context": {"aws:username": {"a": "b"}}},
        {"session_policies": [None]},
        {"service_control_policies": [[None]]},
        {"service_control_policies": [one("Allow")]},
    ],
    ids=json.dumps,
)
def test_what_nobody_can_request_is_an_error(request_: dict[str, str]) -> None:
    with pytest.raises(ir.IamReportError):
        ir.simulate(**REQUESTED | request_, identity_policies=[one("Allow")])


@pytest.mark.parametrize("file", FILES)
def test_every_case_is_well_formed(file: str) -> None:
    for case in FILES[file]:
        assert (
            {"name", "request", "decision"}
            <= set(case)
            <= ({"name", "request", "decision"} | POLICIES | OPTIONAL)
        ), case["name"]
        assert {"action", "principal"} <= set(case["request"]) <= REQUEST, case["name"]
        assert case["decision"] in DECISIONS, case["name"]
        assert case.get("source", "https://docs.aws.amazon.com/").startswith(
            "https://docs.aws.amazon.com/"
        ), case["name"]


@pytest.mark.parametrize("file", FILES)
def test_names_and_contents_are_unique(file: str) -> None:
    names = Counter(case["name"] for case in FILES[file])
    assert not [name for name, times in names.items() if times > 1]
    contents = Counter(
        json.dumps({key: case[key] for key in case if key not in {"name", "source"}})
        for case in FILES[file]
    )
    assert not [content for content, times in contents.items() if times > 1]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_accounts_are_those_of_the_documentation(path: Path) -> None:
    assert set(re.findall(r"(?<!\d)\d{12}(?!\d)", path.read_text("utf-8"))) <= ACCOUNTS


def test_the_cases_are_many() -> None:
    assert sum(map(len, FILES.values())) >= 350


@pytest.mark.parametrize("operator", sorted(BASE_OPERATORS))
def test_every_operator_has_its_rows(operator: str) -> None:
    for form in (
        operator,
        f"{operator}IfExists",
        f"ForAllValues:{operator}",
        f"ForAnyValue:{operator}",
    ):
        rows = [row for row in OPERATORS if row[0] == form]
        assert {True, False} <= {row[3] for row in rows}, form
        assert None in [row[2] for row in rows], form


def test_no_row_of_an_operator_stands_twice() -> None:
    rows = Counter(json.dumps(row[:3]) for row in OPERATORS)
    assert not [row for row, times in rows.items() if times > 1]
