"""An account that is vulnerable by design, with the answers.

It is laid out like the accounts in which people practise: for each well-known way to get more
rights there is a managed policy that allows no more than that, attached to a user and to a role of
the same name; strong roles of services, and weak ones beside them; and policies that look dangerous
and are not.

The roles of the cases are assumed from an account that no export shows, so that no case leads to
another.
"""

from __future__ import annotations

from typing import Any, Final

from tests.access.written_accounts import FULL, HEAD, OTHER, export, trust, user
from tests.corpus.report import ROOT, row
from tests.graph.vulnerable_cases import (
    ADMIN_POLICY,
    ADMINS,
    ANN,
    BOB,
    CAT,
    KNOWN,
    LAMBDA,
    MEMBERS,
    MIDDLE,
    PARTNERS,
    PEOPLE,
    READ,
    READ_POLICY,
    SPARE,
    Case,
    Label,
    arn,
    by_report,
    passing,
    strong,
    sure,
)
from tests.graph.vulnerable_traps import HARMLESS, STILL
from tests.relations.written_policies import ACCOUNT, allow, deny, document, managed, owner

#: Services that trust a strong and a weak role each.
SERVICES: Final = {
    "ec2": "ec2",
    "lambda": "lambda",
    "glue": "glue",
    "cloudformation": "cloudformation",
    "datapipeline": "datapipeline",
    "codebuild": "codebuild",
    "sagemaker": "sagemaker",
    "ecs": "ecs-tasks",
    "apprunner": "tasks.apprunner",
    "bedrock": "bedrock-agentcore",
    "states": "states",
    "scheduler": "scheduler",
}


CASES: Final = (*KNOWN, *STILL, *HARMLESS)

#: Nobody in the account can assume what trusts only them.
OPERATOR: Final = trust({"AWS": f"arn:aws:iam::{OTHER}:user/operator"})
EVERYBODY: Final = trust({"AWS": ACCOUNT})
PARTNER: Final = trust({"AWS": ACCOUNT}, Condition={"StringEquals": {"sts:ExternalId": "partner"}})

#: Administrators besides the strong roles of services.
DAN: Final = "user/admin-dan"
ADMINISTRATORS: Final = (
    DAN,
    ANN,
    BOB,
    CAT,
    PEOPLE,
    PARTNERS,
    "role/strong-abroad",
    "role/strong-ec2-alone",
)

#: What those can become that are no case.
OTHERS: Final[dict[str, tuple[Label, ...]]] = {
    "user/clerk": (),
    "user/relay": (sure("sts-001", PEOPLE),),
    MIDDLE: (sure("lambda-001", strong("lambda")),),
    SPARE: (),
    **{f"role/weak-{service}": () for service in SERVICES},
}


def named(target: str) -> str:
    """Return the name of a user, group or role."""
    return target.rpartition("/")[2]


def case_entries(case: Case) -> list[dict[str, Any]]:
    """Return the policy, the user and the role of a case."""
    policy = managed(case.name, document(*case.statements), *case.versions)
    attached = [policy["Arn"]]
    more = {key: value for key, value in case.more.items() if key != "GroupList"}
    groups = case.more.get("GroupList", [named(MEMBERS)])
    return [
        policy,
        owner("user", case.name, attached=attached, GroupList=groups, **more),
        owner("role", case.name, attached=attached, AssumeRolePolicyDocument=OPERATOR, **more),
    ]


def a_role(name: str, trusts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a role that trusts somebody."""
    return owner("role", named(name), AssumeRolePolicyDocument=trusts, **more)


def with_profile(role: dict[str, Any]) -> dict[str, Any]:
    """Return a role in an instance profile of the same name."""
    name = role["RoleName"]
    member = {key: role[key] for key in ("RoleName", "Arn", "Path")}
    profile = {
        "InstanceProfileName": name,
        "Arn": f"{HEAD}instance-profile/{name}",
        "Path": "/",
        "Roles": [member],
    }
    return role | {"InstanceProfileList": [profile]}


def service_roles() -> list[dict[str, Any]]:
    """Return a strong and a weak role of each service."""
    found = []
    for name, service in SERVICES.items():
        trusts = trust({"Service": f"{service}.amazonaws.com"})
        pair = (
            a_role(f"strong-{name}", trusts, attached=[ADMIN_POLICY]),
            a_role(f"weak-{name}", trusts, attached=[READ_POLICY]),
        )
        found += [with_profile(role) for role in pair] if name == "ec2" else pair
    return found


def account() -> dict[str, Any]:
    """Return the authorization details."""
    full = {"attached": [ADMIN_POLICY]}
    linked = trust({"Service": "autoscaling.amazonaws.com"})
    building = document(*passing(*LAMBDA, role=strong("lambda")))
    loose = allow(
        ["s3:*", "iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary"]
    )
    narrow = allow(["s3:*", "iam:PutUserPolicy", "iam:PutRolePolicy"])
    return export(
        managed("AdministratorAccess", FULL, Arn=ADMIN_POLICY),
        managed("ReadOnlyAccess", READ, Arn=READ_POLICY),
        managed("everything", FULL),
        managed("narrow", document(narrow)),
        managed("loose", document(loose)),
        managed("attached-to-nobody", FULL, AttachmentCount=0),
        owner("group", named(ADMINS), **full),
        owner("group", named(MEMBERS), attached=[READ_POLICY]),
        owner("group", "held-back", inline={"p": document(deny("iam:*"))}),
        owner("group", "builders", inline={"p": building}),
        owner("group", "without-members", inline={"p": document(allow("iam:*"))}),
        owner("user", named(ANN), GroupList=[named(ADMINS)]),
        owner("user", named(BOB), **full),
        owner("user", named(CAT), inline={"p": FULL}),
        owner("user", named(DAN), inline={"p": document(allow("*"), deny("iam:CreateUser"))}),
        owner("user", "clerk", GroupList=[named(MEMBERS)]),
        owner("user", "relay", inline={"p": document(allow("sts:AssumeRole", arn(PEOPLE)))}),
        a_role(PEOPLE, EVERYBODY, **full),
        a_role(PARTNERS, PARTNER, **full),
        a_role("strong-abroad", trust({"AWS": OTHER}), **full),
        a_role("strong-ec2-alone", trust({"Service": "ec2.amazonaws.com"}), **full),
        a_role(MIDDLE, EVERYBODY, inline={"p": building}),
        a_role(SPARE, EVERYBODY),
        a_role(
            "AWSServiceRoleForAutoScaling",
            linked,
            path="/aws-service-role/autoscaling.amazonaws.com/",
            **full,
        ),
        *service_roles(),
        *(entry for case in CASES for entry in case_entries(case)),
    )


def labels() -> dict[str, tuple[Label, ...]]:
    """Return what each user and role that is no administrator can become."""
    found = dict(OTHERS)
    for case in CASES:
        found |= {f"user/{case.name}": case.user, f"role/{case.name}": case.role}
    return found


def administrators() -> set[str]:
    """Return the administrators."""
    return {*ADMINISTRATORS, *(strong(service) for service in SERVICES)}


def report() -> str:
    """Return the credential report: who has a password and keys."""
    password = {"password_enabled": "true", "password_last_changed": "2025-12-01T10:00:00Z"}
    cells = {
        named(ANN): password | key(1),
        named(CAT): password | key(1) | key(2),
    }
    users = [entry["UserName"] for entry in account()["UserDetailList"]]
    rows = [ROOT, *(row(user, **cells.get(user, {})) for user in users)]
    return "\n".join(",".join(line) for line in ([*rows[0]], *(each.values() for each in rows)))


def key(number: int) -> dict[str, str]:
    """Return the cells of an access key."""
    head = f"access_key_{number}"
    return {f"{head}_active": "true", f"{head}_last_rotated": "2025-11-20T08:15:00Z"}


#: What users and roles of the small account can become, in which one may make keys of all users.
WIDE: Final[dict[str, tuple[Label, ...]]] = {
    "user/keys": (
        by_report("iam-002", "user/boss"),
        by_report("iam-002 > iam-007", "user/selfish"),
        by_report("iam-002 > sts-001", "role/chief"),
    ),
    "user/selfish": (sure("iam-007"),),
    "user/assumer": (sure("sts-001", "role/chief"),),
    "user/clerk": (),
    "role/weak": (),
}


def wide_account() -> dict[str, Any]:
    """Return the authorization details of an account in which all lead to all."""
    return export(
        managed("AdministratorAccess", FULL, Arn=ADMIN_POLICY),
        user("keys", allow("iam:CreateAccessKey")),
        user("selfish", allow("iam:PutUserPolicy", arn("user/selfish"))),
        user("assumer", allow("sts:AssumeRole", arn("role/*"))),
        user("clerk", allow("s3:*")),
        owner("user", "boss", attached=[ADMIN_POLICY]),
        a_role("chief", EVERYBODY, attached=[ADMIN_POLICY]),
        a_role("weak", EVERYBODY),
    )
