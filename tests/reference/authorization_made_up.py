"""Made-up policies and requests, from so few names and values that they often meet.

Each function makes one thing from the numbers of a `Random`, so that a seed makes the same thing again.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final, TypeVar

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
    from collections.abc import Callable, Sequence
    from random import Random

T = TypeVar("T")

ALL_OPERATORS: Final = (*OPERATORS, "Null")


def some(random: Random, least: int, most: int, make: Callable[[], T]) -> list[T]:
    """Make a list of so many."""
    return [make() for _ in range(random.randint(least, most))]


def one_or_more(random: Random, values: Sequence[Any]) -> Any:
    """An element of a policy: mostly one value, else a list."""
    if random.random() < 2 / 3:
        return random.choice(values)
    return some(random, 1, 3, lambda: random.choice(values))


# --- Conditions -----------------------------------------------------------------------------------


def kind_of_operator(operator: str) -> str:
    """The entry of KINDS that holds values for an operator."""
    base = operator.rpartition(":")[2].removesuffix("IfExists").replace("Not", "", 1)
    return next((kind for kind in KINDS if base.startswith(kind)), "String")


def one_condition(random: Random) -> dict[str, dict[str, Any]]:
    """Make a Condition of one operator and one key."""
    operator = random.choice((*ALL_OPERATORS * 2, *ODD_OPERATORS))
    if operator in OPERATORS:
        operator = f"{random.choice(QUALIFIERS)}{operator}{random.choice(ENDINGS)}"
    keys, values, _ = KINDS[kind_of_operator(operator)]
    return {operator: {random.choice(keys): one_or_more(random, values)}}


def conditions(random: Random) -> dict[str, Any]:
    """Make a Condition, often none, of one or two operators."""
    ways: Sequence[Callable[[], dict[str, Any]]] = (
        *(dict, dict, dict),
        lambda: random.choice(SIMPLE),
        lambda: one_condition(random),
        lambda: one_condition(random) | one_condition(random),
    )
    return random.choice(ways)()


#: Keys and values of requests; a key may be said to be absent, and hold one value or many.
PAIRS: Final = [
    (named, value)
    for keys, _, values in KINDS.values()
    for key in keys
    for named in (key, key.upper())
    for value in [*values, *values, *([one] for one in values), list(values[:2]), None, []]
    if values
]


def contexts(random: Random) -> dict[str, Any]:
    """Make the condition keys of a request, each in one spelling."""
    by_key = {key.lower(): (key, v) for key, v in some(random, 0, 9, lambda: random.choice(PAIRS))}
    return dict(by_key.values())


# --- Statements -----------------------------------------------------------------------------------

ACTIONS: Final = (
    *("s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:?etObject", "s3:ListBucket", "*:*"),
    *("kms:*", "kms:Decrypt", "kms:De*", "sts:*", "sts:AssumeRole", "sts:AssumeRole*", "sts:Get*"),
    *("iam:*", "iam:PassRole", "sqs:*", "SQS:SendMessage", "ec2:*", "ec2:*Instances"),
    *("lambda:*", "s3:*BucketPolicy", "sts:AssumeRoleWith*", "kms:*Alias"),
    *("s*:Get*", "*:GetObject", "s3:Get Object", "s3:", "s3:GetObject,s3:PutObject", "GetObject"),
)
RESOURCES: Final = (
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


def statements(random: Random, policy_type: str = "identity") -> dict[str, Any]:
    """Make a statement as that type of policy may hold it."""
    effects = ("Deny",) if policy_type == "rcp" else ("Allow",) * 5 + ("Deny",) * 2
    statement: dict[str, Any] = {"Effect": random.choice(effects)}
    # A Deny of everything leaves nothing to compare.
    wide = 0.6 if statement["Effect"] == "Allow" else 0.3
    for element, entries in (("Action", ACTIONS), ("Resource", RESOURCES)):
        if random.random() < 1 / 7:
            statement[f"Not{element}"] = one_or_more(random, entries)
        else:
            is_wide = random.random() < wide
            statement[element] = "*" if is_wide else one_or_more(random, entries)
    if policy_type in ("resource", "endpoint"):
        name = random.choice(("Principal",) * 7 + ("NotPrincipal", ""))
        if name:
            statement[name] = random.choice(PRINCIPAL_ELEMENTS)
    elif policy_type == "rcp":
        statement["Principal"] = random.choice(("*", "*", {"AWS": "*"}, {"AWS": ROOT}))
    if condition := conditions(random):
        statement["Condition"] = condition
    return statement


def policies(random: Random, policy_type: str = "identity", most: int = 3) -> dict[str, Any]:
    """Make a policy of one or a few statements."""
    found = some(random, 1, most, lambda: statements(random, policy_type))
    policy: dict[str, Any] = {"Statement": found if len(found) > 1 else found[0]}
    version = random.choice(("2012-10-17",) * 4 + ("2008-10-17", ""))
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
    """Return a policy of that statement, to that effect."""
    return {"Version": "2012-10-17", "Statement": statement | {"Effect": effect}}


def denial(random: Random, policy_type: str) -> dict[str, Any]:
    """Make a policy of one Deny."""
    return with_effect(statements(random, policy_type), "Deny")


def grant(random: Random) -> dict[str, Any]:
    """Make an identity policy of one Allow."""
    return with_effect(statements(random), "Allow")


def limits(random: Random, policy_type: str, least: int = 0) -> list[Any]:
    """Make policies that only limit, so many of them allow everything."""

    def one() -> dict[str, Any]:
        return ALLOW_ALL if random.random() < 2 / 3 else policies(random, policy_type, 2)

    return some(random, least, 2, one)


def policy_sets(random: Random) -> dict[str, Any]:
    """Make all policies that may stand around a few requests."""
    identity = some(random, 0, 3, lambda: policies(random))
    boundary = limits(random, "boundary", 1)[:1]
    endpoint = some(random, 0, 2, lambda: policies(random, "endpoint", 2))
    levels = some(random, 1, 2, lambda: limits(random, "scp", random.randint(0, 1)))
    return {
        "identity_policies": random.choice((identity, [ALLOW_ALL])),
        "resource_policy": policies(random, "resource"),
        "permissions_boundaries": random.choice((boundary, limits(random, "boundary"))),
        "session_policies": limits(random, "session"),
        "service_control_policies": levels,
        "resource_control_policies": [
            [ALLOW_ALL_TO_ALL],
            some(random, 0, 2, lambda: policies(random, "rcp", 1)),
        ],
        "endpoint_policies": random.choice(([ALLOW_ALL_TO_ALL], endpoint)),
    }


# --- Requests -------------------------------------------------------------------------------------

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


def requests(random: Random, contexts_of_set: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Make what is asked, by whom and where, and under which kinds of policy."""
    action, resource = random.choice(ASKED)
    return {
        "action": action,
        "resource": resource,
        "principal": random.choice(PRINCIPALS),
        "context": random.choice(contexts_of_set),
        "context_complete": random.choice((True, False)),
        "resource_account": random.choice((None,) * 6 + (HOME, AWAY)),
        "used": random.choice(CHOICES),
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


def authorizations(random: Random, number: int) -> list[dict[str, Any]]:
    """Make the arguments of that many requests under one set of policies."""
    policy_set = policy_sets(random)
    known = some(random, 3, 3, lambda: contexts(random))
    made = some(random, number, number, lambda: requests(random, known))
    return [under(policy_set, request) for request in made]


#: Principals that differ in the condition keys that AWS sets.
ASKERS: Final = (USER, SESSION, FEDERATED, ROLE, "*")


def contexts_about(random: Random, key: str) -> dict[str, Any]:
    """Make the context of a request: often that key alone, with one value or many."""
    way = random.randrange(3)
    if way == 0:
        return contexts(random)
    if way == 1:
        return {name: v for name, v in contexts(random).items() if name.lower() != key.lower()}
    pool = next(values for keys, _, values in KINDS.values() if key in keys) if key in KEYS else ()
    value = random.choice(pool or (None,))
    many = [one for one in some(random, 0, 3, lambda: random.choice(pool or ("",))) if one]
    return {key.swapcase(): random.choice((value, value, value, None, many))}


def conditioned(random: Random, number: int) -> list[dict[str, Any]]:
    """Make requests under one Allow with one condition and nothing else."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    condition = random.choice((one_condition(random), one_condition(random), random.choice(SIMPLE)))
    key = next(iter(next(iter(condition.values()))))
    policy = {
        "Version": random.choice(("2012-10-17", "2012-10-17", "2008-10-17")),
        "Statement": statement | {"Condition": condition},
    }
    return [
        {
            "action": "sqs:SendMessage",
            "resource": f"arn:aws:sqs:us-east-1:{HOME}:queue",
            "principal": random.choice(ASKERS),
            "resource_policy": policy,
            "context": contexts_about(random, key),
            "context_complete": random.choice((True, True, False)),
        }
        for _ in range(number)
    ]


def matched(random: Random, number: int) -> list[dict[str, Any]]:
    """Make requests under policies that all allow everything, but for one statement."""
    policy_type = random.choice(("identity", "resource", "resource", "endpoint", "scp", "rcp"))
    statement = statements(random, policy_type)
    statement.pop("Condition", None)
    policy = {"Version": random.choice(("2012-10-17", "2008-10-17")), "Statement": statement}
    identity = random.choice(([], [ALLOW_ALL], [ALLOW_ALL]))
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
    boundary = random.choice(({}, {}, {"permissions_boundaries": [ALLOW_ALL]}))
    known = some(random, 2, 2, lambda: contexts(random))
    made = some(random, number, number, lambda: requests(random, known))
    return [
        under(arguments | boundary, request | {"used": [*arguments, *boundary]}) for request in made
    ]
