"""Accounts in which somebody becomes an administrator in several ways, over several hops, or not at all.

Each case is the entries of one or more accounts, and the rows that are expected: who becomes whom, how
sure that is, and the paths of the best chain.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from tests.access.written_accounts import (
    FULL,
    HEAD,
    MFA,
    OTHER,
    OUTSIDE,
    of,
    role,
    tagged,
    trust,
    user,
)
from tests.graph.labelled_paths import ADMIN_POLICY, in_profile
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

ANN, BOSS, MID = f"{HEAD}user/ann", f"{HEAD}role/boss", f"{HEAD}role/mid"
FAR: Final = f"arn:aws:iam::{OTHER}:role/far"
ADMIN: Final = managed("AdministratorAccess", FULL, Arn=ADMIN_POLICY)
LAMBDA: Final = trust({"Service": "lambda.amazonaws.com"})
HERE: Final = trust({"AWS": ACCOUNT})
MFA_KEY: Final = "aws:MultiFactorAuthPresent"

Row = tuple[str, str | None, str, str]


class Case(NamedTuple):
    """Entries of an account, and the expected rows.

    Attributes:
        entries: Of the account, or of several accounts.
        rows: Principal, target, confidence, path IDs; ARNs of the account without their head.
    """

    name: str
    entries: list[dict[str, Any]]
    rows: list[Row]
    others: tuple[list[dict[str, Any]], ...] = ()


def boss(trusts: Any = HERE, name: str = "boss", **more: Any) -> dict[str, Any]:
    """Return a role that is an administrator."""
    return in_profile(role(name, trust=trusts, attached=[ADMIN_POLICY], **more))


def assume(*targets: str) -> dict[str, Any]:
    """Return a statement that allows to assume roles."""
    return allow("sts:AssumeRole", list(targets))


def function(name: str, region: str = "eu-west-1", account: str = ACCOUNT) -> str:
    """Return the ARN, or a pattern, of Lambda functions."""
    return f"arn:aws:lambda:{region}:{account}:function:{name}"


PASS: Final = allow("iam:PassRole", BOSS)
CREATE, INVOKE = "lambda:CreateFunction", "lambda:InvokeFunction"
BOTH: Final = [CREATE, INVOKE]
BY_LAMBDA: Final[list[Row]] = [("user/ann", "role/boss", "certain", "lambda-001")]
BY_STS: Final[list[Row]] = [("user/ann", "role/boss", "certain", "sts-001")]
BY_SSO: Final = ("user/ann", "user/ann", "needs", "sso-create-permission-set-attach-managed-policy")
SELF: Final = ("user/ann", "user/ann", "certain")


def passing(name: str, *statements: Any, rows: list[Row] = BY_LAMBDA, **more: Any) -> Case:
    """Return a case of somebody who makes functions."""
    return Case(name, [ADMIN, boss(LAMBDA), user("ann", *statements, **more)], rows)


SOME_FUNCTION: Final = [
    passing("patterns that meet", PASS, allow(CREATE, function("app-*")), allow(INVOKE, function("*-prod"))),
    passing("patterns that never meet", PASS, allow(CREATE, function("app-*")), allow(INVOKE, function("web-*")), rows=[]),
    passing("regions that never meet", PASS, allow(CREATE, function("*")), allow(INVOKE, function("*", "us-east-1")), rows=[]),
    passing("a region that is in the other", PASS, allow(CREATE, function("*", "us-*")), allow(INVOKE, function("*", "us-east-1"))),
    passing("functions of another account", PASS, allow(BOTH, function("*", account=OTHER)), rows=[]),
    passing("functions of any account", PASS, allow(BOTH, function("*", account="*"))),
    passing("all that is allowed is denied", PASS, allow(BOTH, function("app-*")), deny(INVOKE, function("app*")), rows=[]),
    passing("some of what is allowed is denied", PASS, allow(BOTH, function("app*")), deny(INVOKE, function("app-*"))),
    passing("one name is denied", PASS, allow(BOTH, function("*")), deny(BOTH, function("prod"))),
    passing("all but one name is denied", PASS, allow(BOTH, function("*")), deny(BOTH, None, NotResource=function("app"))),
    passing("all but another service is denied", PASS, allow(BOTH), deny(BOTH, None, NotResource="arn:aws:s3:::*"), rows=[]),
    passing("one region is denied", PASS, allow(BOTH), deny("lambda:*", "arn:aws:lambda:us-east-1:*:function:*")),
    passing("the region that is usual is denied", PASS, allow(BOTH), deny("lambda:*", "arn:aws:lambda:eu-west-1:*:function:*")),
    passing("all regions but one are denied", PASS, allow(BOTH), deny("lambda:*", None, NotResource=function("*", "eu-north-1"))),
    passing("another part of each is open", PASS, allow(CREATE, function("b", "*", "*")), allow(INVOKE, function("*"))),
    passing("two patterns for one action", PASS, allow(CREATE, [function("a"), function("b")]), allow(INVOKE, [function("c"), function("b")])),
    passing("a variable of the caller", PASS, allow(BOTH, function("${aws:username}-*"))),
    passing("a variable that it has not", PASS, allow(BOTH, function("${aws:PrincipalTag/team}-*")), rows=[]),
    passing("a variable of its tag", PASS, allow(BOTH, function("${aws:PrincipalTag/team}-*")), **tagged(team="x")),
    passing("pass by a pattern", allow("iam:PassRole", f"{HEAD}role/b*"), allow(BOTH)),
    passing("pass by a pattern of others", allow("iam:PassRole", f"{HEAD}role/service/*"), allow(BOTH), rows=[]),
    passing("pass in any account", allow("iam:PassRole", "arn:aws:iam::*:role/*"), allow(BOTH)),
    passing("pass in another account", allow("iam:PassRole", f"arn:aws:iam::{OTHER}:role/*"), allow(BOTH), rows=[]),
    passing("pass all but that role", allow("iam:PassRole", None, NotResource=BOSS), allow(BOTH), rows=[]),
    passing("pass alone", allow("iam:PassRole"), rows=[]),
    passing("all but IAM", allow(None, NotAction="iam:*"), rows=[("user/ann", "role/boss", "needs", "lambda-003"), BY_SSO]),
    passing("all but IAM, and pass", allow(None, NotAction="iam:*"), PASS, rows=[*BY_LAMBDA, BY_SSO]),
    passing("all but IAM and SSO", allow(None, NotAction=["iam:*", "sso:*", "lambda:*"]), PASS, rows=[]),
    passing("lambda:* and pass", PASS, allow("lambda:*")),
    passing("a condition on tags", allow("iam:PassRole", BOSS, Condition={"StringEquals": {"aws:PrincipalTag/team": "x"}}), allow(BOTH), **tagged(team="x")),
    passing("a condition on tags that it has not", allow("iam:PassRole", BOSS, Condition={"StringEquals": {"aws:PrincipalTag/team": "y"}}), allow(BOTH), rows=[], **tagged(team="x")),
]  # fmt: skip

#: Whom the role boss trusts, and what comes of it for ann, who may assume it.
TRUSTS: Final = [
    ("account", HERE, BY_STS),
    ("root user by ARN", trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), BY_STS),
    ("by name", trust({"AWS": ANN}), BY_STS),
    ("everybody", trust("*"), BY_STS),
    ("everybody of AWS", trust({"AWS": "*"}), BY_STS),
    ("a list", trust({"AWS": [OUTSIDE, ANN]}), BY_STS),
    ("another user", trust({"AWS": f"{HEAD}user/bob"}), []),
    ("another account", trust({"AWS": OTHER}), []),
    ("a deleted user", trust({"AWS": "AIDAIOSFODNN7EXAMPLE"}), []),
    ("all but it", document(allow("sts:AssumeRole", None, Principal="*"), deny("sts:AssumeRole", None, Principal={"AWS": ANN})), []),
    ("tagging alone", trust({"AWS": ACCOUNT}, action="sts:TagSession"), []),
    ("any action", trust({"AWS": ACCOUNT}, action="sts:*"), BY_STS),
    ("with web identity alone", trust({"AWS": ACCOUNT}, action="sts:AssumeRoleWithWebIdentity"), []),
    ("with an external ID", trust({"AWS": ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "x"}}), [("user/ann", "role/boss", "conditional", "sts-001")]),
    ("with MFA", trust({"AWS": ACCOUNT}, Condition=MFA), [("user/ann", "role/boss", "conditional", "sts-001")]),
    ("users like it", trust({"AWS": ACCOUNT}, Condition={"ArnLike": {"aws:PrincipalArn": f"{HEAD}user/a*"}}), BY_STS),
    ("users like others", trust({"AWS": ACCOUNT}, Condition={"ArnLike": {"aws:PrincipalArn": f"{HEAD}user/b*"}}), []),
    ("a tag that it has", trust({"AWS": ACCOUNT}, Condition={"StringEquals": {"aws:PrincipalTag/team": "x"}}), BY_STS),
    ("a tag that it has not", trust({"AWS": ACCOUNT}, Condition={"StringEquals": {"aws:PrincipalTag/team": "y"}}), []),
]  # fmt: skip
TRUSTED: Final = [
    Case(f"trusts {name}", [ADMIN, boss(who), user("ann", assume(BOSS), **tagged(team="x"))], rows)
    for name, who, rows in TRUSTS
]


def hops(name: str, rows: list[Row], *entries: dict[str, Any], strong: Any = None) -> Case:
    """Return a case with the role boss."""
    return Case(name, [ADMIN, strong or boss(trust({"AWS": MID})), *entries], rows)


#: An administrator that ann becomes over a role, and the role itself.
MID_ROW: Final = ("role/mid", "role/boss", "certain", "sts-001")
CHAINS: Final = [
    hops("two roles", [("user/ann", "role/boss", "certain", "sts-001 > sts-001"), MID_ROW], user("ann", assume(MID)), role("mid", trust=HERE)),
    hops("a function, then a role", [("user/ann", "role/boss", "certain", "lambda-001 > sts-001"), MID_ROW], user("ann", allow("iam:PassRole", MID), allow(BOTH)), role("mid", trust=LAMBDA)),
    hops("a key, then a role", [("user/ann", "role/boss", "needs", "iam-002 > sts-001"), ("user/bob", "role/boss", "certain", "sts-001")], user("ann", allow("iam:CreateAccessKey", f"{HEAD}user/bob")), user("bob"), strong=boss(trust({"AWS": f"{HEAD}user/bob"}))),
    hops("a role that writes its own policy", [("user/ann", "role/mid", "certain", "sts-001 > iam-005"), ("role/mid", "role/mid", "certain", "iam-005")], user("ann", assume(MID)), role("mid", allow("iam:PutRolePolicy"), trust=HERE), strong=role("boss")),
    hops("a circle", [("role/mid", "role/boss", "certain", "sts-001 > sts-001"), ("role/odd", "role/boss", "certain", "sts-001")], role("mid", assume(f"{HEAD}role/odd"), trust=trust({"AWS": f"{HEAD}role/odd"})), role("odd", trust=trust({"AWS": MID})), strong=boss(trust({"AWS": f"{HEAD}role/odd"}))),
    hops("a certain way round a conditional one", [("user/ann", "role/boss", "certain", "sts-001 > sts-001"), MID_ROW], user("ann", assume(MID), allow("sts:AssumeRole", BOSS, Condition=MFA)), role("mid", trust=HERE), strong=boss(document(*trust({"AWS": MID}, {"AWS": ACCOUNT})["Statement"]))),
    hops("a condition on the first of two hops", [("user/ann", "role/boss", "conditional", "sts-001 > sts-001"), MID_ROW], user("ann", allow("sts:AssumeRole", MID, Condition=MFA)), role("mid", trust=HERE)),
    hops("a weak end", [], user("ann", assume(MID)), role("mid", assume(BOSS), trust=HERE), strong=role("boss", allow("s3:*"), trust=HERE)),
    hops("a broken middle", [MID_ROW], user("ann", assume(BOSS)), role("mid", trust=trust({"AWS": OTHER}))),
    hops("through an administrator of the same account", [("user/ann", "role/boss", "certain", "sts-001")], user("ann", assume(BOSS)), boss(trust({"AWS": BOSS}), "top"), strong=boss(HERE)),
]  # fmt: skip

IAM_ALL: Final = allow("iam:*")
#: Who is an administrator: ann may assume the role.
STRENGTHS: Final = [
    ("one inline policy", {"inline": {"p": FULL}}, True),
    ("all of IAM alone", {"inline": {"p": document(IAM_ALL)}}, False),
    ("all but IAM", {"inline": {"p": document(allow(None, NotAction="iam:*"))}}, False),
    ("all but IAM, and IAM by another policy", {"inline": {"p": document(allow(None, NotAction="iam:*")), "q": document(IAM_ALL)}}, True),
    ("all but one service", {"inline": {"p": document(allow(None, NotAction="s3:*"))}}, True),
    ("all on one resource", {"inline": {"p": document(allow("*", "arn:aws:s3:::*"))}}, False),
    ("all, with IAM denied", {"inline": {"p": document(allow("*"), deny("iam:*"))}}, False),
    ("all, with a service denied", {"inline": {"p": document(allow("*"), deny("s3:*"))}}, True),
    ("all, denied unless MFA", {"inline": {"p": document(allow("*"), deny("*", Condition={"BoolIfExists": {MFA_KEY: "false"}}))}}, True),
    ("all, denied without condition", {"inline": {"p": document(allow("*"), deny("*"))}}, False),
    ("all within a boundary of all", {"inline": {"p": FULL}, "boundary": f"{HEAD}policy/all"}, True),
    ("all within a boundary of S3", {"inline": {"p": FULL}, "boundary": f"{HEAD}policy/some"}, False),
]  # fmt: skip


def _strong(name: str, own: dict[str, Any], *, is_admin: bool) -> Case:
    trusts = {"AssumeRolePolicyDocument": HERE}
    entries = [
        managed("all", FULL),
        managed("some", document(allow("s3:*"))),
        owner("role", "boss", **trusts, **own),
        user("ann", assume(BOSS), deny("iam:*")),
    ]
    return Case(f"target with {name}", entries, BY_STS if is_admin else [])


STRONG: Final = [
    _strong(name, own | {"inline": own["inline"] | {"z": document(deny(["sts:AssumeRole", "sso:*"]))}}, is_admin=is_admin)
    for name, own, is_admin in STRENGTHS
    if name != "all of IAM alone"
]  # fmt: skip

CREW: Final = f"{HEAD}group/crew"
IN_CREW: Final = {"GroupList": ["crew"]}


def alone(name: str, rows: list[Row], *entries: dict[str, Any]) -> Case:
    """Return a case with AdministratorAccess in the export, and nobody who has it."""
    return Case(name, [ADMIN, *entries], rows)


WRITES: Final = allow("iam:PutUserPolicy", ANN)
VERSIONS: Final = [document(allow("s3:*")), FULL]
OWN: Final = f"{HEAD}policy/own"
SELVES: Final = [
    alone("a policy of its group", [(*SELF, "iam-001")], managed("own", document(allow("iam:CreatePolicyVersion", OWN))), owner("group", "crew", attached=[OWN]), user("ann", **IN_CREW)),
    alone("a policy that is not attached", [], managed("own", VERSIONS[0]), user("ann", allow("iam:CreatePolicyVersion"))),
    alone("a policy of AWS", [], managed("ReadOnlyAccess", VERSIONS[0], Arn="arn:aws:iam::aws:policy/ReadOnlyAccess"), user("ann", allow("iam:CreatePolicyVersion"), attached=["arn:aws:iam::aws:policy/ReadOnlyAccess"])),
    alone("one of two groups", [(*SELF, "iam-011")], owner("group", "crew"), owner("group", "staff"), user("ann", allow("iam:PutGroupPolicy", CREW), GroupList=["staff", "crew"])),
    alone("a stronger version", [(*SELF, "iam-set-default-policy-version")], managed("own", *VERSIONS), user("ann", allow("iam:SetDefaultPolicyVersion"), attached=[OWN])),
    alone("no stronger version", [], managed("own", *reversed(VERSIONS[:1] * 2)), user("ann", allow("iam:SetDefaultPolicyVersion"), attached=[OWN])),
    alone("a stronger version of a policy of others", [], managed("own", *VERSIONS), user("ann", allow("iam:SetDefaultPolicyVersion")), user("bob", attached=[OWN])),
    alone("a new role", [(*SELF, "iam-create-role-put-role-policy")], user("ann", allow(["iam:CreateRole", "iam:PutRolePolicy"]))),
    alone("a new role of some name", [(*SELF, "iam-create-role-put-role-policy")], user("ann", allow("iam:CreateRole", f"{HEAD}role/x-*"), allow("iam:PutRolePolicy", f"{HEAD}role/*-y"))),
    alone("a new role, another one", [], user("ann", allow("iam:CreateRole", f"{HEAD}role/x-*"), allow("iam:PutRolePolicy", f"{HEAD}role/y-*"))),
    alone("a new role that is there", [], role("x"), user("ann", allow("iam:CreateRole"), allow("iam:PutRolePolicy", f"{HEAD}role/x"))),
    alone("a new role without policies", [], user("ann", allow("iam:CreateRole"))),
    alone("a new user", [(*SELF, "iam-create-user-put-user-policy-create-access-key")], user("ann", allow(["iam:CreateUser", "iam:PutUserPolicy", "iam:CreateAccessKey"], f"{HEAD}user/x"))),
    alone("a boundary that can be deleted", [(*SELF, "iam-delete-user-permissions-boundary")], managed("cap", document(allow(["s3:*", "iam:DeleteUserPermissionsBoundary"]))), user("ann", allow("*"), boundary=f"{HEAD}policy/cap")),
    alone("a boundary that cannot be deleted", [], managed("cap", document(allow("s3:*"))), user("ann", allow("*"), boundary=f"{HEAD}policy/cap")),
    alone("a boundary that holds nothing back", [], managed("cap", document(allow(["s3:*", "iam:DeleteUserPermissionsBoundary"]))), user("ann", allow(["s3:*", "iam:DeleteUserPermissionsBoundary"]), boundary=f"{HEAD}policy/cap")),
    alone("a boundary that lets itself be deleted", [(*SELF, "iam-007")], managed("cap", document(allow(["iam:PutUserPolicy", "iam:DeleteUserPermissionsBoundary"]))), user("ann", WRITES, boundary=f"{HEAD}policy/cap")),
    alone("a boundary that lets another be deleted", [], managed("cap", document(allow("iam:PutUserPolicy"), allow("iam:DeleteUserPermissionsBoundary", f"{HEAD}user/bob"))), user("ann", WRITES, boundary=f"{HEAD}policy/cap")),
    alone("an administrator", [], user("ann", allow("*"))),
    alone("an administrator by its group", [], owner("group", "crew", attached=[ADMIN_POLICY]), user("ann", **IN_CREW)),
    alone("IAMFullAccess", [(*SELF, "iam-007")], user("ann", IAM_ALL)),
    alone("a role with all of IAM", [("role/mid", "role/mid", "certain", "iam-005")], role("mid", IAM_ALL)),
    alone("a service-linked role", [], owner("role", "AWSServiceRoleForX", "/aws-service-role/x.amazonaws.com/", inline={"p": document(IAM_ALL)})),
    Case("an administrator whose policies it could change as well", [ADMIN, boss(LAMBDA), user("ann", allow(["iam:UpdateAssumeRolePolicy", "iam:AttachRolePolicy"], BOSS))], [("user/ann", "role/boss", "certain", "iam-012")]),
    alone("a role that makes a user for a group", [("role/mid", "group/crew", "certain", "iam-create-user-add-user-to-group-create-access-key")], owner("group", "crew", attached=[ADMIN_POLICY]), role("mid", allow(["iam:CreateUser", "iam:CreateAccessKey"], f"{HEAD}user/x"), allow("iam:AddUserToGroup", CREW))),
    alone("a role with a boundary that makes a user for a group", [("role/mid", "group/crew", "certain", "iam-create-user-add-user-to-group-create-access-key")], managed("cap", document(allow(["iam:CreateUser", "iam:CreateAccessKey", "iam:AddUserToGroup"]))), owner("group", "crew", attached=[ADMIN_POLICY]), role("mid", allow(["iam:CreateUser", "iam:CreateAccessKey"], f"{HEAD}user/x"), allow("iam:AddUserToGroup", CREW), boundary=f"{HEAD}policy/cap")),
    alone("a role with a boundary that writes itself into a trust policy", [("role/mid", "role/boss", "certain", "iam-012")], managed("cap", document(allow("iam:UpdateAssumeRolePolicy"))), role("mid", allow("iam:*"), boundary=f"{HEAD}policy/cap"), boss(LAMBDA)),
    alone("a role that it makes an administrator, with a boundary that the export lacks", [("user/ann", "role/mid", "needs", "iam-021")], user("ann", allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], MID)), role("mid", boundary=f"{HEAD}policy/gone")),
    alone("a role with a boundary that it can take away", [("user/ann", "role/mid", "certain", "iam-021")], managed("cap", document(allow("s3:*"))), user("ann", allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePermissionsBoundary"], MID)), role("mid", boundary=f"{HEAD}policy/cap")),
    alone("a role with a boundary", [], managed("cap", document(allow("s3:*"))), user("ann", allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], MID)), role("mid", boundary=f"{HEAD}policy/cap")),
    alone("a user by a tag", [("user/ann", "user/bob", "needs", "iam-002")], user("ann", allow("iam:CreateAccessKey", "*", Condition={"StringEquals": {"aws:ResourceTag/team": "x"}})), user("bob", attached=[ADMIN_POLICY], **tagged(team="x"))),
    alone("a user that lacks the tag", [], user("ann", allow("iam:CreateAccessKey", "*", Condition={"StringEquals": {"aws:ResourceTag/team": "y"}})), user("bob", attached=[ADMIN_POLICY], **tagged(team="x"))),
    alone("everything with MFA", [("user/ann", "role/mid", "conditional", "sts-001 > iam-005"), ("role/mid", "role/mid", "conditional", "iam-005")], role("mid", allow("*", Condition=MFA), deny("sso:*"), deny("iam:*", ANN), trust=HERE), user("ann", assume(MID))),
    alone("a weak user added to a stronger group", [("user/ann", CREW.removeprefix(HEAD), "certain", "iam-013")], owner("group", "crew", attached=[ADMIN_POLICY]), user("ann", allow("iam:AddUserToGroup", CREW))),
]  # fmt: skip

GONE: Final = f"{HEAD}policy/gone"
UNKNOWN: Final[Row] = ("user/ann", None, "needs", "")
LOST: Final = [
    alone("a policy that the export lacks", [UNKNOWN], user("ann", attached=[GONE])),
    alone("a group that the export lacks", [UNKNOWN], user("ann", GroupList=["gone"])),
    alone("a policy of its group that the export lacks", [UNKNOWN], owner("group", "crew", attached=[GONE]), user("ann", **IN_CREW)),
    alone("a boundary that the export lacks", [(*SELF[:2], "needs", "iam-007")], user("ann", WRITES, boundary=GONE)),
    alone("a policy that may deny", [(*SELF[:2], "needs", "iam-007")], user("ann", WRITES, attached=[GONE])),
    alone("a denial beside a policy that the export lacks", [UNKNOWN], user("ann", WRITES, deny("iam:*"), attached=[GONE])),
]  # fmt: skip


def far(trusts: Any, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return an administrator of the other account."""
    own = {"attached": [ADMIN_POLICY]} if not statements else {}
    return of(OTHER, role("far", *statements, trust=trusts, **own, **more))


FAR_ROW: Final = ("user/ann", FAR, "certain", "sts-001")
GRANT: Final = user("ann", assume(FAR))
BY_NAME: Final = trust({"AWS": ANN})
TAGGED: Final = {"StringEquals": {"aws:PrincipalTag/team": "x"}}
#: The account, and services on a condition that is about tags.
FOR_TAGGED: Final = document(
    *HERE["Statement"],
    *trust({"Service": "scheduler.amazonaws.com"}, Condition=TAGGED)["Statement"],
)
BUT_TAGGED: Final = document(
    *HERE["Statement"], deny("sts:AssumeRole", None, Principal="*", Condition=TAGGED)
)
ACROSS: Final = [
    Case("both accounts allow", [ADMIN, GRANT], [FAR_ROW], ([ADMIN, far(HERE)],)),
    Case("both accounts allow, by name", [ADMIN, GRANT], [FAR_ROW], ([ADMIN, far(BY_NAME)],)),
    Case("the other account alone allows", [ADMIN, user("ann")], [], ([ADMIN, far(BY_NAME)],)),
    Case("the own account alone allows", [ADMIN, GRANT], [], ([ADMIN, far(trust({"AWS": OUTSIDE}))],)),
    Case("denied in the own account", [ADMIN, user("ann", assume(FAR), deny("sts:*"))], [], ([ADMIN, far(HERE)],)),
    Case("the other export is missing", [ADMIN, GRANT], []),
    Case("no key for a user of another account", [ADMIN, user("ann", IAM_ALL, deny("iam:*", f"arn:aws:iam::{ACCOUNT}:*"))], [], ([ADMIN, of(OTHER, user("bob", allow("*")))],)),
    Case("over an administrator to another account", [ADMIN, boss(HERE), user("ann", assume(BOSS))], [("user/ann", "role/boss", "certain", "sts-001"), ("user/ann", FAR, "certain", "sts-001 > sts-001")], ([ADMIN, far(trust({"AWS": BOSS}))],)),
    Case("over itself as an administrator", [ADMIN, user("ann", WRITES)], [(*SELF, "iam-007"), ("user/ann", FAR, "certain", "iam-007 > sts-001")], ([ADMIN, far(HERE)],)),
    Case("over itself, where others need a tag", [ADMIN, user("ann", WRITES)], [(*SELF, "iam-007"), ("user/ann", FAR, "certain", "iam-007 > sts-001")], ([ADMIN, far(FOR_TAGGED)],)),
    Case("over itself, where who has a tag is denied", [ADMIN, user("ann", WRITES)], [(*SELF, "iam-007"), ("user/ann", FAR, "certain", "iam-007 > sts-001")], ([ADMIN, far(BUT_TAGGED)],)),
    Case("over a role that it makes an administrator", [ADMIN, user("ann", allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], MID)), role("mid")], [("user/ann", "role/mid", "certain", "iam-021"), ("user/ann", FAR, "certain", "iam-021 > sts-001")], ([ADMIN, far(trust({"AWS": MID}))],)),
    Case("over an administrator to one that makes itself one", [ADMIN, boss(HERE), user("ann", assume(BOSS))], [("user/ann", "role/boss", "certain", "sts-001"), ("user/ann", FAR, "certain", "sts-001 > sts-001 > iam-005"), (FAR, FAR, "certain", "iam-005")], ([far(trust({"AWS": BOSS}), allow("iam:PutRolePolicy"))],)),
    Case("there and back", [ADMIN, boss(trust({"AWS": FAR})), GRANT], [("user/ann", "role/boss", "certain", "sts-001 > sts-001"), (FAR, "role/boss", "certain", "sts-001")], ([far(HERE, assume(BOSS))],)),
]  # fmt: skip

CASES: Final = [*SOME_FUNCTION, *TRUSTED, *CHAINS, *STRONG, *SELVES, *LOST, *ACROSS]
