"""Made-up accounts in which principals may become others, from few names so that steps often meet."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from iam_report.catalog.actions import catalogue
from iam_report.catalog.escalation_paths import escalation_paths
from tests.access.written_accounts import FULL, HEAD, OTHER, OUTSIDE, export, role, tagged
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

if TYPE_CHECKING:
    from random import Random

    from iam_report.catalog.escalation_paths import EscalationPath

Entry = dict[str, Any]

USERS: Final = ("ann", "bob", "cat")
ROLES: Final = ("app", "boss", "web")
GROUPS: Final = ("crew", "staff")
POLICIES: Final = ("own", "shared")
ADMIN: Final = "arn:aws:iam::aws:policy/AdministratorAccess"

#: Names for things of services, which patterns are made of.
NAMES: Final = ("*", "*", "a*", "*b", "ab", "b")
REGIONS: Final = ("*", "*", "eu-west-1", "us-east-1")

CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"StringLike": {"iam:PassedToService": ["ec2.*", "glue.*", "ecs-tasks.*", "codebuild.*"]}},
    {"StringEqualsIfExists": {"iam:PassedToService": "lambda.amazonaws.com"}},
    {"ArnEquals": {"iam:PolicyARN": ADMIN}},
    {"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
    {"ArnLike": {"iam:PolicyARN": f"{HEAD}policy/*"}},
    {"ArnNotEquals": {"iam:PolicyARN": ADMIN}},
    {"StringEquals": {"aws:PrincipalTag/team": "a"}},
    {"StringEquals": {"aws:username": ["ann", "bob"]}},
    {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    {"ArnLike": {"aws:PrincipalArn": f"{HEAD}*/a*"}},
    {"Null": {"aws:MultiFactorAuthPresent": "true"}},
)


def one_path(random: Random, paths: list[EscalationPath]) -> EscalationPath:
    """Choose a path: of services each once in a while, of IAM often."""
    return random.choice([p for p in paths if (p.trusts == ()) == (random.random() < 0.6)] or paths)


def iam_resource(random: Random, kind: str) -> str:
    """Make a pattern of ARNs of users, roles, groups or policies."""
    names = {"user": USERS, "role": ROLES, "group": GROUPS, "policy": POLICIES}[kind]
    name = random.choice((*names, *names, "*", "a*", "new-*"))
    more = ("*", f"{HEAD}{kind}/{name}", f"{HEAD}{kind}/{name}", f"arn:aws:iam::*:{kind}/{name}")
    own = (f"{HEAD}user/${{aws:username}}",) if kind == "user" else ()
    return random.choice((*more, *own))


def some_resource(random: Random, action: str, on: str) -> str:
    """Make a pattern of what a step of a path is on."""
    service = action.partition(":")[0]
    if on == "*" or random.random() < 0.2:
        return "*"
    if service in ("iam", "sts") and on not in catalogue().resources[service]:
        kinds = catalogue().resource_types[catalogue().index[action.lower()]]
        known = ("user", "role", "group", "policy")
        return iam_resource(random, next(kind for kind in kinds if kind in known))
    form = catalogue().resources[service][on].arn
    known = {"Partition": "aws", "Account": random.choice((ACCOUNT, ACCOUNT, "*", OTHER)), "Region": random.choice(REGIONS)}  # fmt: skip
    return re.sub(r"\$\{(\w+)\}", lambda m: known.get(m[1]) or random.choice(NAMES), form)


def for_path(random: Random, path: EscalationPath) -> list[Entry]:
    """Make the statements for the steps of a path, of which one may be missing."""
    found = []
    for step in path.steps:
        if random.random() < 0.1:
            continue
        resources = [some_resource(random, step.action, on) for on in step.on]
        condition = {"Condition": random.choice(CONDITIONS)} if random.random() < 0.15 else {}
        action = _spelled(random, step.action)
        if random.random() < 0.05:
            found.append(allow(action, None, NotResource=resources, **condition))
        else:
            found.append(allow(action, resources, **condition))
    return found


def _spelled(random: Random, action: str) -> str:
    service, _, name = action.partition(":")
    spellings = (action, action, action, f"{service}:{name[:-3]}*", f"{service}:*", action.upper())
    return random.choice(spellings) if action != "sts:AssumeRole" else action


def one_denial(random: Random, paths: list[EscalationPath]) -> Entry:
    """Make a statement that denies a step of some path, or all but one service."""
    step = random.choice(one_path(random, paths).steps)
    resource = some_resource(random, step.action, random.choice(step.on))
    condition = {"Condition": random.choice(CONDITIONS)} if random.random() < 0.3 else {}
    if random.random() < 0.05:
        return deny(None, "*", NotAction=[step.action, "iam:*", "sts:*"], **condition)
    return deny(random.choice((step.action, f"{step.action.partition(':')[0]}:*")), resource, **condition)  # fmt: skip


def one_policy(random: Random, paths: list[EscalationPath]) -> Entry:
    """Make a policy."""
    if random.random() < 0.05:
        return random.choice((FULL, document(allow("iam:*")), document(allow(NotAction="iam:*"))))
    statements = for_path(random, one_path(random, paths))
    if random.random() < 0.15:
        statements.append(one_denial(random, paths))
    return document(*(statements or [allow("s3:GetObject")]))


def one_trust(random: Random, services: list[str]) -> Entry:
    """Make a trust policy."""
    everybody = [f"{HEAD}user/{n}" for n in USERS] + [f"{HEAD}role/{n}" for n in ROLES]
    others = [f"arn:aws:iam::{OTHER}:role/{n}" for n in ROLES]
    ways = (
        {"Service": random.choice(services)},
        {"Service": random.choice(services)},
        {"Service": [random.choice(services), random.choice(services)]},
        {"AWS": ACCOUNT},
        {"AWS": f"arn:aws:iam::{OTHER}:root"},
        {"AWS": random.choice(everybody)},
        {"AWS": random.choice(others)},
        {"AWS": [random.choice(everybody), OUTSIDE]},
        "*" if random.random() < 0.2 else {"AWS": ACCOUNT},
    )
    conditions: tuple[dict[str, Any], ...] = (
        *({}, {}, {}, {}, {}, {}),
        {"StringEquals": {"sts:ExternalId": "x"}},
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        {"StringEquals": {"aws:PrincipalTag/team": "a"}},
        {"ArnLike": {"aws:PrincipalArn": f"{HEAD}role/*"}},
    )
    statements = []
    for _ in range(random.choice((1, 1, 2))):
        condition = random.choice(conditions)
        effect = deny if random.random() < 0.08 else allow
        who = random.choice(ways)
        # Which tags somebody has who is only made is for chain_cases.py.
        is_open = "PrincipalTag" in str(condition) and (who == "*" or OTHER in str(who))
        more = {"Condition": condition} if condition and not is_open else {}
        statements.append(effect("sts:AssumeRole", None, Principal=who, **more))
    return document(*statements)


def _owned(random: Random, paths: list[EscalationPath], *, is_group: bool = False) -> Entry:
    """Make what a principal or group has."""
    inline = {f"p{at}": one_policy(random, paths) for at in range(random.choice((0, 1, 1, 2)))}
    attached = [f"{HEAD}policy/{name}" for name in POLICIES if random.random() < 0.2]
    attached += [ADMIN] if random.random() < 0.15 else []
    found: Entry = {"inline": inline, "attached": attached}
    if not is_group and random.random() < 0.15:
        found["boundary"] = f"{HEAD}policy/{random.choice(('cap', 'wide', 'wide'))}"
    if not is_group and random.random() < 0.3:
        found |= tagged(team=random.choice("ab"))
    return found


def account(random: Random, paths: list[EscalationPath]) -> list[Entry]:
    """Make the users, groups, roles and policies of an account."""
    services = sorted({s for p in paths for s in p.trusts}) + ["lambda.amazonaws.com"] * 20
    entries = [
        managed("AdministratorAccess", FULL, Arn=ADMIN),
        *(managed(name, *_versions(random, paths)) for name in POLICIES),
        managed("cap", document(*(s for _ in range(3) for s in for_path(random, one_path(random, paths))), allow("s3:*"))),
        managed("wide", document(allow("*"), *(one_denial(random, paths) for _ in range(random.choice((0, 1)))))),
        *(owner("group", name, **_owned(random, paths, is_group=True)) for name in GROUPS),
    ]  # fmt: skip
    for name in USERS:
        groups = [g for g in GROUPS if random.random() < 0.3]
        entries.append(owner("user", name, GroupList=groups, **_owned(random, paths)))
    for name in ROLES:
        profile = _profile(name) if random.random() < 0.5 else {}
        trust = one_trust(random, services)
        entries.append(role(name, trust=trust, **_owned(random, paths), **profile))
    return entries


def _versions(random: Random, paths: list[EscalationPath]) -> list[Entry]:
    older = [random.choice((FULL, one_policy(random, paths)))] if random.random() < 0.4 else []
    return [one_policy(random, paths), *older]


def _profile(name: str) -> Entry:
    short = {"RoleName": name, "Arn": f"{HEAD}role/{name}", "Path": "/"}
    found = {"InstanceProfileName": name, "Arn": f"{HEAD}instance-profile/{name}", "Path": "/"}
    return {"InstanceProfileList": [found | {"Roles": [short]}]}


def surely(random: Random, entries: list[Entry], path: EscalationPath) -> None:
    """Give somebody all that a path takes, on every resource, and let a role be fit for it."""
    statements = [allow(step.action) for step in path.steps]
    kinds = [f"{kind.title()}Name" for kind in path.caller]
    able = [entry for entry in entries if any(kind in entry for kind in kinds)]
    free = [entry for entry in able if "PermissionsBoundary" not in entry and not _is_strong(entry)]
    holder = random.choice(free or able)
    title = next(key for key in ("User", "Role") if f"{key}Name" in holder)
    own = {"PolicyName": path.id, "PolicyDocument": document(*statements)}
    holder[f"{title}PolicyList"].append(own)
    if path.trusts:
        trusting = next(entry for entry in entries if "RoleName" in entry and entry is not holder)
        trusting |= _profile(trusting["RoleName"])
        found = trusting["AssumeRolePolicyDocument"]["Statement"]
        who = {"Service": list(path.trusts)}
        found.append(allow("sts:AssumeRole", None, Principal=who))
        if COGNITO in path.trusts:
            found.append(allow(WITH_WEB_IDENTITY, None, Principal={"Federated": COGNITO}))
    if any("policy" in step.on for step in path.steps):
        _with_strong_versions(entries)


def turning(random: Random) -> list[Entry]:
    """Make somebody who needs help, its helper, and somebody who is held back, but not for long."""
    eve, dan = f"{HEAD}user/eve", f"{HEAD}user/dan"
    mfa = {"Condition": CONDITIONS[0]} if random.random() < 0.3 else {}
    helped = random.choice(("iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:PutRolePolicy"))
    removing = random.choice(("iam:DeleteUserPolicy", "iam:DetachUserPolicy"))
    able = document(allow(["iam:PutUserPolicy", removing], dan, **mfa))
    held = document(deny(random.choice(("iam:PutUserPolicy", "iam:*User*")), dan))
    return [
        owner("user", "eve", inline={"p": document(allow("sts:AssumeRole", f"{HEAD}role/aid"))}),
        role("aid", trust=document(allow("sts:AssumeRole", None, Principal={"AWS": eve}, **mfa)), inline={"p": document(allow(helped, random.choice((eve, dan))))}),
        owner("user", "dan", inline={"p": able, "q": held}),
    ]  # fmt: skip


def _is_strong(entry: Entry) -> bool:
    return any(each["PolicyArn"] == ADMIN for each in entry["AttachedManagedPolicies"])


#: A service that passes roles on to those who sign in with it.
COGNITO: Final = "cognito-identity.amazonaws.com"
WITH_WEB_IDENTITY: Final = "sts:AssumeRoleWithWebIdentity"


def _with_strong_versions(entries: list[Entry]) -> None:
    """Attach a policy to all, an older version of which allows everything."""
    own = next(entry for entry in entries if entry.get("PolicyName") == "own")
    older = {"VersionId": "v9", "IsDefaultVersion": False, "Document": FULL}
    own["PolicyVersionList"].append(older)
    attached = {"PolicyName": "own", "PolicyArn": own["Arn"]}
    for entry in entries:
        if attached not in entry.get("AttachedManagedPolicies", [attached]):
            entry["AttachedManagedPolicies"].append(attached)


def exports(random: Random, numbers: tuple[str, str], sure: list[EscalationPath]) -> list[bytes]:
    """Make the exports of two accounts that know of each other.

    Args:
        random: Where it is from.
        numbers: The IDs of the accounts.
        sure: Paths that somebody shall have all permissions for.
    """
    paths = list(escalation_paths().values())
    made = [account(random, paths) for _ in numbers]
    for path in sure:
        surely(random, random.choice(made), path)
    made = [[*entries, *turning(random)] for entries in made]
    texts = [json.dumps(export(*entries)) for entries in made]
    first, second = numbers
    mapped = ({ACCOUNT: first, OTHER: second}, {ACCOUNT: second, OTHER: first})
    return [
        re.sub(f"{ACCOUNT}|{OTHER}", lambda m, each=each: each[m[0]], text).encode()
        for text, each in zip(texts, mapped, strict=True)
    ]
