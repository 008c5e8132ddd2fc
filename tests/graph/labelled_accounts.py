"""Small accounts of which it is known who becomes whom: each path as it works, and spoilt in each way.

The caller, ann or app, has the permissions of one path and no others.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.access.written_accounts import FULL, HEAD, MFA, NO_MFA, trust
from tests.graph.labelled_paths import (
    ADMIN_POLICY,
    ANN,
    APP,
    ASSUMING,
    CAP,
    CERTAIN,
    CONDITIONAL,
    HARMLESS,
    HELPS_ONLY,
    ME,
    NEEDS,
    OWN,
    PATHS,
    SPARE,
    Path,
    pool,
)
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

if TYPE_CHECKING:
    from collections.abc import Iterator

MFA_KEY: Final = "aws:MultiFactorAuthPresent"
READ_ONLY: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ITSELF: Final = f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"

#: From the most to the least sure.
ORDER: Final = (CERTAIN, CONDITIONAL, NEEDS)

#: A permission that leads nowhere.
NOTHING: Final = allow("s3:GetObject")

Statement = dict[str, Any]
Entries = list[dict[str, Any]]


class Labelled(NamedTuple):
    """A caller in an account, and what is so of it.

    Attributes:
        name: What it is called: the ID of its path, and how it differs.
        path: The ID of the path that it is about.
        own: The caller, its group and its policies; their names end in ME.
        pool: The other users, groups, roles and managed policies of the account.
        caller: ARN of the caller.
        target: ARN of who is got or made an administrator.
        confidence: How sure the path is; None where it does not work.
        makes_admin: The target is no administrator before.
        gives_admin: What it ends in are the rights of an administrator.
        missing: Condition keys that decide.
        is_alone: No other path makes the caller an administrator for certain.
        credentials: Cells of the credential report for the target; None where there is no report.
    """

    name: str
    path: str
    own: Entries
    pool: Entries
    caller: str
    target: str
    confidence: str | None
    makes_admin: bool = False
    gives_admin: bool = True
    missing: tuple[str, ...] = ()
    is_alone: bool = True
    credentials: dict[str, str] | None = None


def caller(
    kind: str, *documents: dict[str, Any], by_group: dict[str, Any] | None = None, cap: Any = None
) -> Entries:
    """Return a caller and what belongs to it.

    Args:
        kind: `user` or `role`.
        documents: Its inline policies.
        by_group: The policy of its group.
        cap: Its permissions boundary.
    """
    inline: dict[str, Any] = {f"p{at}": each for at, each in enumerate(documents)}
    own = {"inline": inline, "attached": [OWN], **({} if cap is None else {"boundary": CAP})}
    policies = [managed(f"own{ME}", HARMLESS), *([] if cap is None else [managed(f"cap{ME}", cap)])]
    if kind == "role":
        compute = trust({"Service": "batch.amazonaws.com"})
        return [owner("role", f"app{ME}", AssumeRolePolicyDocument=compute, **own), *policies]
    group = owner("group", f"crew{ME}", inline={} if by_group is None else {"p": by_group})
    return [owner("user", f"ann{ME}", GroupList=[f"crew{ME}"], **own), group, *policies]


def granted(path: Path, *, but: int | None = None, **more: Any) -> list[Statement]:
    """Return a statement for each grant of a path but one."""
    kept = [grant for at, grant in enumerate(path.grants) if at != but]
    return [allow(action, resource, **more) for action, resource in kept]


def labelled(path: Path, name: str, own: Entries, **more: Any) -> Labelled:
    """Return a caller for whom a path works unless `more` says otherwise."""
    given = {
        "pool": pool(path) if "pool" not in more else more.pop("pool"),
        "caller": path.caller_arn,
        "target": path.target,
        "confidence": path.confidence,
        "makes_admin": path.makes_admin,
    } | more
    return Labelled(f"{path.id}: {name}", path.id, own, **given)


def with_policies(path: Path, name: str, *documents: Any, **more: Any) -> Labelled:
    """Return a caller with some inline policies."""
    own = {key: more.pop(key) for key in ("by_group", "cap") if key in more}
    return labelled(path, name, caller(path.caller, *documents, **own), **more)


def works(path: Path) -> Iterator[Labelled]:
    """Yield callers for whom a path works."""
    tight = granted(path)
    actions = [action for action, _ in path.grants]
    by_wildcard = [allow(f"{action[:-2]}??", resource) for action, resource in path.grants]
    lower = [allow(action.lower(), resource) for action, resource in path.grants]
    first, rest = document(tight[0]), document(*tight[1:], NOTHING)
    open_ = {
        "confidence": max(path.confidence, CONDITIONAL, key=ORDER.index),
        "missing": (MFA_KEY,),
    }
    yield with_policies(path, "on the least of resources", document(*tight))
    yield with_policies(path, "on every resource", document(allow(actions)))
    yield with_policies(path, "by wildcards", document(*by_wildcard))
    yield with_policies(path, "in lower case", document(*lower))
    yield with_policies(path, "in two policies", first, rest)
    if path.caller == "user":
        yield with_policies(path, "in part by a group", rest, by_group=first)
    yield with_policies(path, "within a boundary of everything", document(*tight), cap=FULL)
    yield with_policies(
        path, "denied elsewhere", document(*tight, deny("*", "arn:aws:s3:::logs/*"))
    )
    yield with_policies(path, "with MFA", document(*granted(path, Condition=MFA)), **open_)
    yield with_policies(path, "unless without MFA", document(*tight, deny("*", Condition=NO_MFA)), **open_)  # fmt: skip


def spoilt(path: Path) -> Iterator[Labelled]:
    """Yield callers for whom each grant of a path is spoilt, one at a time."""
    for at, (action, resource) in enumerate(path.grants):
        is_needed = (path.id, action) not in HELPS_ONLY
        if is_needed and not resource.endswith(MAY_NOT_BE_ASKED.get(action, ())):
            yield from _without(path, at)
            yield from _aimed_elsewhere(path, at)


#: Ends of resources that AWS may not ask an action for.
MAY_NOT_BE_ASKED: Final = {
    "ec2:RunInstances": ("volume/*",),
    "ec2:RequestSpotInstances": ("network-interface/*", "security-group/*", "subnet/*"),
}


def _without(path: Path, at: int) -> Iterator[Labelled]:
    """Yield callers who lack one grant of a path, by each kind of policy."""
    action, resource = path.grants[at]
    tight = document(*granted(path))
    denial = document(deny(action, resource))
    wide = document(deny(NotAction="s3:*", resources=resource))
    name = f"{action} on {resource.rpartition(':')[2]}"
    kinds: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
        ("without", (document(*granted(path, but=at), NOTHING),), {}),
        ("denied", (tight, denial), {}),
        ("denied by NotAction:", (tight, wide), {}),
        ("boundary without", (tight,), {"cap": document(allow(NotAction=action))}),
        ("boundary denies", (tight,), {"cap": document(allow("*"), *denial["Statement"])}),
        *([("group denies", (tight,), {"by_group": denial})] if path.caller == "user" else []),
    ]
    for how, documents, more in kinds:
        yield with_policies(path, f"{how} {name}", *documents, confidence=None, **more)


def _aimed_elsewhere(path: Path, at: int) -> Iterator[Labelled]:
    """Yield callers one of whose grants is on another resource, if that is of no use."""
    action, resource = path.grants[at]
    before = path.grants[at - 1][1] if at else ""
    kind = resource.rpartition(":")[2].partition("/")[0]
    if ":iam:" in resource:
        other = SPARE[kind]
    elif resource == before and resource != "*":  # what is made is not what is run
        head, sign, tail = resource.rpartition("/" if "/" in resource else ":")
        other = f"{head}{sign}other-{tail}"
    else:
        return
    less = granted(path, but=at)
    name = f"{action} on {resource.rpartition(':')[2]}"
    but = allow(action, None, NotResource=resource)
    no = {"confidence": None}
    yield with_policies(path, f"elsewhere {name}", document(*less, allow(action, other)), **no)
    # Other targets are left, and other callers among them.
    yield with_policies(path, f"anywhere but {name}", document(*less, but), is_alone=False, **no)


def of_trust(path: Path) -> Iterator[Labelled]:
    """Yield callers of paths to a role that trusts others."""
    own = caller(path.caller, document(*granted(path)))
    others: dict[str, Any] = {}
    if path.service:
        others["another service"] = {"Service": "signin.amazonaws.com"}
        others["its account alone"] = {"AWS": ACCOUNT}
    if path.id in ASSUMING:
        others["somebody else"] = {"AWS": f"{HEAD}user/nobody"}
        others["another account"] = {"AWS": "777788889999"}
        others["a service"] = {"Service": "lambda.amazonaws.com"}
    for name, who in others.items():
        trusting = pool(path, trusts=who)
        # A role that trusts the account can be assumed by who has a grant, which nobody has.
        yield labelled(path, f"the role trusts {name}", own, pool=trusting, confidence=None)
    if path.service == "ec2.amazonaws.com":
        bare = pool(path, profile=False)
        yield labelled(path, "the role is in no instance profile", own, pool=bare, confidence=None)


def of_named(path: Path) -> Iterator[Labelled]:
    """Yield callers whom the trust policy of the role names: they need no grant."""
    if path.id not in ASSUMING:
        return
    last = len(path.grants) - 1
    less = [*granted(path, but=last), NOTHING]
    named = pool(path, trusts={"AWS": path.caller_arn.replace(ME, "")})
    for name, statements, confidence in (
        ("named, without a grant", less, CERTAIN),
        ("named, but denied", [*less, deny("sts:AssumeRole")], None),
    ):
        own = _called(caller(path.caller, document(*statements)), "")
        who, target = (arn.replace(ME, "") for arn in (path.caller_arn, path.target))
        yield labelled(
            path, name, own, pool=named, confidence=confidence, caller=who, target=target
        )


def _called(entries: Entries, end: str) -> Entries:
    """Return entries with another end of their names."""
    found: Entries = json.loads(json.dumps(entries).replace(ME, end))
    return found


def of_target(path: Path) -> Iterator[Labelled]:
    """Yield callers of paths whose target has little to give."""
    own = caller(path.caller, document(*granted(path)))
    if not path.makes_admin:
        weak = pool(path, strong=False)
        yield labelled(path, "the target is weak", own, pool=weak, gives_admin=False)
    if path.target.partition(":role/")[2] == "boss" or ":user/chief" in path.target:
        few = managed("few", document(allow(["s3:*", "iam:Get*"])))
        capped = [*pool(path, boundary=few["Arn"]), few]
        yield labelled(path, "the target has a boundary", own, pool=capped, gives_admin=False)
    if "iam:UpdateAssumeRolePolicy" in dict(path.grants):
        for action in ("sts:AssumeRole", "sts:*"):
            denied = document(*granted(path), deny(action))
            yield with_policies(path, f"denied {action}", denied, confidence=None)


def of_self(path: Path) -> Iterator[Labelled]:
    """Yield callers that give themselves what a boundary holds back."""
    if path.is_self or ":group/" in path.target:
        tight = granted(path)
        cap = document(*tight, allow("s3:*"))
        yield with_policies(path, "held back by a boundary", document(*tight), cap=cap, gives_admin=False)  # fmt: skip


def conditions(path: Path) -> Iterator[Labelled]:
    """Yield callers with conditions on what is passed or attached."""
    to, which = "iam:PassedToService", "iam:PolicyARN"
    other = "signin.amazonaws.com"
    of_passing = (
        ("passes to that service", {"StringEquals": {to: path.service}}, True),
        ("passes to one of two", {"StringEquals": {to: [other, path.service]}}, True),
        ("passes to services", {"StringLike": {to: "*.amazonaws.com"}}, True),
        ("passes to another service", {"StringEquals": {to: other}}, False),
        ("passes not to that service", {"StringNotEquals": {to: path.service}}, False),
    )
    of_attaching = (
        ("attaches AdministratorAccess", {"ArnEquals": {which: ADMIN_POLICY}}, True),
        ("attaches policies of AWS", {"ArnLike": {which: "arn:aws:iam::aws:policy/*"}}, True),
        ("attaches all but a harmless one", {"ArnNotEquals": {which: READ_ONLY}}, True),
        ("attaches a harmless one", {"ArnEquals": {which: READ_ONLY}}, False),
        ("attaches own policies, none strong", {"ArnLike": {which: f"{HEAD}policy/s*"}}, False),
    )
    for action in {action for action, _ in path.grants}:
        kinds = of_passing if action == "iam:PassRole" else ()
        kinds = of_attaching if action.startswith("iam:Attach") else kinds
        for name, condition, is_right in kinds:
            yield _on_condition(path, name, action, condition, is_right=is_right)
        if kinds is of_attaching:
            strong = {"ArnLike": {which: f"{HEAD}policy/s*"}}
            found = _on_condition(path, "attaches own policies, one strong", action, strong)
            yield found._replace(pool=[*found.pool, managed("strong", FULL)])


def _on_condition(
    path: Path, name: str, action: str, condition: dict[str, Any], *, is_right: bool = True
) -> Labelled:
    """Return a caller one of whose actions is allowed on a condition."""
    own = [s | ({"Condition": condition} if s["Action"] == action else {}) for s in granted(path)]
    return with_policies(path, name, document(*own), **({} if is_right else {"confidence": None}))


def own_user(path: Path) -> Iterator[Labelled]:
    """Yield users who may change themselves alone."""
    if not any(":user/" in resource for _, resource in path.grants):
        return
    own = [s | {"Resource": ITSELF} if ":user/" in s["Resource"] else s for s in granted(path)]
    found = labelled(path, "on the user itself", caller("user", document(*own)), caller=ANN)
    if path.is_self:
        yield found
    else:
        # Who may write policies for itself is an administrator by that.
        writes = any("Policy" in action for action, _ in path.grants)
        yield found._replace(confidence=None, is_alone=not writes)


#: Paths that only one kind of principal can use.
OF_ONE_KIND: Final = ("iam-005", "iam-007", "iam-008", "iam-009", "iam-010", "iam-011", "iam-013")


def wrong_kind(path: Path) -> Iterator[Labelled]:
    """Yield callers of the wrong kind: they may change others, not themselves."""
    if path.id in OF_ONE_KIND:
        kind, who = ("role", APP) if path.caller == "user" else ("user", ANN)
        target = who if path.is_self else path.target
        wide = document(*(allow(action) for action, _ in path.grants))
        more = {"caller": who, "target": target, "confidence": None}
        yield labelled(path, f"held by a {kind}", caller(kind, wide), **more)


def with_report(path: Path) -> Iterator[Labelled]:
    """Yield callers of paths that the credential report decides."""
    if path.credentials is None:
        return
    tight = document(*granted(path))
    sure = {"confidence": CERTAIN, "credentials": path.credentials}
    useless = {"confidence": None, "credentials": path.useless, "is_alone": path.id != "iam-003"}
    yield with_policies(path, "the credential report shows that it works", tight, **sure)
    yield with_policies(path, "the credential report shows that it does not", tight, **useless)


MAKERS: Final = (
    *(works, spoilt, of_trust, of_named, of_target, of_self, conditions, own_user, wrong_kind),
    with_report,
)


def all_labelled() -> list[Labelled]:
    """Return the callers of all paths."""
    return [found for path in PATHS for make in MAKERS for found in make(path)]
