"""Accounts written to mislead: who looks like an administrator to be and is none, and the other way round.

Each case is an account as an export has it, and the best confidence with which ann becomes an
administrator, None where she cannot.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
import pytest

import iam_report as ir
from tests.access.written_accounts import (
    FULL,
    HEAD,
    MFA,
    NO_MFA,
    OTHER,
    export,
    role,
    tagged,
    trust,
    user,
)
from tests.corpus.report import csv_text, row
from tests.graph.labelled_paths import ADMIN_POLICY, in_profile
from tests.relations.written_policies import ACCOUNT, AS_OF, allow, deny, document, managed, owner

Entries = list[dict[str, Any]]

ANN: Final = f"{HEAD}user/ann"
EDGE: Final = f"{HEAD}policy/edge"
P_ARN: Final = f"{HEAD}policy/p"
ADMIN: Final = managed("AdministratorAccess", FULL, Arn=ADMIN_POLICY)
LAMBDA: Final = {"Service": "lambda.amazonaws.com"}
EC2: Final = {"Service": "ec2.amazonaws.com"}
HERE: Final = {"AWS": f"{HEAD}root"}

CREATE: Final = "lambda:CreateFunction"
INVOKE: Final = "lambda:InvokeFunction"
PASS: Final = "iam:PassRole"
THREE: Final = [PASS, CREATE, INVOKE]
PUT: Final = "iam:PutUserPolicy"
ASSUME: Final = "sts:AssumeRole"
KEY: Final = "iam:CreateAccessKey"
OWN: Final = f"{HEAD}user/${{aws:username}}"


class Case(NamedTuple):
    """An account, and how surely ann becomes an administrator in it.

    Attributes:
        name: What the case is about.
        entries: Of the account.
        sure: Best confidence of her rows; None if there are none.
        report: Cells of the credential report by user, where there is one.
        scps: Service control policies by level.
    """

    name: str
    entries: Entries
    sure: str | None
    report: dict[str, dict[str, str]] | None = None
    scps: Any = None


def when(operator: str, key: str, value: Any) -> dict[str, Any]:
    """Return a condition, as further elements of a statement."""
    return {"Condition": {operator: {key: value}}}


def but(*actions: str, **more: Any) -> dict[str, Any]:
    """Return a statement that denies everything but these actions."""
    return deny(None, NotAction=list(actions), **more)


def function(name: str, region: str = "*", number: str = ACCOUNT) -> str:
    """Return the ARN of Lambda functions."""
    return f"arn:aws:lambda:{region}:{number}:function:{name}"


def passing(name: str, sure: str | None, *statements: Any, **more: Any) -> Case:
    """Return a case with an administrator's role that trusts Lambda."""
    boss = role("boss", trust=trust(LAMBDA), attached=[ADMIN_POLICY])
    return Case(f"pass: {name}", [ADMIN, boss, user("ann", *statements, **more)], sure)


def passed(name: str, sure: str | None, *statements: Any, path: str = "/", **more: Any) -> Case:
    """Return a case with an administrator's role like this, which ann may pass."""
    text = more.pop("trusted", None) or trust(LAMBDA)
    boss = role("boss", trust=text, attached=[ADMIN_POLICY], path=path, **more)
    rights = statements or (allow(THREE),)
    edge = [managed("edge", document(allow("s3:*")))]
    return Case(f"passed: {name}", [ADMIN, *edge, boss, user("ann", *rights)], sure)


def assumed(name: str, sure: str | None, *trusted: Any, **more: Any) -> Case:
    """Return a case with an administrator's role with these statements in its trust policy."""
    statements = more.pop("own", [allow(ASSUME)])
    path = more.pop("path", "/")
    boss = role("boss", trust=document(*trusted), attached=[ADMIN_POLICY], path=path)
    edge = managed("edge", document(allow("s3:*")))
    return Case(f"assume: {name}", [ADMIN, edge, boss, user("ann", *statements, **more)], sure)


def to(principal: Any, action: Any = ASSUME, **more: Any) -> dict[str, Any]:
    """Return a statement of a trust policy that allows."""
    return allow(action, None, Principal=principal, **more)


def never(principal: Any, **more: Any) -> dict[str, Any]:
    """Return a statement of a trust policy that denies."""
    return to(principal, **more) | {"Effect": "Deny"}


def credentials(name: str, sure: str | None, actions: Any, **cells: str) -> Case:
    """Return a case with an administrator whose credentials the report tells."""
    boss = user("boss", attached=[ADMIN_POLICY])
    entries = [ADMIN, boss, user("ann", allow(actions, f"{HEAD}user/boss"))]
    return Case(f"credentials: {name}", entries, sure, report={"boss": cells})


def versions(name: str, sure: str | None, actions: Any, count: int, old: Any = None) -> Case:
    """Return a case with a policy of ann's that has versions."""
    older = [document(allow("s3:GetObject"))] * (count - 1)
    texts = [document(allow("s3:ListBucket")), *([document(old)] if old else []), *older][:count]
    ann = user("ann", allow(actions, f"{HEAD}policy/*"), attached=[P_ARN])
    return Case(f"versions: {name}", [managed("p", *texts), ann], sure)


def alone(name: str, sure: str | None, *statements: Any, **more: Any) -> Case:
    """Return a case with nobody but ann and a group that she is not in."""
    return Case(name, [user("ann", *statements, **more), owner("group", "staff")], sure)


def bounded(name: str, sure: str | None, rights: Any, *edge: Any) -> Case:
    """Return a case with a boundary of ann's."""
    entries = [managed("edge", document(*edge)), user("ann", rights, boundary=EDGE)]
    return Case(f"bounded: {name}", entries, sure)


def to_service(operator: str, value: Any) -> tuple[Any, Any]:
    """Return statements with a condition on the service that a role is passed to."""
    return allow([CREATE, INVOKE]), allow(PASS, **when(operator, "iam:PassedToService", value))


TAG: Final = "aws:PrincipalTag/team"
IN_PATH: Final = (allow([CREATE, INVOKE]), allow(PASS, f"{HEAD}role/service-role/*"))
ONE: Final = {"access_key_1_active": "true", "access_key_1_last_rotated": "2025-01-01T00:00:00Z"}
OFF: Final = {"access_key_2_active": "false", "access_key_2_last_rotated": "2025-01-01T00:00:00Z"}

CASES: Final = [
    passing("all three", "certain", allow(THREE)),
    passing("deny all but s3", None, allow(THREE), but("s3:*")),
    passing("deny all but the three", "certain", allow(THREE), but(*THREE)),
    passing("deny all but IAM", None, allow(THREE), but("iam:*")),
    passing("deny but on other roles", None, allow(THREE), deny(PASS, None, NotResource=f"{HEAD}role/app-*")),
    passing("deny but on the role", "certain", allow(THREE), deny(PASS, None, NotResource=f"{HEAD}role/bos*")),
    passing("deny all but on the role", None, allow(THREE), deny("*", None, NotResource=f"{HEAD}role/bos*")),
    passing("deny without MFA", "conditional", allow(THREE), deny("*", Condition=NO_MFA)),
    passing("deny but to the tagged", None, allow(THREE), deny("*", **when("StringNotEquals", TAG, "ops"))),
    passing("deny but to her tag", "certain", allow(THREE), deny("*", **when("StringNotEquals", TAG, "ops")), **tagged(team="ops")),
    passing("deny but to her ARN", "certain", allow(THREE), deny("iam:*", **when("ArnNotLike", "aws:PrincipalArn", ANN))),
    passing("deny but to others", None, allow(THREE), deny("iam:*", **when("StringNotLike", "aws:PrincipalArn", f"{HEAD}role/*"))),
    passing("deny to her user name", None, allow(THREE), deny("iam:*", **when("StringEquals", "aws:username", "ann"))),
    passing("deny to users", None, allow(THREE), deny("*", **when("StringEquals", "aws:PrincipalType", "User"))),
    passing("deny but to another account", None, allow(THREE), deny("*", **when("StringNotEquals", "aws:PrincipalAccount", OTHER))),
    passing("deny but from an address", "conditional", allow(THREE), deny("*", **when("NotIpAddress", "aws:SourceIp", "192.0.2.0/24"))),
    passing("the role by her tag", "certain", allow([CREATE, INVOKE]), allow(PASS, f"{HEAD}role/${{aws:PrincipalTag/r}}"), **tagged(r="boss")),
    passing("the role by a tag she lacks", None, allow([CREATE, INVOKE]), allow(PASS, f"{HEAD}role/${{aws:PrincipalTag/r}}")),
    passing("to that service", "certain", *to_service("StringEquals", ["ec2.amazonaws.com", "lambda.amazonaws.com"])),
    passing("to another service", None, *to_service("StringEquals", "ec2.amazonaws.com")),
    passing("to services alike", "certain", *to_service("StringLike", "lambda.*")),
    passing("to any of services alike", "certain", *to_service("ForAnyValue:StringLike", "lambda*")),
    passing("to all of other services", None, *to_service("ForAllValues:StringEquals", ["ec2.amazonaws.com"])),
    passing("to another service if any", None, *to_service("StringEqualsIfExists", "ec2.amazonaws.com")),
    passing("to a service of China", None, *to_service("StringLike", "lambda.amazonaws.com.cn")),
    passing("to no service", None, *to_service("Null", "iam:PassedToService")),
    passing("a role of another account", None, allow([CREATE, INVOKE]), allow(PASS, f"arn:aws:iam::{OTHER}:role/boss")),
    passing("a role in other letters", None, allow([CREATE, INVOKE]), allow(PASS, f"{HEAD}role/Boss")),
    passing("functions of another account", None, allow(PASS), allow([CREATE, INVOKE], function("*", number=OTHER))),
    passing("functions of two names", None, allow(PASS), allow(CREATE, function("a-*")), allow(INVOKE, function("b-*"))),
    passing("functions of two regions", None, allow(PASS), allow(CREATE, function("*", "eu-west-1")), allow(INVOKE, function("*", "us-east-1"))),
    passing("what it makes it may not invoke", None, allow(PASS), allow(CREATE, function("a-*")), allow(INVOKE), deny(INVOKE, function("a-*"))),
    passing("some of what it makes it may invoke", "certain", allow(PASS), allow(CREATE, function("a-*")), allow(INVOKE), deny(INVOKE, function("a-x*"))),
    passing("actions in other letters", "certain", allow(["IAM:PASSROLE", "Lambda:?reateFunction", "lambda:INVOKE*"])),
    passing("an Allow with NotAction", "needs", allow(None, NotAction=["iam:*", "sts:*", "sso:*"])),
    passed("its account as source", "certain", trusted=trust(LAMBDA, **when("StringEquals", "aws:SourceAccount", ACCOUNT))),
    passed("another account as source", None, trusted=trust(LAMBDA, **when("StringEquals", "aws:SourceAccount", OTHER))),
    passed("trusts only the edge", None, trusted=trust({"Service": "edgelambda.amazonaws.com"})),
    passed("trust denied to everybody", None, trusted=document(to(LAMBDA), never("*"))),
    passed("bounded", None, boundary=EDGE),
    passed("in a path", "certain", *IN_PATH, path="/service-role/"),
    passed("not in that path", None, *IN_PATH),
    passed("service-linked", None, path="/aws-service-role/lambda.amazonaws.com/"),
    passed("EC2 without a profile", None, allow([PASS, "ec2:RunInstances"]), trusted=trust(EC2)),
    assumed("account, with a grant", "certain", to(HERE)),
    assumed("account, without", None, to(HERE), own=[]),
    assumed("named, without a grant", "certain", to({"AWS": ANN}), own=[]),
    assumed("named, and bounded", "certain", to({"AWS": ANN}), own=[], boundary=EDGE),
    assumed("named, and denied", None, to({"AWS": ANN}), own=[deny("sts:*")]),
    assumed("named in other letters", None, to({"AWS": f"{HEAD}user/Ann"}), own=[]),
    assumed("everybody, without a grant", "certain", to("*"), own=[]),
    assumed("everybody with another ARN", None, to("*", **when("ArnEquals", "aws:PrincipalArn", f"{HEAD}role/x"))),
    assumed("a pattern for a name", None, to({"AWS": f"{HEAD}user/*"})),
    assumed("somebody deleted", None, to({"AWS": "AIDAQQQQQQQQQQQQQQQQQ"})),
    assumed("denied by name", None, to(HERE), never({"AWS": ANN})),
    assumed("denied to the account", None, to({"AWS": ANN}), never(HERE)),
    assumed("denied to all but her", "certain", to(HERE), never("*", **when("StringNotEquals", "aws:PrincipalArn", ANN))),
    assumed("with MFA", "conditional", to(HERE, Condition=MFA)),
    assumed("with an external ID", "conditional", to(HERE, **when("StringEquals", "sts:ExternalId", "x"))),
    assumed("only tags of the session", None, to(HERE, "sts:TagSession")),
    assumed("only by an identity provider", None, to(HERE, "sts:AssumeRoleWithWebIdentity")),
    assumed("grant without the path", None, to(HERE), own=[allow(ASSUME, f"{HEAD}role/boss")], path="/team/"),
    credentials("no key", "certain", KEY),
    credentials("one key", "certain", KEY, **ONE),
    credentials("two keys, one inactive", None, KEY, **ONE, **OFF),
    credentials("two keys, one can be deleted", "certain", [KEY, "iam:DeleteAccessKey"], **ONE, **OFF),
    credentials("two keys, one can be switched off", None, [KEY, "iam:UpdateAccessKey"], **ONE, **OFF),
    credentials("no password", "certain", "iam:CreateLoginProfile"),
    credentials("has a password", None, "iam:CreateLoginProfile", password_enabled="true"),
    credentials("password and MFA", "conditional", "iam:UpdateLoginProfile", password_enabled="true", mfa_active="true"),
    versions("four, one more", "certain", "iam:CreatePolicyVersion", 4),
    versions("five, no more", None, "iam:CreatePolicyVersion", 5),
    versions("five, one can be deleted", "certain", ["iam:CreatePolicyVersion", "iam:DeletePolicyVersion"], 5),
    versions("an old one is strong", "certain", "iam:SetDefaultPolicyVersion", 3, allow("iam:*")),
    versions("all old ones are harmless", None, "iam:SetDefaultPolicyVersion", 3),
    alone("own credentials", None, allow([KEY, "iam:*LoginProfile", "iam:*MFADevice"], OWN)),
    alone("own credentials, literal variable", None, inline={"p": document(allow(PUT, OWN), version="2008-10-17")}),
    alone("own policies", "certain", allow("iam:Put?serPolicy", OWN)),
    alone("a name with signs", "certain", allow(PUT, f"{HEAD}user/a/b/ann"), path="/a/b/"),
    alone("a path that is left out", None, allow(PUT, ANN), path="/a/b/"),
    alone("attach harmless policies", None, allow("iam:AttachUserPolicy", **when("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess"))),
    alone("attach all but the administrator's", "certain", allow("iam:AttachUserPolicy", **when("ArnNotEquals", "iam:PolicyARN", ADMIN_POLICY))),
    alone("attach policies of China", None, allow("iam:AttachUserPolicy", **when("ArnEquals", "iam:PolicyARN", ADMIN_POLICY.replace("aws", "aws-cn", 1)))),
    alone("attach, the policy for a resource", None, allow("iam:AttachUserPolicy", "arn:aws:iam::aws:policy/*")),
    alone("groups of others", None, allow("iam:PutGroupPolicy")),
    alone("bounded users", None, allow(["iam:CreateUser", PUT, KEY], f"{HEAD}user/x-*", **when("StringEquals", "iam:PermissionsBoundary", EDGE))),
    alone("users of her own", "certain", allow(["iam:CreateUser", PUT, KEY], f"{HEAD}user/x-*")),
    alone("a boundary that no export holds", "needs", allow(PUT), boundary=EDGE),
    alone("a policy that no export holds", "needs", allow("s3:*"), attached=["arn:aws:iam::aws:policy/PowerUserAccess"]),
    bounded("to s3", None, allow("*"), allow("s3:*")),
    bounded("to nothing but the change", None, allow(PUT), allow([PUT, "s3:*"])),
    bounded("but may lift it", "certain", allow("*"), allow("iam:DeleteUserPermissionsBoundary")),
    bounded("but may rewrite it", "certain", allow("*"), allow("iam:CreatePolicyVersion")),
    Case("control policies: nothing denied", [user("ann", allow(PUT))], "certain", scps=[[FULL]]),
    Case("control policies: denied", [user("ann", allow(PUT))], None, scps=[[FULL], [FULL, document(deny(PUT))]]),
    Case("control policies: of another account", [user("ann", allow(PUT))], "certain", scps={OTHER: [[document(allow("s3:*"))]]}),
    Case("profile: launch", [ADMIN, in_profile(role("boss", trust=trust(EC2), attached=[ADMIN_POLICY])), user("ann", allow([PASS, "ec2:RunInstances"]))], "certain"),
    Case("profile: session", [ADMIN, in_profile(role("boss", trust=trust(EC2), attached=[ADMIN_POLICY])), user("ann", allow("ssm:StartSession"))], "needs"),
    Case("a role joins no group", [ADMIN, owner("group", "all", attached=[ADMIN_POLICY]), user("ann"), role("web", allow("iam:AddUserToGroup"))], None),
]  # fmt: skip


def others(name: str, sure: str | None, *entries: Any, **more: Any) -> Case:
    """Return a case with a group of administrators and these entries."""
    return Case(
        name, [ADMIN, owner("group", "admins", attached=[ADMIN_POLICY]), *entries], sure, **more
    )


def helped(actions: Any, **more: Any) -> Entries:
    """Return ann, who may assume a role that may do this, and the role."""
    helper = role("helper", allow(actions), trust=trust(HERE))
    return [user("ann", allow(ASSUME, f"{HEAD}role/helper"), **more), helper]


JOIN: Final = "iam:AddUserToGroup"
DEMANDED: Final = when("StringEquals", "iam:PermissionsBoundary", EDGE)
NEW_ROLE: Final = ["iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy"]
CAP: Final = managed("edge", document(allow("s3:*")))

#: What two calls do and one does not: on the way, the caller or somebody else is changed.
IN_TWO_STEPS: Final = [
    others("helper: puts a policy on her", "certain", *helped(PUT)),
    others("helper: adds her to a group", "certain", *helped(JOIN)),
    others("helper: changes her group", "certain", owner("group", "staff"), *helped("iam:AttachGroupPolicy", GroupList=["staff"])),
    others("helper: rewrites her policy", "certain", managed("p", document(allow("s3:*"))), *helped("iam:CreatePolicyVersion", attached=[P_ARN])),
    others("helper: works for others alone", None, user("zed"), *helped([PUT], boundary=EDGE), CAP),
    others("group: joins and changes it", "certain", owner("group", "staff"), user("ann", allow([JOIN, "iam:PutGroupPolicy"], f"{HEAD}group/staff"))),
    others("group: joins it and rewrites its policy", "certain", managed("p", document(allow("s3:*"))), owner("group", "staff", attached=[P_ARN]), user("ann", allow([JOIN, "iam:CreatePolicyVersion"], [f"{HEAD}group/staff", P_ARN]))),
    others("group: joins one and changes another", None, owner("group", "staff"), owner("group", "crew"), user("ann", allow(JOIN, f"{HEAD}group/staff"), allow("iam:PutGroupPolicy", f"{HEAD}group/crew"))),
    others("group: joins and changes it, bounded", None, managed("edge", document(allow([JOIN, "iam:PutGroupPolicy"]))), owner("group", "staff"), user("ann", allow([JOIN, "iam:PutGroupPolicy"], f"{HEAD}group/staff"), boundary=EDGE)),
    others("group: joins it and attaches what harms nobody", None, owner("group", "staff"), user("ann", allow(JOIN, f"{HEAD}group/staff"), allow("iam:AttachGroupPolicy", **when("ArnEquals", "iam:PolicyARN", "arn:aws:iam::aws:policy/ReadOnlyAccess")))),
    others("group: may change, may not join", None, owner("group", "staff"), user("ann", allow("iam:PutGroupPolicy", f"{HEAD}group/staff"))),
    alone("deny: deletes it, then puts a policy", "certain", inline={"a": document(allow([PUT, "iam:DeleteUserPolicy"])), "d": document(deny(PUT))}),
    alone("deny: may not delete it", None, inline={"a": document(allow([PUT, "iam:DeleteUserPolicy"])), "d": document(deny([PUT, "iam:Delete*"]))}),
    others("deny: leaves its group, then puts a policy", "certain", owner("group", "no", inline={"d": document(deny(PUT))}), user("ann", allow([PUT, "iam:RemoveUserFromGroup"]), GroupList=["no"])),
    bounded("deletes it, then puts a policy", "certain", allow([PUT, "iam:DeleteUserPermissionsBoundary"]), allow("iam:DeleteUserPermissionsBoundary")),
    others("target: its boundary is deleted", "certain", CAP, role("boss", trust=trust({"AWS": ANN}), attached=[ADMIN_POLICY], boundary=EDGE), user("ann", allow("iam:DeleteRolePermissionsBoundary"))),
    others("target: its boundary stays", None, CAP, role("boss", trust=trust({"AWS": ANN}), attached=[ADMIN_POLICY], boundary=EDGE), user("ann", allow("iam:DeleteUserPermissionsBoundary"))),
    others("new: its boundary is deleted", "certain", CAP, user("ann", allow(NEW_ROLE, f"{HEAD}role/x-*", **DEMANDED), allow("iam:DeleteRolePermissionsBoundary", f"{HEAD}role/x-*"))),
    others("new: its boundary is rewritten", "certain", CAP, user("ann", allow(NEW_ROLE, f"{HEAD}role/x-*", **DEMANDED), allow("iam:CreatePolicyVersion", EDGE))),
    others("new: its boundary bounds nothing", "certain", managed("edge", FULL), user("ann", allow(NEW_ROLE, f"{HEAD}role/x-*", **DEMANDED))),
    others("new: its boundary stays", None, CAP, user("ann", allow(NEW_ROLE, f"{HEAD}role/x-*", **DEMANDED))),
    others("another joins, and gets a key", "certain", user("zed"), *helped([JOIN, KEY], boundary=EDGE), managed("edge", document(allow(ASSUME))), report={}),
    others("a password anew", "certain", user("boss", attached=[ADMIN_POLICY]), user("ann", allow(["iam:DeleteLoginProfile", "iam:CreateLoginProfile"])), report={"boss": {"password_enabled": "true"}}),
]  # fmt: skip

#: What is told by keys that look unknown and are not.
KNOWN_KEYS: Final = [
    passing("in one region", "certain", allow(THREE), but("iam:*", **when("StringNotEquals", "aws:RequestedRegion", "eu-central-1"))),
    passing("in two regions", None, allow(PASS), allow(CREATE, **when("StringEquals", "aws:RequestedRegion", "eu-west-1")), allow(INVOKE, **when("StringEquals", "aws:RequestedRegion", "us-east-1"))),
    passing("no longer", None, allow(THREE, **when("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))),
    passing("not before", "certain", allow(THREE, **when("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))),
    passing("denied to sessions begun before", "certain", allow(THREE), deny("*", **when("DateLessThan", "aws:TokenIssueTime", "2020-01-01T00:00:00Z"))),
    passing("with a tag of her choice", "certain", allow([PASS, INVOKE]), allow(CREATE, **when("StringEquals", "aws:RequestTag/owner", "${aws:username}"))),
    passing("without encryption", None, allow(THREE, **when("Bool", "aws:SecureTransport", "false"))),
    passing("before a day that is past", None, allow(THREE, **when("DateLessThan", "aws:EpochTime", "2020-01-01T00:00:00Z"))),
    passing("to long-term keys", "certain", allow(THREE, **when("Null", "aws:TokenIssueTime", "true"))),
    passed("functions of another account", None, trusted=trust(LAMBDA, **when("ArnLike", "aws:SourceArn", function("*", number=OTHER)))),
    alone("denied all but that change", None, allow(PUT), but(PUT, "s3:*")),
]  # fmt: skip

#: Exports that do not tell whom ann gets at.
UNTOLD: Final = [
    Case("untold: text of AdministratorAccess alone", [role("boss", trust=trust(LAMBDA), attached=[ADMIN_POLICY]), user("ann", allow(THREE))], "certain"),
    Case("untold: text of a policy of that name", [role("boss", trust=trust(LAMBDA), attached=[f"{HEAD}policy/AdministratorAccess"]), user("ann", allow(THREE))], "needs"),
    Case("untold: the policy of that name is harmless", [managed("AdministratorAccess", document(allow("s3:*"))), role("boss", trust=trust(LAMBDA), attached=[f"{HEAD}policy/AdministratorAccess"]), user("ann", allow(THREE))], None),
    Case("untold: text of another policy of the target", [role("boss", trust=trust(LAMBDA), attached=["arn:aws:iam::aws:policy/job-function/SystemAdministrator"]), user("ann", allow(THREE))], "needs"),
]  # fmt: skip

BY_NAME: Final = {case.name: case for case in CASES}
MORE: Final = {case.name: case for case in (*IN_TWO_STEPS, *KNOWN_KEYS, *UNTOLD)}

#: Cases that are answered otherwise so far, and what it would take.
OPEN: Final = {
    "new: its boundary is deleted": "a boundary that is demanded of a new role counts as final",
    "new: its boundary is rewritten": "a boundary that is demanded of a new role counts as final",
    "pass: with a tag of her choice": "keys that the caller chooses count as unknown",
    "pass: to long-term keys": "users count as holding temporary credentials",
    "passed: functions of another account": "aws:SourceArn counts as unknown",
}


def best(case: Case) -> str | None:
    """Return the best confidence of ann's rows."""
    details = export(*case.entries)
    if case.report is None:
        snapshot = ir.load(details, as_of=AS_OF)
    else:
        names = ["<root_account>", *(e["UserName"] for e in case.entries if "UserName" in e)]
        cells = [row(name, **case.report.get(name, {})) for name in names]
        snapshot = ir.load([details, csv_text(cells).encode()], as_of=AS_OF)
    found = ir.escalations(snapshot, "ann", service_control_policies=case.scps)
    return None if found.empty else str(found["confidence"].max())


@pytest.mark.parametrize("name", BY_NAME)
def test_best_confidence(name: str) -> None:
    case = BY_NAME[name]

    assert best(case) == case.sure


def test_names_are_distinct() -> None:
    assert len(BY_NAME | MORE) == len(CASES) + len(IN_TWO_STEPS) + len(KNOWN_KEYS) + len(UNTOLD)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=OPEN[name]))
        if name in OPEN
        else name
        for name in MORE
    ],
)
def test_what_takes_more_thought(name: str) -> None:
    case = MORE[name]

    assert best(case) == case.sure


@pytest.mark.parametrize(
    ("right", "missing", "becomes"),
    [
        (THREE, "RoleDetailList", None),
        (ASSUME, "RoleDetailList", None),
        (KEY, "UserDetailList", None),
        (PUT, "RoleDetailList", True),
        (THREE, None, False),
    ],
)
def test_a_section_that_no_export_holds(
    right: Any, missing: str | None, *, becomes: bool | None
) -> None:
    details = export(user("ann", allow(right)), role("web", allow(right), trust=trust(EC2)))
    if missing is not None:
        del details[missing]
    found = ir.load(details, as_of=AS_OF)["escalating_principals"]
    asked = found["becomes_admin"][
        found["principal"] == ("web" if missing == "UserDetailList" else "ann")
    ]

    assert [None if pd.isna(each) else bool(each) for each in asked] == [becomes]
