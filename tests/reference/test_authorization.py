"""`simulate` against the slow evaluator: the same decision for every request.

The environment variable REFERENCE_REQUESTS asks for more requests than a normal run compares, and
then for other ones each time.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import iam_report as ir
from tests.reference import authorization_made_up as made_up
from tests.reference.authorization import authorize
from tests.reference.authorization_rare import CONDITIONS
from tests.reference.authorization_rare_operations import OPERATIONS
from tests.reference.authorization_smaller import smallest

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT: Final = 10_000
REQUESTS: Final = int(os.environ.get("REFERENCE_REQUESTS", str(DEFAULT)))
#: A normal run makes the same requests each time.
FIRST: Final = 0 if REQUESTS == DEFAULT else SystemRandom().randrange(10**9)
#: Requests that are made under the same policies.
BATCH: Final = 30
FEW: Final = 10

Request = dict[str, Any]
Statement = dict[str, Any]
Make = Callable[[Random, int], list[Request]]


def _batches(
    share: float, batch: int = FEW, make: Make = made_up.authorizations
) -> Iterator[tuple[Random, list[Request]]]:
    """Make a share of the requests, and a source of whatever else a test makes up."""
    for seed in range(max(1, round(REQUESTS * share / batch))):
        random = Random(FIRST + seed)  # noqa: S311
        yield random, make(random, batch)


def _decision(request: Request) -> str:
    return ir.simulate(**request).decision


def _both(request: Request) -> tuple[str, str] | None:
    """Return what the two say of a request; None: it is none."""
    try:
        return authorize(request), _decision(request)
    except (ir.IamReportError, KeyError, TypeError):
        return None


def _shown(request: Request) -> str:
    """Return a short request that is decided in the same two ways."""
    both = _both(request)
    return f"{both}: {json.dumps(smallest(request, lambda less: _both(less) == both))}"


#: Which of the two it is where both apply depends on which one decides. `simulate` does not follow
#: that through nested alternatives, so a few requests may differ.
UNDECIDED: Final = {"conditional", "unknown"}

#: What is made up, its share of the requests, and the least share of each decision.
SOURCES: Final = {
    "everything": (
        *(made_up.authorizations, BATCH, 0.5),
        {"allowed": 0.15, "implicitDeny": 0.3, "explicitDeny": 0.08, "unknown": 0.01},
    ),
    "conditions": (
        *(made_up.conditioned, 3, 0.3),
        {"allowed": 0.2, "implicitDeny": 0.2, "conditional": 0.05, "unknown": 0.03},
    ),
    "matching": (
        *(made_up.matched, FEW, 0.2),
        {"allowed": 0.15, "implicitDeny": 0.2, "explicitDeny": 0.01, "unknown": 0.01},
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_same_decisions(source: str) -> None:
    make, batch, share, least = SOURCES[source]
    seen: Counter[str] = Counter()
    wrong, ranked = [], []

    for _, requests in _batches(share, batch, make):
        for request in requests:
            expected, got = authorize(request), _decision(request)
            seen[expected] += 1
            if got != expected:
                (ranked if {got, expected} == UNDECIDED else wrong).append(request)

    lines = map(_shown, wrong[:5])
    assert not wrong, "\n".join([f"{len(wrong)} decisions differ", *lines])
    assert len(ranked) <= max(1, seen.total() / 2_000), "\n".join(map(_shown, ranked[:5]))
    assert {name for name, part in least.items() if seen[name] < part * seen.total()} == set(), seen


@settings(max_examples=150, deadline=None, derandomize=REQUESTS == DEFAULT, phases=[Phase.generate])
@given(st.sampled_from(sorted(SOURCES)), st.randoms(use_true_random=False))
def test_same_decisions_wherever_the_dice_fall(source: str, random: Random) -> None:
    """Hypothesis throws the dice itself here, and leans to the ends of each choice."""
    for request in SOURCES[source][0](random, 3):
        expected, got = authorize(request), _decision(request)
        assert got == expected or {got, expected} == UNDECIDED, _shown(request)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [pytest.param(*row, id=name) for name, *row in (*CONDITIONS, *OPERATIONS)],
)
def test_rare_requests(request_: Request, expected: str) -> None:
    assert (authorize(request_), _decision(request_)) == (expected, expected)


def test_a_difference_is_made_small() -> None:
    request = next(_batches(1))[1][0] | {"context": {"x:a": ["1", "2"], "x:b": "3"}}

    found = smallest(request, lambda less: "1" in less.get("context", {}).get("x:a", []))

    needed = {name: request[name] for name in ("action", "principal", "resource")}
    assert found == needed | {"context": {"x:a": ["1"]}}


# --- What must hold whatever the reference says ---------------------------------------------------


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
    return "undecided" if decision in UNDECIDED else decision


@pytest.mark.parametrize("way", SAME)
def test_same_decision_however_it_is_written(way: str) -> None:
    same = _certainty if way == "one statement per action" else str

    for _, requests in _batches(0.02):
        for request in requests:
            other = _decision(_changed(request, SAME[way]))
            assert same(other) == same(_decision(request)), json.dumps(request)


def test_policies_may_be_json_text() -> None:
    def text(value: Any) -> Any:
        return [text(one) for one in value] if isinstance(value, list) else json.dumps(value)

    for _, requests in _batches(0.02):
        for request in requests:
            other = {n: text(v) if n in POLICIES else v for n, v in request.items()}
            assert _decision(other) == _decision(request), json.dumps(request)


def test_order_does_not_matter() -> None:
    def shuffled(value: Any, random: Random) -> Any:
        if isinstance(value, list):
            value = [shuffled(one, random) for one in value]
            random.shuffle(value)
        elif isinstance(value, dict) and isinstance(value.get("Statement"), list):
            value = value | {"Statement": shuffled(value["Statement"], random)}
        return value

    for random, requests in _batches(0.02):
        for request in requests:
            other = {n: shuffled(v, random) if n in POLICIES else v for n, v in request.items()}
            assert _decision(other) == _decision(request), json.dumps(request)


@pytest.mark.parametrize("change", [str.upper, str.lower, str.title])
def test_case_of_the_action_asked_for_does_not_matter(change: Callable[[str], str]) -> None:
    for _, requests in _batches(0.01):
        for request in requests:
            other = request | {"action": change(request["action"])}
            assert _decision(other) == _decision(request), json.dumps(request)


def _more(request: Request, name: str, added: list[Any]) -> Request:
    return request | {name: [*(request.get(name) or []), *added]}


#: What only takes away: the argument, and how to make what may be added to it.
LESS: Final[dict[str, tuple[str, Callable[[Random], list[Any]]]]] = {
    "a deny": ("identity_policies", lambda random: [made_up.denial(random, "identity")]),
    "a deny of the resource": (
        "resource_control_policies",
        lambda random: [[made_up.denial(random, "rcp")]],
    ),
    "a boundary": ("permissions_boundaries", lambda random: made_up.limits(random, "boundary")),
    "a level of SCPs": (
        "service_control_policies",
        lambda random: [made_up.limits(random, "scp")],
    ),
    "session policies": ("session_policies", lambda random: [made_up.denial(random, "session")]),
}


@pytest.mark.parametrize("addition", LESS)
def test_nothing_becomes_allowed_by(addition: str) -> None:
    name, make = LESS[addition]

    for random, requests in _batches(0.02):
        added = make(random)
        for request in requests:
            # An empty list grants nothing, and one that is longer may grant something.
            if request.get(name) != [] and _decision(request) != "allowed":
                longer = _more(request, name, added)
                assert _decision(longer) != "allowed", json.dumps(longer)


def test_a_grant_takes_nothing_away() -> None:
    for random, requests in _batches(0.04):
        added = made_up.grant(random)
        for request in requests:
            if _decision(request) == "allowed":
                longer = _more(request, "identity_policies", [added])
                assert _decision(longer) == "allowed", json.dumps(longer)


def test_policies_together_allow_what_one_of_them_allows() -> None:
    seen: Counter[bool] = Counter()

    for _, requests in _batches(0.05):
        for request in requests:
            plain = {
                n: v for n, v in request.items() if n not in POLICIES or n == "resource_policy"
            }
            granting = _changed(
                {"identity_policies": request.get("identity_policies") or []},
                lambda statement: [statement] if statement["Effect"] == "Allow" else [],
            )["identity_policies"]
            alone = [_decision(plain | {"identity_policies": [each]}) for each in granting]
            together = _decision(plain | {"identity_policies": granting})
            seen["allowed" in alone] += 1
            assert (together == "allowed") == ("allowed" in alone) or not alone, json.dumps(request)
    assert min(seen.values()) > sum(seen.values()) / 20
