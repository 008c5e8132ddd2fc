"""Made-up policies and requests, from so few names and values that they often meet."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from tests.reference.authorization_conditions import OPERATORS
from tests.reference.authorization_names import (
    ASKED,
    AWAY,
    ENDINGS,
    FEDERATED,
    HOME,
    KEYS,
    KINDS,
    ODD_OPERATORS,
    OIDC,
    PRINCIPALS,
    QUALIFIERS,
    ROLE,
    ROOT,
    SAML,
    SESSION,
    SIMPLE,
    TRUSTING_ROLE,
    USER,
)
from tests.reference.authorization_requests import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

ALL_OPERATORS: Final = (*OPERATORS, "Null")


def kind_of_operator(operator: str) -> str:
    """The entry of KINDS that holds values for an operator."""
    base = operator.rpartition(":")[2].removesuffix("IfExists").replace("Not", "", 1)
    return next((kind for kind in KINDS if base.startswith(kind)), "String")


def one_or_more(values: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """An element of a policy: mostly one value, else a list."""
    return st.one_of(values, values, st.lists(values, min_size=1, max_size=3))


@st.composite
def one_condition(draw: DrawFn) -> dict[str, dict[str, Any]]:
    """Draw a Condition of one operator and one key."""
    operator = draw(st.sampled_from((*ALL_OPERATORS * 2, *ODD_OPERATORS)))
    if operator in OPERATORS:
        operator = f"{draw(st.sampled_from(QUALIFIERS))}{operator}{draw(st.sampled_from(ENDINGS))}"
    keys, values, _ = KINDS[kind_of_operator(operator)]
    key = draw(st.sampled_from(keys))
    return {operator: {key: draw(one_or_more(st.sampled_from(values)))}}


def conditions() -> SearchStrategy[dict[str, Any]]:
    """A Condition, often none, of one or two operators."""
    return st.one_of(
        st.just({}),
        st.just({}),
        st.just({}),
        st.sampled_from(SIMPLE),
        one_condition(),
        st.builds(lambda one, other: one | other, one_condition(), one_condition()),
    )


#: Keys and values of requests; a key may be said to be absent, and hold one value or many.
PAIRS: Final = [
    (named, value)
    for keys, _, values in KINDS.values()
    for key in keys
    for named in (key, key.upper())
    for value in [*values, *values, *([one] for one in values), list(values[:2]), None, []]
    if values
]


def contexts() -> SearchStrategy[dict[str, Any]]:
    """Condition keys of a request, each in one spelling."""
    pairs = st.lists(st.sampled_from(PAIRS), max_size=9, unique_by=lambda pair: pair[0].lower())
    return pairs.map(dict)


# --- Statements -----------------------------------------------------------------------------------

ACTIONS: Final = (
    *("*",) * 16,
    *("s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:?etObject", "s3:ListBucket", "*:*"),
    *("kms:*", "kms:Decrypt", "kms:De*", "sts:*", "sts:AssumeRole", "sts:AssumeRole*", "sts:Get*"),
    *("iam:*", "iam:PassRole", "sqs:*", "SQS:SendMessage", "ec2:*", "ec2:*Instances"),
    *("s*:Get*", "*:GetObject", "s3:Get Object", "s3:", "s3:GetObject,s3:PutObject", "GetObject"),
)
RESOURCES: Final = (
    *("*",) * 16,
    *("arn:aws:s3:::data/*", "arn:aws:s3:::data*", "arn:aws:s3:::*", "arn:aws:s3:::DATA/*") * 2,
    *(
        "arn:aws:s3:::data/dev?/file",
        "arn:*:s3:::data",
        "arn:aws:s3:::data/*/file",
        "arn:aws:s?:::*",
    ),
    *("arn:aws:s3:::data/${aws:username}/*", "arn:aws:s3:::${aws:PrincipalTag/team, 'data'}/*"),
    *(
        "arn:aws:s3:::data/${*}",
        "arn:aws:s3:::data/${aws:TagKeys}/*",
        "arn:aws:s3:::data/dev1/file",
    ),
    *(
        "arn:aws:s3:::data/a?b[1]*",
        "arn:aws:s3:::data/axb[1]*",
        "arn:aws:s3:::data/a.b1*",
    ),
    *(f"arn:aws:kms:us-east-1:{HOME}:key/*", f"arn:aws:kms:*:{HOME}:*", "arn:aws:kms:*:*:key/1"),
    *(f"arn:aws:iam::{HOME}:role/*", TRUSTING_ROLE, "arn:aws:iam::*:role/${aws:username}"),
    *(f"arn:aws:sqs:*:{HOME}:queue", "arn:aws:sqs:us-east-1:*", "arn:aws:ec2:*:*:instance/*"),
    *("arn:aws:s3", "arn:aws:*", "arn:aws:s3:*", "arn:*:s3", "arn", "data/*", "**"),
)
PRINCIPAL_ELEMENTS: Final[tuple[Any, ...]] = (
    *("*", {"AWS": "*"}, {"AWS": HOME}, {"AWS": ROOT}) * 3,
    *({"AWS": USER}, {"AWS": ROLE}, {"AWS": SESSION}, {"AWS": [FEDERATED, USER]}) * 2,
    *({"AWS": [USER, AWAY]}, {"AWS": [ROLE, HOME]}, {"AWS": [SESSION, ROLE, HOME]}),
    *(
        {"AWS": [USER, ROOT]},
        {"AWS": [SESSION, HOME]},
        {"AWS": [ROOT, f"arn:aws:iam::{AWAY}:root"]},
    ),
    *({"AWS": f"arn:aws:iam::{HOME}:role/*"}, {"AWS": f"arn:aws:iam::{HOME}:role/path/app"}),
    *({"AWS": f"arn:aws:iam::{HOME}:role/App"}, {"AWS": "AIDAEXAMPLE"}, {"AWS": FEDERATED}),
    *({"AWS": [f"arn:aws:iam::{AWAY}:user/team/dev1", f"arn:aws:iam::{AWAY}:role/path/App"]},),
    *({"Service": "ec2.amazonaws.com"}, {"Service": ["EC2.amazonaws.com", "s3.amazonaws.com"]}),
    *({"Service": "states.amazonaws.com"}, {"Service": ["states.us-east-1.amazonaws.com"]}),
    *({"Federated": SAML}, {"Federated": [SAML, OIDC], "AWS": HOME}),
    {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
)


@st.composite
def statements(draw: DrawFn, policy_type: str = "identity") -> dict[str, Any]:
    """Draw a statement as that type of policy may hold it."""
    effects = ("Deny",) if policy_type == "rcp" else ("Allow",) * 5 + ("Deny",) * 2
    statement: dict[str, Any] = {"Effect": draw(st.sampled_from(effects))}
    # A Deny of everything leaves nothing to compare.
    everything = statement["Effect"] == "Allow"
    actions = ACTIONS if everything else ACTIONS[15:]
    resources = RESOURCES if everything else RESOURCES[12:]
    name = draw(st.sampled_from(("Action",) * 6 + ("NotAction",)))
    statement[name] = draw(
        one_or_more(st.sampled_from(actions if name == "Action" else ACTIONS[16:]))
    )
    name = draw(st.sampled_from(("Resource",) * 6 + ("NotResource",)))
    entries = st.sampled_from(resources if name == "Resource" else RESOURCES[16:])
    statement[name] = draw(one_or_more(entries))
    if policy_type in ("resource", "endpoint"):
        name = draw(st.sampled_from(("Principal",) * 7 + ("NotPrincipal", "")))
        if name:
            statement[name] = draw(st.sampled_from(PRINCIPAL_ELEMENTS))
    elif policy_type == "rcp":
        statement["Principal"] = draw(st.sampled_from(("*", "*", {"AWS": "*"}, {"AWS": ROOT})))
    if condition := draw(conditions()):
        statement["Condition"] = condition
    return statement


@st.composite
def policies(draw: DrawFn, policy_type: str = "identity", most: int = 3) -> dict[str, Any]:
    """Draw a policy of one or a few statements."""
    found = draw(st.lists(statements(policy_type), min_size=1, max_size=most))
    policy: dict[str, Any] = {"Statement": found if len(found) > 1 else found[0]}
    version = draw(st.sampled_from(("2012-10-17",) * 4 + ("2008-10-17", "")))
    return {"Version": version, **policy} if version else policy


ALLOW_ALL: Final[dict[str, Any]] = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}
ALLOW_ALL_TO_ALL: Final[dict[str, Any]] = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
}


def with_effect(statement: dict[str, Any], effect: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statement | {"Effect": effect}}


def denials(policy_type: str) -> SearchStrategy[dict[str, Any]]:
    """A policy of one Deny."""
    return statements(policy_type).map(lambda statement: with_effect(statement, "Deny"))


def grants() -> SearchStrategy[dict[str, Any]]:
    """An identity policy of one Allow."""
    return statements().map(lambda statement: with_effect(statement, "Allow"))


def limits(policy_type: str, least: int = 0) -> SearchStrategy[list[Any]]:
    """Policies that only limit, so many of them allow everything."""
    one = st.one_of(st.just(ALLOW_ALL), st.just(ALLOW_ALL), policies(policy_type, 2))
    return st.lists(one, min_size=least, max_size=2)


def resource_policies() -> SearchStrategy[dict[str, Any]]:
    return policies("resource")


@st.composite
def policy_sets(draw: DrawFn) -> dict[str, Any]:
    """Draw all policies that may stand around a few requests."""
    levels = st.lists(st.one_of(limits("scp", 1), limits("scp")), min_size=1, max_size=2)
    return {
        "identity_policies": draw(
            st.one_of(st.lists(policies(), max_size=3), st.just([ALLOW_ALL]))
        ),
        "resource_policy": draw(resource_policies()),
        "permissions_boundaries": draw(
            st.one_of(limits("boundary", 1).map(lambda some: some[:1]), limits("boundary"))
        ),
        "session_policies": draw(limits("session")),
        "service_control_policies": draw(levels),
        "resource_control_policies": [
            [ALLOW_ALL_TO_ALL],
            draw(st.lists(policies("rcp", 1), max_size=2)),
        ],
        "endpoint_policies": draw(
            st.one_of(st.just([ALLOW_ALL_TO_ALL]), st.lists(policies("endpoint", 2), max_size=2))
        ),
    }


#: How often of ten a request is made under these policies.
USED: Final = {
    "resource_policy": 7,
    "permissions_boundaries": 3,
    "session_policies": 3,
    "service_control_policies": 3,
    "resource_control_policies": 4,
    "endpoint_policies": 2,
}
#: Every choice among them as often as it is likely, in a hundredth.
CHOICES: Final = [
    chosen
    for mask in product((True, False), repeat=len(USED))
    for chosen in [[name for name, yes in zip(USED, mask, strict=True) if yes]]
    for _ in range(round(1000 * prod((o if n in chosen else 10 - o) / 10 for n, o in USED.items())))
]
#: Who asks for what, and whether all condition keys are known.
QUESTIONS: Final = list(product(ASKED, PRINCIPALS, (True, True, False)))


@st.composite
def requests(draw: DrawFn, contexts_of_set: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Draw what is asked, by whom and where, and under which kinds of policy."""
    (action, resource), principal, complete = draw(st.sampled_from(QUESTIONS))
    return {
        "action": action,
        "resource": resource,
        "principal": principal,
        "context": draw(st.sampled_from(contexts_of_set)),
        "context_complete": complete,
        "resource_account": draw(st.sampled_from((None,) * 6 + (HOME, AWAY))),
        "used": draw(st.sampled_from(CHOICES)),
    }


def under(policy_set: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a request under those of the policies that can apply to it."""
    used = {name: policy_set[name] for name in request["used"]}
    kind = kind_of(request["principal"])
    if kind not in ("user", "role", "assumed-role"):
        used.pop("permissions_boundaries", None)
    if kind not in ("role", "assumed-role", "federated-user"):
        used.pop("session_policies", None)
    rest = {name: value for name, value in request.items() if name != "used"}
    return {**rest, "identity_policies": policy_set.get("identity_policies", []), **used}


@st.composite
def authorizations(draw: DrawFn, number: int) -> list[dict[str, Any]]:
    """Draw the arguments of that many requests under one set of policies."""
    policy_set = draw(policy_sets())
    some = draw(st.lists(contexts(), min_size=3, max_size=3))
    drawn = draw(st.lists(requests(some), min_size=number, max_size=number))
    return [under(policy_set, request) for request in drawn]


#: Principals that differ in the condition keys that AWS sets.
ASKERS: Final = (USER, SESSION, FEDERATED, ROLE)


@st.composite
def conditioned(draw: DrawFn, number: int) -> list[dict[str, Any]]:
    """Draw requests under one Allow with one condition and nothing else."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    condition = draw(st.one_of(one_condition(), one_condition(), st.sampled_from(SIMPLE)))
    key = next(iter(next(iter(condition.values()))))
    values = next(pool for keys, _, pool in KINDS.values() if key in keys) if key in KEYS else ()
    policy = {
        "Version": draw(st.sampled_from(("2012-10-17", "2012-10-17", "2008-10-17"))),
        "Statement": statement | {"Condition": condition},
    }
    value = st.sampled_from(values or (None,))
    held = st.one_of(value, value, value, st.none(), st.lists(value, max_size=3).filter(all))
    asked = st.one_of(
        contexts().map(
            lambda pairs: {name: v for name, v in pairs.items() if name.lower() != key.lower()}
        ),
        held.map(lambda v: {key.swapcase(): v}),
        contexts(),
    )
    return [
        {
            "action": "sqs:SendMessage",
            "resource": f"arn:aws:sqs:us-east-1:{HOME}:queue",
            "principal": draw(st.sampled_from(ASKERS)),
            "resource_policy": policy,
            "context": draw(asked),
            "context_complete": draw(st.sampled_from((True, True, False))),
        }
        for _ in range(number)
    ]


@st.composite
def matched(draw: DrawFn, number: int) -> list[dict[str, Any]]:
    """Draw requests under policies that all allow everything, but for one statement."""
    policy_type = draw(
        st.sampled_from(("identity", "resource", "resource", "endpoint", "scp", "rcp"))
    )
    statement = draw(statements(policy_type))
    statement.pop("Condition", None)
    version = draw(st.sampled_from(("2012-10-17", "2008-10-17")))
    policy = {"Version": version, "Statement": statement}
    identity = draw(st.sampled_from(([], [ALLOW_ALL], [ALLOW_ALL])))
    arguments = {
        "identity": {"identity_policies": [policy]},
        "resource": {"resource_policy": policy, "identity_policies": identity},
        "endpoint": {
            "endpoint_policies": [policy],
            "resource_policy": ALLOW_ALL_TO_ALL,
            "identity_policies": [ALLOW_ALL],
        },
        "scp": {"service_control_policies": [[policy]], "identity_policies": [ALLOW_ALL]},
        "rcp": {"resource_control_policies": [[policy]], "resource_policy": ALLOW_ALL_TO_ALL},
    }[policy_type]
    boundary = draw(st.sampled_from(({}, {}, {"permissions_boundaries": [ALLOW_ALL]})))
    some = draw(st.lists(contexts(), min_size=2, max_size=2))
    drawn = draw(st.lists(requests(some), min_size=number, max_size=number))
    return [
        under(arguments | boundary, request | {"used": [*arguments, *boundary]})
        for request in drawn
    ]
