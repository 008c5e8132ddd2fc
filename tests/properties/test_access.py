"""Who can do what: one decision for many against one for each, and what must not change it.

Accounts are written as plain data. The exports are made of it, and so are the arguments of
`simulate`, without a look at a frame.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import iam_report as ir
from tests.access.written_accounts import OTHER, account, of, together
from tests.relations.written_policies import ACCOUNT, document, managed, owner

if TYPE_CHECKING:
    from collections.abc import Callable

#: To look for a smaller example among whole accounts would take minutes.
few = settings(deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate))
many = settings(few, max_examples=80)
some = settings(few, max_examples=20)

Statement = dict[str, Any]

#: A user or role: `kind`, `name`, `account`, `tags`, `inline`, `attached`, `groups`, `boundary`,
#: `trust`. A policy is its statements.
Principal = dict[str, Any]

#: A question, and what else is known.
Asked: TypeAlias = "tuple[tuple[str, str], dict[str, Any]]"

DENIALS: Final = ("implicitDeny", "explicitDeny")

KEY: Final = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k"
MFA: Final = "aws:MultiFactorAuthPresent"
TEAM: Final = "aws:PrincipalTag/team"
GROUPS: Final = ("crew", "staff")

ACTIONS: Final = (
    *("*", "s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:PutObject", "sts:*"),
    *("sts:AssumeRole", "iam:PassRole", "iam:*", "kms:Decrypt", "s*:Get*"),
)
RESOURCES: Final = (
    *("*", "*", "arn:aws:s3:::*", "arn:aws:s3:::a/*", "arn:aws:s3:::${aws:username}/*"),
    *("arn:aws:s3:::${aws:PrincipalTag/team, 'a'}/*", f"arn:aws:s3:::${{{TEAM}}}/k"),
    *(f"arn:aws:iam::{ACCOUNT}:role/*", "arn:aws:iam::*:role/app", "arn:aws:iam::*:user/${aws:username}"),
    "bucket",
)  # fmt: skip
CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {"Bool": {MFA: "true"}},
    {"BoolIfExists": {MFA: "false"}},
    {"StringEquals": {TEAM: "a"}},
    {"StringNotEquals": {"AWS:principaltag/TEAM": ["a", "b"]}},
    {"StringEquals": {"aws:username": ["ann", "${aws:PrincipalTag/team}"]}},
    {"ArnLike": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:*/a*"]}},
    {"StringEquals": {"aws:PrincipalAccount": OTHER}},
    {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
    {"StringLike": {"aws:userid": ["AIDAann", "AROA*:x"]}},
    {"StringEquals": {"aws:PrincipalType": "User"}},
    {"Null": {TEAM: "true"}},
    {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    {"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}},
)
NAMED: Final = (
    *("*", ACCOUNT, OTHER, f"arn:aws:iam::{OTHER}:root", "777788889999"),
    *(f"arn:aws:iam::{ACCOUNT}:user/ann", f"arn:aws:iam::{ACCOUNT}:role/app"),
    *(f"arn:aws:iam::{OTHER}:user/ann", f"arn:aws:sts::{ACCOUNT}:assumed-role/app/x"),
    f"arn:aws:iam::{ACCOUNT}:role/gone",
)
ASKED_ACTIONS: Final = ("s3:GetObject", "s3:PutObject", "sts:AssumeRole", "iam:PassRole")
ASKED: Final = (
    *((action, f"arn:aws:s3:::{key}") for action in ASKED_ACTIONS[:2] for key in ("a/k", "ann/k")),
    *((action, f"arn:aws:iam::{ACCOUNT}:role/app") for action in ASKED_ACTIONS[2:]),
    *(("sts:AssumeRole", arn) for arn in (f"arn:aws:iam::{ACCOUNT}:role/web", f"arn:aws:iam::{OTHER}:role/app")),
    ("sts:AssumeRole", "arn:aws:iam::777788889999:role/far"),
    ("kms:Decrypt", KEY),
    ("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/ann"),
    ("s3:ListAllMyBuckets", "*"),
)  # fmt: skip
PATTERNS: Final = (
    ("s3:Get*", "arn:aws:s3:::a/*"),
    ("s3:GetObject", "*"),
    ("iam:PassRole", "arn:aws:iam::*:role/*"),
    ("*", "*"),
)
CONTEXTS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {},
    {MFA: True},
    {MFA: None, "aws:SourceIp": "192.0.2.7"},
    {TEAM: "b", "aws:CalledVia": ["athena.amazonaws.com"]},
    {"aws:PrincipalTag/Team": None, "AWS:Username": "ann"},
)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    """Return a statement of a policy of a principal; most allow."""
    found: Statement = {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Allow", "Deny"])),
        draw(st.sampled_from(["Action", "Action", "Action", "NotAction"])): draw(
            st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=2, unique=True)
        ),
        draw(st.sampled_from(["Resource", "Resource", "Resource", "NotResource"])): draw(
            st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=2, unique=True)
        ),
    }
    condition = draw(st.none() | st.sampled_from(CONDITIONS))
    return found if condition is None else found | {"Condition": condition}


@st.composite
def named(draw: st.DrawFn, *actions: str) -> Statement:
    """Return a statement of a resource-based policy."""
    who = {"AWS": draw(st.lists(st.sampled_from(NAMED), min_size=1, max_size=2, unique=True))}
    element = "NotPrincipal" if draw(st.integers(0, 9)) == 0 else "Principal"
    found = draw(statements())
    own = {"Effect": found["Effect"], element: who, "Action": draw(st.sampled_from(actions))}
    kept = {"Condition": found["Condition"]} if "Condition" in found else {}
    return own | kept


def policy(size: int = 2) -> st.SearchStrategy[list[Statement]]:
    """Return a policy as its statements."""
    return st.lists(statements(), min_size=1, max_size=size)


@st.composite
def principals(draw: st.DrawFn, kind: str, name: str, number: str) -> Principal:
    """Return a user or role of an account."""
    trust = st.lists(named("sts:AssumeRole", "sts:*"), max_size=2)
    in_groups = st.lists(st.sampled_from(GROUPS), unique=True)
    return {
        "kind": kind,
        "name": name,
        "account": number,
        "tags": draw(st.sampled_from([{}, {"team": "a"}, {"Team": "b", "x": "y"}])),
        "inline": draw(st.lists(policy(), max_size=1)),
        "attached": draw(st.lists(policy(), max_size=1)),
        "groups": draw(in_groups) if kind == "user" and number == ACCOUNT else [],
        "boundary": draw(st.none() | st.none() | policy()),
        "trust": draw(trust) if kind == "role" else [],
    }


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Return two accounts: their principals, and the policies of the groups of the first."""
    who = [("user", "ann"), ("user", "bob"), ("user", "cat"), ("role", "app"), ("role", "web")]
    found = [draw(principals(kind, name, ACCOUNT)) for kind, name in who]
    found += [draw(principals(kind, name, OTHER)) for kind, name in (who[0], who[3])]
    return {"principals": found, "groups": {g: draw(policy()) for g in GROUPS}}


def arn_of(principal: Principal) -> str:
    return f"arn:aws:iam::{principal['account']}:{principal['kind']}/{principal['name']}"


def entries(principal: Principal) -> list[dict[str, Any]]:
    """Return a principal, and its managed policies, as an export has them."""
    kind, name, number = principal["kind"], principal["name"], principal["account"]
    made = {f"{kind}-{name}-{at}": s for at, s in enumerate(principal["attached"])}
    caps = {} if principal["boundary"] is None else {f"{kind}-{name}-cap": principal["boundary"]}
    head = f"arn:aws:iam::{number}:policy/"
    unique_id = {"UserId": f"AIDA{name}"} if kind == "user" else {"RoleId": f"AROA{name}"}
    trust = {"AssumeRolePolicyDocument": document(*principal["trust"])} if kind == "role" else {}
    found = owner(
        kind,
        name,
        inline={f"p{at}": document(*s) for at, s in enumerate(principal["inline"])},
        attached=[head + policy for policy in made],
        boundary=next((head + policy for policy in caps), None),
        Tags=[{"Key": key, "Value": value} for key, value in principal["tags"].items()],
        **unique_id,
        **trust,
        **({"GroupList": principal["groups"]} if kind == "user" else {}),
    )
    both = made | caps
    return [of(number, found), *(managed(n, document(*s), account=number) for n, s in both.items())]


def load(several: list[dict[str, Any]]) -> ir.Snapshot:
    """Return the snapshot of the exports of accounts at several moments."""
    moments = [f"2026-01-{day:02d}T00:00:00Z" for day in range(1, len(several) + 1)]
    parts = [
        (each, at) for world, at in zip(several, moments, strict=True) for each in exports(world)
    ]
    return together(*(account(*each, as_of=at) for each, at in parts))


def exports(world: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Return what the export of each account lists."""
    groups = [owner("group", n, inline={"g": document(*s)}) for n, s in world["groups"].items()]
    by_account: dict[str, list[dict[str, Any]]] = {}
    for principal in world["principals"]:
        by_account.setdefault(principal["account"], []).extend(entries(principal))
    by_account[ACCOUNT] += groups
    return list(by_account.values())


def own_policies(world: dict[str, Any], principal: Principal) -> list[dict[str, Any]]:
    """Return the documents of the identity-based policies of a principal."""
    of_groups = [world["groups"][name] for name in principal["groups"]]
    return [document(*s) for s in (*principal["inline"], *principal["attached"], *of_groups)]


def is_taggable(principal: Principal) -> bool:
    """Tell whether a session of a role may give a tag of the role another value."""
    return principal["kind"] == "role" and any(
        s["Effect"] == "Allow" and s["Action"] == "sts:*" for s in principal["trust"]
    )


def own_context(principal: Principal, *, is_complete: bool) -> dict[str, Any]:
    """Return what is known of a principal's requests; a user has the tags of the export alone."""
    found = {f"aws:principaltag/{key.lower()}": value for key, value in principal["tags"].items()}
    if principal["kind"] == "role":
        return {**({} if is_taggable(principal) else found), "aws:username": None}
    lacking = {} if is_complete else {TEAM.lower(): None}
    return {**lacking, **found, "aws:userid": f"AIDA{principal['name']}"}


def trust_of(world: dict[str, Any], question: tuple[str, str]) -> dict[str, Any] | None:
    """Return the trust policy that has a say, if it is known."""
    if not question[0].startswith("sts:Assume"):
        return None
    roles = {arn_of(p): p for p in world["principals"] if p["kind"] == "role"}
    role = roles.get(question[1])
    return None if role is None else document(*role["trust"])


FULL: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ELSEWHERE: Final = {"StringNotEquals": {TEAM: "a"}}

#: Policies of organizations and resources.
OTHERS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {},
    {"service_control_policies": [[document(FULL)], [document(FULL, {**FULL, "Effect": "Deny", "Condition": ELSEWHERE})]]},
    {"service_control_policies": {OTHER: [[document({**FULL, "Action": "sts:*"})]]}},
    {"resource_control_policies": [[document({**FULL, "Effect": "Deny", "Principal": "*", "Condition": ELSEWHERE})]]},
    {"resource_account": ACCOUNT},
)  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """Return a question."""
    asked = draw(st.sampled_from((*ASKED, *ASKED, *PATTERNS)))
    more = {
        **draw(st.sampled_from(OTHERS)),
        "context": draw(st.sampled_from(CONTEXTS)),
        "context_complete": draw(st.booleans()),
    }
    if not asked[0].startswith("sts:") and draw(st.integers(0, 2)) == 0:
        given_policy = draw(st.lists(named("*", "s3:GetObject", "kms:*"), min_size=1, max_size=2))
        more["resource_policy"] = document(*(s | {"Resource": "*"} for s in given_policy))
    return asked, more


def simulated(
    world: dict[str, Any], principal: Principal, question: tuple[str, str], more: dict[str, Any]
) -> ir.Decision:
    """Return what `simulate` says, of the policies as they were written."""
    scp = more.get("service_control_policies")
    is_complete = more["context_complete"]
    given_context = {key.lower(): value for key, value in more["context"].items()}
    boundary = principal["boundary"]
    return ir.simulate(
        *question,
        arn_of(principal),
        identity_policies=own_policies(world, principal),
        permissions_boundaries=None if boundary is None else [document(*boundary)],
        resource_policy=more.get("resource_policy") or trust_of(world, question),
        service_control_policies=scp.get(principal["account"]) if isinstance(scp, dict) else scp,
        resource_control_policies=more.get("resource_control_policies"),
        resource_account=more.get("resource_account"),
        context=own_context(principal, is_complete=is_complete) | given_context,
        context_complete=is_complete,
    )


def told(decision: ir.Decision) -> tuple[Any, ...]:
    """Return what a decision says, but for the names of policies."""
    hits = [(h.policy_type, h.statement, h.effect, h.matches) for h in decision.matched_statements]
    keys = {key.lower() for key in decision.missing_context}
    return decision.decision, sorted(hits, key=str), keys if decision.is_allowed is None else set()


def answers(
    snapshot: ir.Snapshot, question: tuple[str, str], more: dict[str, Any]
) -> dict[Any, dict[str, dict[str, Any]]]:
    """Return the row of each user and role, by moment and ARN."""
    rows = ir.who_can(snapshot, *question, denied=True, **more).to_dict("records")
    found: dict[Any, dict[str, dict[str, Any]]] = {}
    for row in rows:
        if row["principal_type"] in ("user", "role"):
            found.setdefault(row["as_of"], {})[row["principal"]] = row
    return found


@many
@given(worlds(), st.lists(questions(), min_size=4, max_size=6))
def test_everybody_gets_the_decision_of_its_own(world: dict[str, Any], asked: list[Asked]) -> None:
    snapshot = load([world])
    for question, more in asked:
        ((_, found),) = answers(snapshot, question, more).items()
        assert found.keys() == {arn_of(p) for p in world["principals"]}
        for principal in world["principals"]:
            row = found[arn_of(principal)]
            one = ir.can(snapshot, arn_of(principal), *question, **more)
            assert row["decision"] == one.decision, (arn_of(principal), question, more)
            assert row["conditional"] == (one.decision == "conditional")
            keys = set(str(row["missing_context"] or "").lower().split(", ")) - {""}
            wanted = one.missing_context if one.is_allowed is None else ()
            assert keys <= {key.lower() for key in wanted}, (row, one)
            # Of a tag that is there with an unknown value `simulate` knows nothing to be given.
            is_told = not (
                is_taggable(principal) and principal["tags"] and more["context_complete"]
            )
            if question not in PATTERNS and is_told:
                assert bool(keys) >= (one.decision == "conditional")
                assert told(one) == told(simulated(world, principal, question, more))


def decided(several: list[dict[str, Any]], asked: Asked) -> list[dict[str, str]]:
    """Return the decision on each user and role of accounts at several moments."""
    question, more = asked
    found = answers(load(several), question, more)
    return [{arn: row["decision"] for arn, row in found[at].items()} for at in sorted(found)]


def changed(world: dict[str, Any], change: Callable[[Principal], object]) -> dict[str, Any]:
    """Return the accounts with a change to each principal."""
    found = copy.deepcopy(world)
    for principal in found["principals"]:
        change(principal)
    return found


def those(decisions: dict[str, str], *wanted: str) -> set[str]:
    return {arn for arn, decision in decisions.items() if decision in wanted}


@some
@given(worlds(), questions(), statements(), policy())
def test_what_takes_away_gives_nothing_and_what_gives_takes_nothing_away(
    world: dict[str, Any], asked: Asked, statement: Statement, cap: list[Statement]
) -> None:
    denying, allowing = ([statement | {"Effect": effect}] for effect in ("Deny", "Allow"))
    before, more, *less = decided(
        [
            world,
            changed(world, lambda p: p["inline"].append(allowing)),
            changed(world, lambda p: p["inline"].append(denying)),
            changed(world, lambda p: p.update(boundary=p["boundary"] or cap)),
        ],
        asked,
    )

    for after in less:
        assert those(after, "allowed") <= those(before, "allowed")
        assert those(before, "explicitDeny") <= those(after, "explicitDeny")
        assert those(before, *DENIALS) <= those(after, *DENIALS)
    assert those(before, "allowed") <= those(more, "allowed")
    assert those(before, "explicitDeny") == those(more, "explicitDeny")


def _to_group(world: dict[str, Any]) -> dict[str, Any]:
    """Return the accounts with the policies of one user given to it by a group of its own."""
    found = copy.deepcopy(world)
    user = found["principals"][0]
    for at, statements_ in enumerate((*user["inline"], *user["attached"])):
        found["groups"][f"own-{at}"] = statements_
        user["groups"].append(f"own-{at}")
    user["inline"], user["attached"] = [], []
    return found


def _swapped(principal: Principal) -> None:
    principal["inline"], principal["attached"] = principal["attached"], principal["inline"]


def _merged(principal: Principal) -> None:
    both = [s for each in (*principal["inline"], *principal["attached"]) for s in each]
    principal["inline"], principal["attached"] = ([both] if both else []), []


def _turned(world: dict[str, Any]) -> dict[str, Any]:
    """Return the accounts with everything in the opposite order."""
    found = copy.deepcopy(world)
    found["principals"].reverse()
    found["groups"] = dict(reversed(found["groups"].items()))
    for each in found["groups"].values():
        each.reverse()
    for principal in found["principals"]:
        for policy_ in (
            *principal["inline"],
            *principal["attached"],
            principal["boundary"] or [],
            principal["trust"],
        ):
            policy_.reverse()
        for several in (principal["inline"], principal["attached"], principal["groups"]):
            several.reverse()
    return found


@some
@given(worlds(), questions())
def test_where_and_in_which_order_policies_stand_decides_nothing(
    world: dict[str, Any], asked: Asked
) -> None:
    others = [_to_group(world), changed(world, _swapped), changed(world, _merged), _turned(world)]

    before, *after = decided([world, *others], asked)

    assert after == [before] * len(others)
