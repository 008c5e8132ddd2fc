"""`simulate` against the slow evaluator: the same decision for every request.

The environment variable REFERENCE_REQUESTS asks for more requests than a normal run compares, and
then for other ones each time.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import iam_report as ir
from tests.reference import authorization_strategies as some
from tests.reference.authorization import authorize

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from hypothesis.strategies import SearchStrategy

DEFAULT: Final = 10_000
REQUESTS: Final = int(os.environ.get("REFERENCE_REQUESTS", str(DEFAULT)))
#: Requests that are made under the same policies.
BATCH: Final = 30
FEW: Final = 10

Request = dict[str, Any]
Statement = dict[str, Any]


def _settings(share: float, batch: int = FEW) -> settings:
    """Return how to make a share of the requests; a normal run makes the same ones each time."""
    return settings(
        max_examples=max(1, round(REQUESTS * share / batch)),
        deadline=None,
        derandomize=REQUESTS == DEFAULT,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


#: What is made up, its share of the requests, and the least share of each decision.
SOURCES: Final = {
    "everything": (
        *(some.authorizations(BATCH), BATCH, 0.5),
        {"allowed": 0.15, "implicitDeny": 0.3, "explicitDeny": 0.08, "unknown": 0.01},
    ),
    "conditions": (
        *(some.conditioned(3), 3, 0.3),
        {"allowed": 0.2, "implicitDeny": 0.2, "conditional": 0.05, "unknown": 0.03},
    ),
    "matching": (
        *(some.matched(FEW), FEW, 0.2),
        {"allowed": 0.15, "implicitDeny": 0.2, "explicitDeny": 0.01, "unknown": 0.01},
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_same_decisions(source: str) -> None:
    authorizations, batch, share, least = SOURCES[source]
    seen: Counter[str] = Counter()

    @given(authorizations)
    @_settings(share, batch)
    def compare(requests: list[Request]) -> None:
        for request in requests:
            expected, got = authorize(request), ir.simulate(**request).decision
            seen[expected] += 1
            assert got == expected, json.dumps(request)

    compare()

    assert {name for name, part in least.items() if seen[name] < part * seen.total()} == set(), seen


def _one(principal: Any, condition: dict[str, Any], resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "*", "Resource": resource}
    return {"Version": "2012-10-17", "Statement": statement | {"Condition": condition}}


#: Principal, policy of the bucket, context, whether it is complete, decision.
RARE: Final = [
    (
        "states.us-east-1.amazonaws.com",
        _one({"Service": "states.amazonaws.com"}, {}),
        {},
        True,
        "unknown",
    ),
    (
        some.USER,
        _one("*", {"StringEquals": {"aws:username": "${test:Name, 'dev1'}"}}),
        {},
        True,
        "allowed",
    ),
    (some.USER, _one("*", {}, "arn:aws:s3:::data/${test:Name, 'dev1'}/*"), {}, True, "allowed"),
    (
        some.USER,
        _one("*", {}, "arn:aws:s3:::data/${test:Name}/*"),
        {"test:Name": "*"},
        True,
        "implicitDeny",
    ),
    (
        some.USER,
        _one("*", {"StringLike": {"aws:username": "${test:Name}"}}),
        {"test:Name": "*"},
        True,
        "implicitDeny",
    ),
    (some.USER, _one("*", {"Null": {"aws:CurrentTime": "false"}}), {}, False, "allowed"),
    (some.USER, _one("*", {"Null": {"aws:SourceIp": "false"}}), {}, False, "conditional"),
    (
        some.SESSION,
        _one("*", {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/path/*"}}),
        {},
        True,
        "conditional",
    ),
    (
        some.SESSION,
        _one("*", {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/path/Other"}}),
        {},
        True,
        "implicitDeny",
    ),
]


@pytest.mark.parametrize(("principal", "policy", "context", "complete", "expected"), RARE)
def test_rare_requests(
    principal: str,
    policy: dict[str, Any],
    context: dict[str, Any],
    complete: bool,  # noqa: FBT001
    expected: str,
) -> None:
    request = {
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::data/dev1/file",
        "principal": principal,
        "resource_policy": policy,
        "context": context,
        "context_complete": complete,
    }

    assert (authorize(request), ir.simulate(**request).decision) == (expected, expected)


# --- What must hold whatever the reference says ---------------------------------------------------


def _decision(request: Request) -> str:
    return ir.simulate(**request).decision


def _changed(request: Request, change: Callable[[Statement], list[Statement]]) -> Request:
    """Return the request with each statement of each policy replaced."""

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(one) for one in value]
        if value is None:
            return None
        found = value["Statement"]
        listed = found if isinstance(found, list) else [found]
        return value | {"Statement": [new for old in listed for new in change(dict(old))]}

    return {name: walk(value) if name in POLICIES else value for name, value in request.items()}


POLICIES: Final = (
    *("identity_policies", "resource_policy", "permissions_boundaries", "session_policies"),
    *("service_control_policies", "resource_control_policies", "endpoint_policies"),
)
ACTION_NAMES: Final = ("Action", "NotAction")


def _mapped(statement: Statement, change: Callable[[Any], Any]) -> list[Statement]:
    return [{k: change(v) if k in ACTION_NAMES else v for k, v in statement.items()}]


def _split(statement: Statement) -> list[Statement]:
    actions = statement.get("Action")
    return (
        [statement | {"Action": a} for a in actions] if isinstance(actions, list) else [statement]
    )


def _each(change: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: [change(v) for v in value] if isinstance(value, list) else change(value)


#: Other ways to write a statement.
SAME: Final[dict[str, Callable[[Statement], list[Statement]]]] = {
    "lists": lambda statement: _mapped(statement, lambda v: v if isinstance(v, list) else [v]),
    "one statement per action": _split,
    "upper case": lambda statement: _mapped(statement, _each(str.upper)),
    "lower case": lambda statement: _mapped(statement, _each(str.lower)),
    "twice": lambda statement: [statement, statement],
}


def _certainty(decision: str) -> str:
    """Leave aside why a request is undecided: two statements may be so for two reasons."""
    return "undecided" if decision in ("conditional", "unknown") else decision


@pytest.mark.parametrize("way", SAME)
def test_same_decision_however_it_is_written(way: str) -> None:
    same = _certainty if way == "one statement per action" else str

    @given(some.authorizations(FEW))
    @_settings(0.02)
    def compare(requests: list[Request]) -> None:
        for request in requests:
            assert same(_decision(_changed(request, SAME[way]))) == same(_decision(request)), (
                request
            )

    compare()


@given(some.authorizations(FEW))
@_settings(0.02)
def test_policies_may_be_json_text(requests: list[Request]) -> None:
    def text(value: Any) -> Any:
        return [text(one) for one in value] if isinstance(value, list) else json.dumps(value)

    for request in requests:
        other = {n: text(v) if n in POLICIES else v for n, v in request.items()}
        assert _decision(other) == _decision(request), request


@given(some.authorizations(FEW), st.randoms(use_true_random=False))
@_settings(0.02)
def test_order_does_not_matter(requests: list[Request], random: Random) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, list):
            value = [shuffled(one) for one in value]
            random.shuffle(value)
        elif isinstance(value, dict) and isinstance(value.get("Statement"), list):
            value = value | {"Statement": shuffled(value["Statement"])}
        return value

    for request in requests:
        other = {n: shuffled(v) if n in POLICIES else v for n, v in request.items()}
        assert _decision(other) == _decision(request), request


@given(some.authorizations(FEW), st.sampled_from((str.upper, str.lower, str.title)))
@_settings(0.02)
def test_case_of_the_action_asked_for_does_not_matter(
    requests: list[Request], change: Callable[[str], str]
) -> None:
    for request in requests:
        other = request | {"action": change(request["action"])}
        assert _decision(other) == _decision(request), request


def _more(request: Request, name: str, added: list[Any]) -> Request:
    return request | {name: [*(request.get(name) or []), *added]}


#: What only takes away: the argument, and what may be added to it.
LESS: Final[dict[str, tuple[str, SearchStrategy[list[Any]]]]] = {
    "a deny": ("identity_policies", some.denials("identity").map(lambda policy: [policy])),
    "a deny of the resource": (
        "resource_control_policies",
        some.denials("rcp").map(lambda p: [[p]]),
    ),
    "a boundary": ("permissions_boundaries", some.limits("boundary")),
    "a level of SCPs": ("service_control_policies", some.limits("scp").map(lambda some: [some])),
    "session policies": ("session_policies", some.denials("session").map(lambda policy: [policy])),
}


@pytest.mark.parametrize("addition", LESS)
def test_nothing_becomes_allowed_by(addition: str) -> None:
    name, additions = LESS[addition]

    @given(some.authorizations(FEW), additions)
    @_settings(0.02)
    def compare(requests: list[Request], added: list[Any]) -> None:
        for request in requests:
            # An empty list grants nothing, and one that is longer may grant something.
            if request.get(name) != [] and _decision(request) != "allowed":
                assert _decision(_more(request, name, added)) != "allowed", (request, added)

    compare()


@given(some.authorizations(FEW), some.grants())
@_settings(0.04)
def test_a_grant_takes_nothing_away(requests: list[Request], added: dict[str, Any]) -> None:
    for request in requests:
        if _decision(request) == "allowed":
            assert _decision(_more(request, "identity_policies", [added])) == "allowed", request
