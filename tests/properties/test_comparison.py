"""Comparisons of policies against the decision engine, request by request."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iam_report.policy._comparison_conditions import all_follow, is_ruled_out, negation
from iam_report.policy._comparison_languages import Automaton, wildcard_tokens
from iam_report.policy._comparison_requests import is_met
from iam_report.policy.comparison import check_access_not_granted, compare_policies
from iam_report.policy.compiled import compiled
from iam_report.policy.operators import parse_network
from iam_report.policy.patterns import matches
from iam_report.policy.simulate import simulate
from iam_report.policy.special_services import takes_unsigned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iam_report.policy.compiled import PreparedCondition

some = settings(max_examples=80, deadline=None, derandomize=True)

Policy = dict[str, Any]

ACCOUNT: Final = "123456789012"
OTHER: Final = "444455556666"
USER: Final = f"arn:aws:iam::{ACCOUNT}:user/example"
EVERYTHING: Final = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
BUCKET: Final = "arn:aws:s3:::"

ACTIONS: Final = (
    *("*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:?etObject", "S3:getobject*"),
    *("s3:Unheard", "s3:Un*", "iam:*", "s3: GetObject", "*:*"),
)
ASKED: Final = ("s3:GetObject", "s3:PutObject", "s3:UnheardOf", "s3:Unheard", "iam:GetUser", "q:Q")
RESOURCES: Final = (
    st.text("ab*?", max_size=4).map(BUCKET.__add__)
    | st.text("ab*?:", min_size=1, max_size=3).map("arn:aws:s3:".__add__)
    | st.sampled_from(["*", "arn:*", "arn:aws:s3", "a*", f"{BUCKET}${{aws:username}}"])
    | st.sampled_from([f"{BUCKET}a${{aws:username, 'b'}}*", f"{BUCKET}${{*}}", f"{BUCKET}?a*b?"])
)
WORDS: Final = (
    "*",
    "arn:aws:sqs:eu-west-1:111122223333:a:b",
    *(
        BUCKET + "".join(letters)
        for size in range(1, 4)
        for letters in itertools.product("abz", repeat=size)
    ),
    f"{BUCKET}*",
)

CONDITIONS: Final = st.sampled_from(
    [
        *(
            {operator: {"aws:RequestedRegion": values}}
            for operator in ("StringEquals", "StringNotEquals", "StringLikeIfExists", "StringLike")
            for values in ("a", ["a", "b"], "b", "*")
        ),
        *({"Bool": {"aws:SecureTransport": value}} for value in ("true", "false")),
        {"BoolIfExists": {"aws:securetransport": "false"}},
        {"StringEquals": {"aws:RequestedRegion": "a", "aws:username": "b"}},
        {"StringEquals": {"aws:RequestedRegion": "${aws:username}"}},
        *({"NumericLessThan": {"s3:max-keys": value}} for value in ("5", "10", ["5", "10"])),
        {"NumericGreaterThanEquals": {"s3:max-keys": "10"}},
        {"NumericEquals": {"s3:max-keys": "7"}},
        *({name: {"aws:SourceIp": "192.0.2.0/24"}} for name in ("IpAddress", "NotIpAddress")),
        {"IpAddress": {"aws:SourceIp": "192.0.2.8/29"}},
        {"IpAddressIfExists": {"aws:SourceIp": ["192.0.2.0/25", "2001:db8::/32"]}},
        *({"Null": {"aws:RequestedRegion": value}} for value in ("true", "false")),
        *(
            {f"{head}:StringEquals": {"aws:TagKeys": values}}
            for head in ("ForAllValues", "ForAnyValue")
            for values in ("a", ["a", "b"])
        ),
        {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}},
        {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:x"}},
        {"ArnNotLike": {"aws:SourceArn": "arn:aws:s*:*:*:*"}},
        {"DateLessThan": {"aws:CurrentTime": "2026-01-01"}},
        {"DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}},
        {"StringEquals": {"aws:RequestedRegion": []}},
        {"Strange": {"aws:RequestedRegion": "a"}},
    ]
)
CONTEXTS: Final = st.fixed_dictionaries(
    {
        "aws:RequestedRegion": st.sampled_from([None, "a", "b", "c"]),
        "aws:SecureTransport": st.sampled_from([None, "true", "false"]),
        "aws:username": st.sampled_from([None, "a", "b", "ab", "*"]),
        "s3:max-keys": st.sampled_from([None, "4", "5", "7", "10", "12", "x"]),
        "aws:SourceIp": st.sampled_from([None, "192.0.2.9", "192.0.2.200", "2001:db8::1"]),
        "aws:TagKeys": st.sampled_from([None, [], ["a"], ["a", "b"], ["a", "c"]]),
        "aws:SourceArn": st.sampled_from(
            [None, "x", "arn:aws:sns:us-east-1:111122223333:x", "arn:aws:ec2:a:b:c"]
        ),
        "aws:CurrentTime": st.sampled_from(["2025-06-01", "2026-06-01", "2028-01-01"]),
    }
)
PRINCIPALS: Final = st.sampled_from(
    [
        *("*", {"AWS": "*"}, {"AWS": ACCOUNT}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
        *({"AWS": f"arn:aws:iam::{ACCOUNT}:{name}"} for name in ("user/example", "role/a")),
        {"AWS": [ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/example"]},
        {"AWS": ["111122223333", "arn:aws:iam::111122223333:user/b"]},
        {"Service": ["ec2.amazonaws.com", "SNS.amazonaws.com"]},
        {"Service": "sns.amazonaws.com", "AWS": f"arn:aws:iam::{ACCOUNT}:role/*"},
        {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/a/b"},
        {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/a", "AWS": ACCOUNT},
    ]
)
REQUESTERS: Final = (
    *("*", "ec2.amazonaws.com", "sns.amazonaws.com", USER, f"arn:aws:iam::{ACCOUNT}:root"),
    *(f"arn:aws:iam::{ACCOUNT}:role/a", f"arn:aws:sts::{ACCOUNT}:assumed-role/a/b"),
    *("arn:aws:iam::111122223333:user/b", "arn:aws:iam::777788889999:user/example"),
    f"arn:aws:iam::{ACCOUNT}:saml-provider/a",
)


@st.composite
def policies(
    draw: st.DrawFn, *, conditions: bool, principals: bool = False, most: int = 3
) -> Policy:
    """Return a policy of a few statements."""
    statements = []
    for _ in range(draw(st.integers(0, most))):
        statement: dict[str, Any] = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
        name = draw(st.sampled_from(["Action", "Action", "NotAction"]))
        statement[name] = draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3))
        name = draw(st.sampled_from(["Resource", "Resource", "NotResource"]))
        statement[name] = draw(st.lists(RESOURCES, min_size=1, max_size=3))
        if conditions and draw(st.booleans()):
            statement["Condition"] = draw(CONDITIONS)
        if principals:
            name = draw(st.sampled_from(["Principal", "Principal", "NotPrincipal"]))
            statement[name] = draw(PRINCIPALS)
        statements.append(statement)
    version = draw(st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17"]))
    return {"Version": version, "Statement": statements}


def decide(policy: Policy, request: dict[str, Any]) -> str:
    """Return what the decision engine says of an identity-based policy."""
    return simulate(
        request["action"],
        request["resource"],
        USER,
        identity_policies=[policy],
        context=request["context"],
        resource_account=ACCOUNT,
    ).decision


#: Keys that follow from who asks.
UNTOLD: Final = (
    *("aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:userid"),
    *("aws:username", "aws:principalisawsservice"),
)


def decide_on_resource(policy: Policy, request: dict[str, Any]) -> str:
    """Return what the decision engine says of a resource-based policy of another account.

    Anybody is somebody of a third account, of whom nothing is told, where AWS does not say that a
    service takes requests without a signature.
    """
    principal, context = request["principal"], request["context"]
    if principal == "*" and not takes_unsigned(request["action"]):
        principal = "arn:aws:iam::777788889999:user/stranger"
        context = dict.fromkeys(UNTOLD) | {key.lower(): value for key, value in context.items()}
    return simulate(
        request["action"],
        request["resource"],
        principal,
        identity_policies=[EVERYTHING],
        resource_policy=policy,
        context=context,
        resource_account=OTHER,
    ).decision


def witnesses(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the requests of the rows that are new."""
    return [witness_of(row) for row in frame[frame["verdict"] == "new"].to_dict("records")]


def witness_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request of a row."""
    return {
        "action": row["witness_action"],
        "resource": row["witness_resource"],
        "principal": None if row["witness_principal"] is pd.NA else row["witness_principal"],
        "context": json.loads(row["witness_context"]),
    }


REQUESTS: Final = st.fixed_dictionaries(
    {
        "action": st.sampled_from(ASKED),
        "resource": st.sampled_from(WORDS),
        "principal": st.sampled_from(REQUESTERS),
        "context": CONTEXTS,
    }
)


@some
@given(policies(conditions=True), policies(conditions=True))
def test_a_witness_shows_new_access(old: Policy, new: Policy) -> None:
    for request in witnesses(compare_policies(old, new)):
        assert decide(new, request) == "allowed"
        assert decide(old, request) in ("implicitDeny", "explicitDeny")


@some
@given(policies(conditions=True), policies(conditions=True), st.lists(REQUESTS, max_size=30))
def test_without_rows_nothing_is_new(
    old: Policy, new: Policy, requests: list[dict[str, Any]]
) -> None:
    if compare_policies(old, new).empty:
        for request in requests:
            if decide(new, request) == "allowed":
                assert decide(old, request) in ("allowed", "unknown")


@some
@given(policies(conditions=False), policies(conditions=False))
def test_wildcards_alone_are_always_decided(old: Policy, new: Policy) -> None:
    """Without conditions, variables and undefined patterns the answer is exact."""
    if "${" not in json.dumps([old, new]):
        frame = compare_policies(old, new)
        is_new = [
            (action, word)
            for action in ASKED
            for word in WORDS
            for request in [{"action": action, "resource": word, "context": {}}]
            if decide(new, request) == "allowed" != decide(old, request)
        ]

        assert not (frame["verdict"] == "cannot tell").any()
        assert not is_new or len(frame)


@some
@given(policies(conditions=True, most=4))
def test_a_policy_grants_nothing_beyond_itself(policy: Policy) -> None:
    assert compare_policies(policy, policy).empty
    assert compare_policies(policy, [policy, policy]).empty


@some
@given(policies(conditions=True), policies(conditions=True))
def test_only_the_added_statements_are_new(policy: Policy, more: Policy) -> None:
    frame = compare_policies(policy, [policy, more])

    assert set(frame["policy"]) <= {1}


@some
@given(policies(conditions=True), policies(conditions=True), policies(conditions=True))
def test_what_adds_nothing_twice_adds_nothing(a: Policy, b: Policy, c: Policy) -> None:
    if compare_policies(a, b).empty and compare_policies(b, c).empty:
        assert not (compare_policies(a, c)["verdict"] == "new").any()


@some
@given(
    policies(conditions=True, principals=True, most=2),
    policies(conditions=True, principals=True, most=2),
    st.lists(REQUESTS, max_size=20),
)
def test_resource_policies(old: Policy, new: Policy, requests: list[dict[str, Any]]) -> None:
    frame = compare_policies(old, new)
    for request in witnesses(frame):
        assert decide_on_resource(new, request) == "allowed"
        assert decide_on_resource(old, request) in ("implicitDeny", "explicitDeny")
    if frame.empty:
        for request in requests:
            if decide_on_resource(new, request) == "allowed":
                assert decide_on_resource(old, request) in ("allowed", "unknown")
    assert compare_policies(new, new).empty


@some
@given(policies(conditions=True), st.lists(REQUESTS, max_size=10))
def test_what_is_not_granted_is_not_allowed(policy: Policy, requests: list[dict[str, Any]]) -> None:
    for request in requests:
        row = check_access_not_granted(policy, request["action"], request["resource"]).iloc[0]
        granted = row["granted"]
        if pd.isna(granted):
            continue
        if granted:
            assert row["witness_action"].lower() == request["action"].lower()
            assert decide(policy, witness_of(row)) == "allowed"
        else:
            assert decide(policy, request) != "allowed"


#: Values of policies and of requests that many pairs of operators tell apart.
VALUES: Final = {
    "String": ("a", "A", "b", "ab", "a*", "*", "?", "", "5", "true"),
    "Numeric": ("5", "5.0", "6", "7", "x"),
    "Date": ("2026", "2026-01-01", "2027-06-01T00:00:00Z", "1767225600", "x"),
    "Bool": ("true", "TRUE", "false", "x"),
    "Binary": ("a", "b", "YQ=="),
    "Ip": ("192.0.2.0/24", "192.0.2.128/25", "192.0.2.9", "2001:db8::/32", "2001:db8::1", "x"),
    "Arn": ("arn:aws:s3:::a", "arn:aws:s3:::*", "arn:aws:sqs:*:*:*", "arn:aws:s3:::ab", "*", "x"),
    "Null": ("true", "false"),
}
BASES: Final = {
    "String": ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"),
    **dict.fromkeys(
        ("Numeric", "Date"),
        ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"),
    ),
    "Bool": ("",),
    "Binary": ("Equals",),
    "Ip": ("IpAddress", "NotIpAddress"),
    "Arn": ("Equals", "NotEquals", "Like", "NotLike"),
    "Null": ("",),
}


@st.composite
def conditions(draw: st.DrawFn, kinds: tuple[str, ...], key: str) -> PreparedCondition:
    """Return a condition of some kind on a key."""
    kind = draw(st.sampled_from(kinds))
    base = draw(st.sampled_from(BASES[kind]))
    name = base if kind == "Ip" else f"{kind}{base}"
    head = draw(st.sampled_from(["", "", "", "ForAllValues:", "ForAnyValue:"]))
    tail = draw(st.sampled_from(["", "", "IfExists"])) if kind != "Null" else ""
    values = draw(st.lists(st.sampled_from(VALUES[kind]), max_size=3, unique=True))
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    block = {f"{head if kind != 'Null' else ''}{name}{tail}": {key: values}}
    return compiled({"Statement": {**allow, "Condition": block}}).statements[0].conditions[0]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[PreparedCondition, PreparedCondition]:
    """Return two conditions on one key, mostly of one kind."""
    kind = draw(st.sampled_from(sorted(VALUES)))
    kinds = (kind,) if draw(st.integers(0, 3)) else tuple(VALUES)
    return draw(conditions(kinds, "a:B")), draw(conditions(kinds, "a:B"))


#: What a request may hold for a key.
HELD: Final = [
    None,
    (),
    *((v,) for values in VALUES.values() for v in values if v),
    *(pair for values in VALUES.values() for pair in itertools.combinations(values[:3], 2)),
]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(pairs())
def test_what_follows_holds(pair: tuple[PreparedCondition, PreparedCondition]) -> None:
    given_one, wanted = pair
    follows = all_follow((wanted,), (given_one,))
    is_excluded = is_ruled_out((wanted,), (given_one,))
    for held in HELD:
        if is_met(given_one, {"a:b": held}) is True:
            answer = is_met(wanted, {"a:b": held})
            is_open = answer is None and held is not None and len(held) > 1
            assert not follows or answer is True or is_open
            assert not is_excluded or answer is not True


def is_address(text: str) -> bool:
    """Return whether a text is one address."""
    network = parse_network(text)
    return network is not None and network.num_addresses == 1


@settings(max_examples=300, deadline=None, derandomize=True)
@given(conditions(("String", "Null"), "a:B"), conditions(("Ip",), "aws:SourceIp"))
def test_what_is_not_met_meets_the_opposite(a: PreparedCondition, b: PreparedCondition) -> None:
    opposites = [negation(a), negation(b)]
    for held in HELD:
        addresses = held if held is None or all(map(is_address, held)) else ()
        for each, opposite, value in zip((a, b), opposites, (held, addresses), strict=True):
            context = {each.key: value if value is None or len(value) < 2 else value[:1]}
            if opposite is not None and is_met(each, context) is False:
                assert is_met(opposite, context) is True


@some
@given(st.text("ab*?", max_size=5), st.lists(st.text("ab*?", max_size=5), max_size=4))
@example("a*", ["a", "a?*"])
@example("*a*b*", ["*b*a*", "?*"])
def test_unions_of_patterns_are_exact(pattern: str, union: list[str]) -> None:
    automaton = Automaton([wildcard_tokens(text) for text in (pattern, *union)])
    walked = automaton.walk([[0]])
    found = {
        sum(1 << at for at, text in enumerate((pattern, *union)) if matches(text, word))
        for word in (
            *walked.shortest.values(),
            *("".join(w) for size in range(7) for w in itertools.product("abc", repeat=size)),
        )
        if matches(pattern, word)
    }

    assert walked.is_complete
    assert found == set(walked.shortest)
    assert all(automaton.matches(word) == key for key, word in walked.shortest.items())
